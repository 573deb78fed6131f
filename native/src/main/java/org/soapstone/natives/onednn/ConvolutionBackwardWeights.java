package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The gradients of a convolution with respect to its weights and its bias. */
public final class ConvolutionBackwardWeights extends Kernel {
  private final boolean bias;

  private ConvolutionBackwardWeights(KernelParts parts, boolean bias) {
    super(parts);
    this.bias = bias;
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param shape the window, the source, and the gradients of weights and destination
   * @param bias whether the gradient of a bias of {@code [outChannel]} is wanted too
   * @param write what becomes of the old gradients
   * @return the kernel
   * @throws OneDnnException if oneDNN is not available or refuses the shape
   */
  public static ConvolutionBackwardWeights of(ConvolutionShape shape, boolean bias, Write write) {
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

  private record Spec(ConvolutionShape shape, boolean bias, Write write)
      implements KernelSpec<ConvolutionBackwardWeights> {
    Spec {
      requireNonNull(shape, "shape");
      requireNonNull(write, "write");
    }

    @Override
    public String describe() {
      return "convolution backward to the weights of " + shape;
    }

    @Override
    public ConvolutionBackwardWeights compile(KernelBuilder builder) {
      int[] order = shape.window().order();
      var source = builder.input("source", shape.source(), order);
      var destination = builder.input("destination gradient", shape.destination(), order);
      var weights = builder.output("weights gradient", shape.groupedWeights(), shape.weightOrder());
      PrimitiveDesc main = new ConvolutionPrimitives(builder, shape, bias).backwardWeights();
      List<Step.Argument> arguments = new ArrayList<>();
      arguments.add(
          new Step.Argument(Dnnl.ARG_SRC, builder.read(source, main.layout(PrimitiveDesc.SRC))));
      arguments.add(
          new Step.Argument(
              Dnnl.ARG_DIFF_DST, builder.read(destination, main.layout(PrimitiveDesc.DIFF_DST))));
      arguments.add(
          new Step.Argument(
              Dnnl.ARG_DIFF_WEIGHTS,
              builder.write(weights, main.layout(PrimitiveDesc.DIFF_WEIGHTS), write)));
      if (bias) {
        var biases = builder.output("bias gradient", ConvolutionPrimitives.bias(shape));
        arguments.add(
            new Step.Argument(Dnnl.ARG_DIFF_BIAS, builder.write(biases, biases.desc(), write)));
      }
      builder.step(main, arguments);
      return new ConvolutionBackwardWeights(builder.finish(main), bias);
    }
  }
}
