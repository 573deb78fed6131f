package org.soapstone.regions.deppart;

import org.soapstone.regions.Rect;
import org.soapstone.regions.SparseBits;

/**
 * Turns the boxes that a block of points holds into runs of positions of a target box: one for each
 * row. The target has at most 2^31 - 1 points. Not thread-safe.
 */
final class BoxRows {
  private final Rect target;
  private final int last;
  private final int[] extent;

  /** For each dimension, the low and high coordinates of the boxes, counted from the target's. */
  private final int[][] lows;

  private final int[][] highs;
  private final int[] at;

  BoxRows(Rect target) {
    this.target = target;
    int dims = target.dims();
    this.last = dims - 1;
    this.extent = new int[dims];
    for (int d = 0; d < dims; d++) {
      extent[d] = (int) target.extent(d);
    }
    this.lows = new int[dims][FieldReader.BLOCK];
    this.highs = new int[dims][FieldReader.BLOCK];
    this.at = new int[dims];
  }

  /** Takes the boxes of a block, cut to the target. */
  void load(FieldReader block) {
    for (int d = 0; d <= last; d++) {
      block.clamp(d, target, d, 0, extent[d], lows[d]);
      block.clamp(last + 1 + d, target, d, -1, extent[d] - 1, highs[d]);
    }
  }

  /** The low coordinates of the boxes in a dimension. */
  int[] lows(int d) {
    return lows[d];
  }

  /** The high coordinates of the boxes in a dimension; a box may have one below its low one. */
  int[] highs(int d) {
    return highs[d];
  }

  /** Goes to the first row of a box; false if there is none. */
  boolean begin(int i) {
    at[0] = lows[0][i];
    boolean some = lows[0][i] <= highs[0][i];
    for (int d = 1; d <= last; d++) {
      at[d] = lows[d][i];
      some &= lows[d][i] <= highs[d][i];
    }
    return some;
  }

  /** Goes to the next row of a box; false if there is none. */
  boolean advance(int i) {
    for (int d = last - 1; d >= 0; d--) {
      if (at[d] < highs[d][i]) {
        at[d]++;
        return true;
      }
      at[d] = lows[d][i];
    }
    return false;
  }

  /** The first position of the row. */
  int first() {
    int row = at[0];
    for (int d = 1; d <= last; d++) {
      row = row * extent[d] + at[d];
    }
    return row;
  }

  /** The number of positions in a row of a box, less one. */
  int reach(int i) {
    return highs[last][i] - lows[last][i];
  }

  /** The number of rows of a box. */
  long rows(int i) {
    long rows = 1;
    for (int d = 0; d < last; d++) {
      rows *= highs[d][i] - lows[d][i] + 1;
    }
    return rows;
  }

  /** Visits the rows of a block's boxes in the order of the points; those that touch are joined. */
  void forEach(FieldReader block, SparseBits.RunVisitor visitor) {
    load(block);
    long first = 0;
    long end = -2;
    for (int i = 0; i < block.size(); i++) {
      for (boolean more = begin(i); more; more = last > 0 && advance(i)) {
        long from = first();
        long to = from + reach(i);
        if (from >= first && from <= end + 1) {
          end = Math.max(end, to);
        } else {
          if (end >= first) {
            visitor.run(first, end);
          }
          first = from;
          end = to;
        }
      }
    }
    if (end >= first) {
      visitor.run(first, end);
    }
  }
}
