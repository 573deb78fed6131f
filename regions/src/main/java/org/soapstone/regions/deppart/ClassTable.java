package org.soapstone.regions.deppart;

import java.util.Arrays;

/**
 * A {@link ClassMap} laid out for look-ups in random order: so little memory, for large pieces,
 * that it stays in the cache.
 *
 * <p>Positions are cut into cells, small ones so that few are mixed, but not so many that they
 * leave the cache. A cell's entry is its class, or if it is mixed the complement of where its
 * classes start. Positions are given plus {@link #base}: cell 0 is for what is outside and has
 * class 0.
 */
final class ClassTable {
  private static final int MOST_CELLS = 1 << 16;
  private static final int LEAST_SHIFT = 4;

  /** Few enough look-ups that most passes meet no mixed cell. */
  private static final int PASS = 256;

  private final int shift;
  private final int mask;
  private final int[] cells;
  private int[] mixed = new int[64];
  private int mixedSize;
  private boolean plain = true;

  /** Lays out a map whose single colours have classes up to {@code colours}. */
  ClassTable(ClassMap map, int colours) {
    int fit = LEAST_SHIFT;
    while (fit < ClassMap.SHIFT && map.size() >>> fit > MOST_CELLS) {
      fit++;
    }
    this.shift = fit;
    this.mask = (1 << shift) - 1;
    this.cells = new int[((map.size() + mask) >>> shift) + 1];
    int perBlock = ClassMap.BLOCK >>> shift;
    for (int block = 0; block < map.blocks(); block++) {
      int first = 1 + block * perBlock;
      int[] classes = map.mixed(block);
      if (classes == null) {
        int end = Math.min(first + perBlock, cells.length);
        Arrays.fill(cells, first, end, map.uniform(block));
        plain &= map.uniform(block) > 0 && map.uniform(block) <= colours;
      } else {
        int highest = highest(classes, classes.length);
        plain &= highest > 0 && highest <= colours;
        for (int from = 0; from < classes.length; from += mask + 1) {
          cells[first++] = cell(classes, from, Math.min(from + mask + 1, classes.length));
        }
      }
    }
  }

  private int cell(int[] classes, int from, int to) {
    if (ClassMap.isUniform(classes, from, to)) {
      return classes[from];
    }
    int start = mixedSize;
    if (start + to - from > mixed.length) {
      mixed = Arrays.copyOf(mixed, 2 * mixed.length + ClassMap.BLOCK);
    }
    System.arraycopy(classes, from, mixed, start, to - from);
    mixedSize = start + to - from;
    return ~start;
  }

  /** What is to be added to positions; what is outside is one less. */
  int base() {
    return mask + 1;
  }

  /** Looks up many positions, each given plus the base. */
  void lookup(int[] positions, int count, int[] into) {
    for (int from = 0; from < count; from += PASS) {
      int to = Math.min(from + PASS, count);
      if (lookupCells(positions, from, to, into) < 0) {
        lookupMixed(positions, from, to, into);
      }
    }
  }

  /** Writes the cells' entries; the result is negative if one is. */
  private int lookupCells(int[] positions, int from, int to, int[] into) {
    int[] cells = this.cells;
    int shift = this.shift;
    int any = 0;
    for (int i = from; i < to; i++) {
      int found = cells[positions[i] >>> shift];
      into[i] = found;
      any |= found;
    }
    return any;
  }

  /** Replaces the entries of mixed cells by classes. */
  private void lookupMixed(int[] positions, int from, int to, int[] into) {
    int[] mixed = this.mixed;
    int mask = this.mask;
    for (int i = from; i < to; i++) {
      int found = into[i];
      if (found < 0) {
        into[i] = mixed[~found + (positions[i] & mask)];
      }
    }
  }

  /** Whether each position has a class, and each class is a single colour. */
  boolean isPlain() {
    return plain;
  }

  /** The highest of some classes, or its complement if there is a class 0. */
  static int highest(int[] classes, int count) {
    int highest = 0;
    int gaps = 0;
    for (int i = 0; i < count; i++) {
      highest = Math.max(highest, classes[i]);
      gaps |= classes[i] - 1;
    }
    return gaps < 0 ? ~highest : highest;
  }

  /**
   * The union of another class and those of positions, without the base, from {@code from} to
   * {@code to}.
   */
  int union(int from, int to, int before, ColourSets.Unions unions) {
    int end = to + mask + 1;
    int set = before;
    int previous = 0;
    for (int position = from + mask + 1; position <= end; ) {
      int found = cells[position >>> shift];
      int next = (position | mask) + 1;
      if (found < 0) {
        found = mixed[~found + (position & mask)];
        next = position + 1;
      }
      if (found != previous) {
        set = unions.of(set, found);
        previous = found;
      }
      position = next;
    }
    return set;
  }
}
