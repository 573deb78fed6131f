package org.soapstone.regions;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Sets of points as flat arrays of disjoint boxes in canonical slab form, and the sweeps over them.
 *
 * <p>A box is {@code 2 * dims} longs: its lows, then its highs. Canonical form: cut the set along
 * dimension 0 into the longest slabs in which the cross-section does not change, and each
 * cross-section likewise along the next dimension. It is unique, so equal sets are equal arrays,
 * and sorted, so that boxes of one slab are neighbours and a slab is found by bisection.
 *
 * <p>Every sweep walks the slabs of two sets in step and recurses into the cross-sections: linear
 * in one dimension, and in general proportional to the pairs of slabs that meet. What only one side
 * has and the result does not is skipped by bisection along dimension 0: a box cuts its part out of
 * a large set at the cost of that part.
 */
final class Slabs {
  /** The operations of {@link #combine}, by which side a point must be in. */
  enum Operation {
    UNION(true, true, true),
    INTERSECTION(true, false, false),
    DIFFERENCE(false, true, false);

    private final boolean both;
    private final boolean onlyLeft;
    private final boolean onlyRight;

    Operation(boolean both, boolean onlyLeft, boolean onlyRight) {
      this.both = both;
      this.onlyLeft = onlyLeft;
      this.onlyRight = onlyRight;
    }
  }

  private static final long[] NONE = {};

  private final int dims;
  private final int stride;
  private final Operation operation;
  private final long[] left;
  private final long[] right;
  private long[] out;
  private int outSize;

  private Slabs(int dims, Operation operation, long[] left, long[] right, int boxes) {
    this.dims = dims;
    this.stride = 2 * dims;
    this.operation = operation;
    this.left = left;
    this.right = right;
    this.out = new long[Math.max(4, boxes) * stride];
  }

  /** The canonical form of the union, intersection or difference of two canonical forms. */
  static long[] combine(int dims, Operation operation, long[] left, long[] right) {
    if (dims == 1) {
      return switch (operation) {
        case UNION -> Intervals.union(left, right);
        case INTERSECTION -> Intervals.intersection(left, right);
        case DIFFERENCE -> Intervals.difference(left, right);
      };
    }
    int stride = 2 * dims;
    int lFrom = 0;
    int lTo = left.length / stride;
    int rFrom = 0;
    int rTo = right.length / stride;
    if (lTo > 0 && rTo > 0 && !operation.onlyRight) {
      rFrom = firstReaching(right, stride, rTo, left[0]);
      rTo = firstAbove(right, stride, 0, rFrom, rTo, left[(lTo - 1) * stride + dims]);
      if (rFrom == rTo) {
        return operation.onlyLeft ? left : NONE;
      }
      if (!operation.onlyLeft) {
        lFrom = firstReaching(left, stride, lTo, right[rFrom * stride]);
        lTo = firstAbove(left, stride, 0, lFrom, lTo, right[(rTo - 1) * stride + dims]);
      }
    }
    Slabs sweep = new Slabs(dims, operation, left, right, lTo - lFrom + rTo - rFrom);
    sweep.combine(0, lFrom, lTo, rFrom, rTo);
    return Arrays.copyOf(sweep.out, sweep.outSize * stride);
  }

