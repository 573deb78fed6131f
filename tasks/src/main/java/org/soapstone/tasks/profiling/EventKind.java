package org.soapstone.tasks.profiling;

import java.util.Locale;
import org.soapstone.tasks.graph.NodeKind;

/** What a thread did for a while. */
public enum EventKind {
  /** It ran the body of a task. */
  TASK,
  /** It copied between instances. */
  COPY,
  /** It folded a reduction buffer into an instance. */
  FOLD,
  /** It filled an instance with a value. */
  FILL,
  /** It worked out what a launch depends on. */
  ANALYSIS,
  /** It emitted a launch from a trace, or checked that it is on the trace. */
  REPLAY,
  /** It asked the mapper. */
  MAPPER,
  /** It waited for tasks: for room in the window, or at a fence. */
  WAIT;

  /** {@return the name in time lines, for example {@code copy}} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return what a processor does for a node}
   *
   * @param kind the node's kind; a join takes no time and has no event
   * @throws IllegalArgumentException if it is a join
   */
  public static EventKind of(NodeKind kind) {
    return switch (kind) {
      case TASK -> TASK;
      case COPY -> COPY;
      case FOLD -> FOLD;
      case FILL -> FILL;
      case JOIN -> throw new IllegalArgumentException("a join has no event; pass it over");
    };
  }
}
