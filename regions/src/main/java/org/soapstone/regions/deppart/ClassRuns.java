package org.soapstone.regions.deppart;

import java.util.Arrays;

/**
 * Groups the positions of a {@link ClassMap} by colour: two passes, one to count, one to write.
 *
 * <p>The positions of a colour are <em>marks</em>, ascending: a position; where a run is longer,
 * behind it the complement of the run's last position. Runs may touch. So a fragmented piece costs
 * four bytes for each point.
 */
final class ClassRuns {
  private final ClassMap map;
  private final ColourSets sets;

  /** For each colour, first the number of its marks, then where its next one goes. */
  private final int[] next;

  private final int[][] marks;

  /** The colours of the classes that have several, by class, once they are asked for. */
  private final int[][] members;

  private boolean writing;

  private ClassRuns(ClassMap map, ColourSets sets) {
    this.map = map;
    this.sets = sets;
    this.next = new int[sets.colours()];
    this.marks = new int[sets.colours()][];
    this.members = new int[sets.size() - sets.colours()][];
  }

  /** The marks of each colour. */
  static int[][] group(ClassMap map, ColourSets sets) {
    ClassRuns pass = new ClassRuns(map, sets);
    pass.run();
    for (int c = 0; c < pass.next.length; c++) {
      pass.marks[c] = new int[pass.next[c]];
    }
    Arrays.fill(pass.next, 0);
    pass.writing = true;
    pass.run();
    return pass.marks;
  }

  private void run() {
    int open = 0;
    int start = 0;
    for (int block = 0; block < map.blocks(); block++) {
      int base = block * ClassMap.BLOCK;
      int[] classes = map.mixed(block);
      int first = classes == null ? map.uniform(block) : classes[0];
      if (classes != null && isFragmented(classes)) {
        close(open, start, base - 1);
        open = 0;
        if (writing) {
          writePoints(classes, base);
        } else {
          countPoints(classes);
        }
        continue;
      }
      if (first != open) {
        close(open, start, base - 1);
        open = first;
        start = base;
      }
      if (classes != null) {
        for (int i = 1; i < classes.length; i++) {
          if (classes[i] != open) {
            close(open, start, base + i - 1);
            open = classes[i];
            start = base + i;
          }
        }
      }
    }
    close(open, start, map.size() - 1);
  }

  /** Whether runs are so short, on the average, that single points are the better code. */
  private static boolean isFragmented(int[] classes) {
    int changes = 0;
    for (int i = 1; i < classes.length; i++) {
      int difference = classes[i] ^ classes[i - 1];
      changes += (difference | -difference) >>> 31;
    }
    return changes > classes.length / 3;
  }

  private void close(int set, int first, int last) {
    if (set == 0 || last < first) {
      return;
    }
    if (sets.isSimple(set)) {
      close(set - 1, first, last, last > first ? 2 : 1);
      return;
    }
    int several = set - sets.colours();
    if (members[several] == null) {
      members[several] = sets.members(set);
    }
    for (int colour : members[several]) {
      close(colour, first, last, last > first ? 2 : 1);
    }
  }

  private void close(int colour, int first, int last, int count) {
    if (writing) {
      int at = next[colour];
      marks[colour][at] = first;
      if (count == 2) {
        marks[colour][at + 1] = ~last;
      }
    }
    next[colour] += count;
  }

  private void countPoints(int[] classes) {
    int colours = next.length;
    int[] next = this.next;
    for (int set : classes) {
      int colour = set - 1;
      if (colour >= 0 && colour < colours) {
        next[colour]++;
      } else if (colour >= colours) {
        close(set, 0, 0);
      }
    }
  }

  private void writePoints(int[] classes, int base) {
    int colours = next.length;
    int[] next = this.next;
    int[][] marks = this.marks;
    for (int i = 0; i < classes.length; i++) {
      int colour = classes[i] - 1;
      if (colour >= 0 && colour < colours) {
        marks[colour][next[colour]++] = base + i;
      } else if (colour >= colours) {
        close(classes[i], base + i, base + i);
      }
    }
  }
}
