package org.soapstone.tasks;

/** How a variant of a task runs. */
public enum VariantKind {
  /** Runs on a worker from start to end; may neither launch nor wait. */
  LEAF
}
