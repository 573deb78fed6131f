package org.soapstone.tasks.instances;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;

/**
 * A strided box of elements in memory: one field of an instance over the rect that a task may
 * touch.
 *
 * <p>The element at point {@code p} lies at byte {@code offset + Σ (p[d] − rect.lo(d)) · strides[d]
 * · type.bytes()} of the segment. A view made for reading has a read-only segment, so that nobody
 * can write through it; one made for reducing is of the task's own buffer, and {@link #fold(Point,
 * float) fold}, alone, combines a value into it. Element accessors check that the point is one the
 * task may touch, that its privilege allows the access, and the type; kernels that check the rect
 * once use the segment, the offset and the strides, and where the points are sparse leave out the
 * points of the rect that are not theirs.
 */
public final class FieldView {
  private final MemorySegment segment;
  private final FieldType type;
  private final IndexSpace space;
  private final Rect rect;
  private final long[] strides;
  private final long offset;
  private final Optional<ReductionOperator> reduction;

  /** The field and region, for messages. */
  private final String name;

  private final boolean isReadable;
  private final boolean isWritable;

  /**
   * Describes a box.
   *
   * @param segment the memory, read-only for a reader
   * @param type the type of the elements
   * @param rect the points that may be touched
   * @param strides for each dimension, the distance of neighbours, in elements
   * @param offset the byte at which the element of the rect's lowest point lies
   */
  public FieldView(MemorySegment segment, FieldType type, Rect rect, long[] strides, long offset) {
    this(segment, type, IndexSpace.of(rect), strides, offset, Optional.empty());
  }

  /**
   * Describes a box in which only some points may be touched, or which is a reduction buffer.
   *
   * @param segment the memory, read-only for a reader
   * @param type the type of the elements
   * @param space the points that may be touched
   * @param strides for each dimension, the distance of neighbours, in elements
   * @param offset the byte at which the element of the lowest point of the space's bounds lies
   * @param reduction how values are folded into the buffer; empty if the box is no buffer
   */
  public FieldView(
      MemorySegment segment,
      FieldType type,
      IndexSpace space,
      long[] strides,
      long offset,
      Optional<ReductionOperator> reduction) {
    this(segment, type, space, strides, offset, reduction, reduction.isEmpty(), "this field");
  }

  private FieldView(
      MemorySegment segment,
      FieldType type,
      IndexSpace space,
      long[] strides,
      long offset,
      Optional<ReductionOperator> reduction,
      boolean holdsValues,
      String name) {
    this.segment = requireNonNull(segment, "segment");
    this.type = requireNonNull(type, "type");
    this.space = space;
    this.rect = space.bounds();
    this.strides = strides.clone();
    this.offset = offset;
    this.reduction = reduction;
    this.name = name;
    this.isReadable = holdsValues;
    this.isWritable = holdsValues && !segment.isReadOnly();
  }

  /**
   * {@return this view with the words that name it in messages}
   *
   * @param words the field and its region
   */
  FieldView named(String words) {
    return new FieldView(segment, type, space, strides, offset, reduction, isReadable, words);
  }

  /**
   * {@return this view of a reduction buffer for a body that sets the contributions outright, and
   * may read what it set} See {@link
   * org.soapstone.tasks.TaskDefinition.Builder#overwritesReductions}.
   */
  public FieldView overwriting() {
    return new FieldView(segment, type, space, strides, offset, reduction, true, name);
  }

  /**
   * {@return this view of elements that lie elsewhere, one after another in row-major order of its
   * rect}
   *
   * @param memory where they lie; read-only for a reader
   */
  public FieldView in(MemorySegment memory) {
    long[] dense = rowMajorStrides(rect);
    return new FieldView(memory, type, space, dense, 0, reduction, isReadable, name);
  }

  /** The same view, which cannot be used any more when an arena is closed. */
  @SuppressWarnings("restricted") // of the same memory for a shorter time
  FieldView during(Arena arena) {
    MemorySegment limited = segment.byteSize() == 0 ? segment : segment.reinterpret(arena, null);
    return new FieldView(limited, type, space, strides, offset, reduction, isReadable, name);
  }

  /**
   * {@return a view of elements that lie one after another, in row-major order of the bounds of
   * some points}
   *
   * @param segment the memory, which begins with the element of the lowest point; read-only for a
   *     reader
   * @param type the type of the elements
   * @param space the points that may be touched
   * @param reduction how values are folded into the buffer; empty if the memory is no buffer
   */
  public static FieldView dense(
      MemorySegment segment,
      FieldType type,
      IndexSpace space,
      Optional<ReductionOperator> reduction) {
    return new FieldView(segment, type, space, rowMajorStrides(space.bounds()), 0, reduction);
  }

