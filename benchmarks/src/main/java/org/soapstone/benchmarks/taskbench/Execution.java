package org.soapstone.benchmarks.taskbench;

/** A system that is about to run a graph, or in the middle of it. For one thread. */
interface Execution extends AutoCloseable {

  /** {@return how many processors run tasks} */
  int processors();

  /**
   * Runs some rows, and waits until they have run.
   *
   * @param kernel what their tasks compute
   * @param first the first row; the rows before it have run
   * @param end the row after the last
   * @throws RuntimeException if a task found wrong inputs
   */
  void run(Kernel kernel, long first, long end);

  /**
   * {@return what a task has written: step and point by turns}
   *
   * @param step the last row that has run, or the one before
   * @param point a point of the row
   */
  long[] output(long step, int point);

  /** Stops all threads. */
  @Override
  void close();
}
