package org.soapstone.tasks.graph;

/** What a node of a task graph does. */
public enum NodeKind {
  /** One point of a launch runs its body. */
  TASK,
  /** Moves valid data from one instance to another. */
  COPY,
  /** Folds a reduction buffer into another buffer or into an instance that holds values. */
  FOLD,
  /** Writes one value to every point of an instance. */
  FILL,
  /** Does nothing but wait; keeps user lists bounded. */
  JOIN
}
