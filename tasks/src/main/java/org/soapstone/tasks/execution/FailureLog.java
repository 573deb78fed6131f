package org.soapstone.tasks.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.soapstone.tasks.TaskFailedException;
import org.soapstone.tasks.TaskFailure;

/** The root causes that the program has not been told of yet, in program order. Thread-safe. */
final class FailureLog {
  private final TreeSet<TaskFailure> untold = new TreeSet<>(TaskFailure.PROGRAM_ORDER);
  private volatile boolean any;

  /** Notes a task that failed by itself. */
  synchronized void add(TaskFailure failure) {
    untold.add(failure);
    any = true;
  }

  /** Takes over what the program of an inner task has not been told of. */
  void addAll(FailureLog inner) {
    if (inner.any) {
      synchronized (this) {
        untold.addAll(inner.takeUntold());
        any = true;
      }
    }
  }

  private synchronized List<TaskFailure> takeUntold() {
    List<TaskFailure> taken = List.copyOf(untold);
    untold.clear();
    return taken;
  }

  /** Whether any task has ever failed: while none has, nobody needs to look for poison. */
  boolean any() {
    return any;
  }

  /** The exception that tells the program of a failure, which from now on it knows of. */
  synchronized TaskFailedException deliver(TaskFailure failure) {
    untold.remove(failure);
    return new TaskFailedException(failure, List.of());
  }

  /** Throws the failures that the program does not know of, if there are any. */
  synchronized void throwUntold() {
    if (untold.isEmpty()) {
      return;
    }
    List<TaskFailure> others = new ArrayList<>(untold);
    TaskFailure first = others.removeFirst();
    untold.clear();
    throw new TaskFailedException(first, others);
  }
}
