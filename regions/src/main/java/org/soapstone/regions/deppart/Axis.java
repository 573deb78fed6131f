package org.soapstone.regions.deppart;

import com.google.common.math.LongMath;
import org.soapstone.regions.deppart.AffineRectMap.Window;

/**
 * One dimension of the pieces of a structured partition: an interval for each colour coordinate.
 *
 * <p>Both ends grow (weakly) with the colour coordinate, even where the interval is empty: so
 * neighbours decide disjointness and bisection finds overlaps.
 */
sealed interface Axis {
  /** The colour dimension of an axis that does not depend on the colour. */
  int NONE = -1;

  /** The colour dimension that the interval depends on, or {@link #NONE}. */
  int colourDimension();

  /**
   * Writes the interval of a colour coordinate to {@code lo[at]} and {@code hi[at]}.
   *
   * @return whether it has a point; false also where a piece that this one is made from has none
   */
  boolean interval(long colour, long[] lo, long[] hi, int at);

  /** Whether the interval is known to have a point for every colour. */
  default boolean neverEmpty() {
    return false;
  }

  /**
   * The i-th of {@code count} equal parts of an extent, cut at multiples of a granularity only: the
   * numbers of granules differ by at most one.
   */
  record Equal(
      int colourDimension, long lo, long extent, long firstColour, long count, long granularity)
      implements Axis {
    @Override
    public boolean interval(long colour, long[] lo, long[] hi, int at) {
      long i = colour - firstColour;
      lo[at] = this.lo + Shares.cut(i, count, extent, granularity);
      hi[at] = this.lo + Shares.cut(i + 1, count, extent, granularity) - 1;
      return lo[at] <= hi[at];
    }

    @Override
    public boolean neverEmpty() {
      return count <= Math.ceilDiv(extent, granularity);
    }
  }

  /** Tiles of one size, counted from an origin and cut off at both ends. */
  record Block(int colourDimension, long origin, long first, long last, long tile) implements Axis {
    @Override
    public boolean interval(long colour, long[] lo, long[] hi, int at) {
      // Of a tile's ends, the one farther from the origin may be beyond a long: it saturates.
      long start =
          colour < 0 ? LongMath.saturatedSubtract((colour + 1) * tile, tile) : colour * tile;
      long end =
          colour < 0 ? (colour + 1) * tile - 1 : LongMath.saturatedAdd(colour * tile, tile - 1);
      lo[at] = Math.max(first, LongMath.saturatedAdd(origin, start));
      hi[at] = Math.min(last, LongMath.saturatedAdd(origin, end));
      return lo[at] <= hi[at];
    }

    @Override
    public boolean neverEmpty() {
      return first <= last;
    }
  }

  /** The same interval for every colour. */
  record Fixed(long first, long last) implements Axis {
    @Override
    public int colourDimension() {
      return NONE;
    }

    @Override
    public boolean interval(long colour, long[] lo, long[] hi, int at) {
      lo[at] = first;
      hi[at] = last;
      return first <= last;
    }

    @Override
    public boolean neverEmpty() {
      return first <= last;
    }
  }

  /** Another axis through a window, cut off at the target's bounds. */
  record Mapped(Axis source, Window window, long first, long last) implements Axis {
    @Override
    public int colourDimension() {
      return source.colourDimension();
    }

    @Override
    public boolean interval(long colour, long[] lo, long[] hi, int at) {
      boolean some = source.interval(colour, lo, hi, at);
      lo[at] = Math.max(first, window.lo(lo[at]));
      hi[at] = Math.min(last, window.hi(hi[at]));
      return some && lo[at] <= hi[at];
    }
  }

  /** What two axes, of one colour dimension at most, have in common. */
  record Both(Axis a, Axis b) implements Axis {
    static boolean possible(Axis a, Axis b) {
      return a.colourDimension() == b.colourDimension()
          || a.colourDimension() == NONE
          || b.colourDimension() == NONE;
    }

    @Override
    public int colourDimension() {
      return Math.max(a.colourDimension(), b.colourDimension());
    }

    @Override
    public boolean interval(long colour, long[] lo, long[] hi, int at) {
      boolean some = a.interval(colour, lo, hi, at);
      long aLo = lo[at];
      long aHi = hi[at];
      some &= b.interval(colour, lo, hi, at);
      lo[at] = Math.max(aLo, lo[at]);
      hi[at] = Math.min(aHi, hi[at]);
      return some && lo[at] <= hi[at];
    }
  }
}
