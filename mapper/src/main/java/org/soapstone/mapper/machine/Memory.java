package org.soapstone.mapper.machine;

import static java.util.Objects.requireNonNull;

/**
 * Something that holds instances.
 *
 * @param id its number, from 0
 * @param name its name, unique among the machine's memories
 * @param kind what it is
 * @param node the node it is part of, from 0
 * @param capacityBytes how much it holds
 * @param bytesPerSecond how much its processors together can read and write in a second
 * @param copyBytesPerSecond how fast one copy from this memory to itself is
 */
public record Memory(
    int id,
    String name,
    MemoryKind kind,
    int node,
    long capacityBytes,
    double bytesPerSecond,
    double copyBytesPerSecond) {

  /** Checks that nothing is null. */
  public Memory {
    requireNonNull(name, "name");
    requireNonNull(kind, "kind");
  }
}
