package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A linear layer: {@code destination = source * weights^T + bias}, or {@code destination +=} that.
 */
public final class LinearForward extends Kernel {
  private final boolean bias;

  private LinearForward(KernelParts parts, boolean bias) {
    super(parts);
    this.bias = bias;
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param shape the tensors
   * @param bias whether a bias of {@code [outChannel]} is added
   * @param write what becomes of the old destination
   * @return the kernel
   * @throws OneDnnException if oneDNN is not available or refuses the shape
   */
  public static LinearForward of(LinearShape shape, boolean bias, Write write) {
    return Workspace.kernel(new Spec(shape, bias, write));
  }

  /**
   * Computes without a bias.
   *
   * @param source read
   * @param weights read
   * @param destination written
   * @throws IllegalArgumentException if a segment does not suit its tensor
   * @throws IllegalStateException if the kernel has a bias, or belongs to another thread
   */
  public void execute(MemorySegment source, MemorySegment weights, MemorySegment destination) {
    requireBias(bias, false);
    bind(0, source);
    bind(1, weights);
    bind(2, destination);
    run();
  }

  /**
   * Computes with a bias.
   *
   * @param source read
   * @param weights read
   * @param biases read, {@code [outChannel]}
   * @param destination written
   * @throws IllegalArgumentException if a segment does not suit its tensor
   * @throws IllegalStateException if the kernel has no bias, or belongs to another thread
   */
  public void execute(
      MemorySegment source,
      MemorySegment weights,
      MemorySegment biases,
      MemorySegment destination) {
    requireBias(bias, true);
    bind(0, source);
    bind(1, weights);
    bind(2, destination);
    bind(3, biases);
    run();
  }

  private record Spec(LinearShape shape, boolean bias, Write write)
      implements KernelSpec<LinearForward> {
    Spec {
      requireNonNull(shape, "shape");
      requireNonNull(write, "write");
    }

    @Override
    public String describe() {
      return "linear forward of " + shape;
    }

    @Override
    public LinearForward compile(KernelBuilder builder) {
      var source = builder.input("source", shape.source());
      var weights = builder.input("weights", shape.weights(), MatrixProduct.TRANSPOSED);
      var destination = builder.output("destination", shape.destination());
      Optional<Operand.View> biases =
          bias
              ? Optional.of(builder.input("bias", TensorDesc.dense(1, shape.weights().dim(0))))
              : Optional.empty();
      PrimitiveDesc main =
          MatrixProduct.add(
              builder,
              KernelBuilder::isAny,
              MatrixProduct.Factor.of(builder, source),
              MatrixProduct.Factor.of(builder, weights, MatrixProduct.TRANSPOSED),
              biases,
              destination,
              write);
      return new LinearForward(builder.finish(main), bias);
    }
  }
}
