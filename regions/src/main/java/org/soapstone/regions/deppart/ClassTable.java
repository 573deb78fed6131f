package org.soapstone.regions.deppart;

import java.util.Arrays;

/**
 * A {@link ClassMap} laid out for look-ups in random order: so little memory, for large pieces,
 * that it stays in the cache.
 *
 * <p>Positions are cut into cells, small ones so that few are mixed, but not so many that they
 * leave the cache. A cell's entry is its class, or if it is mixed the complement of where its
 * classes are written: as the offset at which the class changes and the two classes, or, where it
 * changes more than once, as 0 and the class of each position. Positions are given plus {@link
 * #base}: cell 0 is for what is outside and has class 0.
 */
final class ClassTable {
  /** The flag of class 0: a point in no piece. */
  static final int MISSED = 1;

  /** The flag of a class of several colours: a point in several pieces. */
  static final int SHARED = 2;

  private static final int LEAST_CELLS = 1 << 12;
  private static final int MOST_CELLS = 1 << 16;
  private static final int LEAST_SHIFT = 4;

  /** Cells for each place where the class changes, so that few are mixed. */
  private static final int CELLS_PER_CHANGE = 8;

  /** Few enough look-ups that most passes meet no mixed cell. */
  private static final int PASS = 256;

  /** Mixed cells are few where less than one look-up in as many meets one. */
  private static final int FEW = 4;

  private final int colours;
  private final int shift;
  private final int mask;
  private final int[] cells;

  /** For each cell that is not mixed, the first and the last of the equal ones around it. */
  private final int[] runStarts;

  private final int[] runEnds;
  private int[] mixed = new int[64];
  private int mixedSize;
  private int flags;

  /** Lays out a map whose single colours have classes up to {@code colours}. */
  ClassTable(ClassMap map, int colours) {
    this.colours = colours;
    long wanted = map.changes() * CELLS_PER_CHANGE;
    int most = Math.clamp(wanted, LEAST_CELLS, MOST_CELLS);
    int fit = LEAST_SHIFT;
    while (fit < ClassMap.SHIFT && map.size() >>> fit > most) {
      fit++;
    }
    this.shift = fit;
    this.mask = (1 << shift) - 1;
    // One more than there are: an interval that is empty may start behind the end.
    this.cells = new int[((map.size() + mask) >>> shift) + 2];
    int perBlock = ClassMap.BLOCK >>> shift;
    for (int block = 0; block < map.blocks(); block++) {
      int first = 1 + block * perBlock;
      int[] classes = map.mixed(block);
      if (classes == null) {
        int end = Math.min(first + perBlock, cells.length);
        Arrays.fill(cells, first, end, map.uniform(block));
        flags |= flags(cells, first, first + 1, colours);
      } else {
        flags |= flags(classes, 0, classes.length, colours);
        for (int from = 0; from < classes.length; from += mask + 1) {
          cells[first++] = cell(classes, from, Math.min(from + mask + 1, classes.length));
        }
      }
    }
    this.runStarts = new int[cells.length];
    this.runEnds = new int[cells.length];
    findRuns();
  }

  private void findRuns() {
    for (int cell = 1; cell < cells.length; cell++) {
      runStarts[cell] = cells[cell] == cells[cell - 1] ? runStarts[cell - 1] : cell;
    }
    int last = cells.length - 1;
    runEnds[last] = last;
    for (int cell = last - 1; cell >= 0; cell--) {
      runEnds[cell] = cells[cell] == cells[cell + 1] ? runEnds[cell + 1] : cell;
    }
  }

  private int cell(int[] classes, int from, int to) {
    if (ClassMap.isUniform(classes, from, to)) {
      return classes[from];
    }
    int start = mixedSize;
    if (start + 1 + to - from > mixed.length) {
      mixed = Arrays.copyOf(mixed, 2 * mixed.length + ClassMap.BLOCK);
    }
    int change = from + 1;
    while (classes[change] == classes[from]) {
      change++;
    }
    if (ClassMap.isUniform(classes, change, to)) {
      mixed[start] = change - from;
      mixed[start + 1] = classes[from];
      mixed[start + 2] = classes[change];
      mixedSize = start + 3;
    } else {
      mixed[start] = 0;
      System.arraycopy(classes, from, mixed, start + 1, to - from);
      mixedSize = start + 1 + to - from;
    }
    return ~start;
  }

  /** The class of a position, given plus the base, in a mixed cell. */
  private int inMixed(int entry, int position) {
    int start = ~entry;
    int offset = position & mask;
    int change = mixed[start];
    int place = change == 0 ? offset : offset < change ? 0 : 1;
    return mixed[start + 1 + place];
  }

  /** What is to be added to positions; what is outside is one less. */
  int base() {
    return mask + 1;
  }

