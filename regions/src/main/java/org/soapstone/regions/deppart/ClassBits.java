package org.soapstone.regions.deppart;

import java.util.Arrays;
import org.soapstone.regions.SparseBits;
import org.soapstone.regions.SparseBitsBuilder;

/**
 * Groups the positions of a {@link ClassMap} by colour.
 *
 * <p>The bits of a block are gathered in a row of words for each colour, all of which stay in the
 * cache, and then appended colour by colour: to go to another place in memory for each point costs
 * ten times as much. Where there are more colours than a block has points, that is what is done.
 */
final class ClassBits {
  private static final int WORDS_PER_BLOCK = ClassMap.BLOCK / Long.SIZE;
  private static final int MOST_GATHERED = 2 * ClassMap.BLOCK;

  private final ColourSets sets;
  private final int colours;
  private final SparseBitsBuilder[] builders;

  /** The words of each colour, which the first of two passes counts: to grow costs more. */
  private final int[] counts;

  private boolean counting;

  /** For each class of one colour, and class 0, the bits of a block; none if not gathered. */
  private final long[] gathered;

  /** For each of those, which of its words may have bits. */
  private final int[] touched;

  /** The colours of the classes that have several, by class, once they are asked for. */
  private final int[][] members;

  private ClassBits(ColourSets sets) {
    this.sets = sets;
    this.colours = sets.colours();
    this.builders = new SparseBitsBuilder[colours];
    int classes = colours <= MOST_GATHERED ? 1 + colours : 0;
    this.gathered = new long[classes * WORDS_PER_BLOCK];
    this.touched = new int[classes];
    this.members = new int[sets.size() - colours][];
    this.counts = new int[colours];
  }

  /** The positions of each colour. */
  static SparseBits[] group(ClassMap map, ColourSets sets) {
    ClassBits groups = new ClassBits(sets);
    groups.counting = true;
    groups.pass(map);
    groups.counting = false;
    Arrays.setAll(groups.builders, colour -> new SparseBitsBuilder(groups.counts[colour]));
    groups.pass(map);
    return Arrays.stream(groups.builders).map(SparseBitsBuilder::build).toArray(SparseBits[]::new);
  }

  private void pass(ClassMap map) {
    for (int block = 0; block < map.blocks(); block++) {
      int base = block * ClassMap.BLOCK;
      int[] classes = map.mixed(block);
      if (classes == null) {
        addRun(map.uniform(block), base, Math.min(base + ClassMap.BLOCK, map.size()) - 1);
      } else {
        addMixed(classes, base / Long.SIZE);
      }
    }
  }

  private void addRun(int set, int first, int last) {
    if (sets.isSimple(set)) {
      if (set > 0) {
        addRunTo(set - 1, first, last);
      }
      return;
    }
    for (int colour : several(set)) {
      addRunTo(colour, first, last);
    }
  }

  private void addRunTo(int colour, int first, int last) {
    if (counting) {
      counts[colour] += (last >>> 6) - (first >>> 6) + 1;
    } else {
      builders[colour].addRun(first, last);
    }
  }

  private void addMixed(int[] classes, int firstWord) {
    for (int from = 0, word = 0; from < classes.length; from += Long.SIZE, word++) {
      int to = Math.min(from + Long.SIZE, classes.length);
      if (ClassMap.isUniform(classes, from, to)) {
        add(classes[from], word, -1L >>> (from + Long.SIZE - to), firstWord);
      } else {
        addWord(classes, from, to, word, firstWord);
      }
    }
    for (int set = 1; set < touched.length; set++) {
      if (touched[set] != 0) {
        flush(set, firstWord);
      }
    }
  }

  private void addWord(int[] classes, int from, int to, int word, int firstWord) {
    long[] gathered = this.gathered;
    int[] touched = this.touched;
    for (int i = from; i < to; i++) {
      int set = classes[i];
      if (set < touched.length) {
        gathered[set * WORDS_PER_BLOCK + word] |= 1L << i;
        touched[set] |= 1 << word;
      } else {
        add(set, word, 1L << i, firstWord);
      }
    }
  }

  private void add(int set, int word, long bits, int firstWord) {
    if (!sets.isSimple(set)) {
      for (int colour : several(set)) {
        add(colour + 1, word, bits, firstWord);
      }
    } else if (touched.length > 0) {
      gathered[set * WORDS_PER_BLOCK + word] |= bits;
      touched[set] |= 1 << word;
    } else if (set > 0) {
      addTo(set - 1, firstWord + word, bits);
    }
  }

  private void addTo(int colour, int word, long bits) {
    if (counting) {
      counts[colour]++;
    } else {
      builders[colour].add(word, bits);
    }
  }

  private void flush(int set, int firstWord) {
    int row = set * WORDS_PER_BLOCK;
    for (int rest = touched[set]; rest != 0; rest &= rest - 1) {
      int word = Integer.numberOfTrailingZeros(rest);
      addTo(set - 1, firstWord + word, gathered[row + word]);
      gathered[row + word] = 0;
    }
    touched[set] = 0;
  }

  private int[] several(int set) {
    int at = set - colours;
    if (members[at] == null) {
      members[at] = sets.members(set);
    }
    return members[at];
  }
}
