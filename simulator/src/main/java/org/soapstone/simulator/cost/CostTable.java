package org.soapstone.simulator.cost;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Costs that were measured on one machine, as a file of format {@value #FORMAT} keeps them.
 *
 * @param machine the machine's name
 * @param machineFingerprint the machine's fingerprint
 * @param host what was measured on: processor, memory and JVM
 * @param kernels the name of the kernels
 * @param runtime what the runtime adds and how fast data moves, if that was measured
 * @param taskNanos for each canonical cost key, the time of a task's body, in nanoseconds
 */
public record CostTable(
    String machine,
    String machineFingerprint,
    String host,
    String kernels,
    Optional<RuntimeCosts> runtime,
    SortedMap<String, Long> taskNanos) {

  /** The format that is read and written. */
  public static final String FORMAT = "soapstone-costs/2";

  /** Copies the map and checks that no time is below 1. */
  public CostTable {
    requireNonNull(machine, "machine");
    requireNonNull(machineFingerprint, "machineFingerprint");
    requireNonNull(host, "host");
    requireNonNull(kernels, "kernels");
    requireNonNull(runtime, "runtime");
    taskNanos = Collections.unmodifiableSortedMap(new TreeMap<>(taskNanos));
    taskNanos.forEach((key, nanos) -> {
      if (nanos < 1) {
        throw new IllegalArgumentException(
            "task '%s' takes %d ns; every task takes at least 1".formatted(key, nanos));
      }
    });
  }

  /**
   * What is measured besides tasks.
   *
   * @param nodeNanos what the runtime itself takes for each task, copy, fold and fill
   * @param handoffNanos from the end of a task until one on another processor that waits for it
   *     starts
   * @param copy how long copies take
   * @param fold how long folds take
   * @param fill how long fills take
   */
  public record RuntimeCosts(
      long nodeNanos,
      long handoffNanos,
      MovementCurve copy,
      MovementCurve fold,
      MovementCurve fill) {

    /** Checks the range. */
    public RuntimeCosts {
      requireNonNull(copy, "copy");
      requireNonNull(fold, "fold");
      requireNonNull(fill, "fill");
      if (nodeNanos < 0 || handoffNanos < 0) {
        throw new IllegalArgumentException(
            "the runtime takes %d ns for each node and %d ns to hand over; both must be at least 0"
                .formatted(nodeNanos, handoffNanos));
      }
    }
  }

  /**
   * {@return the table in a file}
   *
   * @param file the file
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it holds no such table; the message names the place
   */
  public static CostTable read(Path file) throws IOException {
    return CostTableJson.read(file);
  }

  /**
   * Writes this table to a file, which has either the old content or all of the new: never a part.
   *
   * @param file the file; its folder is made if it is not there
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    CostTableJson.write(this, file);
  }
}
