package org.soapstone.regions.deppart;

import org.soapstone.regions.Rect;

/**
 * Turns the boxes that a block of points holds into runs of positions of a target box: one for each
 * row, rows that follow one another joined. Not thread-safe.
 */
final class BoxRows {
  private final Rect target;
  private final int last;
  private final long[] lo;
  private final long[] hi;
  private final long[] at;

  BoxRows(Rect target) {
    this.target = target;
    this.last = target.dims() - 1;
    this.lo = new long[last + 1];
    this.hi = new long[last + 1];
    this.at = new long[last + 1];
  }

  /** Visits what of the block's boxes is in the target, in the order of the points. */
  void forEach(FieldReader block, Marks.Visitor visitor) {
    long first = 0;
    long end = -2;
    for (int i = 0; i < block.size(); i++) {
      if (!clip(block, i)) {
        continue;
      }
      do {
        long from = position();
        long to = from + hi[last] - lo[last];
        if (from >= first && from <= end + 1) {
          end = Math.max(end, to);
        } else {
          if (end >= first) {
            visitor.run(first, end);
          }
          first = from;
          end = to;
        }
      } while (nextRow());
    }
    if (end >= first) {
      visitor.run(first, end);
    }
  }

  private boolean clip(FieldReader block, int i) {
    for (int d = 0; d <= last; d++) {
      lo[d] = Math.max(block.value(d, i), target.lo(d));
      hi[d] = Math.min(block.value(last + 1 + d, i), target.hi(d));
      at[d] = lo[d];
      if (lo[d] > hi[d]) {
        return false;
      }
    }
    return !target.isEmpty();
  }

  private long position() {
    long row = 0;
    for (int d = 0; d <= last; d++) {
      row = row * target.extent(d) + at[d] - target.lo(d);
    }
    return row;
  }

  private boolean nextRow() {
    for (int d = last - 1; d >= 0; d--) {
      if (at[d] < hi[d]) {
        at[d]++;
        return true;
      }
      at[d] = lo[d];
    }
    return false;
  }
}
