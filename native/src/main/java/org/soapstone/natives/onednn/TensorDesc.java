package org.soapstone.natives.onednn;

import java.util.Arrays;

/**
 * Where the elements of a tensor lie, counted in elements from the first: dimensions, strides and
 * type. An immutable value; the data is given to a kernel as a {@link
 * java.lang.foreign.MemorySegment} that starts at the tensor's first element.
 *
 * <p>A tile of a larger tensor is a tensor with the larger one's strides: {@code
 * TensorDesc.dense(8, 56, 56, 64).tile(8, 28, 56, 64)} is the upper half of the images, in place.
 *
 * <p>The stride of a dimension of extent one means nothing and is replaced by the dense one, so
 * that descriptions of the same elements are equal.
 */
public final class TensorDesc {
  private final DataType type;
  private final long[] dims;
  private final long[] strides;
  private final long elements;
  private final long span;
  private final boolean dense;
  private final int hash;

  private TensorDesc(DataType type, long[] dims, long[] strides) {
    this.type = type;
    this.dims = dims;
    this.strides = strides;
    long count = 1;
    long last = 0;
    boolean packed = true;
    for (int d = dims.length - 1; d >= 0; d--) {
      if (dims[d] == 1) {
        strides[d] = d == dims.length - 1 ? 1 : Math.multiplyExact(strides[d + 1], dims[d + 1]);
      }
      packed &= dims[d] == 1 || strides[d] == count;
      last = Math.addExact(last, Math.multiplyExact(dims[d] - 1, strides[d]));
      count = Math.multiplyExact(count, dims[d]);
    }
    this.elements = count;
    this.span = last + 1;
    this.dense = packed;
    this.hash = (type.code() * 31 + Arrays.hashCode(dims)) * 31 + Arrays.hashCode(strides);
  }

  /**
   * A dense row-major tensor of 32-bit floats: the last dimension is contiguous.
   *
   * @param dims the extents, 1 to 12 of them, each at least 1
   * @return the description
   * @throws IllegalArgumentException if the extents are out of range
   */
  public static TensorDesc dense(long... dims) {
    return dense(DataType.F32, dims);
  }

  /**
   * A dense row-major tensor: the last dimension is contiguous.
   *
   * @param type the element type
   * @param dims the extents, 1 to 12 of them, each at least 1
   * @return the description
   * @throws IllegalArgumentException if the extents are out of range
   */
  public static TensorDesc dense(DataType type, long... dims) {
    requireDims(dims);
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int d = dims.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride = Math.multiplyExact(stride, dims[d]);
    }
    return new TensorDesc(type, dims.clone(), strides);
  }

  /**
   * A tensor with strides of its own.
   *
   * @param type the element type
   * @param dims the extents, 1 to 12 of them, each at least 1
   * @param strides elements from one index to the next, for each dimension, each at least 1
   * @return the description
   * @throws IllegalArgumentException if extents or strides are out of range
   */
  public static TensorDesc strided(DataType type, long[] dims, long[] strides) {
    requireDims(dims);
    if (strides.length != dims.length || Arrays.stream(strides).anyMatch(s -> s < 1)) {
      throw new IllegalArgumentException(
          "a tensor of dimensions %s needs as many strides of at least 1, got %s"
              .formatted(Arrays.toString(dims), Arrays.toString(strides)));
    }
    return new TensorDesc(type, dims.clone(), strides.clone());
  }

  /**
   * A tensor of 32-bit floats with strides of its own; see {@link #strided(DataType, long[],
   * long[])}.
   *
   * @param dims the extents
   * @param strides elements from one index to the next, for each dimension
   * @return the description
   */
  public static TensorDesc strided(long[] dims, long[] strides) {
    return strided(DataType.F32, dims, strides);
  }

  private static void requireDims(long[] dims) {
    if (dims.length < 1
        || dims.length > Dnnl.MAX_DIMS
        || Arrays.stream(dims).anyMatch(d -> d < 1)) {
      throw new IllegalArgumentException(
          "a tensor needs 1 to %d dimensions of at least 1, got %s; leave empty tiles out"
              .formatted(Dnnl.MAX_DIMS, Arrays.toString(dims)));
    }
  }

  /**
   * A box of this tensor, in place: other extents, the same strides. Where the box starts is told
   * by the segment.
   *
   * @param extents the box's extents, none larger than this tensor's
   * @return the description of the box
   * @throws IllegalArgumentException if the box does not fit
   */
  public TensorDesc tile(long... extents) {
    requireDims(extents);
    boolean fits = extents.length == dims.length;
    for (int d = 0; fits && d < dims.length; d++) {
      fits = extents[d] <= dims[d];
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "a tile of %s does not fit into %s".formatted(Arrays.toString(extents), this));
    }
    return new TensorDesc(type, extents.clone(), strides.clone());
  }

  /** {@return the element type} */
  public DataType type() {
    return type;
  }

  /** {@return the number of dimensions} */
  public int rank() {
    return dims.length;
  }

  /**
   * {@return the extent of a dimension}
   *
   * @param dimension the dimension, from 0
   */
  public long dim(int dimension) {
    return dims[dimension];
  }

  /**
   * {@return the elements from one index of a dimension to the next}
   *
   * @param dimension the dimension, from 0
   */
  public long stride(int dimension) {
    return strides[dimension];
  }

  /** {@return the number of elements} */
  public long elements() {
    return elements;
  }

  /**
   * {@return the bytes from the first element to the end of the last: what a segment must hold at
   * least}
   */
  public long spanBytes() {
    return span * type.bytes();
  }

  /** {@return whether the elements lie in row-major order without gaps} */
  public boolean isDense() {
    return dense;
  }

  boolean sameDims(TensorDesc other) {
    return Arrays.equals(dims, other.dims);
  }

  /** The dense row-major tensor of the same dimensions. */
  TensorDesc packed() {
    return dense ? this : dense(type, dims);
  }

  long[] dims() {
    return dims.clone();
  }

  long[] strides() {
    return strides.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorDesc that
        && hash == that.hash
        && type == that.type
        && Arrays.equals(dims, that.dims)
        && Arrays.equals(strides, that.strides);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int d = 0; d < dims.length; d++) {
      text.append(d == 0 ? "" : "x").append(dims[d]);
    }
    if (!dense) {
      text.append(" strides ").append(Arrays.toString(strides));
    }
    return text.append(' ').append(type).toString();
  }
}
