package org.soapstone.tasks.execution;

import java.util.List;
import org.soapstone.tasks.TaskFailure;

/**
 * What the nodes of one context share: those of a whole program, or of an inner task's sub-program.
 */
final class Scope {
  final FailureLog failures = new FailureLog();

  /** Of the whole program; the same for all contexts. */
  final Breakdown breakdown;

  final Window window;

  /** What emits the nodes; set once, before there are any. */
  Executor executor;

  /** Runs the body of the inner task that this is the context of; null until it does. */
  volatile Thread thread;

  /** The inner tasks that this is the context of, the outermost first. */
  final List<TaskFailure.Ancestor> ancestors;

  Scope(List<TaskFailure.Ancestor> ancestors, Breakdown breakdown) {
    this.breakdown = breakdown;
    window = new Window(breakdown);
    this.ancestors = List.copyOf(ancestors);
  }
}
