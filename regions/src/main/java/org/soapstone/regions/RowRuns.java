package org.soapstone.regions;

/**
 * Walks the slabs of a space row by row, as runs of positions in the row-major order of a box; rows
 * that follow one another become one run.
 */
final class RowRuns {
  private final IndexSpace space;
  private final Rect frame;
  private final SparseBits.RunVisitor visitor;
  private long first;
  private long last = -2;

  private RowRuns(IndexSpace space, Rect frame, SparseBits.RunVisitor visitor) {
    this.space = space;
    this.frame = frame;
    this.visitor = visitor;
  }

  /** Visits all runs, ascending, of a space that is not empty and in the frame. */
  static void forEach(IndexSpace space, Rect frame, SparseBits.RunVisitor visitor) {
    RowRuns walk = new RowRuns(space, frame, visitor);
    walk.visit(0, 0, space.rectCount(), 0);
    walk.close();
  }

  /** Visits one slab of dimension d - 1, whose position is {@code base}. */
  private void visit(int d, int from, int to, long base) {
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

  private void close() {
    if (last >= 0) {
      visitor.run(first, last);
    }
  }
}
