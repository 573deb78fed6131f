package org.soapstone.natives.onednn;

/** Checks of shapes that several kernels share. */
final class Shapes {
  private Shapes() {}

  static void requireRank(String what, TensorDesc tensor, int rank) {
    if (tensor.rank() != rank) {
      throw new IllegalArgumentException(
          "%s needs %d dimensions, got %s".formatted(what, rank, tensor));
    }
    requireFloats(what, tensor);
  }

  static void requireFloats(String what, TensorDesc tensor) {
    if (tensor.type() != DataType.F32) {
      throw new IllegalArgumentException("%s must be F32, got %s".formatted(what, tensor));
    }
  }

  static void requireSame(String what, long first, long second) {
    if (first != second) {
      throw new IllegalArgumentException(
          "%s must be equal, got %d and %d".formatted(what, first, second));
    }
  }

  static void requireSameDims(String what, TensorDesc first, TensorDesc second) {
    if (!first.sameDims(second)) {
      throw new IllegalArgumentException(
          "%s must have the same dimensions, got %s and %s".formatted(what, first, second));
    }
  }
}
