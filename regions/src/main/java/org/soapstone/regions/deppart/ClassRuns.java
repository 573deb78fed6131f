package org.soapstone.regions.deppart;

import java.util.Arrays;
import org.soapstone.regions.SparseBits;
import org.soapstone.regions.SparseBitsBuilder;

/**
 * The positions of a {@link ClassMap} grouped by colour, as ascending ints: a position; where a run
 * is longer, behind it the complement of the run's last position.
 *
 * <p>Made in two passes, one to count, one to write. Where runs are so short that finding them
 * costs more than it saves, points are written one by one. Ints first and the bits of one colour
 * after another, not the bits of all colours at once: to go from place to place in memory costs as
 * much as what is written there is large.
 */
final class ClassRuns {
  private final ClassMap map;
  private final ColourSets sets;

  /** For each colour, first the number of its marks, then where its next one goes, then its end. */
  private final int[] next;

  /** The colours of the classes that have several, by class, once they are asked for. */
  private final int[][] members;

  /** For each colour, whether a run of it is longer than one position. */
  private final boolean[] hasRuns;

  private int[] marks = {};
  private boolean writing;

  private ClassRuns(ClassMap map, ColourSets sets) {
    this.map = map;
    this.sets = sets;
    this.next = new int[sets.colours()];
    this.hasRuns = new boolean[next.length];
    this.members = new int[sets.size() - sets.colours()][];
  }

  static ClassRuns of(ClassMap map, ColourSets sets) {
    ClassRuns runs = new ClassRuns(map, sets);
    runs.run();
    int total = 0;
    for (int c = 0; c < runs.next.length; c++) {
      int count = runs.next[c];
      runs.next[c] = total;
      total = Math.addExact(total, count);
    }
    runs.marks = new int[total];
    runs.writing = true;
    runs.run();
    return runs;
  }

  /** The positions of a colour. */
  SparseBits bits(int colour) {
    int from = colour == 0 ? 0 : next[colour - 1];
    int to = next[colour];
    if (!hasRuns[colour]) {
      SparseBitsBuilder points = new SparseBitsBuilder(0);
      points.addAll(marks, from, to);
      return points.build();
    }
    SparseBitsBuilder bits = new SparseBitsBuilder(to - from);
    for (int i = from; i < to; i++) {
      int first = marks[i];
      if (i + 1 < to && marks[i + 1] < 0) {
        i++;
        bits.addRun(first, ~marks[i]);
      } else {
        bits.add(first >>> 6, 1L << first);
      }
    }
    return bits.build();
  }

  private void run() {
    int open = 0;
    int start = 0;
    for (int block = 0; block < map.blocks(); block++) {
      int base = block * ClassMap.BLOCK;
      int[] classes = map.mixed(block);
      int changes = classes == null ? 0 : changes(classes);
      if (changes > ClassMap.BLOCK / 3) {
        close(open, start, base - 1);
        open = 0;
        if (writing) {
          writePoints(classes, base);
        } else {
          countPoints(classes);
        }
        continue;
      }
      int first = classes == null ? map.uniform(block) : classes[0];
      if (first != open) {
        close(open, start, base - 1);
        open = first;
        start = base;
      }
      for (int i = 0; changes > 0; changes--) {
        i = nextChange(classes, i);
        close(open, start, base + i - 1);
        open = classes[i];
        start = base + i;
      }
    }
    close(open, start, map.size() - 1);
  }

  /** How many classes differ from the one before. */
  private static int changes(int[] classes) {
    int changes = 0;
    for (int i = 1; i < classes.length; i++) {
      int difference = classes[i] ^ classes[i - 1];
      changes += (difference | -difference) >>> 31;
    }
    return changes;
  }

  /** The first place behind {@code i} whose class is another; there is one. */
  private static int nextChange(int[] classes, int i) {
    int open = classes[i];
    int end = Math.min(i + 8, classes.length);
    for (int at = i + 1; at < end; at++) {
      if (classes[at] != open) {
        return at;
      }
    }
    return end
        + Arrays.mismatch(classes, end - 1, classes.length - 1, classes, end, classes.length);
  }

  private void close(int set, int first, int last) {
    if (set == 0 || last < first) {
      return;
    }
    if (sets.isSimple(set)) {
      add(set - 1, first, last);
      return;
    }
    int several = set - sets.colours();
    if (members[several] == null) {
      members[several] = sets.members(set);
    }
    for (int colour : members[several]) {
      add(colour, first, last);
    }
  }

  private void add(int colour, int first, int last) {
    int count = last > first ? 2 : 1;
    hasRuns[colour] |= count == 2;
    if (writing) {
      int at = next[colour];
      marks[at] = first;
      if (count == 2) {
        marks[at + 1] = ~last;
      }
    }
    next[colour] += count;
  }

  private void countPoints(int[] classes) {
    int[] next = this.next;
    int colours = next.length;
    for (int set : classes) {
      if (set > 0 && set <= colours) {
        next[set - 1]++;
      } else if (set > 0) {
        close(set, 0, 0);
      }
    }
  }

  private void writePoints(int[] classes, int base) {
    int[] next = this.next;
    int[] marks = this.marks;
    int colours = next.length;
    for (int i = 0; i < classes.length; i++) {
      int set = classes[i];
      if (set > 0 && set <= colours) {
        int at = next[set - 1];
        marks[at] = base + i;
        next[set - 1] = at + 1;
      } else if (set > 0) {
        close(set, base + i, base + i);
      }
    }
  }
}
