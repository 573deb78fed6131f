package org.soapstone.regions.deppart;

import java.util.List;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/**
 * The columns of a field over one box: together they hold a colour, a pointer or a rect for each
 * point.
 *
 * <p>A point of a d-dimensional space is d columns, one for each coordinate; a rect is 2d: the low
 * coordinates, then the high ones. A pointer outside the space it points into points to nothing; a
 * rect with a high coordinate below its low one is empty.
 *
 * @param columns at least one, all over the same box
 */
public record Columns(List<Column> columns) {
  /** Checks that there is a column and that all are over one box. */
  public Columns {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("no column is given; give one for each coordinate");
    }
    Rect rect = columns.getFirst().rect();
    for (Column column : columns) {
      if (!column.rect().equals(rect)) {
        throw new IllegalArgumentException(
            "columns over %s and %s are given together; give columns over the same points"
                .formatted(rect, column.rect()));
      }
    }
  }

  /**
   * {@return these columns}
   *
   * @param columns at least one, all over the same box
   */
  public static Columns of(Column... columns) {
    return new Columns(List.of(columns));
  }

  /**
   * {@return one column of 32-bit integers on the heap}
   *
   * @param rect the points
   * @param values one for each point, in row-major order; not copied
   */
  public static Columns of(Rect rect, int... values) {
    return of(Column.of(rect, values));
  }

  /**
   * {@return one column of 64-bit integers on the heap}
   *
   * @param rect the points
   * @param values one for each point, in row-major order; not copied
   */
  public static Columns of(Rect rect, long... values) {
    return of(Column.of(rect, values));
  }

  /** {@return the number of columns} */
  public int size() {
    return columns.size();
  }

  /** {@return the points that have values} */
  public Rect rect() {
    return columns.getFirst().rect();
  }

  /** {@return the values of a point, one for each column} */
  long[] at(Point point) {
    return columns.stream().mapToLong(column -> column.at(point)).toArray();
  }

  /** Refuses these columns for an operator that reads others. */
  void check(FieldOperator operator, IndexSpace points) {
    if (size() != operator.columns()) {
      throw new IllegalArgumentException(
          "%s reads %d columns, but %d are given; give one for each coordinate"
              .formatted(operator, operator.columns(), size()));
    }
    if (points.dims() != rect().dims() || !rect().contains(points.bounds())) {
      throw new IllegalArgumentException(
          "%s reads the points %s, but the columns are over %s; give columns over all of them"
              .formatted(operator, points, rect()));
    }
  }
}
