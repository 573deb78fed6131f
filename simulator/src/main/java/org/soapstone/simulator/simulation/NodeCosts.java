package org.soapstone.simulator.simulation;

import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;

/**
 * Says how long each node of a task graph lasts, in whole nanoseconds, at least 1.
 *
 * <p>Answers must be pure: equal questions get equal answers, in whatever order they are asked, and
 * nothing random goes into them. Whoever measures does so before, and keeps what it measured.
 * Implementations should answer fast: a simulation asks once for each cost key or moving node that
 * it has not met.
 */
public interface NodeCosts {

  /**
   * {@return how long a task lasts, in nanoseconds, at least 1}
   *
   * @param key what the task's time depends on
   */
  long taskNanos(CostKey key);

  /**
   * {@return how long a node that moves data lasts, in nanoseconds, at least 1}
   *
   * @param kind COPY, FOLD or FILL; a JOIN lasts 1 ns and is not asked about
   * @param processor the processor that the node serves
   * @param sourceMemory the memory that it reads, or −1 for a FILL
   * @param targetMemory the memory that it writes
   * @param bytes how much it moves
   */
  long movementNanos(NodeKind kind, int processor, int sourceMemory, int targetMemory, long bytes);

  /**
   * {@return from the end of a node until one on another processor that waited for it is ready, in
   * nanoseconds, at least 0} That processor has to be woken. 0 unless overridden.
   */
  default long handoffNanos() {
    return 0;
  }
}
