package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * Cuts a space into runs of its points in row-major order.
 *
 * <p>What lies between two points in row-major order is at most {@code 2 · dims - 1} boxes: a run
 * is what the space has in them. The point at a place of the order is found by bisection of the
 * slabs along dimension 0, then slab by slab within a cross-section; nothing is done point by
 * point.
 */
final class RowMajorCuts {
  private final IndexSpace space;
  private final Rect bounds;
  private final int dims;

  /** The first box of each slab along dimension 0, and one behind the last. */
  private final int[] slabs;

  /** The points before each of these slabs, and the points of all. */
  private final long[] pointsBefore;

  private RowMajorCuts(IndexSpace space) {
    this.space = space;
    this.bounds = space.bounds();
    this.dims = space.dims();
    int[] firsts = new int[space.rectCount() + 1];
    long[] before = new long[space.rectCount() + 1];
    int count = 0;
    for (int i = 0; i < space.rectCount(); count++) {
      int end = slabEnd(0, i, space.rectCount());
      before[count + 1] = before[count] + slabPoints(0, i, end);
      firsts[count + 1] = end;
      i = end;
    }
    this.slabs = Arrays.copyOf(firsts, count + 1);
    this.pointsBefore = Arrays.copyOf(before, count + 1);
  }

  /**
   * Piece i holds the points from {@code cut(i)}, included, to {@code cut(i + 1)} in row-major
   * order; the cuts grow from 0 to the volume of the space.
   */
  static IndexPartition partition(IndexSpace space, Rect colours, LongUnaryOperator cut) {
    RowMajorCuts cuts = new RowMajorCuts(space);
    IndexSpace[] pieces = new IndexSpace[ListedPartition.countColours(colours)];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = cuts.run(cut.applyAsLong(i), cut.applyAsLong(i + 1L));
    }
    return ListedPartition.of(space, colours, pieces, Ternary.YES, Ternary.YES);
  }

  private IndexSpace run(long from, long to) {
    if (from == to) {
      return IndexSpace.empty(dims);
    }
    List<IndexSpace> parts = new ArrayList<>();
    for (Rect box : between(pointAt(from), pointAt(to - 1))) {
      parts.add(space.intersection(box));
    }
    return IndexSpace.union(parts);
  }

  /** The point at a place in the row-major order of the space. */
  private long[] pointAt(long place) {
    long[] point = new long[dims];
    int slab = Arrays.binarySearch(pointsBefore, place);
    slab = slab < 0 ? -slab - 2 : slab;
    int first = slabs[slab];
    int last = slabs[slab + 1];
    long rest = place - pointsBefore[slab];
    for (int d = 0; ; d++) {
      long points = pointsOfRow(d, first, last);
      point[d] = space.rectLo(first, d) + rest / points;
      rest %= points;
      if (d == dims - 1) {
        return point;
      }
      int end = slabEnd(d + 1, first, last);
      for (long skipped = slabPoints(d + 1, first, end); skipped <= rest; ) {
        rest -= skipped;
        first = end;
        end = slabEnd(d + 1, first, last);
        skipped = slabPoints(d + 1, first, end);
      }
      last = end;
    }
  }

  /** The boxes of the bounds' points from one to another, both included, in row-major order. */
  private List<Rect> between(long[] from, long[] to) {
    int split = 0;
    while (split < dims - 1 && from[split] == to[split]) {
      split++;
    }
    List<Rect> boxes = new ArrayList<>();
    for (int d = dims - 1; d > split; d--) {
      boxes.add(box(from, d, from[d] + (d == dims - 1 ? 0 : 1), bounds.hi(d)));
    }
    int open = split == dims - 1 ? 0 : 1;
    boxes.add(box(from, split, from[split] + open, to[split] - open));
    for (int d = split + 1; d < dims; d++) {
      boxes.add(box(to, d, bounds.lo(d), to[d] - (d == dims - 1 ? 0 : 1)));
    }
    return boxes;
  }

  /** Fixed to a point before a dimension, from lo to hi along it, and unbounded beyond. */
  private Rect box(long[] point, int dimension, long lo, long hi) {
    long[] boxLo = point.clone();
    long[] boxHi = point.clone();
    boxLo[dimension] = lo;
    boxHi[dimension] = hi;
    for (int d = dimension + 1; d < dims; d++) {
      boxLo[d] = bounds.lo(d);
      boxHi[d] = bounds.hi(d);
    }
    return Rect.of(boxLo, boxHi);
  }

  private int slabEnd(int d, int first, int last) {
    int end = first + 1;
    while (end < last && space.rectLo(end, d) == space.rectLo(first, d)) {
      end++;
    }
    return end;
  }

  private long rows(int d, int box) {
    return space.rectHi(box, d) - space.rectLo(box, d) + 1;
  }

  private long slabPoints(int d, int first, int last) {
    return rows(d, first) * pointsOfRow(d, first, last);
  }

  /** The points of a slab of dimension d that have one coordinate in it. */
  private long pointsOfRow(int d, int first, int last) {
    long sum = 0;
    for (int i = first; i < last; i++) {
      long points = 1;
      for (int e = d + 1; e < dims; e++) {
        points *= rows(e, i);
      }
      sum += points;
    }
    return sum;
  }
}
