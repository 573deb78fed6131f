package org.soapstone.dnn.operators;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.function.LongToDoubleFunction;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Element loops of the tasks that are no kernels: loading, initialising, measuring. They allocate
 * nothing.
 */
final class Elements {
  private Elements() {}

  /**
   * Writes one index of the first dimension; the values come in row-major order of the other
   * dimensions.
   */
  static void writeSlice(FieldView view, long index, float[] values) {
    int written = write(view, 1, slice(view, index), values, 0);
    if (written != values.length) {
      throw new IllegalArgumentException(
          "%d values for a slice of %s, which takes %d"
              .formatted(values.length, view.rect(), written));
    }
  }

  private static int write(FieldView view, int dimension, long address, float[] values, int at) {
    MemorySegment segment = view.segment();
    if (dimension == view.rect().dims()) {
      if (view.type() == FieldType.FLOAT32) {
        segment.set(JAVA_FLOAT_UNALIGNED, address, values[at]);
      } else {
        segment.set(JAVA_DOUBLE_UNALIGNED, address, values[at]);
      }
      return at + 1;
    }
    long step = view.stride(dimension) * view.type().bytes();
    int next = at;
    for (long i = 0; i < view.rect().extent(dimension); i++) {
      next = write(view, dimension + 1, address + i * step, values, next);
    }
    return next;
  }

  /** Writes an element of a vector of INT32. */
  static void writeInt(FieldView view, long index, int value) {
    view.segment().set(JAVA_INT_UNALIGNED, address(view, index), value);
  }

  /** Writes one index of the first dimension of a vector or matrix of INT32. */
  static void writeInts(FieldView view, long index, int[] values) {
    long address = slice(view, index);
    long step = view.rect().dims() == 1 ? 0 : view.stride(1) * Integer.BYTES;
    for (int value : values) {
      view.segment().set(JAVA_INT_UNALIGNED, address, value);
      address += step;
    }
  }

  /** {@return an element of a vector of INT32} */
  static int readInt(FieldView view, long index) {
    return view.segment().get(JAVA_INT_UNALIGNED, address(view, index));
  }

  /** Writes an element of a vector of FLOAT64. */
  static void write(FieldView view, long index, double value) {
    view.segment().set(JAVA_DOUBLE_UNALIGNED, address(view, index), value);
  }

  /** {@return an element of a vector} */
  static double read(FieldView view, long index) {
    return read(view.segment(), view.type(), address(view, index));
  }

  /**
   * {@return how many elements of a row come before one, the greatest first, the leftmost among
   * equals; −1 if the row has a NaN} So 0 tells that it is the greatest.
   */
  static long rank(FieldView matrix, long row, long column) {
    Rect rect = matrix.rect();
    long stride = matrix.stride(1) * matrix.type().bytes();
    long start = slice(matrix, row);
    double own = read(matrix.segment(), matrix.type(), start + (column - rect.lo(1)) * stride);
    long before = 0;
    for (long c = rect.lo(1); c <= rect.hi(1); c++) {
      double value = read(matrix.segment(), matrix.type(), start + (c - rect.lo(1)) * stride);
      if (Double.isNaN(value)) {
        return -1;
      }
      before += value > own || (value == own && c < column) ? 1 : 0;
    }
    return before;
  }

  /** {@return the column of a row's greatest element, the leftmost among equals} */
  static long argmax(FieldView matrix, long row) {
    Rect rect = matrix.rect();
    long stride = matrix.stride(1) * matrix.type().bytes();
    long start = slice(matrix, row);
    double greatest = Double.NEGATIVE_INFINITY;
    long column = rect.lo(1);
    for (long c = rect.lo(1); c <= rect.hi(1); c++) {
      double value = read(matrix.segment(), matrix.type(), start + (c - rect.lo(1)) * stride);
      if (value > greatest) {
        greatest = value;
        column = c;
      }
    }
    return column;
  }

  /**
   * {@return whether all elements of one index of the first dimension lie in two views on the same
   * side of a bound}
   */
  static boolean sameSides(FieldView one, FieldView other, long index, double bound) {
    return sameSides(one, other, 1, slice(one, index), slice(other, index), bound);
  }

  private static boolean sameSides(
      FieldView one, FieldView other, int dimension, long first, long second, double bound) {
    if (dimension == one.rect().dims()) {
      return read(one.segment(), one.type(), first) > bound
          == read(other.segment(), other.type(), second) > bound;
    }
    long firstStep = one.stride(dimension) * one.type().bytes();
    long secondStep = other.stride(dimension) * other.type().bytes();
    for (long i = 0; i < one.rect().extent(dimension); i++) {
      if (!sameSides(
          one, other, dimension + 1, first + i * firstStep, second + i * secondStep, bound)) {
        return false;
      }
    }
    return true;
  }

  /** {@return the byte where an index of the first dimension begins} */
  private static long slice(FieldView view, long index) {
    return view.offset() + (index - view.rect().lo(0)) * view.stride(0) * view.type().bytes();
  }

  /**
   * Sets every element to a function of its row-major place in the whole tensor.
   *
   * @param view part of a tensor
   * @param shape the whole tensor
   * @param values by place
   */
  static void fill(FieldView view, Rect shape, LongToDoubleFunction values) {
    if (!view.rect().isEmpty()) {
      fill(view, shape, values, 0, view.offset(), 0);
    }
  }

  private static void fill(
      FieldView view,
      Rect shape,
      LongToDoubleFunction values,
      int dimension,
      long byteOffset,
      long place) {
    Rect rect = view.rect();
    long step = view.stride(dimension) * view.type().bytes();
    long first = place * shape.extent(dimension) + rect.lo(dimension);
    for (long i = 0; i < rect.extent(dimension); i++) {
      long address = byteOffset + i * step;
      if (dimension < rect.dims() - 1) {
        fill(view, shape, values, dimension + 1, address, first + i);
        continue;
      }
      double value = values.applyAsDouble(first + i);
      if (view.type() == FieldType.FLOAT32) {
        view.segment().set(JAVA_FLOAT_UNALIGNED, address, (float) value);
      } else {
        view.segment().set(JAVA_DOUBLE_UNALIGNED, address, value);
      }
    }
  }

  private static double read(MemorySegment segment, FieldType type, long address) {
    return type == FieldType.FLOAT32
        ? segment.get(JAVA_FLOAT_UNALIGNED, address)
        : segment.get(JAVA_DOUBLE_UNALIGNED, address);
  }

  private static long address(FieldView vector, long index) {
    Rect rect = vector.rect();
    if (index < rect.lo(0) || index > rect.hi(0)) {
      throw new IndexOutOfBoundsException("index " + index + " is outside " + rect);
    }
    return vector.offset() + (index - rect.lo(0)) * vector.stride(0) * vector.type().bytes();
  }
}
