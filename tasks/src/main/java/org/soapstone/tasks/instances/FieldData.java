package org.soapstone.tasks.instances;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/**
 * One field's values over a rect, on the Java heap, in row-major order: what a program reads out of
 * a region and writes into one.
 *
 * <p>Immutable and equal by value, bit for bit, so that −0.0 differs from 0.0 and a NaN equals
 * itself.
 */
public final class FieldData implements Serializable {
  private final FieldType type;
  private final long[] lo;
  private final long[] hi;

  /**
   * A {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]} or {@code byte[]}, by type.
   */
  private final Serializable values;

  private FieldData(FieldType type, Rect rect, Serializable values) {
    requireNonNull(rect, "rect");
    int length = Array.getLength(values);
    if (length != rect.volume()) {
      throw new IllegalArgumentException(
          "%d values for %s, which has %d points; give one for each point in row-major order"
              .formatted(length, rect, rect.volume()));
    }
    this.type = type;
    this.lo = rect.lo().toArray();
    this.hi = rect.hi().toArray();
    this.values = values;
  }

  /**
   * {@return data of {@link FieldType#FLOAT32}}
   *
   * @param rect the points
   * @param values one for each point in row-major order; copied
   */
  public static FieldData of(Rect rect, float... values) {
    return new FieldData(FieldType.FLOAT32, rect, values.clone());
  }

  /**
   * {@return data of {@link FieldType#FLOAT64}}
   *
   * @param rect the points
   * @param values one for each point in row-major order; copied
   */
  public static FieldData of(Rect rect, double... values) {
    return new FieldData(FieldType.FLOAT64, rect, values.clone());
  }

  /**
   * {@return data of {@link FieldType#INT32}}
   *
   * @param rect the points
   * @param values one for each point in row-major order; copied
   */
  public static FieldData of(Rect rect, int... values) {
    return new FieldData(FieldType.INT32, rect, values.clone());
  }

  /**
   * {@return data of {@link FieldType#INT64}}
   *
   * @param rect the points
   * @param values one for each point in row-major order; copied
   */
  public static FieldData of(Rect rect, long... values) {
    return new FieldData(FieldType.INT64, rect, values.clone());
  }

  /**
   * {@return data of {@link FieldType#UINT8}}
   *
   * @param rect the points
   * @param values one for each point in row-major order; copied
   */
  public static FieldData of(Rect rect, byte... values) {
    return new FieldData(FieldType.UINT8, rect, values.clone());
  }

  /** A new array of zeros, not yet shared, for {@link #wrap}. */
  static Serializable newArray(FieldType type, Rect rect) {
    if (rect.volume() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%s has %d points, more than a Java array holds; read it in parts"
              .formatted(rect, rect.volume()));
    }
    int length = (int) rect.volume();
    return switch (type) {
      case FLOAT32 -> new float[length];
      case FLOAT64 -> new double[length];
      case INT32 -> new int[length];
      case INT64 -> new long[length];
      case UINT8 -> new byte[length];
    };
  }

  /** Takes over an array made by {@link #newArray}. */
  static FieldData wrap(FieldType type, Rect rect, Serializable values) {
    return new FieldData(type, rect, values);
  }

  /** The memory of an array made by {@link #newArray}. */
  static MemorySegment segmentOf(Serializable values) {
    return switch (values) {
      case float[] array -> MemorySegment.ofArray(array);
      case double[] array -> MemorySegment.ofArray(array);
      case int[] array -> MemorySegment.ofArray(array);
      case long[] array -> MemorySegment.ofArray(array);
      case byte[] array -> MemorySegment.ofArray(array);
      default -> throw new AssertionError(values.getClass());
    };
  }

  /** {@return the type of the values} */
  public FieldType type() {
    return type;
  }

  /** {@return the points} */
  public Rect rect() {
    return Rect.of(lo, hi);
  }

  /** {@return the values' memory, read-only, in row-major order} */
  public MemorySegment segment() {
    return segmentOf(values).asReadOnly();
  }

  /**
   * {@return the value at a point, widened to {@code double}; an {@link FieldType#INT64} may be
   * rounded}
   *
   * @param point a point of the rect
   */
  public double doubleAt(Point point) {
    long i = rect().linearize(point);
    MemorySegment memory = segmentOf(values);
    return switch (type) {
      case FLOAT32 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      case FLOAT64 -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
      case INT32 -> memory.getAtIndex(ValueLayout.JAVA_INT, i);
      case INT64 -> memory.getAtIndex(ValueLayout.JAVA_LONG, i);
      case UINT8 -> memory.getAtIndex(ValueLayout.JAVA_BYTE, i) & 0xff;
    };
  }

  /**
   * {@return the values in a new array, in row-major order}
   *
   * @throws IllegalStateException if they are not of {@link FieldType#FLOAT32}
   */
  public float[] floats() {
    return ((float[]) require(FieldType.FLOAT32)).clone();
  }

  /**
   * {@return the values in a new array, in row-major order}
   *
   * @throws IllegalStateException if they are not of {@link FieldType#FLOAT64}
   */
  public double[] doubles() {
    return ((double[]) require(FieldType.FLOAT64)).clone();
  }

  /**
   * {@return the values in a new array, in row-major order}
   *
   * @throws IllegalStateException if they are not of {@link FieldType#INT32}
   */
  public int[] ints() {
    return ((int[]) require(FieldType.INT32)).clone();
  }

  /**
   * {@return the values in a new array, in row-major order}
   *
   * @throws IllegalStateException if they are not of {@link FieldType#INT64}
   */
  public long[] longs() {
    return ((long[]) require(FieldType.INT64)).clone();
  }

  /**
   * {@return the values in a new array, in row-major order}
   *
   * @throws IllegalStateException if they are not of {@link FieldType#UINT8}
   */
  public byte[] bytes() {
    return ((byte[]) require(FieldType.UINT8)).clone();
  }

  private Serializable require(FieldType wanted) {
    if (type != wanted) {
      throw new IllegalStateException(
          "the values are of type "
              + type
              + ", not "
              + wanted
              + "; ask for an array of their type");
    }
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldData that
        && type == that.type
        && Arrays.equals(lo, that.lo)
        && Arrays.equals(hi, that.hi)
        && segment().mismatch(that.segment()) < 0;
  }

  @Override
  public int hashCode() {
    int hash = type.hashCode() * 31 + Arrays.hashCode(lo);
    return switch (values) {
      case float[] array -> hash * 31 + Arrays.hashCode(array);
      case double[] array -> hash * 31 + Arrays.hashCode(array);
      case int[] array -> hash * 31 + Arrays.hashCode(array);
      case long[] array -> hash * 31 + Arrays.hashCode(array);
      case byte[] array -> hash * 31 + Arrays.hashCode(array);
      default -> throw new AssertionError(values.getClass());
    };
  }

  @Override
  public String toString() {
    return "FieldData[" + type + " over " + rect() + "]";
  }
}
