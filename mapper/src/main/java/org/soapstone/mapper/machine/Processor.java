package org.soapstone.mapper.machine;

import static java.util.Objects.requireNonNull;

/**
 * Something that runs tasks, one at a time.
 *
 * @param id its number, from 0
 * @param name its name, unique among the machine's processors
 * @param kind what it is
 * @param node the node it is part of, from 0
 * @param memory the id of its nearest memory
 * @param peakFlopsPerSecond the float32 operations it can carry out in a second, at best
 */
public record Processor(
    int id, String name, ProcessorKind kind, int node, int memory, double peakFlopsPerSecond) {

  /** Checks that nothing is null. */
  public Processor {
    requireNonNull(name, "name");
    requireNonNull(kind, "kind");
  }
}
