package org.soapstone.regions;

import java.util.Arrays;

/** Gathers the words of a {@link SparseBits} in ascending order. Not thread-safe. */
public final class SparseBitsBuilder {
  private int[] indices;

  /** Behind the last word there are zeros. */
  private long[] words;

  int size;

  /**
   * Makes a builder that has no words yet.
   *
   * @param words about how many words there will be; any number is right
   */
  public SparseBitsBuilder(int words) {
    this.indices = new int[words];
    this.words = new long[words];
  }

  /**
   * Adds a word of 64 positions; none is added where it is zero.
   *
   * @param index the first of them divided by 64, no less than any before
   * @param bits a bit for each position
   * @throws IllegalArgumentException if a greater index was added before
   */
  public void add(int index, long bits) {
    int last = size == 0 ? -1 : indices[size - 1];
    if (index < last) {
      throw notAscending(last, index);
    }
    // Whether a word is new is as good as random: no branch for it.
    int at = index == last ? size - 1 : size;
    if (at == words.length) {
      room(1);
    }
    indices[at] = index;
    words[at] |= bits;
    size = bits == 0 ? size : at + 1;
  }

  /**
   * Adds single positions.
   *
   * @param positions an array with ascending positions, none in a word before the last added
   * @param from the index of the first
   * @param to the index behind the last
   * @throws IllegalArgumentException if they do not ascend
   */
  public void addAll(int[] positions, int from, int to) {
    if (from == to) {
      return;
    }
    add(positions[from] >>> 6, 1L << positions[from]);
    int more = 0;
    for (int i = from + 1; i < to; i++) {
      more += (positions[i - 1] >>> 6) == (positions[i] >>> 6) ? 0 : 1;
    }
    room(more);
    // In registers: each step would else wait for what the one before it stored.
    int[] indices = this.indices;
    long[] words = this.words;
    int at = size - 1;
    int last = indices[at];
    long bits = words[at];
    int descents = 0;
    for (int i = from + 1; i < to; i++) {
      int position = positions[i];
      int index = position >>> 6;
      descents |= position - positions[i - 1];
      bits = index == last ? bits : 0;
      at += index == last ? 0 : 1;
      bits |= 1L << position;
      last = index;
      indices[at] = index;
      words[at] = bits;
    }
    size = at + 1;
    if (descents < 0) {
      throw new IllegalArgumentException(
          "positions %d to %d of an array do not ascend; sort them".formatted(from, to - 1));
    }
  }

  /**
   * Adds the positions of a run.
   *
   * @param first the first position, in no word before the last added
   * @param last the last position, at least the first
   * @throws IllegalArgumentException if a greater word was added before
   */
  public void addRun(long first, long last) {
    int from = Math.toIntExact(first >>> 6);
    int to = Math.toIntExact(last >>> 6);
    long low = -1L << first;
    long high = -1L >>> ~last;
    if (from == to) {
      add(from, low & high);
      return;
    }
    add(from, low);
    room(to - from);
    for (int index = from + 1; index < to; index++) {
      append(index, -1L);
    }
    append(to, high);
  }

  /**
   * Moves the words of a bitmap here, and leaves it empty.
   *
   * @param bitmap bit {@code p % 64} of word {@code p / 64} stands for position p; no word before
   *     the last added
   * @param touched a bit, in the same way, for each word of the bitmap that is not zero, and
   *     perhaps for others; left empty, too
   * @param mask the words of the positions that are wanted; none if all are
   * @throws IllegalArgumentException if a greater word was added before
   */
  public void moveFrom(long[] bitmap, long[] touched, long[] mask) {
    int last = size == 0 ? -1 : indices[size - 1];
    int most = 0;
    for (long some : touched) {
      most += Long.bitCount(some);
    }
    room(most);
    // In registers: each step would else wait for what the one before it stored.
    int[] indices = this.indices;
    long[] words = this.words;
    int at = size;
    for (int t = 0; t < touched.length; t++) {
      long some = touched[t];
      if (some == 0) {
        continue;
      }
      touched[t] = 0;
      int first = (t << 6) + Long.numberOfTrailingZeros(some);
      if (first <= last) {
        throw notAscending(last, first);
      }
      for (; some != 0; some &= some - 1) {
        int index = (t << 6) + Long.numberOfTrailingZeros(some);
        long bits = mask.length == 0 ? bitmap[index] : bitmap[index] & mask[index];
        bitmap[index] = 0;
        indices[at] = index;
        words[at] = bits;
        at += bits == 0 ? 0 : 1;
      }
    }
    size = at;
  }

  private static IllegalArgumentException notAscending(int last, int index) {
    return new IllegalArgumentException(
        "word %d is added after word %d; add them in ascending order".formatted(index, last));
  }

  /** Adds a word whose index is above all before; none if it is zero. */
  void append(int index, long bits) {
    if (size == words.length) {
      room(1);
    }
    indices[size] = index;
    words[size] = bits;
    size += bits == 0 ? 0 : 1;
  }

  void copy(SparseBits from, int start, int end) {
    room(end - start);
    System.arraycopy(from.indices, start, indices, size, end - start);
    System.arraycopy(from.words, start, words, size, end - start);
    size += end - start;
  }

  /** Keeps only some bits of the word at a place, if that has a given index. */
  void maskFirst(int at, long index, long mask) {
    if (at == size || indices[at] != index) {
      return;
    }
    words[at] &= mask;
    if (words[at] == 0) {
      size--;
      System.arraycopy(indices, at + 1, indices, at, size - at);
      System.arraycopy(words, at + 1, words, at, size - at);
      words[size] = 0;
    }
  }

  void maskLast(long index, long mask) {
    if (size > 0) {
      maskFirst(size - 1, index, mask);
    }
  }

  private void room(int more) {
    if (size + more > words.length) {
      int length = Math.max(Math.addExact(size, more), size + (size >> 1));
      indices = Arrays.copyOf(indices, length);
      words = Arrays.copyOf(words, length);
    }
  }

  /** {@return the set, after which the builder is not to be used again} */
  public SparseBits build() {
    // A quarter of waste costs less than a copy.
    boolean snug = size >= words.length - (words.length >> 2);
    return snug
        ? new SparseBits(indices, words, size)
        : new SparseBits(Arrays.copyOf(indices, size), Arrays.copyOf(words, size), size);
  }
}
