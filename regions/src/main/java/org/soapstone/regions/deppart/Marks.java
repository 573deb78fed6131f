package org.soapstone.regions.deppart;

import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.IndexSpaceBuilder;
import org.soapstone.regions.Rect;

/**
 * A set of positions of a box as ascending ints: a position; where a run is longer, behind it the
 * complement of the run's last position. Runs may touch.
 */
final class Marks implements Positions {
  private final int[] marks;
  private final int from;
  private final int to;

  /**
   * The ints of an array, which is not written any more, from an index to the one before another.
   */
  Marks(int[] marks, int from, int to) {
    this.marks = marks;
    this.from = from;
    this.to = to;
  }

  @Override
  public boolean isEmpty() {
    return from == to;
  }

  @Override
  public IndexSpace space(Rect frame) {
    IndexSpaceBuilder builder = new IndexSpaceBuilder(frame, countRuns());
    for (int i = from; i < to; i++) {
      int first = marks[i];
      int last = first;
      if (i + 1 < to && marks[i + 1] < 0) {
        i++;
        last = ~marks[i];
      }
      builder.addRun(first, last);
    }
    return builder.build();
  }

  /** The number of runs when those that touch are joined. */
  private int countRuns() {
    int runs = 0;
    int behind = -1;
    for (int i = from; i < to; i++) {
      int mark = marks[i];
      runs += mark >= 0 && mark != behind ? 1 : 0;
      behind = (mark ^ (mark >> 31)) + 1;
    }
    return runs;
  }

  @Override
  public void forEach(Visitor visitor) {
    for (int i = from; i < to; i++) {
      int first = marks[i];
      int last = first;
      if (i + 1 < to && marks[i + 1] < 0) {
        i++;
        last = ~marks[i];
      }
      visitor.run(first, last);
    }
  }
}
