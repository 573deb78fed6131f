package org.soapstone.dnn.kernels;

import org.soapstone.regions.Rect;

/**
 * Where in a dense array of another tensor's rect the element lies that belongs to a point of a
 * tile. The dimensions are aligned at the last; index i of the tile stands for index ⌊i / divisor⌋
 * of the other tensor.
 */
final class Lookup {
  private final int[][] tables;

  /**
   * Makes the tables: O(sum of the tile's extents).
   *
   * @param tile the points
   * @param other the rect of the other array, of as many dimensions or fewer
   * @param divisors one for each dimension of the tile
   */
  Lookup(Rect tile, Rect other, long[] divisors) {
    int dims = tile.dims();
    int shift = dims - other.dims();
    int[] strides = Walk.strides(other);
    tables = new int[dims][];
    for (int d = 0; d < dims; d++) {
      tables[d] = new int[Math.toIntExact(tile.extent(d))];
      for (int i = 0; i < tables[d].length && d >= shift; i++) {
        long index = (tile.lo(d) + i) / divisors[d] - other.lo(d - shift);
        tables[d][i] = Math.toIntExact(index * strides[d - shift]);
      }
    }
  }

  /** {@return where the row of a walk over the tile begins, less what {@link #inRow} adds} */
  int row(Walk walk) {
    int at = 0;
    for (int d = 0; d < tables.length - 1; d++) {
      at += tables[d][walk.index(d)];
    }
    return at;
  }

  /** {@return for each element of a row, what is added} */
  int[] inRow() {
    return tables[tables.length - 1];
  }
}
