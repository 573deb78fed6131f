package org.soapstone.mapper;

/**
 * A mapper's answer that the runtime cannot carry out: names the callback, the task and the remedy.
 */
public final class MapperException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes a wrong answer.
   *
   * @param callback the mapper's method
   * @param task the task it was asked about
   * @param detail the offending value, what was allowed, and the remedy
   */
  public MapperException(String callback, String task, String detail) {
    super("mapper callback " + callback + " for task '" + task + "': " + detail);
  }
}
