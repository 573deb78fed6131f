package org.soapstone.regions.deppart;

import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;

/** A set of positions in the row-major order of a box, in one of two compact forms. */
sealed interface Positions permits Marks, Words {
  /** Takes runs of positions. */
  interface Visitor {
    /** Takes the positions from {@code first} to {@code last}, both included. */
    void run(long first, long last);
  }

  /** Whether there is none. */
  boolean isEmpty();

  /** Visits the positions as runs, ascending; runs may touch. */
  void forEach(Visitor visitor);

  /** The points at these positions of a box. */
  IndexSpace space(Rect frame);

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
  final class Walk {
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
