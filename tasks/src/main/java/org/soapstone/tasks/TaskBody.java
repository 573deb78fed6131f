package org.soapstone.tasks;

/**
 * What a task does at one point, on one kind of processor. Bodies are stateless and run
 * concurrently.
 */
@FunctionalInterface
public interface TaskBody {

  /**
   * Runs the task at one point.
   *
   * @param context the point, the arguments and the accessors to the regions
   * @throws Exception to fail the task: everything that depends on it is poisoned, and the caller
   *     gets this exception as the root cause
   */
  void run(TaskContext context) throws Exception;
}
