package org.soapstone.tasks.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.soapstone.tasks.TaskFailedException;
import org.soapstone.tasks.TaskFailure;

/** The root causes that the program has not been told of yet, in program order. Thread-safe. */
final class FailureLog {
  private final TreeMap<Long, TaskFailure> untold = new TreeMap<>();
  private volatile boolean any;

  /** Notes a task that failed by itself. */
  synchronized void add(TaskFailure failure) {
    untold.put(failure.key(), failure);
    any = true;
  }

  /** Whether any task has ever failed: while none has, nobody needs to look for poison. */
  boolean any() {
    return any;
  }

  /** The exception that tells the program of a failure, which from now on it knows of. */
  synchronized TaskFailedException deliver(TaskFailure failure) {
    untold.remove(failure.key());
    return new TaskFailedException(failure, List.of());
  }

  /** Throws the failures that the program does not know of, if there are any. */
  synchronized void throwUntold() {
    if (untold.isEmpty()) {
      return;
    }
    List<TaskFailure> others = new ArrayList<>(untold.values());
    TaskFailure first = others.removeFirst();
    untold.clear();
    throw new TaskFailedException(first, others);
  }
}
