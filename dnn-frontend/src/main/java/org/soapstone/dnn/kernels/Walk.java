package org.soapstone.dnn.kernels;

import org.soapstone.regions.Rect;

/**
 * Walks the points of a box in row-major order, row by row, with the place of each row in several
 * dense arrays at once. An array may leave out dimensions or step through them otherwise: its
 * strides say how far apart its elements for neighbouring points are, 0 where they are the same.
 *
 * <pre>{@code
 * Walk walk = new Walk(extents, strides(input), strides(statistics));
 * while (walk.next()) {
 *   for (int i = 0; i < walk.length(); i++) {
 *     sums[walk.at(1) + i * walk.step(1)] += values[walk.at(0) + i * walk.step(0)];
 *   }
 * }
 * }</pre>
 */
final class Walk {
  private final int[] extents;
  private final int[] counters;
  private final int[][] strides;
  private final int[] starts;
  private boolean begun;

  /** Goes before the first row of a box of at least one dimension. */
  Walk(int[] extents, int[]... strides) {
    this.extents = extents;
    this.strides = strides;
    counters = new int[extents.length];
    starts = new int[strides.length];
  }

  /** {@return the extents of a rect} */
  static int[] extents(Rect rect) {
    int[] extents = new int[rect.dims()];
    for (int d = 0; d < extents.length; d++) {
      extents[d] = Math.toIntExact(rect.extent(d));
    }
    return extents;
  }

  /** {@return the strides of a dense array of a rect's elements in row-major order} */
  static int[] strides(Rect rect) {
    int[] strides = new int[rect.dims()];
    int stride = 1;
    for (int d = strides.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride = Math.multiplyExact(stride, Math.toIntExact(rect.extent(d)));
    }
    return strides;
  }

  /**
   * {@return the strides of a dense array of a rect's elements for points of as many dimensions or
   * more: aligned at the last one, 0 where the rect has one index or no such dimension}
   */
  static int[] broadcast(Rect rect, int dims) {
    int[] own = strides(rect);
    int[] strides = new int[dims];
    int shift = dims - own.length;
    for (int d = 0; d < own.length; d++) {
      strides[d + shift] = rect.extent(d) == 1 ? 0 : own[d];
    }
    return strides;
  }

  /** Goes to the next row; false after the last. */
  boolean next() {
    if (!begun) {
      begun = true;
      for (int extent : extents) {
        if (extent == 0) {
          return false;
        }
      }
      return true;
    }
    for (int d = extents.length - 2; d >= 0; d--) {
      counters[d]++;
      boolean inside = counters[d] < extents[d];
      for (int a = 0; a < starts.length; a++) {
        starts[a] += inside ? strides[a][d] : strides[a][d] * (1 - extents[d]);
      }
      if (inside) {
        return true;
      }
      counters[d] = 0;
    }
    return false;
  }

  /** {@return where the row begins in an array} */
  int at(int array) {
    return starts[array];
  }

  /** {@return the distance of a row's neighbours in an array} */
  int step(int array) {
    return strides[array][extents.length - 1];
  }

  /** {@return the number of elements in a row} */
  int length() {
    return extents[extents.length - 1];
  }

  /** {@return the row's index in a dimension but the last, from 0} */
  int index(int dimension) {
    return counters[dimension];
  }
}
