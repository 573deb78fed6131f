package org.soapstone.regions.deppart;

import java.util.Arrays;

/**
 * A class of {@link ColourSets} for each position of a box: which pieces each point is in.
 *
 * <p>Positions are cut into blocks; a block in which all have one class is that number only. So the
 * map of a partition by large pieces is small, and that of a fragmented one four bytes for each
 * point, however many pieces there are. Filled by threads that write different blocks, then only
 * read; many look-ups go through a {@link ClassTable}.
 */
final class ClassMap {
  /** The logarithm of {@link #BLOCK}. */
  static final int SHIFT = 9;

  /** The positions of a block. */
  static final int BLOCK = 1 << SHIFT;

  private static final int MASK = BLOCK - 1;

  /** One block of as many is looked at where an estimate will do. */
  private static final int SAMPLED = 8;

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

  private int length(int block) {
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

  /** At about how many places the class is not that of the position before: those of a sample. */
  long changes() {
    long changes = 0;
    for (int block = 0; block < uniform.length; block += SAMPLED) {
      int[] classes = mixed[block];
      boolean alike = block > 0 && classes == null && uniform[block] == uniform[block - 1];
      changes += alike ? 0 : 1;
      changes += classes == null ? 0 : changes(classes);
    }
    return changes * SAMPLED;
  }

  private static int changes(int[] classes) {
    int changes = 0;
    for (int i = 1; i < classes.length; i++) {
      int difference = classes[i] ^ classes[i - 1];
      changes += (difference | -difference) >>> 31;
    }
    return changes;
  }

  /** The position at which one of several parts of about the same number of blocks starts. */
  long start(int part, int parts) {
    return ((long) uniform.length * part / parts) << SHIFT;
  }

  /** Sets consecutive positions. */
  void put(int position, int[] classes, int count) {
    for (int done = 0; done < count; ) {
      int at = position + done;
      int block = at >>> SHIFT;
      int part = Math.min(count - done, BLOCK - (at & MASK));
      if (part < length(block)) {
        System.arraycopy(classes, done, writable(block), at & MASK, part);
      } else if (isUniform(classes, done, done + part)) {
        uniform[block] = classes[done];
      } else {
        mixed[block] = Arrays.copyOfRange(classes, done, done + part);
      }
      done += part;
    }
  }

  /** Whether all classes in a range that is not empty are equal. */
  static boolean isUniform(int[] classes, int from, int to) {
    return classes[from] == classes[to - 1]
        && Arrays.mismatch(classes, from, to - 1, classes, from + 1, to) < 0;
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
      int part = Math.min(count - done, BLOCK - Math.max(source & MASK, target & MASK));
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
}
