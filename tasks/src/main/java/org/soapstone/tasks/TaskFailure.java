package org.soapstone.tasks;

import static java.util.Objects.requireNonNull;

import org.soapstone.regions.Point;

/**
 * A task that failed by itself, not because of another: the root cause of whatever depends on it.
 * Also a launch that was queued behind a partition and then found wrong, so that no task of it ran.
 *
 * @param task the task's name
 * @param provenance what the program calls the launch
 * @param key the structural key of the node that failed, by which failures are ordered as the
 *     program is
 * @param launch the launch's position in program order
 * @param point the launch point
 * @param processor the processor that ran it; {@link #NOWHERE} if the launch could not be made
 * @param cause what the body threw, or what kept it from running
 */
public record TaskFailure(
    String task,
    String provenance,
    long key,
    long launch,
    Point point,
    int processor,
    Throwable cause) {

  /** The processor of a launch that could not be made. */
  public static final int NOWHERE = -1;

  /** Checks that nothing is null. */
  public TaskFailure {
    requireNonNull(task, "task");
    requireNonNull(provenance, "provenance");
    requireNonNull(point, "point");
    requireNonNull(cause, "cause");
  }

  /** {@return one line that says which task failed, where and why} */
  public String describe() {
    if (processor == NOWHERE) {
      return "launch %d of task '%s' (%s) could not be made: %s"
          .formatted(launch, task, provenance, cause);
    }
    return "task '%s' failed at point %s of launch %d (%s) on processor %d: %s"
        .formatted(task, point, launch, provenance, processor, cause);
  }

  /**
   * {@return whichever of two failures comes first in program order}
   *
   * @param a a failure
   * @param b another
   */
  public static TaskFailure first(TaskFailure a, TaskFailure b) {
    return b.key < a.key ? b : a;
  }
}
