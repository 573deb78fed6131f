package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import org.soapstone.dnn.kernels.Window;

/** The shape rules that operators share; each refuses with the layer, the shapes and the rule. */
final class Shapes {
  private static final int IMAGE_DIMS = 4;
  private static final int MATRIX_DIMS = 2;

  private Shapes() {}

  /** Checks that a tensor is [sample, height, width, channel]. */
  static void requireImage(String layer, String kind, Tensor input) {
    if (input.dims() != IMAGE_DIMS) {
      throw ModelException.of(
          layer,
          kind,
          "input %s has %d dimensions; it takes [sample, height, width, channel]"
              .formatted(input, input.dims()));
    }
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

  /** {@return the shape of a sliding window's output} */
  static ImmutableLongArray windowed(
      String layer, String kind, Tensor input, Window window, long channels) {
    requireImage(layer, kind, input);
    long height =
        windowed(
            layer,
            kind,
            input,
            1,
            window.kernelHeight(),
            window.strideHeight(),
            window.padHeight());
    long width =
        windowed(
            layer, kind, input, 2, window.kernelWidth(), window.strideWidth(), window.padWidth());
    return ImmutableLongArray.of(input.extent(0), height, width, channels);
  }

  private static long windowed(
      String layer, String kind, Tensor input, int dimension, int kernel, int stride, int pad) {
    if (kernel < 1 || stride < 1 || pad < 0 || pad >= kernel) {
      throw ModelException.of(
          layer,
          kind,
          "kernel %d, stride %d, padding %d; kernel and stride must be at least 1, padding from 0 to kernel - 1"
              .formatted(kernel, stride, pad));
    }
    long padded = input.extent(dimension) + 2L * pad;
    if (kernel > padded) {
      throw ModelException.of(
          layer,
          kind,
          "kernel %d is larger than the %s of input %s with padding %d on both sides, which is %d; take a smaller kernel or pad more"
              .formatted(kernel, dimension == 1 ? "height" : "width", input, pad, padded));
    }
    return (padded - kernel) / stride + 1;
  }

  /** {@return the geometry for people, as in {@code 3x3 stride 2x2 pad 1x1}} */
  static String text(Window window) {
    return "%dx%d stride %dx%d pad %dx%d"
        .formatted(
            window.kernelHeight(),
            window.kernelWidth(),
            window.strideHeight(),
            window.strideWidth(),
            window.padHeight(),
            window.padWidth());
  }
}
