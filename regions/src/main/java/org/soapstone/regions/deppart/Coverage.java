package org.soapstone.regions.deppart;

import java.util.Optional;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.SparseBits;
import org.soapstone.regions.SparseBitsBuilder;

/**
 * The points of a box that pieces have taken, a bit for each, in row-major order.
 *
 * <p>Taking a row of a box costs one operation for 64 points. It is the fast way where the box is
 * not much larger than what the pieces hold in it; see {@link #suits}.
 */
final class Coverage {
  /** At most a gigabit of memory, and few operations for each box of the pieces. */
  private static final long MAX_WORDS = 1L << 24;

  private static final long FREE_WORK = 1L << 17;
  private static final long WORK_PER_RECT = 16;

  private final Rect bounds;
  private final long[] words;

  Coverage(Rect bounds) {
    this.bounds = bounds;
    this.words = new long[(int) (bounds.volume() / 64 + 1)];
  }

  /** The points of all pieces of a partition. */
  static Coverage of(IndexPartition partition) {
    Coverage coverage = new Coverage(partition.parentSpace().bounds());
    partition.colours().forEachPoint(colour -> coverage.take(partition.space(colour), false));
    return coverage;
  }

  /** Whether all pieces of a partition can be taken at a cost in proportion to their boxes. */
  static boolean suits(IndexPartition partition) {
    Rect bounds = partition.parentSpace().bounds();
    long words = bounds.volume() / 64;
    if (words > MAX_WORDS) {
      return false;
    }
    long rects = 0;
    long work = words;
    int last = bounds.dims() - 1;
    for (long c = 0; c < partition.colours().volume(); c++) {
      IndexSpace piece = partition.space(partition.colours().delinearize(c));
      Optional<SparseBits> bits = piece.bits(bounds);
      if (bits.isPresent()) {
        rects += bits.get().wordCount();
        continue;
      }
      rects += piece.rectCount();
      for (int i = 0; i < piece.rectCount(); i++) {
        long rows = 1;
        for (int d = 0; d < last; d++) {
          rows *= piece.rectHi(i, d) - piece.rectLo(i, d) + 1;
        }
        work += rows * ((piece.rectHi(i, last) - piece.rectLo(i, last)) / 64 + 1);
      }
    }
    return work <= FREE_WORK + WORK_PER_RECT * rects;
  }

  /** Takes the points of a piece; the first one found that was taken before, if any, and stops. */
  Optional<Point> takeNew(IndexSpace piece) {
    return take(piece, true);
  }

  private Optional<Point> take(IndexSpace piece, boolean onlyNew) {
    Optional<SparseBits> bits = piece.bits(bounds);
    if (bits.isPresent()) {
      long taken = onlyNew ? bits.get().firstIn(words) : -1;
      bits.get().addTo(words);
      return taken < 0 ? Optional.empty() : Optional.of(bounds.delinearize(taken));
    }
    int last = bounds.dims() - 1;
    long[] at = new long[last];
    for (int i = 0; i < piece.rectCount(); i++) {
      for (int d = 0; d < last; d++) {
        at[d] = piece.rectLo(i, d);
      }
      long extent = piece.rectHi(i, last) - piece.rectLo(i, last) + 1;
      do {
        long start = index(at, piece.rectLo(i, last));
        long taken = takeRow(start, start + extent - 1, onlyNew);
        if (taken >= 0) {
          return Optional.of(bounds.delinearize(taken));
        }
      } while (nextRow(piece, i, at));
    }
    return Optional.empty();
  }

  private static boolean nextRow(IndexSpace piece, int rect, long[] at) {
    for (int d = at.length - 1; d >= 0; d--) {
      if (at[d] < piece.rectHi(rect, d)) {
        at[d]++;
        return true;
      }
      at[d] = piece.rectLo(rect, d);
    }
    return false;
  }

  private long index(long[] at, long x) {
    long index = 0;
    for (int d = 0; d < at.length; d++) {
      index = index * bounds.extent(d) + (at[d] - bounds.lo(d));
    }
    return index * bounds.extent(at.length) + (x - bounds.lo(at.length));
  }

  /** Takes bits; returns the first that was taken before where only new ones may be, else -1. */
  private long takeRow(long from, long to, boolean onlyNew) {
    int first = (int) (from >>> 6);
    int last = (int) (to >>> 6);
    for (int w = first; w <= last; w++) {
      long mask = -1L;
      if (w == first) {
        mask &= -1L << from;
      }
      if (w == last) {
        mask &= -1L >>> ~to;
      }
      long before = words[w] & mask;
      if (onlyNew && before != 0) {
        return ((long) w << 6) + Long.numberOfTrailingZeros(before);
      }
      words[w] |= mask;
    }
    return -1;
  }

  /** The number of points taken. */
  long count() {
    long count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /** The points taken. */
  IndexSpace toSpace() {
    SparseBitsBuilder bits = new SparseBitsBuilder(words.length);
    for (int w = 0; w < words.length; w++) {
      bits.add(w, words[w]);
    }
    return IndexSpace.of(bounds, bits.build());
  }
}
