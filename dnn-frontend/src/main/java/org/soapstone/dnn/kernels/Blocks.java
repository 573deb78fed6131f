package org.soapstone.dnn.kernels;

import java.util.Arrays;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Walks the points of a box in blocks of rows, in row-major order, in several views and arrays at
 * once. Dimensions that lie alike in all of them are joined, so a dense box is one block, and where
 * all lie alike one row.
 *
 * <p>A view or array may have fewer dimensions than the box, which are aligned at the last, or
 * extent 1: it stands still along the others, and its stride there is 0.
 *
 * <pre>{@code
 * Blocks blocks = new Blocks(box, Blocks.in(box, input), Blocks.of(box, statistics));
 * while (blocks.next()) {
 *   for (int r = 0; r < blocks.rows(); r++) {
 *     add(input.segment(), blocks.at(0, r), sums, blocks.at(1, r), blocks.length());
 *   }
 * }
 * }</pre>
 */
final class Blocks {

  /** Where the elements of a box lie. */
  static final class Place {
    private final long start;
    private final long unit;
    private final long[] strides;

    /**
     * A place.
     *
     * @param start where the lowest point lies: a byte of a view's segment, or an index of an array
     * @param unit the distance of the elements of a row; 0 if elements may only be the same in a
     *     row
     * @param strides from neighbour to neighbour in each dimension of the box, likewise
     */
    Place(long start, long unit, long... strides) {
      this.start = start;
      this.unit = unit;
      this.strides = strides;
    }

    /** {@return whether a dimension of the box may be the one of the rows} */
    private boolean isRow(int dimension) {
      return strides[dimension] == 0 || strides[dimension] == unit;
    }
  }

  private final long[] extents;
  private final long[][] strides;
  private final long[] starts;
  private final long[] counters;
  private boolean begun;

  /** Goes before the first block of a box. */
  Blocks(Rect box, Place... places) {
    int dims = Math.max(2, box.dims());
    long[] wide = new long[dims];
    boolean[] rows = new boolean[dims];
    Arrays.fill(wide, 1);
    long[][] apart = new long[places.length][dims];
    int shift = dims - box.dims();
    for (int d = 0; d < box.dims(); d++) {
      wide[d + shift] = box.extent(d);
      rows[d + shift] = true;
      for (int p = 0; p < places.length; p++) {
        apart[p][d + shift] = places[p].strides[d];
        rows[d + shift] &= places[p].isRow(d);
      }
    }
    int first = join(wide, apart, rows);
    extents = Arrays.copyOfRange(wide, first, dims);
    strides = new long[places.length][];
    starts = new long[places.length];
    for (int p = 0; p < places.length; p++) {
      strides[p] = Arrays.copyOfRange(apart[p], first, dims);
      starts[p] = places[p].start;
    }
    counters = new long[extents.length];
  }

  /**
   * Joins dimensions to later ones where possible; gives the first that is left, of two at least.
   */
  private static int join(long[] extents, long[][] strides, boolean[] rows) {
    int last = extents.length - 1;
    int to = last;
    for (int d = last - 1; d >= 0; d--) {
      if (extents[d] == 1) {
        continue;
      }
      boolean joins = extents[to] > 1 || rows[d];
      for (long[] apart : strides) {
        joins &= extents[to] == 1 || apart[d] == apart[to] * extents[to];
      }
      if (joins && extents[to] == 1) {
        // The later dimension has one index: this one takes its place.
        extents[to] = extents[d];
        for (long[] apart : strides) {
          apart[to] = apart[d];
        }
      } else if (joins) {
        extents[to] *= extents[d];
      } else {
        to--;
        extents[to] = extents[d];
        for (long[] apart : strides) {
          apart[to] = apart[d];
        }
      }
    }
    int first = Math.min(to, last - 1);
    if (to == last) {
      extents[first] = 1;
    }
    return first;
  }

  /** Where the points of a box lie in a view of them, in bytes. */
  static Place in(Rect box, FieldView view) {
    long[] strides = new long[box.dims()];
    int shift = box.dims() - view.rect().dims();
    for (int d = 0; d < view.rect().dims(); d++) {
      strides[d + shift] = view.rect().extent(d) == 1 ? 0 : view.stride(d) * view.type().bytes();
    }
    return new Place(view.offset(), view.type().bytes(), strides);
  }

  /** Where the points of a box lie in a dense array of a rect's elements. */
  static Place of(Rect box, Rect rect) {
    int[] dense = Walk.broadcast(rect, box.dims());
    return new Place(0, 1, Arrays.stream(dense).asLongStream().toArray());
  }

  /** Goes to the next block; false after the last. */
  boolean next() {
    if (!begun) {
      begun = true;
      for (long extent : extents) {
        if (extent == 0) {
          return false;
        }
      }
      return true;
    }
    for (int d = extents.length - 3; d >= 0; d--) {
      counters[d]++;
      boolean inside = counters[d] < extents[d];
      for (int p = 0; p < starts.length; p++) {
        starts[p] += inside ? strides[p][d] : strides[p][d] * (1 - extents[d]);
      }
      if (inside) {
        return true;
      }
      counters[d] = 0;
    }
    return false;
  }

  /** {@return the rows of the block} */
  int rows() {
    return Math.toIntExact(extents[extents.length - 2]);
  }

  /** {@return the elements of a row} */
  int length() {
    return Math.toIntExact(extents[extents.length - 1]);
  }

  /** {@return where a row of the block begins} */
  long at(int place, int row) {
    return starts[place] + row * strides[place][extents.length - 2];
  }

  /** {@return the distance of a row's neighbours, 0 where they are the same} */
  long step(int place) {
    return strides[place][extents.length - 1];
  }

  /** {@return the distance of rows, 0 where they are the same} */
  long rowStep(int place) {
    return strides[place][extents.length - 2];
  }
}
