package org.soapstone.regions.deppart;

import java.util.Arrays;

/**
 * A class of {@link ColourSets} for each position of a box: which pieces each point is in.
 *
 * <p>Positions are cut into blocks; a block in which all have one class is that number only. So the
 * map of a partition by large pieces is small, and that of a fragmented one four bytes for each
 * point, however many pieces there are. Filled by threads that write different blocks, then only
 * read.
 */
final class ClassMap {
  private static final int SHIFT = 12;

  /** The positions of a block: those of a {@link FieldReader}'s. */
  static final int BLOCK = 1 << SHIFT;

  private static final int MASK = BLOCK - 1;

  private final int size;
  private final int[] uniform;
  private final int[][] mixed;

  /** A map in which each position has class 0. */
  ClassMap(int size) {
    this.size = size;
    this.uniform = new int[(int) (((long) size + MASK) >>> SHIFT)];
    this.mixed = new int[uniform.length][];
  }

  int size() {
    return size;
  }

  /** The number of blocks. */
  int blocks() {
    return uniform.length;
  }

  /** The number of positions in a block: the last one may be short. */
  int length(int block) {
    return Math.min(BLOCK, size - (block << SHIFT));
  }

  /** The classes of a block, or null if all are {@link #uniform}; not to be written. */
  int[] mixed(int block) {
    return mixed[block];
  }

  /** The class of all positions of a block that is not mixed. */
  int uniform(int block) {
    return uniform[block];
  }

  /** The position at which one of several parts of about the same number of blocks starts. */
  long start(int part, int parts) {
    return ((long) uniform.length * part / parts) << SHIFT;
  }

  /** The position behind the block that a position is in. */
  long blockEnd(long position) {
    return (position | MASK) + 1;
  }

  int at(int position) {
    int[] classes = mixed[position >>> SHIFT];
    return classes == null ? uniform[position >>> SHIFT] : classes[position & MASK];
  }

  /**
   * Looks up many positions; that of -1 has class 0.
   *
   * @return the highest class, or its complement if there is a class 0
   */
  int lookup(int[] positions, int count, int[] into) {
    int[] uniform = this.uniform;
    int[][] mixed = this.mixed;
    int highest = 0;
    int gaps = 0;
    for (int i = 0; i < count; i++) {
      int position = positions[i];
      int found = 0;
      if (position >= 0) {
        int[] classes = mixed[position >>> SHIFT];
        found = classes == null ? uniform[position >>> SHIFT] : classes[position & MASK];
      }
      into[i] = found;
      highest = Math.max(highest, found);
      gaps |= found - 1;
    }
    return gaps < 0 ? ~highest : highest;
  }

  /**
   * Sets consecutive positions from the start of a block, or from within one.
   *
   * @return whether the array was kept, so that it is not to be written any more
   */
  boolean put(int position, int[] classes, int count) {
    int block = position >>> SHIFT;
    if ((position & MASK) == 0 && count == length(block)) {
      if (isUniform(classes, count)) {
        uniform[block] = classes[0];
        return false;
      }
      mixed[block] = count == classes.length ? classes : Arrays.copyOf(classes, count);
      return true;
    }
    System.arraycopy(classes, 0, writable(block), position & MASK, count);
    return false;
  }

  private static boolean isUniform(int[] classes, int count) {
    return classes[0] == classes[count - 1]
        && Arrays.mismatch(classes, 0, count - 1, classes, 1, count) < 0;
  }

  private int[] writable(int block) {
    if (mixed[block] == null) {
      mixed[block] = new int[length(block)];
      Arrays.fill(mixed[block], uniform[block]);
    }
    return mixed[block];
  }

  /** Adds a colour, above all there are, to the classes of a run of positions. */
  void add(int first, int last, ColourSets sets, int colour) {
    for (int block = first >>> SHIFT; block <= last >>> SHIFT; block++) {
      int start = block << SHIFT;
      int from = Math.max(first, start) - start;
      int to = Math.min(last - start, length(block) - 1);
      if (mixed[block] == null && from == 0 && to == length(block) - 1) {
        uniform[block] = sets.with(uniform[block], colour);
      } else {
        add(writable(block), from, to, sets, colour);
      }
    }
  }

  private static void add(int[] classes, int from, int to, ColourSets sets, int colour) {
    int before = 0;
    int after = colour + 1;
    for (int i = from; i <= to; i++) {
      int old = classes[i];
      if (old != before) {
        before = old;
        after = sets.with(old, colour);
      }
      classes[i] = after;
    }
  }

  /** Takes over a run of positions of another map, which is not written any more. */
  void copy(ClassMap from, int start, int count, int to) {
    for (int done = 0; done < count; ) {
      int source = start + done;
      int target = to + done;
      int part = Math.min(count - done, Math.min(BLOCK - (source & MASK), BLOCK - (target & MASK)));
      int[] classes = from.mixed[source >>> SHIFT];
      if (part == length(target >>> SHIFT) && (classes == null || classes.length == part)) {
        uniform[target >>> SHIFT] = from.uniform[source >>> SHIFT];
        mixed[target >>> SHIFT] = classes;
      } else if (classes == null) {
        int[] into = writable(target >>> SHIFT);
        int offset = target & MASK;
        Arrays.fill(into, offset, offset + part, from.uniform[source >>> SHIFT]);
      } else {
        System.arraycopy(classes, source & MASK, writable(target >>> SHIFT), target & MASK, part);
      }
      done += part;
    }
  }

  /** How many positions have class 0. */
  long zeros() {
    long zeros = 0;
    for (int block = 0; block < uniform.length; block++) {
      int[] classes = mixed[block];
      int count = length(block);
      if (classes == null) {
        zeros += uniform[block] == 0 ? count : 0;
      } else {
        int some = 0;
        for (int i = 0; i < count; i++) {
          some += (classes[i] - 1) >>> 31;
        }
        zeros += some;
      }
    }
    return zeros;
  }
}
