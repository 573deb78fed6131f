package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The gradients of a linear layer with respect to its weights and its bias. */
public final class LinearBackwardWeights extends Kernel {
  private final boolean bias;

  private LinearBackwardWeights(KernelParts parts, boolean bias) {
    super(parts);
    this.bias = bias;
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param shape the source, and the gradients of weights and destination
   * @param bias whether the gradient of a bias of {@code [outChannel]} is wanted too
   * @param write what becomes of the old gradients
   * @return the kernel
   * @throws OneDnnException if oneDNN is not available or refuses the shape
   */
  public static LinearBackwardWeights of(LinearShape shape, boolean bias, Write write) {
    return Workspace.kernel(new Spec(shape, bias, write));
  }

  /**
   * Computes the gradient of the weights.
   *
   * @param source read
   * @param destinationGradient read
   * @param weightsGradient written
   * @throws IllegalArgumentException if a segment does not suit its tensor
   * @throws IllegalStateException if the kernel has a bias, or belongs to another thread
   */
  public void execute(
      MemorySegment source, MemorySegment destinationGradient, MemorySegment weightsGradient) {
    requireBias(bias, false);
    bind(0, source);
    bind(1, destinationGradient);
    bind(2, weightsGradient);
    run();
  }

  /**
   * Computes the gradients of the weights and of the bias.
   *
   * @param source read
   * @param destinationGradient read
   * @param weightsGradient written
   * @param biasGradient written, {@code [outChannel]}
   * @throws IllegalArgumentException if a segment does not suit its tensor
   * @throws IllegalStateException if the kernel has no bias, or belongs to another thread
   */
  public void execute(
      MemorySegment source,
      MemorySegment destinationGradient,
      MemorySegment weightsGradient,
      MemorySegment biasGradient) {
    requireBias(bias, true);
    bind(0, source);
    bind(1, destinationGradient);
    bind(2, weightsGradient);
    bind(3, biasGradient);
    run();
  }

  private record Spec(LinearShape shape, boolean bias, Write write)
      implements KernelSpec<LinearBackwardWeights> {
    Spec {
      requireNonNull(shape, "shape");
      requireNonNull(write, "write");
    }

    @Override
    public String describe() {
      return "linear backward to the weights of " + shape;
    }

    @Override
    public LinearBackwardWeights compile(KernelBuilder builder) {
      var source = builder.input("source", shape.source());
      var destination =
          builder.input("destination gradient", shape.destination(), MatrixProduct.TRANSPOSED);
      var weights = builder.output("weights gradient", shape.weights());
      PrimitiveDesc main =
          MatrixProduct.add(
              builder,
              MatrixProduct::isGemm,
              MatrixProduct.Factor.of(builder, destination, MatrixProduct.TRANSPOSED),
              MatrixProduct.Factor.of(builder, source),
              Optional.empty(),
              weights,
              write);
      if (bias) {
        addBiasGradient(builder, destination.operand());
      }
      return new LinearBackwardWeights(builder.finish(main), bias);
    }

    /** The sum over the samples, as a product with a row of ones. */
    private void addBiasGradient(KernelBuilder builder, Operand destination) {
      TensorDesc row = TensorDesc.dense(1, shape.source().dim(0));
      var ones = new MatrixProduct.Factor(builder.layout(row), builder.constant(row, 1));
      var biases = builder.output("bias gradient", TensorDesc.dense(1, shape.weights().dim(0)));
      MatrixProduct.add(
          builder,
          KernelBuilder::isAny,
          ones,
          MatrixProduct.Factor.of(builder, builder.view(destination)),
          Optional.empty(),
          biases,
          write);
    }
  }
}
