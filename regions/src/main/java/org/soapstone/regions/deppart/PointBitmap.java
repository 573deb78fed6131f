package org.soapstone.regions.deppart;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
  private static final int NEAR_BITS = 14;

  /** Positions that lie as close as this are gathered as bytes, all of which are in the cache. */
  private static final int NEAR = 1 << NEAR_BITS;

  /** How often positions are not gathered after most were not close. */
  private static final int PAUSE = 15;

  /** So many positions, and one in four, may be far before others are taken for close. */
  private static final int SLACK = 64;

  /** Times eight bytes that are 0 or 1, this has them as the bits of its highest byte. */
  private static final long BYTES_TO_BITS = 0x0102040810204080L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int size;
  private final byte[] near = new byte[NEAR];

  /** The positions that are gathered as bytes: the first, and how many, 0 while none are. */
  private int base;

  private int window;

  /** How many were close and were not, since the window was opened. */
  private int nearCount;

  private int farCount;
  private int pause;
  private final long[] words;

  /** A bit for each word that is not zero, and perhaps for others. */
  private final long[] touched;

  /** An empty set of positions from 0 to {@code size - 1}. */
  PointBitmap(int size) {
    this.size = size;
    this.words = new long[(size >>> 6) + 1];
    this.touched = new long[(words.length >>> 6) + 1];
  }

  /** The bits, as long as {@link #drain} is not called; not to be written. */
  long[] words() {
    return words;
  }

  /**
   * Adds positions; those outside are left out.
   *
   * <p>Most often they lie close to each other. To set bits one by one, each would wait for the one
   * before it to be stored; so they are gathered as bytes, which need not be read.
   *
   * @param values the positions, each plus {@code origin}
   * @param from the first of them
   * @param count how many there are
   * @param origin the value of position 0; that of the last one is an int, too
   */
  void add(int[] values, int from, int count, int origin) {
    if (pause > 0) {
      pause--;
      for (int i = from; i < from + count; i++) {
        add(values[i] - origin);
      }
      return;
    }
    if (window == 0 && count > 0) {
      // Not the first or the last: at the borders of a mesh pointers lead elsewhere.
      int quarter = count / 4;
      open(
          values[from + quarter] - origin,
          values[from + 2 * quarter] - origin,
          values[from + 3 * quarter] - origin);
    }
    int far = addNear(values, from, count, origin);
    nearCount += count - far;
    farCount += far;
    if (farCount > SLACK + nearCount / 4) {
      pause = farCount / 4 > nearCount ? PAUSE : 0;
      close();
    }
  }

  /** Opens the window around the middle one of three positions. */
  private void open(int a, int b, int c) {
    int median = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    base = Math.clamp((long) median - NEAR / 2, 0, Math.max(0, size - NEAR)) & -Long.SIZE;
    window = Math.min(NEAR, size - base);
  }

  /** {@return how many positions were not in the window} */
  private int addNear(int[] values, int from, int count, int origin) {
    byte[] near = this.near;
    int window = this.window;
    int start = origin + base;
    int far = 0;
    for (int i = from; i < from + count; i++) {
      int offset = values[i] - start;
      if (Integer.compareUnsigned(offset, window) < 0) {
        near[offset] = 1;
      } else {
        far++;
        add(values[i] - origin);
      }
    }
    return far;
  }

  private void add(int position) {
    if (Integer.compareUnsigned(position, size) < 0) {
      int word = position >>> 6;
      words[word] |= 1L << position;
      touched[word >>> 6] |= 1L << word;
    }
  }

  /** Makes bits of the bytes. */
  private void close() {
    for (int from = 0; from < window; from += Long.SIZE) {
      if (anyNear(from)) {
        int word = (base + from) >>> 6;
        words[word] |= takeNear(from);
        touched[word >>> 6] |= 1L << word;
      }
    }
    window = 0;
    nearCount = 0;
    farCount = 0;
  }

  private boolean anyNear(int from) {
    long any = 0;
    for (int at = 0; at < Long.SIZE; at += Byte.SIZE) {
      any |= (long) LONGS.get(near, from + at);
    }
    return any != 0;
  }

  private long takeNear(int from) {
    long bits = 0;
    for (int at = 0; at < Long.SIZE; at += Byte.SIZE) {
      long bytes = (long) LONGS.get(near, from + at);
      bits |= ((bytes * BYTES_TO_BITS) >>> (Long.SIZE - Byte.SIZE)) << at;
      LONGS.set(near, from + at, 0L);
    }
    return bits;
  }

  /** Adds the positions from each of some lows to its high; none where that is below the low. */
  void addRuns(int[] lows, int[] highs, int count) {
    for (int i = 0; i < count; i++) {
      int low = lows[i];
      int high = highs[i];
      int word = low >>> 6;
      if (word == high >>> 6 && low <= high) {
        words[word] |= (-1L << low) & (-1L >>> ~high);
        touched[word >>> 6] |= 1L << word;
      } else if (low <= high) {
        addRun(low, high);
      }
    }
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
    close();
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
    close();
    SparseBitsBuilder found = new SparseBitsBuilder(0);
    found.moveFrom(words, touched, mask);
    return found.build();
  }
}
