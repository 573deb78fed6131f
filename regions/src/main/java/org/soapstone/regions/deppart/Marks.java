package org.soapstone.regions.deppart;

import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.IndexSpaceBuilder;
import org.soapstone.regions.Rect;

/**
 * Sets of positions of a box as ascending ints: a position; where a run is longer, behind it the
 * complement of the run's last position. Runs may touch.
 */
final class Marks {
  private Marks() {}

  /** Takes runs of positions. */
  interface Visitor {
    /** Takes the positions from {@code first} to {@code last}, both included. */
    void run(long first, long last);
  }

  static IndexSpace space(int[] marks, Rect frame) {
    IndexSpaceBuilder builder = new IndexSpaceBuilder(frame, countRuns(marks));
    for (int i = 0; i < marks.length; i++) {
      int first = marks[i];
      int last = first;
      if (i + 1 < marks.length && marks[i + 1] < 0) {
        i++;
        last = ~marks[i];
      }
      builder.addRun(first, last);
    }
    return builder.build();
  }

  /** The number of runs when those that touch are joined. */
  private static int countRuns(int[] marks) {
    int runs = 0;
    int behind = -1;
    for (int mark : marks) {
      int sign = mark >> 31;
      runs += mark >= 0 && mark != behind ? 1 : 0;
      behind = (mark ^ sign) + 1;
    }
    return runs;
  }

  static void forEach(int[] marks, Visitor visitor) {
    for (int i = 0; i < marks.length; i++) {
      int first = marks[i];
      int last = first;
      if (i + 1 < marks.length && marks[i + 1] < 0) {
        i++;
        last = ~marks[i];
      }
      visitor.run(first, last);
    }
  }

  /** The number of positions. */
  static long volume(int[] marks) {
    long volume = 0;
    for (int i = 0; i < marks.length; i++) {
      volume += marks[i] >= 0 ? 1 : ~marks[i] - marks[i - 1];
    }
    return volume;
  }

  /**
   * Visits the points of a space as runs of positions in a box that holds it, ascending; no two
   * touch.
   */
  static void forEach(IndexSpace space, Rect frame, Visitor visitor) {
    if (!space.isEmpty()) {
      Walk walk = new Walk(space, frame, visitor);
      walk.visit(0, 0, space.rectCount(), 0);
      walk.close();
    }
  }

  /** The slabs of a space, row by row; rows that follow one another become one run. */
  private static final class Walk {
    private final IndexSpace space;
    private final Rect frame;
    private final Visitor visitor;
    private long first;
    private long last = -2;

    Walk(IndexSpace space, Rect frame, Visitor visitor) {
      this.space = space;
      this.frame = frame;
      this.visitor = visitor;
    }

    /** Visits one slab of dimension d - 1, whose position is {@code base}. */
    void visit(int d, int from, int to, long base) {
      boolean inner = d == frame.dims() - 1;
      for (int i = from; i < to; ) {
        long lo = space.rectLo(i, d);
        long hi = space.rectHi(i, d);
        int end = i + 1;
        while (end < to && space.rectLo(end, d) == lo) {
          end++;
        }
        long row = base + lo - frame.lo(d);
        if (inner) {
          add(row, row + hi - lo);
        } else {
          for (long x = lo; ; x++) {
            visit(d + 1, i, end, (row + x - lo) * frame.extent(d + 1));
            if (x == hi) {
              break;
            }
          }
        }
        i = end;
      }
    }

    private void add(long from, long to) {
      if (from != last + 1) {
        close();
        first = from;
      }
      last = to;
    }

    void close() {
      if (last >= 0) {
        visitor.run(first, last);
      }
    }
  }
}
