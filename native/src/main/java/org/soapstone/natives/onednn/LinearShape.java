package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

/**
 * The tensors of a linear layer {@code destination = source * weights^T + bias}, or of its
 * gradients.
 *
 * @param source the input, or its gradient: {@code [sample, inChannel]}
 * @param weights the weights, or their gradient: {@code [outChannel, inChannel]}
 * @param destination the output, or its gradient: {@code [sample, outChannel]}
 */
public record LinearShape(TensorDesc source, TensorDesc weights, TensorDesc destination) {

  /**
   * Checks that the tensors belong together.
   *
   * @throws IllegalArgumentException if they do not, naming the dimension
   */
  public LinearShape {
    requireNonNull(source, "source");
    requireNonNull(weights, "weights");
    requireNonNull(destination, "destination");
    Shapes.requireRank("linear source", source, 2);
    Shapes.requireRank("linear weights", weights, 2);
    Shapes.requireRank("linear destination", destination, 2);
    Shapes.requireSame(
        "linear: samples of source and destination", source.dim(0), destination.dim(0));
    Shapes.requireSame(
        "linear: input channels of source and weights", source.dim(1), weights.dim(1));
    Shapes.requireSame(
        "linear: output channels of weights and destination", weights.dim(0), destination.dim(1));
  }

  @Override
  public String toString() {
    return "%s by %s to %s".formatted(source, weights, destination);
  }
}
