package org.soapstone.tasks;

import java.util.List;

/**
 * Tells the program that a task failed: the one it asked about, or one that it depends on.
 *
 * <p>The message and the {@linkplain #getCause cause} are those of the <em>root cause</em>: the
 * task that failed by itself, the first in program order if there are several. Other tasks that
 * failed by themselves are suppressed exceptions.
 */
public final class TaskFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient TaskFailure failure;

  /**
   * Describes failures.
   *
   * @param failure the root cause
   * @param others further tasks that failed by themselves, in program order
   */
  public TaskFailedException(TaskFailure failure, List<TaskFailure> others) {
    super(failure.describe(), failure.cause());
    this.failure = failure;
    others.forEach(other -> addSuppressed(new TaskFailedException(other, List.of())));
  }

  /** {@return the root cause} */
  public TaskFailure failure() {
    return failure;
  }
}
