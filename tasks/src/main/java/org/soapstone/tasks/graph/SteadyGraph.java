package org.soapstone.tasks.graph;

import java.util.List;

/** Builds the task graph of a program's steady steps from its tasks and one fragment for each region tree. */
public final class SteadyGraph {
  private SteadyGraph() {}

  /**
   * {@return the graph of consecutive steady steps}
   *
   * <p>The launches of step {@code s} stand at their positions within the step plus {@code s · stepSpan}. Edges from
   * the step before the first are dropped, and so are those from a node that the steady step does not repeat. It
   * equals what {@link org.soapstone.tasks.analysis.ProgramAnalysis} emits for the same launches made as a whole
   * program, from the third step on.
   *
   * @param launches the index launches of a step, each at its position within the step; their futures name positions
   *     within the step
   * @param fragments one for each tree that the launches touch
   * @param stepSpan the distance between the positions of consecutive steps, greater than any position in the step
   * @param steps how many steps, at least 1
   */
  public static TaskGraph compose(
      List<CostedLaunch> launches, List<TreeFragment> fragments, long stepSpan, int steps) {
    throw new UnsupportedOperationException();
  }
}
