package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Convolution: {@code destination = source * weights + bias}, or {@code destination +=} that. */
public final class ConvolutionForward extends Kernel {
  private final boolean bias;

  private ConvolutionForward(KernelParts parts, boolean bias) {
    super(parts);
    this.bias = bias;
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param shape the tensors and the window
   * @param bias whether a bias of {@code [outChannel]} is added
   * @param write what becomes of the old destination
   * @return the kernel
   * @throws OneDnnException if oneDNN is not available or refuses the shape
   */
  public static ConvolutionForward of(ConvolutionShape shape, boolean bias, Write write) {
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

  private record Spec(ConvolutionShape shape, boolean bias, Write write)
      implements KernelSpec<ConvolutionForward> {
    Spec {
      requireNonNull(shape, "shape");
      requireNonNull(write, "write");
    }

    @Override
    public String describe() {
      return "convolution forward of " + shape;
    }

    @Override
    public ConvolutionForward compile(KernelBuilder builder) {
      var source = builder.input("source", shape.source(), shape.window().order());
      var weights = builder.input("weights", shape.groupedWeights(), shape.weightOrder());
      var destination = builder.output("destination", shape.destination(), shape.window().order());
      boolean fused = shape.destination().isDense();
      PrimitiveDesc main =
          new ConvolutionPrimitives(builder, shape, bias).forward(fused ? write : Write.OVERWRITE);
      List<Step.Argument> arguments = new ArrayList<>();
      arguments.add(
          new Step.Argument(Dnnl.ARG_SRC, builder.read(source, main.layout(PrimitiveDesc.SRC))));
      arguments.add(
          new Step.Argument(
              Dnnl.ARG_WEIGHTS, builder.read(weights, main.layout(PrimitiveDesc.WEIGHTS))));
      if (bias) {
        var biases = builder.input("bias", ConvolutionPrimitives.bias(shape));
        arguments.add(new Step.Argument(Dnnl.ARG_BIAS, biases.memory()));
      }
      arguments.add(
          new Step.Argument(
              Dnnl.ARG_DST,
              fused
                  ? destination.memory()
                  : builder.write(destination, main.layout(PrimitiveDesc.DST), write)));
      builder.step(main, arguments);
      return new ConvolutionForward(builder.finish(main), bias);
    }
  }
}
