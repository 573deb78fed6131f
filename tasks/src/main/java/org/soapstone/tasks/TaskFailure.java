package org.soapstone.tasks;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
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
 * @param ancestors the inner tasks in whose sub-programs it was launched, the outermost first
 */
public record TaskFailure(
    String task,
    String provenance,
    long key,
    long launch,
    Point point,
    int processor,
    Throwable cause,
    List<Ancestor> ancestors) {

  /** The processor of a launch that could not be made. */
  public static final int NOWHERE = -1;

  /** Orders failures as the program is: an inner task's own before those of its sub-program. */
  public static final Comparator<TaskFailure> PROGRAM_ORDER = TaskFailure::compare;

  /**
   * An inner task that launched others.
   *
   * @param task the task's name
   * @param provenance what the program calls its launch
   * @param key its structural key in the context that launched it
   * @param launch its launch's position in that context
   * @param point its launch point
   */
  public record Ancestor(String task, String provenance, long key, long launch, Point point) {
    /** Checks that nothing is null. */
    public Ancestor {
      requireNonNull(task, "task");
      requireNonNull(provenance, "provenance");
      requireNonNull(point, "point");
    }

    private String describe() {
      return "launched by task '%s' at point %s of launch %d (%s)"
          .formatted(task, point, launch, provenance);
    }
  }

  /**
   * Describes the failure of a task that the program itself launched.
   *
   * @param task the task's name
   * @param provenance what the program calls the launch
   * @param key the structural key of the node that failed
   * @param launch the launch's position in program order
   * @param point the launch point
   * @param processor the processor that ran it
   * @param cause what the body threw, or what kept it from running
   */
  public TaskFailure(
      String task,
      String provenance,
      long key,
      long launch,
      Point point,
      int processor,
      Throwable cause) {
    this(task, provenance, key, launch, point, processor, cause, List.of());
  }

  /** Copies the list and checks that nothing is null. */
  public TaskFailure {
    ancestors = List.copyOf(ancestors);
    requireNonNull(task, "task");
    requireNonNull(provenance, "provenance");
    requireNonNull(point, "point");
    requireNonNull(cause, "cause");
  }

  /** {@return one line that says which task failed, where and why} */
  public String describe() {
    if (processor == NOWHERE) {
      return "launch %d of task '%s' (%s)%s could not be made: %s"
          .formatted(launch, task, provenance, chain(), cause);
    }
    return "task '%s' failed at point %s of launch %d (%s) on processor %d%s: %s"
        .formatted(task, point, launch, provenance, processor, chain(), cause);
  }

  /** The ancestors, the innermost first. */
  private String chain() {
    StringBuilder chain = new StringBuilder();
    for (Ancestor ancestor : ancestors.reversed()) {
      chain.append(", ").append(ancestor.describe());
    }
    return chain.toString();
  }

  private int compare(TaskFailure other) {
    int depth = Math.max(ancestors.size(), other.ancestors.size());
    for (int d = 0; d <= depth; d++) {
      int order = Long.compare(keyAt(d), other.keyAt(d));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** The key of the node, or of the ancestor of its that is so deep; -1 for one that is deeper. */
  private long keyAt(int depth) {
    if (depth < ancestors.size()) {
      return ancestors.get(depth).key();
    }
    return depth == ancestors.size() ? key : -1;
  }

  /**
   * {@return whichever of two failures comes first in program order}
   *
   * @param a a failure
   * @param b another
   */
  public static TaskFailure first(TaskFailure a, TaskFailure b) {
    return b.compare(a) < 0 ? b : a;
  }
}
