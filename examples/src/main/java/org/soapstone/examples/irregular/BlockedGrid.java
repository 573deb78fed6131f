package org.soapstone.examples.irregular;

import java.util.Arrays;

/**
 * A grid cut into blocks, whose cells are numbered block by block: what belongs to a piece lies
 * together in memory.
 *
 * <p>Blocks are counted in row-major order, and so are the cells of a block. Immutable.
 */
final class BlockedGrid {
  /** For each dimension where its blocks begin, and the end of the last. */
  private final int[][] cuts;

  /** For each dimension the block of each coordinate. */
  private final int[][] blockAt;

  /** The number of each block's first cell, and the number of all cells. */
  private final int[] first;

  /**
   * Makes a grid.
   *
   * @param cuts for each dimension where its blocks begin, from 0, ascending, and the end of the
   *     last
   */
  BlockedGrid(int[]... cuts) {
    this.cuts = cuts;
    blockAt = new int[cuts.length][];
    int blocks = 1;
    for (int d = 0; d < cuts.length; d++) {
      blockAt[d] = new int[cuts[d][cuts[d].length - 1]];
      for (int b = 0; b + 1 < cuts[d].length; b++) {
        Arrays.fill(blockAt[d], cuts[d][b], cuts[d][b + 1], b);
      }
      blocks = Math.multiplyExact(blocks, cuts[d].length - 1);
    }
    first = new int[blocks + 1];
    for (int block = 0; block < blocks; block++) {
      int cells = 1;
      for (int d = 0; d < cuts.length; d++) {
        cells = Math.multiplyExact(cells, hi(block, d) - lo(block, d));
      }
      first[block + 1] = Math.addExact(first[block], cells);
    }
  }

  /** {@return the cuts of an extent into blocks whose sizes differ by at most one} */
  static int[] evenCuts(int extent, int blocks) {
    int[] cuts = new int[blocks + 1];
    for (int b = 0; b <= blocks; b++) {
      cuts[b] = (int) ((long) extent * b / blocks);
    }
    return cuts;
  }

  /**
   * {@return extents whose product is near a number, and which are near each other}
   *
   * <p>Exact where the number has factors near its root, as round numbers do.
   *
   * @param volume the product wanted
   * @param dims how many extents
   */
  static int[] nearlyEqualExtents(int volume, int dims) {
    int[] extents = new int[dims];
    long rest = volume;
    for (int d = 0; d < dims; d++) {
      int root = Math.max(1, (int) Math.round(Math.pow((double) rest, 1.0 / (dims - d))));
      int extent = root;
      while (rest % extent != 0 && extent > root / 2 + 1) {
        extent--;
      }
      extents[d] = rest % extent == 0 ? extent : root;
      rest = Math.max(1, rest / extents[d]);
    }
    return extents;
  }

  /** {@return the number of cells} */
  int cells() {
    return first[first.length - 1];
  }

  /** {@return the number of blocks} */
  int blocks() {
    return first.length - 1;
  }

  /** {@return the number of a block's first cell; for the number of blocks, that of all cells} */
  int first(int block) {
    return first[block];
  }

  /** {@return the extent of the whole grid along a dimension} */
  int extent(int dimension) {
    return blockAt[dimension].length;
  }

  /** {@return the lowest coordinate of a block along a dimension} */
  int lo(int block, int dimension) {
    return cuts[dimension][blockIndex(block, dimension)];
  }

  /** {@return the coordinate behind a block along a dimension} */
  int hi(int block, int dimension) {
    return cuts[dimension][blockIndex(block, dimension) + 1];
  }

  private int blockIndex(int block, int dimension) {
    int rest = block;
    for (int d = cuts.length - 1; d > dimension; d--) {
      rest /= cuts[d].length - 1;
    }
    return rest % (cuts[dimension].length - 1);
  }

  /** {@return the block of a cell} */
  int block(int... at) {
    int block = 0;
    for (int d = 0; d < at.length; d++) {
      block = block * (cuts[d].length - 1) + blockAt[d][at[d]];
    }
    return block;
  }

  /** {@return the number of a cell} */
  int number(int... at) {
    int block = 0;
    int local = 0;
    for (int d = 0; d < at.length; d++) {
      int b = blockAt[d][at[d]];
      block = block * (cuts[d].length - 1) + b;
      local = local * (cuts[d][b + 1] - cuts[d][b]) + at[d] - cuts[d][b];
    }
    return first[block] + local;
  }
}
