package org.soapstone.simulator.cost;

import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;

/**
 * Says how long tasks and movements of data last on one machine.
 *
 * <p>Equal questions get equal answers for as long as the model lives, in whatever order they are
 * asked, and nothing random goes into an answer. Thread-safe.
 */
public interface CostModel {

  /** {@return a few words that say where the costs come from, kept with strategies} */
  String name();

  /**
   * {@return how long a task lasts, in nanoseconds, at least 1}
   *
   * @param key what the task's time depends on
   * @param launch the launch that the key was made from
   * @throws IllegalArgumentException if this model cannot tell; the message says what to do
   */
  long taskNanos(CostKey key, IndexLaunch launch);

  /**
   * {@return how long a node that moves data lasts, in nanoseconds, at least 1}
   *
   * @param kind COPY, FOLD or FILL
   * @param processor the processor that the node serves
   * @param sourceMemory the memory that it reads, or −1 for a FILL
   * @param targetMemory the memory that it writes
   * @param bytes how much it moves
   */
  long movementNanos(NodeKind kind, int processor, int sourceMemory, int targetMemory, long bytes);

  /**
   * {@return from the end of a node until one on another processor that waited for it is ready, in
   * nanoseconds, at least 0} 0 unless overridden.
   */
  default long handoffNanos() {
    return 0;
  }

  /**
   * {@return whether a question may run code on this machine, which other busy threads would
   * disturb} A search then uses a single thread.
   */
  default boolean measures() {
    return false;
  }
}
