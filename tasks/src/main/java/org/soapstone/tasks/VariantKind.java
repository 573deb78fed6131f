package org.soapstone.tasks;

/** How a variant of a task runs. */
public enum VariantKind {
  /** Runs on a worker from start to end; may neither launch nor wait. */
  LEAF,
  /**
   * Runs on a thread of its own, beside the workers; may launch and wait, and touches data through
   * what it launches only.
   */
  INNER
}
