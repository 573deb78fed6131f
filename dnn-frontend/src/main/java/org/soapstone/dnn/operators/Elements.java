package org.soapstone.dnn.operators;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
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
    Rect rect = view.rect();
    long start = view.offset() + (index - rect.lo(0)) * view.stride(0) * view.type().bytes();
    int written = write(view, 1, start, values, 0);
    if (written != values.length) {
      throw new IllegalArgumentException(
          "%d values for a slice of %s, which takes %d".formatted(values.length, rect, written));
    }
  }

  private static int write(FieldView view, int dimension, long byteOffset, float[] values, int at) {
    long step = view.stride(dimension) * view.type().bytes();
    long extent = view.rect().extent(dimension);
    MemorySegment segment = view.segment();
    int next = at;
    for (long i = 0; i < extent; i++) {
      long address = byteOffset + i * step;
      if (dimension < view.rect().dims() - 1) {
        next = write(view, dimension + 1, address, values, next);
      } else if (view.type() == FieldType.FLOAT32) {
        segment.set(JAVA_FLOAT_UNALIGNED, address, values[next++]);
      } else {
        segment.set(JAVA_DOUBLE_UNALIGNED, address, values[next++]);
      }
    }
    return next;
  }

  /** Writes an element of a vector of INT32. */
  static void writeInt(FieldView view, long index, int value) {
    view.segment().set(JAVA_INT_UNALIGNED, address(view, index), value);
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
   * {@return the column of a row's greatest element; the first among equals, −1 if the row has a
   * NaN}
   */
  static long argmax(FieldView matrix, long row) {
    Rect rect = matrix.rect();
    long bytes = matrix.type().bytes();
    long start = matrix.offset() + (row - rect.lo(0)) * matrix.stride(0) * bytes;
    double greatest = Double.NEGATIVE_INFINITY;
    long column = -1;
    for (long c = 0; c < rect.extent(1); c++) {
      double value = read(matrix.segment(), matrix.type(), start + c * matrix.stride(1) * bytes);
      if (Double.isNaN(value)) {
        return -1;
      }
      if (value > greatest) {
        greatest = value;
        column = rect.lo(1) + c;
      }
    }
    return column;
  }

  /**
   * Sets every element to a function of its row-major place in the whole tensor.
   *
   * @param view part of a tensor
   * @param shape the whole tensor
   * @param key the key of the tensor's numbers
   * @param bound the numbers are uniform between minus and plus this
   */
  static void fillUniform(FieldView view, Rect shape, long key, double bound) {
    if (!view.rect().isEmpty()) {
      fillUniform(view, shape, key, bound, 0, view.offset(), 0);
    }
  }

  private static void fillUniform(
      FieldView view,
      Rect shape,
      long key,
      double bound,
      int dimension,
      long byteOffset,
      long place) {
    Rect rect = view.rect();
    long step = view.stride(dimension) * view.type().bytes();
    long first = place * shape.extent(dimension) + rect.lo(dimension);
    for (long i = 0; i < rect.extent(dimension); i++) {
      long address = byteOffset + i * step;
      if (dimension < rect.dims() - 1) {
        fillUniform(view, shape, key, bound, dimension + 1, address, first + i);
        continue;
      }
      double value = bound == 0 ? 0 : bound * Initializer.uniform(key, first + i);
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
