package org.soapstone.benchmarks.taskbench;

import java.util.BitSet;

/**
 * What a task waits for when outputs are kept in two buffers: the writers of what it reads, and the
 * readers of what it overwrites, which was written two steps before; all of them are in the step
 * before. If nobody read that, it waits for the writer.
 *
 * <p>Immutable. In full rows answers come from tables of O(sets × width × inputs) ints, without
 * allocation; near the ends of patterns that grow or shrink they are worked out.
 */
final class Order {
  private static final int[] NOTHING = {};

  private final Graph graph;
  private final int sets;

  /** The steps whose answers are those of every step of the same relations. */
  private final long first;

  private final long end;

  private final int[][] inputs;
  private final int[][] before;
  private final int[][] after;
  private final boolean[] ownBefore;
  private final boolean[] ownAfter;

  Order(Graph graph) {
    this.graph = graph;
    sets = graph.sets();
    // A step's answers depend on two rows before it and two rows after it.
    first = graph.firstFull() + 2;
    end = graph.endFull() - 2;
    int rows = end - first >= sets ? sets * graph.width() : 0;
    inputs = new int[rows][];
    before = new int[rows][];
    after = new int[rows][];
    ownBefore = new boolean[rows];
    ownAfter = new boolean[rows];
    for (long step = first; rows > 0 && step < first + sets; step++) {
      for (int point = 0; point < graph.width(); point++) {
        int row = row(step, point);
        inputs[row] = findInputs(step, point);
        before[row] = findBefore(step, point);
        after[row] = findAfter(step, point);
        ownBefore[row] = findOwnBefore(step, point);
        ownAfter[row] = findOwnBefore(step + 2, point);
      }
    }
  }

  private int row(long step, int point) {
    return sets == 1 ? point : (int) (step % sets) * graph.width() + point;
  }

  private boolean isTabled(long step) {
    return step >= first && step < end && inputs.length > 0;
  }

  /** {@return the points of the step before that a point reads, ascending; not to be written} */
  int[] inputs(long step, int point) {
    return isTabled(step) ? inputs[row(step, point)] : findInputs(step, point);
  }

  /**
   * {@return the points of the step before that a point waits for, ascending; not to be written}
   */
  int[] before(long step, int point) {
    return isTabled(step) ? before[row(step, point)] : findBefore(step, point);
  }

  /** {@return the points of the next step that wait for a point, ascending; not to be written} */
  int[] after(long step, int point) {
    return isTabled(step) ? after[row(step, point)] : findAfter(step, point);
  }

  /** {@return whether a point waits for itself two steps before} */
  boolean ownBefore(long step, int point) {
    return isTabled(step) ? ownBefore[row(step, point)] : findOwnBefore(step, point);
  }

  /** {@return whether a point two steps later waits for this one} */
  boolean ownAfter(long step, int point) {
    return isTabled(step) ? ownAfter[row(step, point)] : findOwnBefore(step + 2, point);
  }

  private int[] findInputs(long step, int point) {
    return array(graph.inputs(step, point));
  }

  private int[] findBefore(long step, int point) {
    BitSet points = graph.inputs(step, point);
    if (has(step - 2, point)) {
      points.or(graph.consumers(step - 2, point));
    }
    return array(points);
  }

  private int[] findAfter(long step, int point) {
    BitSet points = graph.consumers(step, point);
    // What the point reads was written by those that overwrite it in the next step.
    for (int input : findInputs(step, point)) {
      if (has(step + 1, input)) {
        points.set(input);
      }
    }
    return array(points);
  }

  private boolean findOwnBefore(long step, int point) {
    return has(step, point) && has(step - 2, point) && graph.consumers(step - 2, point).isEmpty();
  }

  private boolean has(long step, int point) {
    int index = point - graph.offset(step);
    return index >= 0 && index < graph.width(step);
  }

  private static int[] array(BitSet points) {
    return points.isEmpty() ? NOTHING : points.stream().toArray();
  }
}