  /**
   * Looks up many positions, each given plus the base.
   *
   * <p>Pointers mostly stay where their neighbours are: a pass is tested first, in a few operations
   * for many points at once, for all being in the one run of equal cells that the first is in.
   *
   * @param inside whether no position is the one outside
   * @param before flags that were met before
   * @return those, and the flags of the classes
   */
  int lookup(int[] positions, int count, int[] into, boolean inside, int before) {
    int possible = flags | (inside ? 0 : MISSED);
    int[] few = new int[PASS + 1];
    int met = before;
    for (int from = 0; from < count; from += PASS) {
      int to = Math.min(from + PASS, count);
      int cell = positions[from] >>> shift;
      if (cells[cell] >= 0 && areWithin(positions, from, to, cell)) {
        Arrays.fill(into, from, to, cells[cell]);
        met |= flags(cells, cell, cell + 1, colours);
        continue;
      }
      int mixed = lookupCells(positions, from, to, into);
      if (mixed * FEW > to - from) {
        lookupMixed(positions, from, to, into);
      } else if (mixed > 0) {
        lookupFew(positions, from, to, into, few);
      }
      if ((possible & ~met) != 0) {
        met |= flags(into, from, to, colours);
      }
    }
    return met;
  }

  private boolean areWithin(int[] positions, int from, int to, int cell) {
    int first = runStarts[cell] << shift;
    int last = (runEnds[cell] << shift) + mask;
    int outside = 0;
    for (int i = from; i < to; i++) {
      outside |= (positions[i] - first) | (last - positions[i]);
    }
    return outside >= 0;
  }

  /** Writes the cells' entries; the result is how many are of mixed cells. */
  private int lookupCells(int[] positions, int from, int to, int[] into) {
    int[] cells = this.cells;
    int shift = this.shift;
    int mixed = 0;
    for (int i = from; i < to; i++) {
      int found = cells[positions[i] >>> shift];
      into[i] = found;
      mixed += found >>> 31;
    }
    return mixed;
  }

  /** Replaces the entries of mixed cells by classes, where many are, most often side by side. */
  private void lookupMixed(int[] positions, int from, int to, int[] into) {
    for (int i = from; i < to; i++) {
      if (into[i] < 0) {
        into[i] = inMixed(into[i], positions[i]);
      }
    }
  }

  /** The same where few are: which ones is as good as random, so they are listed first. */
  private void lookupFew(int[] positions, int from, int to, int[] into, int[] few) {
    int size = 0;
    for (int i = from; i < to; i++) {
      few[size] = i;
      size += into[i] >>> 31;
    }
    for (int k = 0; k < size; k++) {
      int i = few[k];
      into[i] = inMixed(into[i], positions[i]);
    }
  }

  /**
   * From a position in a mixed cell on, how many have its class for certain, the cell's end apart.
   */
  private int alike(int entry, int position) {
    int offset = position & mask;
    int change = mixed[~entry];
    return change == 0 ? 1 : offset < change ? change - offset : mask + 1;
  }

  /** What is in some classes, when those of single colours go up to {@code colours}. */
  static int flags(int[] classes, int from, int to, int colours) {
    int flags = 0;
    for (int i = from; i < to; i++) {
      flags |= (classes[i] - 1) >>> 31 | (colours - classes[i]) >>> 31 << 1;
    }
    return flags;
  }

  /**
   * Looks up many intervals of positions, without the base: the union of the classes in each; class
   * 0 if its high end is below the low one.
   */
  void lookup(int[] lows, int[] highs, int count, int[] into, ColourSets.Unions unions) {
    int[] others = new int[PASS + 1];
    for (int from = 0; from < count; from += PASS) {
      int to = Math.min(from + PASS, count);
      int cell = Math.min((lows[from] >>> shift) + 1, cells.length - 1);
      if (cells[cell] >= 0 && areWithin(lows, highs, from, to, cell)) {
        Arrays.fill(into, from, to, cells[cell]);
        continue;
      }
      int size = lookupCells(lows, highs, from, to, into, others);
      for (int k = 0; k < size; k++) {
        int i = others[k];
        into[i] = union(lows[i], highs[i], 0, unions);
      }
    }
  }

  /**
   * Writes the classes of the intervals that lie in one cell, or in two alike, as most do.
   *
   * @return how many others there are, which are listed
   */
  private int lookupCells(int[] lows, int[] highs, int from, int to, int[] into, int[] others) {
    int[] cells = this.cells;
    int base = mask + 1;
    int size = 0;
    for (int i = from; i < to; i++) {
      int first = (lows[i] + base) >>> shift;
      int last = (highs[i] + base) >>> shift;
      int found = cells[first];
      into[i] = found;
      others[size] = i;
      int differs = found ^ cells[last];
      // The sign bits: a mixed cell, two that differ, more between them, no positions.
      int other = found | differs | -differs | (1 - (last - first)) | (highs[i] - lows[i]);
      size += other >>> 31;
    }
    return size;
  }

  private boolean areWithin(int[] lows, int[] highs, int from, int to, int cell) {
    int first = (runStarts[cell] - 1) << shift;
    int last = ((runEnds[cell] - 1) << shift) + mask;
    int outside = 0;
    for (int i = from; i < to; i++) {
      outside |= (lows[i] - first) | (last - highs[i]) | (highs[i] - lows[i]);
    }
    return outside >= 0;
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
        next = Math.min(next, position + alike(found, position));
        found = inMixed(found, position);
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
