package org.soapstone.regions.deppart;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/**
 * One integer for each point of a box, where it lies in memory: how the field operators read data.
 *
 * <p>The value of point {@code p} lies at byte {@code offset + Σ (p[d] − rect.lo(d)) · strides[d] ·
 * type.bytes()} of the segment. Nothing is copied: the owner of the memory keeps it unchanged while
 * an operator reads. Safe to share between threads if the segment is.
 */
public final class Column {
  private final MemorySegment segment;
  private final FieldType type;
  private final Rect rect;
  private final long[] strides;
  private final long offset;

  /** The array that the segment is, which is quicker to read in small parts; else the segment. */
  private final Object heap;

  private Column(
      MemorySegment segment, FieldType type, Rect rect, long[] strides, long offset, Object heap) {
    this.segment = segment;
    this.type = type;
    this.rect = rect;
    this.strides = strides;
    this.offset = offset;
    this.heap = heap;
  }

  /**
   * {@return a column of {@link FieldType#INT32} on the heap}
   *
   * @param rect the points
   * @param values one for each point, in row-major order; not copied
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static Column of(Rect rect, int... values) {
    checkLength(rect, values.length);
    return new Column(
        MemorySegment.ofArray(values), FieldType.INT32, rect, rowMajorStrides(rect), 0, values);
  }

  /**
   * {@return a column of {@link FieldType#INT64} on the heap}
   *
   * @param rect the points
   * @param values one for each point, in row-major order; not copied
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static Column of(Rect rect, long... values) {
    checkLength(rect, values.length);
    return new Column(
        MemorySegment.ofArray(values), FieldType.INT64, rect, rowMajorStrides(rect), 0, values);
  }

  private static void checkLength(Rect rect, int length) {
    if (length != rect.volume()) {
      throw new IllegalArgumentException(
          "%d values for %s, which has %d points; give one for each point in row-major order"
              .formatted(length, rect, rect.volume()));
    }
  }

  private static long[] rowMajorStrides(Rect rect) {
    long[] strides = new long[rect.dims()];
    long span = 1;
    for (int d = strides.length - 1; d >= 0; d--) {
      strides[d] = span;
      span *= rect.extent(d);
    }
    return strides;
  }

  /**
   * {@return a column anywhere in memory, in any strided layout}
   *
   * @param segment the memory
   * @param type {@link FieldType#INT32} or {@link FieldType#INT64}
   * @param rect the points
   * @param strides for each dimension, the distance of neighbours, in elements
   * @param offset the byte at which the value of the rect's low corner lies
   * @throws IllegalArgumentException if the type is another, the dimensions differ, or a value
   *     would lie outside the segment
   */
  public static Column strided(
      MemorySegment segment, FieldType type, Rect rect, long[] strides, long offset) {
    requireNonNull(segment, "segment");
    checkType("a column", type);
    if (strides.length != rect.dims()) {
      throw new IllegalArgumentException(
          "rect %s has %d dimensions but %d strides are given; give one for each dimension"
              .formatted(rect, rect.dims(), strides.length));
    }
    long first = offset;
    long last = offset;
    for (int d = 0; d < strides.length && !rect.isEmpty(); d++) {
      long span = Math.multiplyExact((rect.extent(d) - 1) * type.bytes(), strides[d]);
      first += Math.min(0, span);
      last += Math.max(0, span);
    }
    if (!rect.isEmpty() && (first < 0 || last > segment.byteSize() - type.bytes())) {
      throw new IllegalArgumentException(
          "values of %s lie at bytes %d to %d, outside a segment of %d; give the memory of the rect"
              .formatted(rect, first, last + type.bytes() - 1, segment.byteSize()));
    }
    return new Column(segment, type, rect, strides.clone(), offset, segment);
  }

