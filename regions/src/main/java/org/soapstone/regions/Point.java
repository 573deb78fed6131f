package org.soapstone.regions;

import java.util.Arrays;

/**
 * A point of an N-dimensional integer grid; also the colour of a piece of a partition.
 *
 * <p>Immutable, equal by value, ordered row-major (the first dimension decides first).
 */
public final class Point implements Comparable<Point> {
  private final long[] coordinates;

  private Point(long[] coordinates) {
    this.coordinates = coordinates;
  }

  /**
   * {@return the point with these coordinates}
   *
   * @param coordinates one for each dimension, at least one
   * @throws IllegalArgumentException if there is no coordinate
   */
  public static Point of(long... coordinates) {
    if (coordinates.length == 0) {
      throw new IllegalArgumentException("a point needs at least one coordinate, got none");
    }
    return new Point(coordinates.clone());
  }

  /**
   * {@return the point of one dimension with this coordinate} As {@link #of(long...)}, without its
   * copy.
   *
   * @param coordinate the coordinate
   */
  public static Point of(long coordinate) {
    return new Point(new long[] {coordinate});
  }

  /** Wraps without a copy: the caller gives the array away. */
  static Point wrap(long[] coordinates) {
    return new Point(coordinates);
  }

  /** {@return the number of dimensions, at least 1} */
  public int dims() {
    return coordinates.length;
  }

  /**
   * {@return the coordinate in a dimension}
   *
   * @param dimension from 0 to {@code dims() - 1}
   */
  public long coordinate(int dimension) {
    return coordinates[dimension];
  }

  /** {@return the coordinates, in a new array} */
  public long[] toArray() {
    return coordinates.clone();
  }

  /**
   * {@return the sum of this and another point, coordinate by coordinate}
   *
   * @param other a point of the same dimensions
   * @throws IllegalArgumentException if the dimensions differ or a sum is beyond a {@code long}
   */
  public Point plus(Point other) {
    Checks.sameDims("point", this, dims(), "point", other, other.dims());
    long[] sum = new long[coordinates.length];
    for (int d = 0; d < sum.length; d++) {
      sum[d] = Checks.add(coordinates[d], other.coordinates[d]);
    }
    return new Point(sum);
  }

  /**
   * {@return the difference of this and another point, coordinate by coordinate}
   *
   * @param other a point of the same dimensions
   * @throws IllegalArgumentException if the dimensions differ or a difference is beyond a {@code
   *     long}
   */
  public Point minus(Point other) {
    Checks.sameDims("point", this, dims(), "point", other, other.dims());
    long[] difference = new long[coordinates.length];
    for (int d = 0; d < difference.length; d++) {
      difference[d] = Checks.subtract(coordinates[d], other.coordinates[d]);
    }
    return new Point(difference);
  }

  /**
   * Compares row-major; points of fewer dimensions come before those they are a prefix of.
   *
   * @param other the point to compare with
   */
  @Override
  public int compareTo(Point other) {
    return Arrays.compare(coordinates, other.coordinates);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Point that && Arrays.equals(coordinates, that.coordinates);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(coordinates);
  }

  /** {@return the coordinates, as in {@code (1,2)}} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(");
    for (int d = 0; d < coordinates.length; d++) {
      text.append(d == 0 ? "" : ",").append(coordinates[d]);
    }
    return text.append(')').toString();
  }
}
