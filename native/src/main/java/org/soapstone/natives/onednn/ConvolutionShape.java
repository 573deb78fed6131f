package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

/**
 * The tensors of a convolution over one to three dimensions, or of its gradients: a gradient has
 * the dimensions of what it is the gradient of, and may have strides of its own.
 *
 * @param source the input, or its gradient: {@code [sample, ..., channel]}
 * @param weights the filters, or their gradient: {@code [outChannel, kernel..., channel of a
 *     group]}
 * @param destination the output, or its gradient: {@code [sample, ..., outChannel]}
 * @param window kernel extents (those of the weights), strides, dilation and padding
 * @param groups divides the channels of source and destination; each group of output channels sees
 *     its own input channels
 */
public record ConvolutionShape(
    TensorDesc source, TensorDesc weights, TensorDesc destination, Window window, long groups) {

  /**
   * Checks that the tensors belong together.
   *
   * @throws IllegalArgumentException if they do not, naming the dimension
   */
  public ConvolutionShape {
    requireNonNull(source, "source");
    requireNonNull(weights, "weights");
    requireNonNull(destination, "destination");
    requireNonNull(window, "window");
    int channel = window.dims() + 1;
    Shapes.requireRank("convolution source", source, channel + 1);
    Shapes.requireRank("convolution weights", weights, channel + 1);
    Shapes.requireRank("convolution destination", destination, channel + 1);
    Shapes.requireSame(
        "convolution: samples of source and destination", source.dim(0), destination.dim(0));
    if (groups < 1 || weights.dim(0) % groups != 0) {
      throw new IllegalArgumentException(
          "convolution: %d groups do not divide %d output channels"
              .formatted(groups, weights.dim(0)));
    }
    Shapes.requireSame(
        "convolution: channels of source and weights",
        source.dim(channel),
        Math.multiplyExact(weights.dim(channel), groups));
    Shapes.requireSame(
        "convolution: output channels of weights and destination",
        weights.dim(0),
        destination.dim(channel));
    for (int d = 0; d < window.dims(); d++) {
      Shapes.requireSame(
          "convolution: kernel extents of weights and window, dimension " + d,
          weights.dim(d + 1),
          window.kernel().get(d));
    }
    window.padAfter("convolution", source, destination);
  }

  /**
   * The tensors of a convolution without groups.
   *
   * @param source the input, or its gradient
   * @param weights the filters, or their gradient
   * @param destination the output, or its gradient
   * @param window the geometry
   */
  public ConvolutionShape(
      TensorDesc source, TensorDesc weights, TensorDesc destination, Window window) {
    this(source, weights, destination, window, 1);
  }

  /** The padding after the last element of each dimension of the source. */
  long[] padAfter() {
    return window.padAfter("convolution", source, destination);
  }

  /** The weights as oneDNN has them: with groups, these are a dimension of their own. */
  TensorDesc groupedWeights() {
    if (groups == 1) {
      return weights;
    }
    int rank = weights.rank();
    long[] dims = new long[rank + 1];
    long[] strides = new long[rank + 1];
    for (int d = 0; d < rank; d++) {
      dims[d + 1] = weights.dim(d);
      strides[d + 1] = weights.stride(d);
    }
    dims[1] = weights.dim(0) / groups;
    dims[0] = groups;
    strides[0] = dims[1] * weights.stride(0);
    return TensorDesc.strided(dims, strides);
  }

  /** oneDNN's order of the dimensions of {@link #groupedWeights}. */
  int[] weightOrder() {
    int[] order = window.order();
    if (groups == 1) {
      return order;
    }
    int[] grouped = new int[order.length + 1];
    for (int d = 0; d < order.length; d++) {
      grouped[d + 1] = order[d] + 1;
    }
    return grouped;
  }

  @Override
  public String toString() {
    return "%s by %s to %s, %s%s"
        .formatted(
            source,
            weights,
            destination,
            window,
            groups == 1 ? "" : ", %d groups".formatted(groups));
  }
}
