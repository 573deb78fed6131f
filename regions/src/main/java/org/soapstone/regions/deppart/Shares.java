package org.soapstone.regions.deppart;

import java.math.BigInteger;

/** Where a total is cut so that each share is in proportion, without overflow or drift. */
final class Shares {
  private Shares() {}

  /**
   * How much of a total lies before the share that begins at {@code part} of {@code parts}: cut at
   * multiples of a granularity only, the last granule may be smaller. O(1).
   */
  static long cut(long part, long parts, long total, long granularity) {
    long granules = Math.ceilDiv(total, granularity);
    long before = floor(part, parts, granules);
    return before == granules ? total : before * granularity;
  }

  /** ⌊part · total / parts⌋, for {@code part <= parts}. */
  private static long floor(long part, long parts, long total) {
    long remainder = total % parts;
    long rest =
        Math.multiplyHigh(part, remainder) == 0 && part * remainder >= 0
            ? part * remainder / parts
            : BigInteger.valueOf(part)
                .multiply(BigInteger.valueOf(remainder))
                .divide(BigInteger.valueOf(parts))
                .longValueExact();
    return part * (total / parts) + rest;
  }
}
