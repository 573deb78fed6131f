package org.soapstone.mapper.machine;

import static java.util.Objects.requireNonNull;

/**
 * One direction of a connection; it carries one copy at a time.
 *
 * @param id its number, from 0
 * @param name its name, unique among the machine's links
 * @param bytesPerSecond its bandwidth
 * @param latencyNanos the time before the first byte arrives
 */
public record Link(int id, String name, double bytesPerSecond, long latencyNanos) {

  /** Checks that nothing is null. */
  public Link {
    requireNonNull(name, "name");
  }
}
