package org.soapstone.regions;

/**
 * Which interleavings with other tasks a task admits on the data that it names.
 *
 * <p>Tasks are unordered only among their like; between different coherences there is program
 * order, but for simultaneous and relaxed ones, which do not wait for each other either. A
 * coherence is a permission: tasks that cannot meet on one instance run in program order.
 */
public enum Coherence {
  /** As if the launches ran in program order. The default. */
  EXCLUSIVE,
  /** In any order, but one at a time: the result is fixed only if the tasks commute. */
  ATOMIC,
  /** Together on one instance, each seeing the others' writes. */
  SIMULTANEOUS,
  /** Without any order: the program synchronises by itself. */
  RELAXED
}
