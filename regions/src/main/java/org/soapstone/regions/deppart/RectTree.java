package org.soapstone.regions.deppart;

import java.util.List;
import java.util.function.IntPredicate;
import org.soapstone.regions.Rect;

/**
 * A bounding-volume hierarchy over boxes, to find those that meet a given box.
 *
 * <p>Built in O(n log n) by halving at the median low corner along the dimension in which the low
 * corners spread most; a query costs O(log n + found) where the boxes hardly overlap. The tree is
 * implicit: node k covers a range of the order, its children are 2k+1 and 2k+2.
 */
final class RectTree {
  private static final int LEAF = 4;

  private final List<Rect> rects;
  private final int dims;
  private final int[] order;
  private final long[] nodes;

  /** Builds the tree over boxes, not empty ones; {@code rects} is kept. */
  RectTree(int dims, List<Rect> rects) {
    this.rects = rects;
    this.dims = dims;
    this.order = new int[rects.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int capacity = 1;
    for (int size = order.length; size > LEAF; size = (size + 1) / 2) {
      capacity = 2 * capacity + 1;
    }
    this.nodes = new long[capacity * 2 * dims];
    if (order.length > 0) {
      build(0, 0, order.length);
    }
  }

  private void build(int node, int from, int to) {
    int base = node * 2 * dims;
    int widest = 0;
    double spread = -1;
    for (int d = 0; d < dims; d++) {
      long lo = Long.MAX_VALUE;
      long hi = Long.MIN_VALUE;
      long lastLo = Long.MIN_VALUE;
      for (int i = from; i < to; i++) {
        Rect rect = rects.get(order[i]);
        lo = Math.min(lo, rect.lo(d));
        hi = Math.max(hi, rect.hi(d));
        lastLo = Math.max(lastLo, rect.lo(d));
      }
      nodes[base + d] = lo;
      nodes[base + dims + d] = hi;
      if ((double) lastLo - lo > spread) {
        spread = (double) lastLo - lo;
        widest = d;
      }
    }
    if (to - from > LEAF) {
      int middle = (from + to) >>> 1;
      select(widest, from, to - 1, middle);
      build(2 * node + 1, from, middle);
      build(2 * node + 2, middle, to);
    }
  }

  /** Quickselect: afterwards no low before {@code k} is above, and none behind it below, k's. */
  private void select(int d, int from, int to, int k) {
    int left = from;
    int right = to;
    while (left < right) {
      long pivot = rects.get(order[(left + right) >>> 1]).lo(d);
      int i = left;
      int j = right;
      while (i <= j) {
        while (rects.get(order[i]).lo(d) < pivot) {
          i++;
        }
        while (rects.get(order[j]).lo(d) > pivot) {
          j--;
        }
        if (i <= j) {
          int swap = order[i];
          order[i++] = order[j];
          order[j--] = swap;
        }
      }
      if (k <= j) {
        right = j;
      } else if (k >= i) {
        left = i;
      } else {
        return;
      }
    }
  }

  /**
   * Visits the indices of the boxes that meet a box, in no order of meaning, until the visitor says
   * no.
   *
   * @return whether all were visited
   * @throws IllegalArgumentException if the box has other dimensions than those of the tree
   */
  boolean query(Rect box, IntPredicate visitor) {
    if (box.dims() != dims) {
      throw new IllegalArgumentException(
          "rect %s has %d dimensions, but the pieces have %d; give it those"
              .formatted(box, box.dims(), dims));
    }
    return order.length == 0 || box.isEmpty() || query(box, visitor, 0, 0, order.length);
  }

  private boolean query(Rect box, IntPredicate visitor, int node, int from, int to) {
    int base = node * 2 * dims;
    for (int d = 0; d < dims; d++) {
      if (nodes[base + d] > box.hi(d) || nodes[base + dims + d] < box.lo(d)) {
        return true;
      }
    }
    if (to - from <= LEAF) {
      for (int i = from; i < to; i++) {
        if (rects.get(order[i]).intersects(box) && !visitor.test(order[i])) {
          return false;
        }
      }
      return true;
    }
    int middle = (from + to) >>> 1;
    return query(box, visitor, 2 * node + 1, from, middle)
        && query(box, visitor, 2 * node + 2, middle, to);
  }
}
