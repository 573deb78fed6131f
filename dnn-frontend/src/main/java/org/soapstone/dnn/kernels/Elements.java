package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Moves elements of either floating-point type between views and dense arrays of doubles in
 * row-major order.
 *
 * <p>The reference kernels compute in double whatever the type of the views: a {@code FLOAT32}
 * result is the double result rounded once.
 */
final class Elements {
  private Elements() {}

  /** All elements of a view, in scratch memory. */
  static double[] load(FieldView view, Scratch scratch) {
    double[] values = scratch.take(view.rect().volume());
    Runs runs = new Runs(view.rect(), view);
    for (int at = 0; runs.next(); at += runs.length()) {
      load(view, runs.offset(0), values, at, runs.length());
    }
    return values;
  }

  /** Zeros for all elements of a view, in scratch memory. */
  static double[] zeros(FieldView view, Scratch scratch) {
    return scratch.zeros(view.rect().volume());
  }

  /** Loads rows, counted from the view's first, of a matrix. */
  static void load(FieldView matrix, int firstRow, int rows, double[] values) {
    Runs runs = new Runs(rows(matrix, firstRow, rows), matrix);
    for (int at = 0; runs.next(); at += runs.length()) {
      load(matrix, runs.offset(0), values, at, runs.length());
    }
  }

  /** Sets rows, counted from the view's first, of a matrix. */
  static void store(double[] values, FieldView matrix, int firstRow, int rows) {
    Runs runs = new Runs(rows(matrix, firstRow, rows), matrix);
    for (int at = 0; runs.next(); at += runs.length()) {
      store(values, at, matrix, runs.offset(0), runs.length());
    }
  }

  private static Rect rows(FieldView matrix, int firstRow, int rows) {
    Rect rect = matrix.rect();
    long first = rect.lo(0) + firstRow;
    return Rect.of(Point.of(first, rect.lo(1)), Point.of(first + rows - 1, rect.hi(1)));
  }

  /** Sets all elements of a view. */
  static void store(double[] values, FieldView view) {
    Runs runs = new Runs(view.rect(), view);
    for (int at = 0; runs.next(); at += runs.length()) {
      store(values, at, view, runs.offset(0), runs.length());
    }
  }

  /** Turns a matrix of rows into one of columns. */
  static void transpose(double[] from, int rows, int columns, double[] to) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        to[c * rows + r] = from[r * columns + c];
      }
    }
  }

  /** Loads elements that lie one after another from a byte of the view's segment. */
  static void load(FieldView view, long offset, double[] values, int at, int length) {
    MemorySegment segment = view.segment();
    if (isDouble(view)) {
      MemorySegment.copy(segment, JAVA_DOUBLE, offset, values, at, length);
    } else {
      for (int i = 0; i < length; i++) {
        values[at + i] = segment.get(JAVA_FLOAT, offset + 4L * i);
      }
    }
  }

  /** Stores elements one after another from a byte of the view's segment. */
  static void store(double[] values, int at, FieldView view, long offset, int length) {
    MemorySegment segment = view.segment();
    if (isDouble(view)) {
      MemorySegment.copy(values, at, segment, JAVA_DOUBLE, offset, length);
    } else {
      for (int i = 0; i < length; i++) {
        segment.set(JAVA_FLOAT, offset + 4L * i, (float) values[at + i]);
      }
    }
  }

  private static boolean isDouble(FieldView view) {
    return switch (view.type()) {
      case FLOAT32 -> false;
      case FLOAT64 -> true;
      case INT32, INT64, UINT8 ->
          throw new IllegalArgumentException(
              "kernels compute on %s and %s, not on %s"
                  .formatted(FieldType.FLOAT32, FieldType.FLOAT64, view.type()));
    };
  }
}
