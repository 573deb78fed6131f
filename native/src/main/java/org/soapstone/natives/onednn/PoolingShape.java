package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

/**
 * The tensors of a two-dimensional pooling, or of its gradients.
 *
 * @param mode how a window becomes one value
 * @param source the input, or its gradient: {@code [sample, height, width, channel]}
 * @param destination the output, or its gradient: {@code [sample, outHeight, outWidth, channel]}
 * @param window kernel extents, strides and padding; each window must hold at least one element of
 *     the source
 */
public record PoolingShape(
    PoolingMode mode, TensorDesc source, TensorDesc destination, Window window) {

  /**
   * Checks that the tensors belong together.
   *
   * @throws IllegalArgumentException if they do not, naming the dimension
   */
  public PoolingShape {
    requireNonNull(mode, "mode");
    requireNonNull(source, "source");
    requireNonNull(destination, "destination");
    requireNonNull(window, "window");
    Shapes.requireRank("pooling source", source, 4);
    Shapes.requireRank("pooling destination", destination, 4);
    Shapes.requireSame(
        "pooling: samples of source and destination", source.dim(0), destination.dim(0));
    Shapes.requireSame(
        "pooling: channels of source and destination", source.dim(3), destination.dim(3));
    long[] after = window.padAfter("pooling", source, destination);
    requireInside("height", window.padTop(), after[0], window.kernelHeight());
    requireInside("width", window.padLeft(), after[1], window.kernelWidth());
  }

  private static void requireInside(String dimension, long before, long after, int kernel) {
    if (before >= kernel || after >= kernel) {
      throw new IllegalArgumentException(
          ("pooling: padding %d before and %d after in %s would leave windows of %d without any"
                  + " element; keep it below the kernel")
              .formatted(before, after, dimension, kernel));
    }
  }

  /** The padding below and to the right of the source. */
  long[] padAfter() {
    return window.padAfter("pooling", source, destination);
  }

  @Override
  public String toString() {
    return "%s of %s to %s, %s".formatted(mode, source, destination, window);
  }
}