  /** The strides of a row-major layout over a rect. */
  static long[] rowMajorStrides(Rect rect) {
    long[] strides = new long[rect.dims()];
    long span = 1;
    for (int d = strides.length - 1; d >= 0; d--) {
      strides[d] = span;
      span *= rect.extent(d);
    }
    return strides;
  }

  /** {@return the memory; read-only for a reader} */
  public MemorySegment segment() {
    return segment;
  }

  /** {@return the type of the elements} */
  public FieldType type() {
    return type;
  }

  /** {@return the points that may be touched} */
  public IndexSpace space() {
    return space;
  }

  /** {@return words that name the field and its region in messages} */
  public String name() {
    return name;
  }

  /** {@return the bounding rect of the points that may be touched} */
  public Rect rect() {
    return rect;
  }

  /** {@return how values are folded into this buffer; empty if it is none} */
  public Optional<ReductionOperator> reduction() {
    return reduction;
  }

  /**
   * {@return the distance of neighbours along a dimension, in elements}
   *
   * @param dimension a dimension
   */
  public long stride(int dimension) {
    return strides[dimension];
  }

  /** The strides; not to be written. */
  long[] strides() {
    return strides;
  }

  /** {@return the byte of the segment at which the element of the rect's lowest point lies} */
  public long offset() {
    return offset;
  }

  /** {@return whether the elements of the rect lie one after another in row-major order} */
  public boolean isDense() {
    long expected = 1;
    for (int d = rect.dims() - 1; d >= 0; d--) {
      if (rect.extent(d) != 1 && strides[d] != expected) {
        return false;
      }
      expected *= rect.extent(d);
    }
    return true;
  }

  /**
   * {@return the byte at which a point's element lies}
   *
   * @param point a point that may be touched
   * @throws IndexOutOfBoundsException if it may not
   */
  public long address(Point point) {
    if (!(space.isDense() ? rect.contains(point) : space.contains(point))) {
      throw new IndexOutOfBoundsException(
          "%s: point %s is outside %s, the points that this requirement covers"
              .formatted(name, point, space));
    }
    long elements = 0;
    for (int d = 0; d < strides.length; d++) {
      elements += (point.coordinate(d) - rect.lo(d)) * strides[d];
    }
    return offset + elements * type.bytes();
  }

  /**
   * {@return a {@code float} element}
   *
   * @param point a point that may be touched
   * @throws UnsupportedOperationException if the requirement reduces
   * @throws IllegalArgumentException if the field is of another type
   */
  public float floatAt(Point point) {
    return segment.get(JAVA_FLOAT, toRead(point, FieldType.FLOAT32));
  }

  /**
   * {@return a {@code double} element}
   *
   * @param point a point that may be touched
   * @throws UnsupportedOperationException if the requirement reduces
   * @throws IllegalArgumentException if the field is of another type
   */
  public double doubleAt(Point point) {
    return segment.get(JAVA_DOUBLE, toRead(point, FieldType.FLOAT64));
  }

  /**
   * {@return an {@code int} element}
   *
   * @param point a point that may be touched
   * @throws UnsupportedOperationException if the requirement reduces
   * @throws IllegalArgumentException if the field is of another type
   */
  public int intAt(Point point) {
    return segment.get(JAVA_INT, toRead(point, FieldType.INT32));
  }

  /**
   * {@return a {@code long} element}
   *
   * @param point a point that may be touched
   * @throws UnsupportedOperationException if the requirement reduces
   * @throws IllegalArgumentException if the field is of another type
   */
  public long longAt(Point point) {
    return segment.get(JAVA_LONG, toRead(point, FieldType.INT64));
  }

  /**
   * {@return a {@code byte} element}
   *
   * @param point a point that may be touched
   * @throws UnsupportedOperationException if the requirement reduces
   * @throws IllegalArgumentException if the field is of another type
   */
  public byte byteAt(Point point) {
    return segment.get(JAVA_BYTE, toRead(point, FieldType.UINT8));
  }

  /**
   * Sets a {@code float} element.
   *
   * @param point a point that may be touched
   * @param value the value
   * @throws UnsupportedOperationException if the requirement does not write, or reduces
   * @throws IllegalArgumentException if the field is of another type
   */
  public void set(Point point, float value) {
    segment.set(JAVA_FLOAT, toWrite(point, FieldType.FLOAT32), value);
  }

