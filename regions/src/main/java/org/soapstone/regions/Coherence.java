package org.soapstone.regions;

/** Which interleavings with other tasks a task admits on the data that it names. */
public enum Coherence {
  /** As if the launches ran in program order. The default. */
  EXCLUSIVE,
  /** In any order, but one at a time. */
  ATOMIC,
  /** Together on one instance, each seeing the others' writes. */
  SIMULTANEOUS,
  /** Without any order: the program synchronises by itself. */
  RELAXED
}
