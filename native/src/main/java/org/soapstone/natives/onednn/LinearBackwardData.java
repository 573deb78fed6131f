package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The gradient of a linear layer with respect to its source. */
public final class LinearBackwardData extends Kernel {
  /**
   * Rows of weights longer than this are not walked down column by column; see {@link
   * MatrixProduct#isGemm}.
   */
  private static final long LONG_ROW = 4096;

  private LinearBackwardData(KernelParts parts) {
    super(parts);
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param shape the weights, and the gradients of source and destination
   * @param write what becomes of the old gradient of the source
   * @return the kernel
   * @throws OneDnnException if oneDNN is not available or refuses the shape
   */
  public static LinearBackwardData of(LinearShape shape, Write write) {
    return Workspace.kernel(new Spec(shape, write));
  }

  /**
   * Computes the gradient.
   *
   * @param destinationGradient read
   * @param weights read
   * @param sourceGradient written
   * @throws IllegalArgumentException if a segment does not suit its tensor
   * @throws IllegalStateException if the kernel belongs to another thread
   */
  public void execute(
      MemorySegment destinationGradient, MemorySegment weights, MemorySegment sourceGradient) {
    bind(0, destinationGradient);
    bind(1, weights);
    bind(2, sourceGradient);
    run();
  }

  private record Spec(LinearShape shape, Write write) implements KernelSpec<LinearBackwardData> {
    Spec {
      requireNonNull(shape, "shape");
      requireNonNull(write, "write");
    }

    @Override
    public String describe() {
      return "linear backward to the source of " + shape;
    }

    @Override
    public LinearBackwardData compile(KernelBuilder builder) {
      var destination = builder.input("destination gradient", shape.destination());
      var weights = builder.input("weights", shape.weights());
      var source = builder.output("source gradient", shape.source());
      PrimitiveDesc main =
          MatrixProduct.add(
              builder,
              shape.weights().dim(1) > LONG_ROW ? MatrixProduct::isGemm : KernelBuilder::isAny,
              MatrixProduct.Factor.of(builder, destination),
              MatrixProduct.Factor.of(builder, weights),
              Optional.empty(),
              source,
              write);
      return new LinearBackwardData(builder.finish(main));
    }
  }
}