  /**
   * Refuses a field whose values are not integers.
   *
   * @param what what the message calls the field, as in {@code "field 'owner'"}
   * @param type its type
   * @throws IllegalArgumentException if it is neither {@link FieldType#INT32} nor {@link
   *     FieldType#INT64}
   */
  public static void checkType(String what, FieldType type) {
    if (type != FieldType.INT32 && type != FieldType.INT64) {
      throw new IllegalArgumentException(
          "%s has type %s, but colours, pointers and rects are read from INT32 or INT64; use those"
              .formatted(what, type));
    }
  }

  /** {@return {@link FieldType#INT32} or {@link FieldType#INT64}} */
  public FieldType type() {
    return type;
  }

  /** {@return the points that have a value} */
  public Rect rect() {
    return rect;
  }

  /**
   * {@return the value of a point}
   *
   * @param point a point of the rect
   * @throws IllegalArgumentException if it is not
   */
  public long at(Point point) {
    if (!rect.contains(point)) {
      throw new IllegalArgumentException(
          "point %s is outside %s, the points of this column; give one of those"
              .formatted(point, rect));
    }
    long element = 0;
    for (int d = 0; d < strides.length; d++) {
      element += (point.coordinate(d) - rect.lo(d)) * strides[d];
    }
    return at(element);
  }

  /** The value of an element, counted from that of the rect's low corner. */
  long at(long element) {
    long address = offset + element * type.bytes();
    return type == FieldType.INT32
        ? segment.get(ValueLayout.JAVA_INT_UNALIGNED, address)
        : segment.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
  }

  /** The distance of neighbours along a dimension, in elements. */
  long stride(int dimension) {
    return strides[dimension];
  }

  /** Whether the values of a box within the rect lie one after another in its row-major order. */
  boolean isContiguous(Rect box) {
    long expected = 1;
    for (int d = strides.length - 1; d >= 0; d--) {
      if (box.extent(d) != 1 && strides[d] != expected) {
        return false;
      }
      expected *= box.extent(d);
    }
    return true;
  }

  /** The array that the values are in, in row-major order of the rect; none if they are not. */
  Optional<int[]> ints() {
    return heap instanceof int[] values ? Optional.of(values) : Optional.empty();
  }

  /** Copies values of {@link FieldType#INT32} that lie {@code stride} elements apart. */
  void read(long element, long stride, int count, int[] into, int at) {
    if (stride == 1 && heap instanceof int[] values) {
      System.arraycopy(values, (int) element, into, at, count);
      return;
    }
    long address = offset + element * Integer.BYTES;
    if (stride == 1) {
      MemorySegment.copy(segment, ValueLayout.JAVA_INT_UNALIGNED, address, into, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      into[at + i] =
          segment.get(ValueLayout.JAVA_INT_UNALIGNED, address + i * stride * Integer.BYTES);
    }
  }

  /** Copies values of {@link FieldType#INT64} that lie {@code stride} elements apart. */
  void read(long element, long stride, int count, long[] into, int at) {
    if (stride == 1 && heap instanceof long[] values) {
      System.arraycopy(values, (int) element, into, at, count);
      return;
    }
    long address = offset + element * Long.BYTES;
    if (stride == 1) {
      MemorySegment.copy(segment, ValueLayout.JAVA_LONG_UNALIGNED, address, into, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      into[at + i] =
          segment.get(ValueLayout.JAVA_LONG_UNALIGNED, address + i * stride * Long.BYTES);
    }
  }

  /** Copies single values of {@link FieldType#INT32}, each to a place of its own. */
  void gather(long base, long[] elements, int[] places, int count, int[] into) {
    if (heap instanceof int[] values) {
      for (int i = 0; i < count; i++) {
        into[places[i]] = values[(int) (base + elements[i])];
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      long address = offset + (base + elements[i]) * Integer.BYTES;
      into[places[i]] = segment.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }
  }

  /** Copies single values of {@link FieldType#INT64}, each to a place of its own. */
  void gather(long base, long[] elements, int[] places, int count, long[] into) {
    if (heap instanceof long[] values) {
      for (int i = 0; i < count; i++) {
        into[places[i]] = values[(int) (base + elements[i])];
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      long address = offset + (base + elements[i]) * Long.BYTES;
      into[places[i]] = segment.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }
  }
}
