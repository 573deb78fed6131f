package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.kernels.Window;
import org.soapstone.regions.FieldType;

/** The shape rules that operators share; each refuses with the layer, the shapes and the rule. */
final class Shapes {
  private static final int MATRIX_DIMS = 2;

  private Shapes() {}

  /** Checks that a tensor has enough dimensions. */
  static void requireRank(String layer, String kind, Tensor input, int least, String form) {
    if (input.dims() < least) {
      throw ModelException.of(
          layer,
          kind,
          "input %s has %d dimensions; it takes %s".formatted(input, input.dims(), form));
    }
  }

  /** Checks that a tensor's elements are floating-point numbers. */
  static void requireFloats(String layer, String kind, Tensor input) {
    if (input.type() != FieldType.FLOAT32 && input.type() != FieldType.FLOAT64) {
      throw ModelException.of(
          layer,
          kind,
          "input %s is %s; it takes FLOAT32 or FLOAT64, so cast it before"
              .formatted(input, input.type()));
    }
  }

  /** Checks that a tensor's elements are indices. */
  static void requireIndices(String layer, String kind, Tensor indices) {
    if (indices.type() != FieldType.INT32) {
      throw ModelException.of(
          layer, kind, "indices %s are %s; they must be INT32".formatted(indices, indices.type()));
    }
  }

  /** Checks that two tensors have one type. */
  static void requireSameType(String layer, String kind, Tensor first, Tensor second) {
    if (first.type() != second.type()) {
      throw ModelException.of(
          layer,
          kind,
          "inputs %s of %s and %s of %s; they must have one element type"
              .formatted(first, first.type(), second, second.type()));
    }
  }

  /**
   * {@return a dimension counted from 0, of one that may be counted from the end: −1 is the last}
   */
  static int axis(String layer, String kind, Tensor input, int axis) {
    int dims = input.dims();
    if (axis < -dims || axis >= dims) {
      throw ModelException.of(
          layer,
          kind,
          "axis %d of input %s; it must be from %d to %d".formatted(axis, input, -dims, dims - 1));
    }
    return Math.floorMod(axis, dims);
  }

  /** {@return the last extent} */
  static long last(Tensor tensor) {
    return tensor.extent(tensor.dims() - 1);
  }

  /** {@return a shape with another last extent} */
  static ImmutableLongArray withLast(ImmutableLongArray shape, long last) {
    return with(shape, shape.length() - 1, last);
  }

  /** {@return a shape with another extent of a dimension} */
  static ImmutableLongArray with(ImmutableLongArray shape, int dimension, long extent) {
    long[] extents = shape.toArray();
    extents[dimension] = extent;
    return ImmutableLongArray.copyOf(extents);
  }

  /** Checks that a tensor is [sample, channel]. */
  static void requireMatrix(String layer, String kind, Tensor input) {
    if (input.dims() != MATRIX_DIMS) {
      throw ModelException.of(
          layer,
          kind,
          "input %s has %d dimensions; it takes [sample, channel], so flatten images before"
              .formatted(input, input.dims()));
    }
  }

  /**
   * {@return the shape of a sliding window's output}
   *
   * @param roundUp whether a last window that reaches beyond the padding counts
   */
  static ImmutableLongArray windowed(
      String layer, String kind, Tensor input, Window window, boolean roundUp, long channels) {
    List<String> names = Dimensions.names(window.dims() + 2);
    if (input.dims() != window.dims() + 2) {
      throw ModelException.of(
          layer,
          kind,
          "input %s has %d dimensions; it takes [%s]"
              .formatted(input, input.dims(), String.join(", ", names)));
    }
    ImmutableLongArray.Builder shape = ImmutableLongArray.builder().add(input.extent(0));
    for (int d = 0; d < window.dims(); d++) {
      shape.add(windowed(layer, kind, input, window, roundUp, d, names.get(d + 1)));
    }
    return shape.add(channels).build();
  }

  private static long windowed(
      String layer,
      String kind,
      Tensor input,
      Window window,
      boolean roundUp,
      int dimension,
      String name) {
    int span = window.span(dimension);
    int stride = window.stride().get(dimension);
    int before = window.padBefore().get(dimension);
    int after = window.padAfter().get(dimension);
    if (before >= span || after >= span) {
      throw ModelException.of(
          layer,
          kind,
          "kernel %d, stride %d, padding %d; kernel and stride must be at least 1, padding from 0 to kernel - 1"
              .formatted(span, stride, Math.max(before, after)));
    }
    long padded = input.extent(dimension + 1) + before + after;
    if (span > padded) {
      throw ModelException.of(
          layer,
          kind,
          "kernel %d is larger than the %s of input %s with padding %s, which is %d; take a smaller kernel or pad more"
              .formatted(
                  span,
                  name,
                  input,
                  before == after ? before + " on both sides" : before + " and " + after,
                  padded));
    }
    long windows = (padded - span) / stride + 1;
    boolean partial = roundUp && (padded - span) % stride != 0;
    boolean begins = windows * stride < input.extent(dimension + 1) + before;
    return partial && begins ? windows + 1 : windows;
  }

  /** {@return the window that covers all positions of a tensor} */
  static Window whole(Tensor input) {
    int dims = input.dims() - 2;
    int[] extents = new int[dims];
    int[] ones = new int[dims];
    for (int d = 0; d < dims; d++) {
      extents[d] = Math.toIntExact(input.extent(d + 1));
      ones[d] = 1;
    }
    ImmutableIntArray one = ImmutableIntArray.copyOf(ones);
    ImmutableIntArray zero = ImmutableIntArray.copyOf(new int[dims]);
    return new Window(ImmutableIntArray.copyOf(extents), one, one, zero, zero);
  }
}
