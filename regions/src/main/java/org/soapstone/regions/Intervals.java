package org.soapstone.regions;

import java.util.Arrays;

/**
 * Union, intersection and difference in one dimension: the sweeps of {@link Slabs} on sorted
 * intervals that do not touch, as flat arrays of lows and highs.
 *
 * <p>What one side does not meet is skipped, or copied, by galloping: doubling steps, then a
 * bisection. So small against large costs O(small · log large), and alike sizes O(small + large).
 */
final class Intervals {
  private long[] out;
  private int size;

  private Intervals(int longs) {
    this.out = new long[longs];
  }

  static long[] intersection(long[] a, long[] b) {
    Intervals result = new Intervals(Math.min(a.length, b.length));
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      if (a[i + 1] < b[j]) {
        i = firstReaching(a, i + 2, b[j]);
      } else if (b[j + 1] < a[i]) {
        j = firstReaching(b, j + 2, a[i]);
      } else {
        // Neither side has neighbours that touch, so the result has none either.
        result.append(Math.max(a[i], b[j]), Math.min(a[i + 1], b[j + 1]));
        if (a[i + 1] < b[j + 1]) {
          i += 2;
        } else {
          j += 2;
        }
      }
    }
    return result.toArray();
  }

  static long[] difference(long[] a, long[] b) {
    Intervals result = new Intervals(a.length);
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      if (a[i + 1] < b[j]) {
        int end = firstReaching(a, i + 2, b[j]);
        result.copy(a, i, end);
        i = end;
      } else if (b[j + 1] < a[i]) {
        j = firstReaching(b, j + 2, a[i]);
      } else {
        long lo = a[i];
        long hi = a[i + 1];
        for (; j < b.length && b[j] <= hi; j += 2) {
          if (lo < b[j]) {
            result.append(lo, b[j] - 1);
          }
          if (b[j + 1] >= hi) {
            break;
          }
          lo = b[j + 1] + 1;
        }
        if (j == b.length || b[j] > hi) {
          result.append(lo, hi);
        }
        i += 2;
      }
    }
    result.copy(a, i, a.length);
    return result.toArray();
  }

  static long[] union(long[] a, long[] b) {
    Intervals result = new Intervals(a.length + b.length);
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      if (a[i + 1] < b[j] && a[i + 1] + 1 < b[j]) {
        int end = firstReaching(a, i + 2, b[j] - 1);
        result.copy(a, i, end);
        i = end;
      } else if (b[j + 1] < a[i] && b[j + 1] + 1 < a[i]) {
        int end = firstReaching(b, j + 2, a[i] - 1);
        result.copy(b, j, end);
        j = end;
      } else {
        long lo = Math.min(a[i], b[j]);
        long hi = Math.max(a[i + 1], b[j + 1]);
        i += 2;
        j += 2;
        while (true) {
          if (i < a.length && (a[i] <= hi || a[i] - 1 == hi)) {
            hi = Math.max(hi, a[i + 1]);
            i += 2;
          } else if (j < b.length && (b[j] <= hi || b[j] - 1 == hi)) {
            hi = Math.max(hi, b[j + 1]);
            j += 2;
          } else {
            break;
          }
        }
        result.append(lo, hi);
      }
    }
    result.copy(a, i, a.length);
    result.copy(b, j, b.length);
    return result.toArray();
  }

  /** The first interval from {@code from} on that ends at {@code x} or later. */
  private static int firstReaching(long[] intervals, int from, long x) {
    int low = from;
    int step = 2;
    while (low + step <= intervals.length && intervals[low + step - 1] < x) {
      low += step;
      step *= 2;
    }
    int high = Math.min(low + step, intervals.length);
    while (low < high) {
      int middle = ((low + high) >>> 1) & ~1;
      if (intervals[middle + 1] < x) {
        low = middle + 2;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void append(long lo, long hi) {
    grow(2);
    out[size] = lo;
    out[size + 1] = hi;
    size += 2;
  }

  private void copy(long[] from, int start, int end) {
    if (end == start + 2) {
      append(from[start], from[start + 1]);
    } else {
      grow(end - start);
      System.arraycopy(from, start, out, size, end - start);
      size += end - start;
    }
  }

  private void grow(int longs) {
    if (size + longs > out.length) {
      out = Arrays.copyOf(out, Math.max(size + longs, 2 * out.length));
    }
  }

  private long[] toArray() {
    return size == out.length ? out : Arrays.copyOf(out, size);
  }
}
