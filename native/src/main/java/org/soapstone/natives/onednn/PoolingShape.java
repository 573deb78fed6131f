package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

/**
 * The tensors of a pooling over one to three dimensions, or of its gradients.
 *
 * @param mode how a window becomes one value
 * @param source the input, or its gradient: {@code [sample, ..., channel]}
 * @param destination the output, or its gradient: {@code [sample, ..., channel]}
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
    int channel = window.dims() + 1;
    Shapes.requireRank("pooling source", source, channel + 1);
    Shapes.requireRank("pooling destination", destination, channel + 1);
    Shapes.requireSame(
        "pooling: samples of source and destination", source.dim(0), destination.dim(0));
    Shapes.requireSame(
        "pooling: channels of source and destination",
        source.dim(channel),
        destination.dim(channel));
    long[] after = window.padAfter("pooling", source, destination);
    for (int d = 0; d < after.length; d++) {
      requireInside(d, window.padBefore().get(d), after[d], window.span(d));
    }
  }

  private static void requireInside(int dimension, long before, long after, int span) {
    if (before >= span || after >= span) {
      throw new IllegalArgumentException(
          ("pooling: padding %d before and %d after in dimension %d would leave windows of %d"
                  + " without any element; keep it below the window")
              .formatted(before, after, dimension, span));
    }
  }

  /** The padding after the last element of each dimension of the source. */
  long[] padAfter() {
    return window.padAfter("pooling", source, destination);
  }

  @Override
  public String toString() {
    return "%s of %s to %s, %s".formatted(mode, source, destination, window);
  }
}
