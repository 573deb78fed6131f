package org.soapstone.regions;

import java.util.Arrays;

/**
 * A set of positions from 0 on: those 64-bit words of a bitmap that are not zero, in ascending
 * order.
 *
 * <p>The form for points that lie scattered: at most 12 bytes for each, however few or many fall
 * into one word, and sets are combined a word at a time. Where two sets hardly meet, what one has
 * alone is skipped or copied as a whole.
 *
 * <pre>{@code
 * var builder = new SparseBitsBuilder(2);
 * builder.add(0, 0b1010L);     // 1, 3
 * builder.addRun(60, 70);
 * SparseBits bits = builder.build();
 * }</pre>
 *
 * <p>Immutable, equal by value.
 */
public final class SparseBits {
  /** Takes runs of positions. */
  @FunctionalInterface
  public interface RunVisitor {
    /**
     * Takes a run.
     *
     * @param first the first position
     * @param last the last position, at least the first
     */
    void run(long first, long last);
  }

  /** From how many times more words on the other side on they are found by bisection. */
  private static final int SKEWED = 16;

  final int[] indices;
  final long[] words;
  private final int size;

  /** The first so many of the words, none of them zero, and their indices. */
  SparseBits(int[] indices, long[] words, int size) {
    this.indices = indices;
    this.words = words;
    this.size = size;
  }

  /** {@return whether there is no position} */
  public boolean isEmpty() {
    return size == 0;
  }

  /** {@return the number of words that are not zero} */
  public int wordCount() {
    return size;
  }

  /** {@return the number of positions} */
  public long count() {
    long count = 0;
    for (int i = 0; i < size; i++) {
      count += Long.bitCount(words[i]);
    }
    return count;
  }

  /** {@return the number of the longest runs of positions that follow one another} */
  public int runCount() {
    int runs = 0;
    long carry = 0;
    int behind = -1;
    for (int i = 0; i < size; i++) {
      long word = words[i];
      long before = indices[i] == behind ? carry : 0;
      runs += Long.bitCount(word & ~(word << 1 | before));
      behind = indices[i] + 1;
      carry = word >>> 63;
    }
    return runs;
  }

  /**
   * {@return the least position}
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public long first() {
    return position(0) + Long.numberOfTrailingZeros(words[0]);
  }

  /**
   * {@return the greatest position}
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public long last() {
    return position(size - 1) + 63 - Long.numberOfLeadingZeros(words[size - 1]);
  }

  /**
   * {@return whether a position is in the set} O(log words).
   *
   * @param position at least 0
   */
  public boolean contains(long position) {
    int i = Arrays.binarySearch(indices, 0, size, (int) (position >>> 6));
    return i >= 0 && (words[i] >>> position & 1) != 0;
  }

  /**
   * {@return whether there is a position in a range} O(log words).
   *
   * @param from the first position of the range
   * @param to the last one
   */
  public boolean intersects(long from, long to) {
    int i = firstReaching(0, from >>> 6);
    if (i < size && indices[i] == from >>> 6 && (words[i] & -1L << from) == 0) {
      i++;
    }
    if (i == size || from > to) {
      return false;
    }
    long bits = indices[i] == from >>> 6 ? words[i] & -1L << from : words[i];
    return position(i) + Long.numberOfTrailingZeros(bits) <= to;
  }

  /**
   * Visits the positions as runs, ascending; no two touch.
   *
   * @param visitor called once for each run
   */
  public void forEachRun(RunVisitor visitor) {
    long first = 0;
    long last = -2;
    for (int i = 0; i < size; i++) {
      long base = position(i);
      for (long bits = words[i]; bits != 0; bits = withoutLowestRun(bits)) {
        int low = Long.numberOfTrailingZeros(bits);
        int length = Math.min(Long.numberOfTrailingZeros(~(bits >>> low)), 64 - low);
        if (base + low != last + 1) {
          if (last >= 0) {
            visitor.run(first, last);
          }
          first = base + low;
        }
        last = base + low + length - 1;
      }
    }
    if (last >= 0) {
      visitor.run(first, last);
    }
  }

  /** Adding the lowest bit carries through its run. */
  private static long withoutLowestRun(long bits) {
    return bits & (bits + (bits & -bits));
  }

  private long position(int i) {
    return (long) indices[i] << 6;
  }

