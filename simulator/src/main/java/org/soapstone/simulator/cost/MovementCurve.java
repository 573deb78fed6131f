package org.soapstone.simulator.cost;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableLongArray;

/**
 * How long a movement of data takes by its size: measured at some sizes, linear between them, and
 * at the last rate beyond.
 *
 * @param bytes the sizes, ascending, at least one and each at least 1
 * @param nanos the time at each size, at least 1 and never descending
 */
public record MovementCurve(ImmutableLongArray bytes, ImmutableLongArray nanos) {

  /** Checks the points. */
  public MovementCurve {
    requireNonNull(bytes, "bytes");
    requireNonNull(nanos, "nanos");
    if (bytes.isEmpty() || bytes.length() != nanos.length()) {
      throw new IllegalArgumentException(
          "a movement curve of %d sizes and %d times; give one time for each size, and at least one"
              .formatted(bytes.length(), nanos.length()));
    }
    for (int i = 0; i < bytes.length(); i++) {
      boolean ascends =
          i == 0 || (bytes.get(i) > bytes.get(i - 1) && nanos.get(i) >= nanos.get(i - 1));
      if (bytes.get(i) < 1 || nanos.get(i) < 1 || !ascends) {
        throw new IllegalArgumentException(
            "point %d of a movement curve is %d bytes in %d ns; sizes must ascend from 1, and times never descend"
                .formatted(i, bytes.get(i), nanos.get(i)));
      }
    }
  }

  /**
   * {@return a curve through measured points} A time above that of a larger size is lowered to it:
   * what disturbs a measurement only adds to it, and more never takes less.
   *
   * @param bytes the sizes, ascending
   * @param nanos the measured times
   */
  public static MovementCurve through(long[] bytes, long[] nanos) {
    long[] rising = nanos.clone();
    for (int i = rising.length - 2; i >= 0; i--) {
      rising[i] = Math.min(rising[i], rising[i + 1]);
    }
    return new MovementCurve(ImmutableLongArray.copyOf(bytes), ImmutableLongArray.copyOf(rising));
  }

  /**
   * {@return how long a movement takes, in nanoseconds, at least 1; never less for more}
   *
   * @param size its bytes
   */
  public long at(long size) {
    if (size <= bytes.get(0)) {
      return nanos.get(0);
    }
    int last = bytes.length() - 1;
    if (size >= bytes.get(last)) {
      double nanosPerByte = (double) nanos.get(last) / bytes.get(last);
      return nanos.get(last) + (long) Math.ceil((size - bytes.get(last)) * nanosPerByte);
    }
    int i = 1;
    while (bytes.get(i) < size) {
      i++;
    }
    long width = bytes.get(i) - bytes.get(i - 1);
    double rise = (double) (nanos.get(i) - nanos.get(i - 1)) * (size - bytes.get(i - 1)) / width;
    return nanos.get(i - 1) + (long) rise;
  }
}
