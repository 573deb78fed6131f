package org.soapstone.simulator.simulation;

import static java.util.Objects.requireNonNull;

import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.graph.NodeKind;

/**
 * How long data takes to move on a machine, by the machine's figures alone: a ready answer for
 * {@link NodeCosts#movementNanos}.
 *
 * <ul>
 *   <li>A copy takes its route's latency plus the bytes over the route's bandwidth; within one
 *       memory, the bytes over that memory's copy rate.
 *   <li>A copy within a memory passes each byte twice, out and in; a fill passes it once and a fold
 *       three times, so a fill takes half and a fold one and a half times as long as a local copy
 *       of the target. A fold from another memory takes the route's time besides.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 *
 * @param machine the machine
 */
public record MovementTimes(Machine machine) {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double FILL_PER_COPY = 0.5;
  private static final double FOLD_PER_COPY = 1.5;

  /** Checks that there is a machine. */
  public MovementTimes {
    requireNonNull(machine, "machine");
  }

  /**
   * {@return how long a node lasts, in nanoseconds, at least 1}
   *
   * @param kind COPY, FOLD or FILL
   * @param sourceMemory the memory that it reads, or −1 for a FILL
   * @param targetMemory the memory that it writes
   * @param bytes how much it moves
   * @throws IllegalArgumentException if the kind is TASK or JOIN, which move nothing
   */
  public long nanos(NodeKind kind, int sourceMemory, int targetMemory, long bytes) {
    return switch (kind) {
      case COPY -> machine.route(sourceMemory, targetMemory).copyNanos(bytes);
      case FILL -> local(targetMemory, bytes, FILL_PER_COPY);
      case FOLD ->
          local(targetMemory, bytes, FOLD_PER_COPY)
              + (sourceMemory == targetMemory
                  ? 0
                  : machine.route(sourceMemory, targetMemory).copyNanos(bytes));
      case TASK, JOIN ->
          throw new IllegalArgumentException(
              "a " + kind + " moves no data; ask only about COPY, FOLD and FILL");
    };
  }

  private long local(int memory, long bytes, double perCopy) {
    double nanos = bytes * perCopy * NANOS_PER_SECOND / machine.localCopyBytesPerSecond(memory);
    return Math.max(1, (long) Math.ceil(nanos));
  }
}