  /** The first word from {@code from} on whose index is at least {@code index}: galloping. */
  private int firstReaching(int from, long index) {
    int low = from;
    int step = 1;
    while (low + step <= size && indices[low + step - 1] < index) {
      low += step;
      step *= 2;
    }
    int high = Math.min(low + step, size);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (indices[middle] < index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * {@return the positions in both sets}
   *
   * @param other another set
   */
  public SparseBits intersection(SparseBits other) {
    if (size > other.size) {
      return other.intersection(this);
    }
    SparseBitsBuilder out = new SparseBitsBuilder(size);
    boolean skewed = (long) size * SKEWED < other.size;
    int j = 0;
    for (int i = 0; i < size; i++) {
      int index = indices[i];
      if (skewed) {
        j = other.firstReaching(j, index);
      } else {
        while (j < other.size && other.indices[j] < index) {
          j++;
        }
      }
      if (j == other.size) {
        break;
      }
      out.append(index, other.indices[j] == index ? words[i] & other.words[j] : 0);
    }
    return out.build();
  }

  /**
   * {@return the positions in a range}
   *
   * @param from the first position of the range
   * @param to the last one
   */
  public SparseBits intersection(long from, long to) {
    int start = firstReaching(0, from >>> 6);
    int end = firstReaching(start, (to >>> 6) + 1);
    SparseBitsBuilder out = new SparseBitsBuilder(end - start);
    out.copy(this, start, end);
    out.maskFirst(0, from >>> 6, -1L << from);
    out.maskLast(to >>> 6, -1L >>> ~to);
    return out.build();
  }

  /**
   * {@return the positions outside a range}
   *
   * @param from the first position of the range
   * @param to the last one
   */
  public SparseBits difference(long from, long to) {
    int start = firstReaching(0, (from >>> 6) + 1);
    int end = firstReaching(0, to >>> 6);
    SparseBitsBuilder out = new SparseBitsBuilder(start + size - end);
    out.copy(this, 0, start);
    out.maskLast(from >>> 6, ~(-1L << from));
    if (start > end) {
      // The range lies within one word, which both of its sides have a part of.
      long rest = words[end] & ~(-1L >>> ~to);
      if (rest != 0) {
        out.add(indices[end], rest);
      }
      out.copy(this, start, size);
      return out.build();
    }
    int mark = out.size;
    out.copy(this, end, size);
    out.maskFirst(mark, to >>> 6, ~(-1L >>> ~to));
    return out.build();
  }

  /**
   * {@return the positions of this set that are not in another; this itself if none is}
   *
   * @param other another set
   */
  public SparseBits difference(SparseBits other) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    int from = firstReaching(0, other.indices[0]);
    int to = firstReaching(from, other.indices[other.size - 1] + 1L);
    SparseBitsBuilder out = new SparseBitsBuilder(size);
    out.copy(this, 0, from);
    boolean skewed = (long) (to - from) * SKEWED < other.size;
    int j = 0;
    for (int i = from; i < to; i++) {
      int index = indices[i];
      if (skewed) {
        j = other.firstReaching(j, index);
      } else {
        while (other.indices[j] < index) {
          j++;
        }
      }
      out.append(index, other.indices[j] == index ? words[i] & ~other.words[j] : words[i]);
    }
    out.copy(this, to, size);
    return out.build();
  }

  /**
   * {@return the positions in either set}
   *
   * @param other another set
   */
  public SparseBits union(SparseBits other) {
    if (isEmpty() || other.isEmpty()) {
      return isEmpty() ? other : this;
    }
    if (other.indices[0] < indices[0]) {
      return other.union(this);
    }
    SparseBitsBuilder out = new SparseBitsBuilder(Math.addExact(size, other.size));
    int i = firstReaching(0, other.indices[0]);
    out.copy(this, 0, i);
    int j = 0;
    while (i < size && j < other.size) {
      int a = indices[i];
      int b = other.indices[j];
      // Which of the two is next is as good as random: no branch for it.
      int least = Math.min(a, b);
      int mine = (a - b - 1) >> 31;
      int theirs = (b - a - 1) >> 31;
      out.append(least, (words[i] & mine) | (other.words[j] & theirs));
      i -= mine;
      j -= theirs;
    }
    out.copy(this, i, size);
    out.copy(other, j, other.size);
    return out.build();
  }

  /**
   * {@return whether every position of another set is in this one}
   *
   * @param other another set
   */
  public boolean containsAll(SparseBits other) {
    if (size < other.size) {
      return false;
    }
    int i = 0;
    for (int j = 0; j < other.size; j++) {
      i = firstReaching(i, other.indices[j]);
      if (i == size || indices[i] != other.indices[j] || (other.words[j] & ~words[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return whether the sets share a position}
   *
   * @param other another set
   */
  public boolean intersects(SparseBits other) {
    if (size > other.size) {
      return other.intersects(this);
    }
    int j = 0;
    for (int i = 0; i < size; i++) {
      j = other.firstReaching(j, indices[i]);
      if (j == other.size) {
        return false;
      }
      if (other.indices[j] == indices[i] && (other.words[j] & words[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds the positions to a bitmap.
   *
   * @param bitmap bit {@code p % 64} of word {@code p / 64} stands for position p
   * @throws IndexOutOfBoundsException if it is too short
   */
  public void addTo(long[] bitmap) {
    for (int i = 0; i < size; i++) {
      bitmap[indices[i]] |= words[i];
    }
  }

  /**
   * Finds a position that a bitmap has.
   *
   * @param bitmap as for {@link #addTo}
   * @return the least that both have, or -1
   * @throws IndexOutOfBoundsException if it is too short
   */
  public long firstIn(long[] bitmap) {
    for (int i = 0; i < size; i++) {
      long common = bitmap[indices[i]] & words[i];
      if (common != 0) {
        return position(i) + Long.numberOfTrailingZeros(common);
      }
    }
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof SparseBits that
            && size == that.size
            && Arrays.equals(indices, 0, size, that.indices, 0, size)
            && Arrays.equals(words, 0, size, that.words, 0, size));
  }

  @Override
  public int hashCode() {
    int result = 1;
    for (int i = 0; i < size; i++) {
      result = 31 * (31 * result + indices[i]) + Long.hashCode(words[i]);
    }
    return result;
  }

  /** {@return the number of positions, and of words} */
  @Override
  public String toString() {
    return count() + " positions in " + size + " words";
  }
}
