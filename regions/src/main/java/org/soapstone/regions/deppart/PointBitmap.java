package org.soapstone.regions.deppart;

import java.util.Arrays;
import org.soapstone.regions.SparseBits;
import org.soapstone.regions.SparseBitsBuilder;

/**
 * A set of positions that is filled in any order and emptied in ascending order, again and again.
 *
 * <p>A bit for each position, and above it a bit for each word that may have one, so that emptying
 * costs in proportion to the words that were touched and a 4096th of the positions. Not
 * thread-safe.
 */
final class PointBitmap {
  private final long[] words;

  /** A bit for each word that is not zero, and perhaps for others. */
  private final long[] touched;

  /** An empty set of positions from 0 to {@code size - 1}. */
  PointBitmap(int size) {
    this.words = new long[(size >>> 6) + 1];
    this.touched = new long[(words.length >>> 6) + 1];
  }

  /** The bits, as long as {@link #drain} is not called; not to be written. */
  long[] words() {
    return words;
  }

  /**
   * Adds positions; -1 is none.
   *
   * <p>Those in the two words met last are gathered in registers before they are written: else each
   * would wait for the one before it to be stored. Two, because the pointers of a mesh go to and
   * fro between two rows.
   */
  void add(int[] positions, int count) {
    int word = 0;
    long bits = 0;
    int other = 0;
    long otherBits = 0;
    for (int i = 0; i < count; i++) {
      int position = positions[i];
      int at = position >>> 6;
      if (at == word) {
        bits |= 1L << position;
      } else if (at == other) {
        otherBits |= 1L << position;
      } else if (position >= 0) {
        words[other] |= otherBits;
        touched[other >>> 6] |= 1L << other;
        other = word;
        otherBits = bits;
        word = at;
        bits = 1L << position;
      }
    }
    words[other] |= otherBits;
    touched[other >>> 6] |= 1L << other;
    words[word] |= bits;
    touched[word >>> 6] |= 1L << word;
  }

  /** Adds the positions from {@code first} to {@code last}. */
  void addRun(long first, long last) {
    int from = (int) (first >>> 6);
    int to = (int) (last >>> 6);
    long low = -1L << first;
    long high = -1L >>> ~last;
    if (from == to) {
      words[from] |= low & high;
      touched[from >>> 6] |= 1L << from;
      return;
    }
    words[from] |= low;
    Arrays.fill(words, from + 1, to, -1L);
    words[to] |= high;
    for (int t = from >>> 6; t <= to >>> 6; t++) {
      long mask = t == from >>> 6 ? -1L << from : -1L;
      touched[t] |= t == to >>> 6 ? mask & -1L >>> ~to : mask;
    }
  }

  /** Takes away the positions from {@code first} to {@code last}. */
  void removeRun(long first, long last) {
    int from = (int) (first >>> 6);
    int to = (int) (last >>> 6);
    long low = -1L << first;
    long high = -1L >>> ~last;
    if (from == to) {
      words[from] &= ~(low & high);
      return;
    }
    words[from] &= ~low;
    Arrays.fill(words, from + 1, to, 0);
    words[to] &= ~high;
  }

  /**
   * Empties the set.
   *
   * @param mask the words of the positions that are wanted; none if all are
   * @return the positions that it had and that are wanted
   */
  SparseBits drain(long[] mask) {
    int most = 0;
    for (long some : touched) {
      most += Long.bitCount(some);
    }
    SparseBitsBuilder found = new SparseBitsBuilder(most);
    for (int t = 0; t < touched.length; t++) {
      for (long some = touched[t]; some != 0; some &= some - 1) {
        int word = (t << 6) + Long.numberOfTrailingZeros(some);
        found.add(word, mask.length == 0 ? words[word] : words[word] & mask[word]);
        words[word] = 0;
      }
      touched[t] = 0;
    }
    return found.build();
  }
}
