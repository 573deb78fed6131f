package org.soapstone.regions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A box of points: in each dimension the coordinates from {@code lo} to {@code hi}, both included.
 *
 * <p>Immutable and equal by value. A box with {@code hi < lo} in any dimension holds no point; all
 * such boxes of the same dimensions are the one value {@link #empty}, with {@code lo} 0 and {@code
 * hi} -1. The number of points always fits a {@code long}.
 *
 * <p>{@link #lo}, {@link #hi}, {@link #contains(Rect)} and {@link #intersects} allocate nothing:
 * they are the inner loop of the dependence analysis.
 */
public final class Rect {
  private static final int CACHED_DIMS = 16;
  private static final Rect[] EMPTY = new Rect[CACHED_DIMS + 1];

  static {
    for (int dims = 1; dims <= CACHED_DIMS; dims++) {
      EMPTY[dims] = newEmpty(dims);
    }
  }

  /** The lows of all dimensions, then the highs: the layout of {@link Slabs}, shared with it. */
  private final long[] bounds;

  private final int dims;
  private final long volume;
  private int hash;

  private Rect(long[] bounds, long volume) {
    this.bounds = bounds;
    this.dims = bounds.length / 2;
    this.volume = volume;
  }

  /**
   * {@return the box between two corners, both included}
   *
   * @param lo the least coordinates
   * @param hi the greatest coordinates
   * @throws IllegalArgumentException if the dimensions differ or the number of points is beyond a
   *     {@code long}
   */
  public static Rect of(Point lo, Point hi) {
    Checks.sameDims("low corner", lo, lo.dims(), "high corner", hi, hi.dims());
    int dims = lo.dims();
    long[] bounds = new long[2 * dims];
    for (int d = 0; d < dims; d++) {
      bounds[d] = lo.coordinate(d);
      bounds[dims + d] = hi.coordinate(d);
    }
    return wrap(bounds);
  }

  /**
   * {@return the box between two corners given as arrays, which are copied}
   *
   * @param lo the least coordinates, at least one
   * @param hi the greatest coordinates, as many
   * @throws IllegalArgumentException if the lengths differ, are 0, or the number of points is
   *     beyond a {@code long}
   */
  public static Rect of(long[] lo, long[] hi) {
    Checks.dims(lo.length);
    if (lo.length != hi.length) { // the check says so; texts are made only then
      Checks.sameDims(
          "low corner",
          Arrays.toString(lo),
          lo.length,
          "high corner",
          Arrays.toString(hi),
          hi.length);
    }
    long[] bounds = Arrays.copyOf(lo, 2 * lo.length);
    System.arraycopy(hi, 0, bounds, lo.length, hi.length);
    return wrap(bounds);
  }

  /**
   * {@return the one-dimensional box of the coordinates from {@code lo} to {@code hi}}
   *
   * @param lo the least coordinate
   * @param hi the greatest coordinate
   * @throws IllegalArgumentException if the number of points is beyond a {@code long}
   */
  public static Rect of(long lo, long hi) {
    return wrap(new long[] {lo, hi});
  }

  /**
   * {@return the box that starts at the origin and has these extents}
   *
   * @param extents the number of coordinates in each dimension; 0 makes the box empty
   * @throws IllegalArgumentException if there is none, one is negative, or the number of points is
   *     beyond a {@code long}
   */
  public static Rect ofExtents(long... extents) {
    Checks.dims(extents.length);
    long[] bounds = new long[2 * extents.length];
    for (int d = 0; d < extents.length; d++) {
      if (extents[d] < 0) {
        throw new IllegalArgumentException(
            "extents %s: dimension %d is %d, must be >= 0"
                .formatted(Arrays.toString(extents), d, extents[d]));
      }
      bounds[extents.length + d] = extents[d] - 1;
    }
    return wrap(bounds);
  }

  /**
   * {@return the box with one point}
   *
   * @param point the point
   */
  public static Rect ofPoint(Point point) {
    return of(point, point);
  }

  /**
   * {@return the box with no point}
   *
   * @param dims the number of dimensions, at least 1
   */
  public static Rect empty(int dims) {
    Checks.dims(dims);
    return dims <= CACHED_DIMS ? EMPTY[dims] : newEmpty(dims);
  }

  private static Rect newEmpty(int dims) {
    long[] bounds = new long[2 * dims];
    Arrays.fill(bounds, dims, 2 * dims, -1);
    return new Rect(bounds, 0);
  }

  /** Wraps lows then highs without a copy, normalising emptiness and checking the volume. */
  static Rect wrap(long[] bounds) {
    int dims = bounds.length / 2;
    for (int d = 0; d < dims; d++) {
      if (bounds[dims + d] < bounds[d]) {
        return empty(dims);
      }
    }
    long volume = 1;
    for (int d = 0; d < dims; d++) {
      long extent = bounds[dims + d] - bounds[d] + 1;
      if (extent <= 0 || Math.multiplyHigh(volume, extent) != 0 || volume * extent < 0) {
        throw new IllegalArgumentException(
            "rect %s has more points than a 64-bit integer counts (%d); use smaller bounds"
                .formatted(toString(bounds), Long.MAX_VALUE));
      }
      volume *= extent;
    }
    return new Rect(bounds, volume);
  }

  /** The lows then the highs; not to be written. */
  long[] bounds() {
    return bounds;
  }

  /** {@return the number of dimensions, at least 1} */
  public int dims() {
    return dims;
  }

  /**
   * {@return the least coordinate in a dimension; 0 when empty}
   *
   * @param dimension from 0 to {@code dims() - 1}
   */
  public long lo(int dimension) {
    return bounds[dimension];
  }

  /**
   * {@return the greatest coordinate in a dimension; -1 when empty}
   *
   * @param dimension from 0 to {@code dims() - 1}
   */
  public long hi(int dimension) {
    return bounds[dims + dimension];
  }

  /** {@return the least corner, in a new point} */
  public Point lo() {
    return Point.wrap(Arrays.copyOf(bounds, dims));
  }

  /** {@return the greatest corner, in a new point} */
  public Point hi() {
    return Point.wrap(Arrays.copyOfRange(bounds, dims, 2 * dims));
  }

  /**
   * {@return the number of coordinates in a dimension; 0 when empty}
   *
   * @param dimension from 0 to {@code dims() - 1}
   */
  public long extent(int dimension) {
    return bounds[dims + dimension] - bounds[dimension] + 1;
  }

  /** {@return the number of points} */
  public long volume() {
    return volume;
  }

  /** {@return whether there is no point} */
  public boolean isEmpty() {
    return volume == 0;
  }

  /**
   * {@return whether a point lies in this box}
   *
   * @param point a point of the same dimensions
   */
  public boolean contains(Point point) {
    if (point.dims() != dims) {
      throw Checks.dimsDiffer("rect", this, dims, "point", point, point.dims());
    }
    for (int d = 0; d < dims; d++) {
      long x = point.coordinate(d);
      if (x < bounds[d] || x > bounds[dims + d]) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return whether every point of another box lies in this one; true when the other is empty}
   *
   * @param other a box of the same dimensions
   */
  public boolean contains(Rect other) {
    checkDims(other);
    if (other.volume == 0) {
      return true;
    }
    long[] a = bounds;
    long[] b = other.bounds;
    for (int d = 0; d < dims; d++) {
      if (b[d] < a[d] || b[dims + d] > a[dims + d]) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return whether this and another box share a point}
   *
   * @param other a box of the same dimensions
   */
  public boolean intersects(Rect other) {
    checkDims(other);
    if (volume == 0 || other.volume == 0) {
      return false;
    }
    long[] a = bounds;
    long[] b = other.bounds;
    for (int d = 0; d < dims; d++) {
      if (b[dims + d] < a[d] || b[d] > a[dims + d]) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return the points that are in both boxes; this or the other itself where it is the answer}
   *
   * @param other a box of the same dimensions
   */
  public Rect intersection(Rect other) {
    if (!intersects(other)) {
      return empty(dims);
    }
    if (other.contains(this)) {
      return this;
    }
    if (contains(other)) {
      return other;
    }
    long[] result = new long[2 * dims];
    long points = 1;
    for (int d = 0; d < dims; d++) {
      result[d] = Math.max(bounds[d], other.bounds[d]);
      result[dims + d] = Math.min(bounds[dims + d], other.bounds[dims + d]);
      points *= result[dims + d] - result[d] + 1;
    }
    return new Rect(result, points);
  }

  /**
   * {@return the number of points that are in both boxes, without making their intersection}
   *
   * @param other a box of the same dimensions
   */
  public long overlapVolume(Rect other) {
    if (!intersects(other)) {
      return 0;
    }
    long points = 1;
    for (int d = 0; d < dims; d++) {
      points *=
          Math.min(bounds[dims + d], other.bounds[dims + d])
              - Math.max(bounds[d], other.bounds[d])
              + 1;
    }
    return points;
  }

  /**
   * {@return this box moved by an offset}
   *
   * @param offset a point of the same dimensions
   * @throws IllegalArgumentException if a coordinate leaves the range of a {@code long}
   */
  public Rect translate(Point offset) {
    Checks.sameDims("rect", this, dims, "offset", offset, offset.dims());
    if (volume == 0) {
      return this;
    }
    long[] result = new long[2 * dims];
    for (int d = 0; d < dims; d++) {
      result[d] = Checks.add(bounds[d], offset.coordinate(d));
      result[dims + d] = Checks.add(bounds[dims + d], offset.coordinate(d));
    }
    return new Rect(result, volume);
  }

  /**
   * {@return the smallest box that holds this and another}
   *
   * @param other a box of the same dimensions
   * @throws IllegalArgumentException if the number of points is beyond a {@code long}
   */
  public Rect boundingUnion(Rect other) {
    if (contains(other)) {
      return this;
    }
    if (other.contains(this)) {
      return other;
    }
    long[] result = new long[2 * dims];
    for (int d = 0; d < dims; d++) {
      result[d] = Math.min(bounds[d], other.bounds[d]);
      result[dims + d] = Math.max(bounds[dims + d], other.bounds[dims + d]);
    }
    return wrap(result);
  }

  /**
   * {@return the points of this box that are not in another, as at most {@code 2 * dims()} disjoint
   * boxes in row-major order}
   *
   * @param other a box of the same dimensions
   */
  public List<Rect> difference(Rect other) {
    if (!intersects(other)) {
      return volume == 0 ? List.of() : List.of(this);
    }
    List<Rect> before = new ArrayList<>(2 * dims);
    List<Rect> after = new ArrayList<>(dims);
    long[] core = bounds.clone();
    for (int d = 0; d < dims; d++) {
      long cutLo = other.bounds[d];
      long cutHi = other.bounds[dims + d];
      if (core[d] < cutLo) {
        long[] piece = core.clone();
        piece[dims + d] = cutLo - 1;
        before.add(wrap(piece));
        core[d] = cutLo;
      }
      if (core[dims + d] > cutHi) {
        long[] piece = core.clone();
        piece[d] = cutHi + 1;
        after.add(wrap(piece));
        core[dims + d] = cutHi;
      }
    }
    before.addAll(after.reversed());
    return List.copyOf(before);
  }

  /**
   * {@return the place of a point in the row-major order of this box, from 0}
   *
   * @param point a point of this box
   * @throws IllegalArgumentException if the point is not in this box
   */
  public long linearize(Point point) {
    if (!contains(point)) {
      throw new IllegalArgumentException(
          "point %s is outside rect %s; give one of its points".formatted(point, this));
    }
    long index = 0;
    for (int d = 0; d < dims; d++) {
      index = index * extent(d) + (point.coordinate(d) - bounds[d]);
    }
    return index;
  }

  /**
   * {@return the point at a place in the row-major order of this box}
   *
   * @param index from 0 to {@code volume() - 1}
   * @throws IllegalArgumentException if the index is out of range
   */
  public Point delinearize(long index) {
    if (index < 0 || index >= volume) {
      throw new IllegalArgumentException(
          "index %d is outside rect %s, which has %d points; give 0 to one less than that"
              .formatted(index, this, volume));
    }
    long[] coordinates = new long[dims];
    long rest = index;
    for (int d = dims - 1; d >= 0; d--) {
      long extent = extent(d);
      coordinates[d] = bounds[d] + rest % extent;
      rest /= extent;
    }
    return Point.wrap(coordinates);
  }

  /**
   * Visits every point, in row-major order.
   *
   * @param visitor called once for each point
   */
  public void forEachPoint(Consumer<? super Point> visitor) {
    if (volume == 0) {
      return;
    }
    long[] at = Arrays.copyOf(bounds, dims);
    while (true) {
      visitor.accept(Point.wrap(at.clone()));
      int d = dims - 1;
      while (d >= 0 && at[d] == bounds[dims + d]) {
        at[d] = bounds[d];
        d--;
      }
      if (d < 0) {
        return;
      }
      at[d]++;
    }
  }

  private void checkDims(Rect other) {
    if (other.dims != dims) {
      throw Checks.dimsDiffer("rect", this, dims, "rect", other, other.dims);
    }
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Rect that && Arrays.equals(bounds, that.bounds));
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = Arrays.hashCode(bounds);
      hash = known;
    }
    return known;
  }

  /** {@return the bounds, as in {@code [0..3]x[0..7]}, or {@code empty(2)} with the dimensions} */
  @Override
  public String toString() {
    return volume == 0 ? "empty(" + dims + ")" : toString(bounds);
  }

  private static String toString(long[] bounds) {
    int dims = bounds.length / 2;
    StringBuilder text = new StringBuilder();
    for (int d = 0; d < dims; d++) {
      text.append(d == 0 ? "[" : "x[");
      text.append(bounds[d]).append("..").append(bounds[dims + d]).append(']');
    }
    return text.toString();
  }
}
