package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

/**
 * The tensors of a two-dimensional convolution, or of its gradients: a gradient has the dimensions
 * of what it is the gradient of, and may have strides of its own.
 *
 * @param source the input, or its gradient: {@code [sample, height, width, channel]}
 * @param weights the filters, or their gradient: {@code [outChannel, kernelHeight, kernelWidth,
 *     channel]}
 * @param destination the output, or its gradient: {@code [sample, outHeight, outWidth, outChannel]}
 * @param window kernel extents (those of the weights), strides and padding
 */
public record ConvolutionShape(
    TensorDesc source, TensorDesc weights, TensorDesc destination, Window window) {

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
    Shapes.requireRank("convolution source", source, 4);
    Shapes.requireRank("convolution weights", weights, 4);
    Shapes.requireRank("convolution destination", destination, 4);
    Shapes.requireSame(
        "convolution: samples of source and destination", source.dim(0), destination.dim(0));
    Shapes.requireSame(
        "convolution: channels of source and weights", source.dim(3), weights.dim(3));
    Shapes.requireSame(
        "convolution: output channels of weights and destination",
        weights.dim(0),
        destination.dim(3));
    Shapes.requireSame(
        "convolution: kernel height of weights and window", weights.dim(1), window.kernelHeight());
    Shapes.requireSame(
        "convolution: kernel width of weights and window", weights.dim(2), window.kernelWidth());
    window.padAfter("convolution", source, destination);
  }

  /** The padding below and to the right of the source. */
  long[] padAfter() {
    return window.padAfter("convolution", source, destination);
  }

  @Override
  public String toString() {
    return "%s by %s to %s, %s".formatted(source, weights, destination, window);
  }
}
