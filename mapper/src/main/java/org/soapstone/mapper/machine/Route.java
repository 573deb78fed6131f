package org.soapstone.mapper.machine;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableIntArray;

/**
 * The way from one memory to another. A copy holds every link of its route for all of {@link
 * #copyNanos}.
 *
 * @param links the ids of the links, in order; empty for copies within one memory
 * @param latencyNanos the sum of the links' latencies
 * @param bytesPerSecond the smallest of the links' bandwidths; for copies within one memory, that
 *     memory's copy rate
 */
public record Route(ImmutableIntArray links, long latencyNanos, double bytesPerSecond) {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Checks that nothing is null. */
  public Route {
    requireNonNull(links, "links");
  }

  /**
   * {@return how long a copy lasts: the latency plus the bytes over the bandwidth, rounded up, and
   * at least 1 ns}
   *
   * @param bytes how much is copied
   */
  public long copyNanos(long bytes) {
    long transfer = (long) Math.ceil(bytes * NANOS_PER_SECOND / bytesPerSecond);
    return Math.max(1, latencyNanos + transfer);
  }
}