  /** The first box of the first slab along dimension 0 that reaches {@code x} or beyond. */
  private static int firstReaching(long[] boxes, int stride, int to, long x) {
    int dims = stride / 2;
    int low = 0;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (boxes[middle * stride + dims] < x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The canonical form of the union of boxes that may overlap, sorted by their low corners. */
  static long[] canonical(int dims, long[][] boxes) {
    return dims == 1 ? intervals(boxes) : canonical(dims, boxes, 0, boxes.length);
  }

  private static long[] intervals(long[][] sorted) {
    long[] out = new long[2 * sorted.length];
    int size = 0;
    for (long[] box : sorted) {
      if (size > 0 && (box[0] <= out[size - 1] || box[0] - 1 == out[size - 1])) {
        out[size - 1] = Math.max(out[size - 1], box[1]);
      } else {
        out[size++] = box[0];
        out[size++] = box[1];
      }
    }
    return Arrays.copyOf(out, size);
  }

  private static long[] canonical(int dims, long[][] boxes, int from, int to) {
    if (to - from == 1) {
      return boxes[from];
    }
    int middle = (from + to) >>> 1;
    return combine(
        dims,
        Operation.UNION,
        canonical(dims, boxes, from, middle),
        canonical(dims, boxes, middle, to));
  }

  private void combine(int d, int lFrom, int lTo, int rFrom, int rTo) {
    int l = lFrom;
    int r = rFrom;
    int lEnd = slabEnd(left, stride, d, l, lTo);
    int rEnd = slabEnd(right, stride, d, r, rTo);
    long lLo = l < lTo ? left[l * stride + d] : 0;
    long rLo = r < rTo ? right[r * stride + d] : 0;
    int previous = -1;
    while (l < lTo || r < rTo) {
      if ((l == lTo && !operation.onlyRight) || (r == rTo && !operation.onlyLeft)) {
        return;
      }
      boolean inLeft = l < lTo && (r == rTo || lLo <= rLo);
      boolean inRight = r < rTo && (l == lTo || rLo <= lLo);
      long lo = inLeft ? lLo : rLo;
      long lHi = l < lTo ? left[l * stride + dims + d] : Long.MAX_VALUE;
      long rHi = r < rTo ? right[r * stride + dims + d] : Long.MAX_VALUE;
      long hi;
      if (inLeft && inRight) {
        hi = Math.min(lHi, rHi);
      } else if (inLeft) {
        hi = r < rTo ? Math.min(lHi, rLo - 1) : lHi;
      } else {
        hi = l < lTo ? Math.min(rHi, lLo - 1) : rHi;
      }
      int mark = outSize;
      crossSection(d, inLeft, l, lEnd, inRight, r, rEnd);
      previous = close(d, lo, hi, previous, mark);
      if (inLeft) {
        if (hi == lHi) {
          l = lEnd;
          lEnd = slabEnd(left, stride, d, l, lTo);
          lLo = l < lTo ? left[l * stride + d] : 0;
        } else {
          lLo = hi + 1;
        }
      }
      if (inRight) {
        if (hi == rHi) {
          r = rEnd;
          rEnd = slabEnd(right, stride, d, r, rTo);
          rLo = r < rTo ? right[r * stride + d] : 0;
        } else {
          rLo = hi + 1;
        }
      }
    }
  }

  /**
   * Appends the cross-section of a slab, its bounds in dimensions up to {@code d} still to be set.
   */
  private void crossSection(
      int d, boolean inLeft, int l, int lEnd, boolean inRight, int r, int rEnd) {
    if (inLeft && inRight) {
      if (d < dims - 1) {
        combine(d + 1, l, lEnd, r, rEnd);
      } else if (operation.both) {
        append(left, l, lEnd);
      }
    } else if (inLeft) {
      if (operation.onlyLeft) {
        append(left, l, lEnd);
      }
    } else if (operation.onlyRight) {
      append(right, r, rEnd);
    }
  }

  /** Sets the slab's bounds, and merges it into the slab before if that one continues in it. */
  private int close(int d, long lo, long hi, int previous, int mark) {
    if (outSize == mark) {
      return -1;
    }
    if (previous >= 0
        && out[previous * stride + dims + d] == lo - 1
        && sameCrossSection(d, previous, mark)) {
      for (int i = previous; i < mark; i++) {
        out[i * stride + dims + d] = hi;
      }
      outSize = mark;
      return previous;
    }
    for (int i = mark; i < outSize; i++) {
      out[i * stride + d] = lo;
      out[i * stride + dims + d] = hi;
    }
    return mark;
  }

  private boolean sameCrossSection(int d, int previous, int mark) {
    if (mark - previous != outSize - mark) {
      return false;
    }
    int rest = dims - d - 1;
    for (int i = previous, j = mark; i < mark; i++, j++) {
      int a = i * stride + d + 1;
      int b = j * stride + d + 1;
      if (!Arrays.equals(out, a, a + rest, out, b, b + rest)
          || !Arrays.equals(out, a + dims, a + dims + rest, out, b + dims, b + dims + rest)) {
        return false;
      }
    }
    return true;
  }

  private void append(long[] from, int start, int end) {
    int longs = (end - start) * stride;
    int at = outSize * stride;
    if (at + longs > out.length) {
      out = Arrays.copyOf(out, Math.max(at + longs, 2 * out.length));
    }
    System.arraycopy(from, start * stride, out, at, longs);
    outSize += end - start;
  }

  /** The index behind the last box of the slab that begins at box {@code at}. */
  static int slabEnd(long[] boxes, int stride, int d, int at, int to) {
    if (at >= to) {
      return to;
    }
    long lo = boxes[at * stride + d];
    int end = at + 1;
    while (end < to && boxes[end * stride + d] == lo) {
      end++;
    }
    return end;
  }

  /** The bounding box of a canonical form that is not empty. */
  static Rect bounds(int dims, long[] boxes) {
    if (dims == 1) {
      return Rect.of(boxes[0], boxes[boxes.length - 1]);
    }
    int stride = 2 * dims;
    long[] bounds = Arrays.copyOf(boxes, stride);
    for (int at = stride; at < boxes.length; at += stride) {
      for (int d = 0; d < dims; d++) {
        bounds[d] = Math.min(bounds[d], boxes[at + d]);
        bounds[dims + d] = Math.max(bounds[dims + d], boxes[at + dims + d]);
      }
    }
    return Rect.wrap(bounds);
  }

  /** The number of points of a canonical form. */
  static long volume(int dims, long[] boxes) {
    long volume = 0;
    for (int at = 0; at < boxes.length; at += 2 * dims) {
      long points = 1;
      for (int d = 0; d < dims; d++) {
        points *= boxes[at + dims + d] - boxes[at + d] + 1;
      }
      volume += points;
    }
    return volume;
  }

  /** Visits every point of a canonical form, in row-major order of the whole set. */
  static void forEachPoint(int dims, long[] boxes, Consumer<? super Point> visitor) {
    forEachPoint(dims, boxes, 0, 0, boxes.length / (2 * dims), new long[dims], visitor);
  }

  private static void forEachPoint(
      int dims, long[] boxes, int d, int from, int to, long[] at, Consumer<? super Point> visitor) {
    for (int i = from; i < to; ) {
      int end = slabEnd(boxes, 2 * dims, d, i, to);
      long hi = boxes[i * 2 * dims + dims + d];
      for (at[d] = boxes[i * 2 * dims + d]; ; at[d]++) {
        if (d == dims - 1) {
          visitor.accept(Point.wrap(at.clone()));
        } else {
          forEachPoint(dims, boxes, d + 1, i, end, at, visitor);
        }
        if (at[d] == hi) {
          break;
        }
      }
      i = end;
    }
  }

  /** Whether two canonical forms share a point. */
  static boolean intersects(
      int dims, int d, long[] a, int aFrom, int aTo, long[] b, int bFrom, int bTo) {
    int stride = 2 * dims;
    int i = aFrom;
    int j = bFrom;
    while (i < aTo && j < bTo) {
      int iEnd = slabEnd(a, stride, d, i, aTo);
      int jEnd = slabEnd(b, stride, d, j, bTo);
      long aHi = a[i * stride + dims + d];
      long bHi = b[j * stride + dims + d];
      if (a[i * stride + d] <= bHi
          && b[j * stride + d] <= aHi
          && (d == dims - 1 || intersects(dims, d + 1, a, i, iEnd, b, j, jEnd))) {
        return true;
      }
      if (aHi <= bHi) {
        i = iEnd;
      }
      if (bHi <= aHi) {
        j = jEnd;
      }
    }
    return false;
  }

  /** Whether a canonical form shares a point with a box: bisections, then the slabs that meet. */
  static boolean intersects(int dims, int d, long[] boxes, int from, int to, long[] box) {
    int stride = 2 * dims;
    int start = firstAbove(boxes, stride, d, from, to, box[d]);
    if (start > from && boxes[(start - 1) * stride + dims + d] >= box[d]) {
      long lo = boxes[(start - 1) * stride + d];
      start = lo == Long.MIN_VALUE ? from : firstAbove(boxes, stride, d, from, start, lo - 1);
    }
    for (int i = start; i < to && boxes[i * stride + d] <= box[dims + d]; ) {
      int end = slabEnd(boxes, stride, d, i, to);
      if (d == dims - 1 || intersects(dims, d + 1, boxes, i, end, box)) {
        return true;
      }
      i = end;
    }
    return false;
  }

  /** Whether every point of canonical form {@code b} is in {@code a}. */
  static boolean covers(
      int dims, int d, long[] a, int aFrom, int aTo, long[] b, int bFrom, int bTo) {
    int stride = 2 * dims;
    int i = aFrom;
    for (int j = bFrom; j < bTo; ) {
      int jEnd = slabEnd(b, stride, d, j, bTo);
      long next = b[j * stride + d];
      long bHi = b[j * stride + dims + d];
      while (true) {
        while (i < aTo && a[i * stride + dims + d] < next) {
          i = slabEnd(a, stride, d, i, aTo);
        }
        if (i == aTo || a[i * stride + d] > next) {
          return false;
        }
        int iEnd = slabEnd(a, stride, d, i, aTo);
        if (d < dims - 1 && !covers(dims, d + 1, a, i, iEnd, b, j, jEnd)) {
          return false;
        }
        long aHi = a[i * stride + dims + d];
        if (aHi >= bHi) {
          break;
        }
        next = aHi + 1;
      }
      j = jEnd;
    }
    return true;
  }

  /** Whether a point is in a canonical form: a bisection in each dimension. */
  static boolean contains(int dims, long[] boxes, Point point) {
    int stride = 2 * dims;
    int from = 0;
    int to = boxes.length / stride;
    for (int d = 0; d < dims; d++) {
      long x = point.coordinate(d);
      int end = firstAbove(boxes, stride, d, from, to, x);
      if (end == from || boxes[(end - 1) * stride + dims + d] < x) {
        return false;
      }
      long lo = boxes[(end - 1) * stride + d];
      from = lo == Long.MIN_VALUE ? from : firstAbove(boxes, stride, d, from, end, lo - 1);
      to = end;
    }
    return true;
  }

  private static int firstAbove(long[] boxes, int stride, int d, int from, int to, long x) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (boxes[middle * stride + d] <= x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
