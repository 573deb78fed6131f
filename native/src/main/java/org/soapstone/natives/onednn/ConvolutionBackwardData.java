package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;

/**
 * The gradient of a convolution with respect to its source. Elements of the source that no window
 * reaches get a gradient of zero.
 */
public final class ConvolutionBackwardData extends Kernel {
  private ConvolutionBackwardData(KernelParts parts) {
    super(parts);
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param shape the window, the weights, and the gradients of source and destination
   * @param write what becomes of the old gradient of the source
   * @return the kernel
   * @throws OneDnnException if oneDNN is not available or refuses the shape
   */
  public static ConvolutionBackwardData of(ConvolutionShape shape, Write write) {
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

  private record Spec(ConvolutionShape shape, Write write)
      implements KernelSpec<ConvolutionBackwardData> {
    Spec {
      requireNonNull(shape, "shape");
      requireNonNull(write, "write");
    }

    @Override
    public String describe() {
      return "convolution backward to the source of " + shape;
    }

    @Override
    public ConvolutionBackwardData compile(KernelBuilder builder) {
      int[] order = shape.window().order();
      var destination = builder.input("destination gradient", shape.destination(), order);
      var weights = builder.input("weights", shape.groupedWeights(), shape.weightOrder());
      var source = builder.output("source gradient", shape.source(), order);
      PrimitiveDesc main = new ConvolutionPrimitives(builder, shape, false).backwardData();
      builder.step(
          main,
          new Step.Argument(
              Dnnl.ARG_DIFF_DST, builder.read(destination, main.layout(PrimitiveDesc.DIFF_DST))),
          new Step.Argument(
              Dnnl.ARG_WEIGHTS, builder.read(weights, main.layout(PrimitiveDesc.WEIGHTS))),
          new Step.Argument(
              Dnnl.ARG_DIFF_SRC,
              builder.write(source, main.layout(PrimitiveDesc.DIFF_SRC), write)));
      return new ConvolutionBackwardData(builder.finish(main));
    }
  }
}
