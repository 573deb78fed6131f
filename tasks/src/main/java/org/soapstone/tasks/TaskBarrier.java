package org.soapstone.tasks;

/**
 * Where the points of a concurrent launch wait for each other, as often as they like: phase by
 * phase.
 *
 * <p>A point whose body has returned is waited for no more.
 */
public interface TaskBarrier {

  /**
   * Waits until every point of the launch that still runs has arrived here as often as this one.
   *
   * @return the number of the phase that all have completed, from 0
   * @throws TaskFailedException if a point failed, now or before; the waiting point then fails with
   *     it, if it does not catch this
   */
  int await();
}
