package org.soapstone.regions.deppart;

import java.util.Arrays;

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

  private int[] out = new int[64];
  private int outSize;
  private long runFirst;
  private long runLast;

  /** An empty set of positions from 0 to {@code size - 1}. */
  PointBitmap(int size) {
    this.words = new long[(size >>> 6) + 1];
    this.touched = new long[(words.length >>> 6) + 1];
  }

  /** The bits, as long as {@link #drain} is not called; not to be written. */
  long[] words() {
    return words;
  }

  /** Adds positions; -1 is none. Neighbours in one word are gathered before they are written. */
  void add(int[] positions, int count) {
    long[] words = this.words;
    long[] touched = this.touched;
    int word = 0;
    long bits = 0;
    for (int i = 0; i < count; i++) {
      int position = positions[i];
      if (position < 0) {
        continue;
      }
      if (position >>> 6 != word) {
        words[word] |= bits;
        touched[word >>> 6] |= 1L << word;
        word = position >>> 6;
        bits = 0;
      }
      bits |= 1L << position;
    }
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
   * @return the positions that it had and that are wanted, as {@link Marks}
   */
  int[] drain(long[] mask) {
    outSize = 0;
    runFirst = 0;
    runLast = -1;
    for (int t = 0; t < touched.length; t++) {
      long some = touched[t];
      touched[t] = 0;
      while (some != 0) {
        int word = (t << 6) + Long.numberOfTrailingZeros(some);
        some &= some - 1;
        long bits = words[word];
        words[word] = 0;
        drain((long) word << 6, mask.length == 0 ? bits : bits & mask[word]);
      }
    }
    close();
    return Arrays.copyOf(out, outSize);
  }

  private void drain(long base, long word) {
    long bits = word;
    while (bits != 0) {
      int low = Long.numberOfTrailingZeros(bits);
      long first = base + low;
      int length = Long.numberOfTrailingZeros(~(bits >>> low));
      length = Math.min(length, 64 - low);
      if (first != runLast + 1) {
        close();
        runFirst = first;
      }
      runLast = first + length - 1;
      bits = low + length == 64 ? 0 : bits & (-1L << (low + length));
    }
  }

  private void close() {
    if (runLast < runFirst) {
      return;
    }
    if (outSize + 2 > out.length) {
      out = Arrays.copyOf(out, 2 * out.length);
    }
    out[outSize++] = (int) runFirst;
    if (runLast > runFirst) {
      out[outSize++] = ~(int) runLast;
    }
  }
}