  /**
   * Sets a {@code double} element.
   *
   * @param point a point that may be touched
   * @param value the value
   * @throws UnsupportedOperationException if the requirement does not write, or reduces
   * @throws IllegalArgumentException if the field is of another type
   */
  public void set(Point point, double value) {
    segment.set(JAVA_DOUBLE, toWrite(point, FieldType.FLOAT64), value);
  }

  /**
   * Sets an {@code int} element.
   *
   * @param point a point that may be touched
   * @param value the value
   * @throws UnsupportedOperationException if the requirement does not write, or reduces
   * @throws IllegalArgumentException if the field is of another type
   */
  public void set(Point point, int value) {
    segment.set(JAVA_INT, toWrite(point, FieldType.INT32), value);
  }

  /**
   * Sets a {@code long} element.
   *
   * @param point a point that may be touched
   * @param value the value
   * @throws UnsupportedOperationException if the requirement does not write, or reduces
   * @throws IllegalArgumentException if the field is of another type
   */
  public void set(Point point, long value) {
    segment.set(JAVA_LONG, toWrite(point, FieldType.INT64), value);
  }

  /**
   * Sets a {@code byte} element.
   *
   * @param point a point that may be touched
   * @param value the value
   * @throws UnsupportedOperationException if the requirement does not write, or reduces
   * @throws IllegalArgumentException if the field is of another type
   */
  public void set(Point point, byte value) {
    segment.set(JAVA_BYTE, toWrite(point, FieldType.UINT8), value);
  }

  /**
   * Folds a {@code float} into a reduction buffer.
   *
   * @param point a point that may be touched
   * @param value the right-hand side
   * @throws UnsupportedOperationException if the requirement does not reduce
   * @throws IllegalArgumentException if the field is of another type
   */
  public void fold(Point point, float value) {
    long address = toFold(point, FieldType.FLOAT32);
    segment.set(JAVA_FLOAT, address, operator().fold(segment.get(JAVA_FLOAT, address), value));
  }

  /**
   * Folds a {@code double} into a reduction buffer.
   *
   * @param point a point that may be touched
   * @param value the right-hand side
   * @throws UnsupportedOperationException if the requirement does not reduce
   * @throws IllegalArgumentException if the field is of another type
   */
  public void fold(Point point, double value) {
    long address = toFold(point, FieldType.FLOAT64);
    segment.set(JAVA_DOUBLE, address, operator().fold(segment.get(JAVA_DOUBLE, address), value));
  }

  /**
   * Folds an {@code int} into a reduction buffer.
   *
   * @param point a point that may be touched
   * @param value the right-hand side
   * @throws UnsupportedOperationException if the requirement does not reduce
   * @throws IllegalArgumentException if the field is of another type
   */
  public void fold(Point point, int value) {
    long address = toFold(point, FieldType.INT32);
    segment.set(JAVA_INT, address, operator().fold(segment.get(JAVA_INT, address), value));
  }

  /**
   * Folds a {@code long} into a reduction buffer.
   *
   * @param point a point that may be touched
   * @param value the right-hand side
   * @throws UnsupportedOperationException if the requirement does not reduce
   * @throws IllegalArgumentException if the field is of another type
   */
  public void fold(Point point, long value) {
    long address = toFold(point, FieldType.INT64);
    segment.set(JAVA_LONG, address, operator().fold(segment.get(JAVA_LONG, address), value));
  }

  private ReductionOperator operator() {
    return reduction.orElseThrow();
  }

  private long toRead(Point point, FieldType wanted) {
    if (!isReadable) {
      throw refusal(point, "read", "a requirement that reduces sees no value: fold into it");
    }
    checkType(point, wanted);
    return address(point);
  }

  private long toWrite(Point point, FieldType wanted) {
    if (!isWritable) {
      throw refusal(
          point,
          "set",
          isReadable
              ? "the requirement only reads: ask for a privilege that writes"
              : "the requirement reduces: fold into it, or declare that the task overwrites"
                  + " reductions");
    }
    checkType(point, wanted);
    return address(point);
  }

  private long toFold(Point point, FieldType wanted) {
    if (reduction.isEmpty()) {
      throw refusal(
          point,
          "folded into",
          "fold is for requirements that reduce, and this one does not: use set");
    }
    checkType(point, wanted);
    return address(point);
  }

  private UnsupportedOperationException refusal(Point point, String action, String reason) {
    return new UnsupportedOperationException(
        "%s: point %s cannot be %s; %s".formatted(name, point, action, reason));
  }

  private void checkType(Point point, FieldType wanted) {
    if (type != wanted) {
      throw new IllegalArgumentException(
          "%s: point %s is accessed as %s, but the field is %s; use the accessor of its type"
              .formatted(name, point, wanted, type));
    }
  }
}
