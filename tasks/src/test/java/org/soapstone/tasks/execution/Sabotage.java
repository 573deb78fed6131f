package org.soapstone.tasks.execution;

import org.soapstone.tasks.graph.NodeKind;

/** Breaks the machinery of an executor, for tests. */
public final class Sabotage {
  private Sabotage() {}

  /** Hands a worker something that is no node, which it takes next. */
  public static void breakDown(Thread worker) {
    Node nothing = new Node(0);
    nothing.kind = NodeKind.TASK;
    nothing.priority = Integer.MAX_VALUE;
    nothing.readyNanos = Long.MIN_VALUE / 2;
    ((Worker) worker).queue().offer(nothing);
  }
}
