package org.soapstone.tasks.execution;

import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.PhaseBarrier;
import org.soapstone.tasks.TaskFailure;

/**
 * What the launches of one context, a program's or an inner task's, have to do with phase barriers.
 * For any thread.
 */
public final class ContextPhases {
  private final PhaseTable table;
  private final Scope scope;

  ContextPhases(PhaseTable table, Scope scope) {
    this.table = table;
    this.scope = scope;
  }

  /**
   * {@return a new barrier of this context}
   *
   * @param name what messages call it
   * @param arrivals how many arrivals end a phase
   * @throws IllegalArgumentException if these are less than 1
   */
  public PhaseBarrier barrier(String name, int arrivals) {
    return table.make(name, arrivals, scope);
  }

  /**
   * {@return whether this context made a barrier}
   *
   * @param barrier the barrier
   * @throws IllegalArgumentException if no context made it
   */
  public boolean made(PhaseBarrier barrier) {
    return table.isMadeBy(barrier, scope);
  }

  /**
   * Arrives at a phase.
   *
   * @param phase the phase
   * @throws IllegalStateException if all its arrivals are there
   */
  public void arrive(Phase phase) {
    table.arrive(phase);
  }

  /**
   * Waits until a phase is over.
   *
   * @param phase the phase
   * @throws org.soapstone.tasks.TaskFailedException if a task that should have arrived failed
   */
  public void await(Phase phase) {
    table.await(phase);
  }

  /**
   * Counts the arrivals of a launch that is going to be made.
   *
   * @param launch the launch
   * @throws IllegalArgumentException if a phase has no room for them
   */
  public void promise(IndexLaunch launch) {
    table.promise(launch);
  }

  /**
   * Takes back what was promised for a launch that was not made after all.
   *
   * @param launch the launch
   */
  public void withdraw(IndexLaunch launch) {
    table.withdraw(launch);
  }

  /**
   * Has the points of a launch that cannot be made arrive with a failure where they should.
   *
   * @param launch the launch, which was promised
   * @param failure why it cannot be made
   */
  public void fail(IndexLaunch launch, TaskFailure failure) {
    table.leaveAll(launch, failure);
  }

  /** The context begins to wait for all that it has launched, or ends to. */
  void awaitAll(boolean waits) {
    table.makerWaits(scope, waits);
  }
}
