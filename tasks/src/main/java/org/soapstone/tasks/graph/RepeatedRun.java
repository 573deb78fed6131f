package org.soapstone.tasks.graph;

import java.util.Optional;
import org.soapstone.mapper.launch.Launch;

/**
 * A run of launches that a sink repeats by itself: as if it were sent the nodes and edges of one
 * run after the other, each after the one before.
 *
 * <p>Between {@link #enter} and {@link #leave} the sink is sent nothing else. For the thread that
 * sends.
 */
public non-sealed interface RepeatedRun extends Repetition {

  /**
   * {@return why the next run has to be sent node by node; empty if it can be repeated}
   *
   * @param position the position of its first launch
   */
  Optional<SlowPath> hindrance(long position);

  /**
   * Turns to this run.
   *
   * @param before the handles of the nodes that have to complete first
   */
  void enter(long[] before);

  /**
   * Begins a run; waits while too many nodes are outstanding.
   *
   * @param position the position of its first launch
   */
  void begin(long position);

  /**
   * Makes the next launch of the run.
   *
   * @param launch one that is like that of the run that was shown, but for its iteration and
   *     provenance
   */
  void launch(Launch launch);

  /**
   * Makes all launches of the run at once; their results are nobody's. Takes the same time for runs
   * of any length, but for tasks that wait for nothing.
   *
   * @param iteration the iteration number of all its launches
   */
  void launchAll(long iteration);

  /**
   * Turns away from this run, perhaps in the middle of one.
   *
   * @return the handle of a node that completes after all nodes of the runs so far
   */
  long leave();
}
