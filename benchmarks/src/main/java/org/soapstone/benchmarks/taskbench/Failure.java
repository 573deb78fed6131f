package org.soapstone.benchmarks.taskbench;

import java.util.concurrent.atomic.AtomicReference;

/** The first failure of a run: tasks go on after it, so that nobody waits for one that died. */
final class Failure {
  private final AtomicReference<Throwable> first = new AtomicReference<>();

  void set(Throwable failure) {
    first.compareAndSet(null, failure);
  }

  /**
   * Tells of the failure, if there was one.
   *
   * @throws IllegalStateException with it as the cause
   */
  void throwIfAny() {
    Throwable failure = first.get();
    if (failure != null) {
      throw new IllegalStateException("a task failed: " + failure.getMessage(), failure);
    }
  }
}
