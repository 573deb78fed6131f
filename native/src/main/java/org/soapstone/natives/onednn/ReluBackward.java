package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;

/** The rectifier's gradient: that of the destination where the data is positive, zero elsewhere. */
public final class ReluBackward extends Kernel {
  private ReluBackward(KernelParts parts) {
    super(parts);
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param data the rectifier's source or its destination, as the caller likes: both are positive
   *     at the same places
   * @param destinationGradient the gradient of the destination, of the same dimensions
   * @param sourceGradient the gradient of the source, of the same dimensions
   * @param write what becomes of the old gradient of the source
   * @return the kernel
   * @throws IllegalArgumentException if the dimensions differ or the type is not F32
   * @throws OneDnnException if oneDNN is not available
   */
  public static ReluBackward of(
      TensorDesc data, TensorDesc destinationGradient, TensorDesc sourceGradient, Write write) {
    return Workspace.kernel(new Spec(data, destinationGradient, sourceGradient, write));
  }

  /**
   * Computes the gradient. Works in place too: both gradients may be the same elements.
   *
   * @param data read
   * @param destinationGradient read
   * @param sourceGradient written
   * @throws IllegalArgumentException if a segment does not suit its tensor
   * @throws IllegalStateException if the kernel belongs to another thread
   */
  public void execute(
      MemorySegment data, MemorySegment destinationGradient, MemorySegment sourceGradient) {
    bind(0, data);
    bind(1, destinationGradient);
    bind(2, sourceGradient);
    run();
  }

  private record Spec(
      TensorDesc data, TensorDesc destinationGradient, TensorDesc sourceGradient, Write write)
      implements KernelSpec<ReluBackward> {
    Spec {
      requireNonNull(data, "data");
      requireNonNull(destinationGradient, "destinationGradient");
      requireNonNull(sourceGradient, "sourceGradient");
      requireNonNull(write, "write");
      Shapes.requireFloats("rectifier data", data);
      Shapes.requireFloats("rectifier destination gradient", destinationGradient);
      Shapes.requireFloats("rectifier source gradient", sourceGradient);
      Shapes.requireSameDims("rectifier: data and destination gradient", data, destinationGradient);
      Shapes.requireSameDims("rectifier: data and source gradient", data, sourceGradient);
    }

    @Override
    public String describe() {
      return "rectifier backward from %s to %s".formatted(destinationGradient, sourceGradient);
    }

    @Override
    public ReluBackward compile(KernelBuilder builder) {
      var values = builder.input("data", data);
      var from = builder.input("destination gradient", destinationGradient);
      var to = builder.output("source gradient", sourceGradient);
      MemoryDesc dense = builder.layout(data.packed());
      PrimitiveDesc main = EltwisePrimitives.reluBackward(builder, dense);
      builder.step(
          main,
          new Step.Argument(Dnnl.ARG_SRC, builder.read(values, dense)),
          new Step.Argument(Dnnl.ARG_DIFF_DST, builder.read(from, dense)),
          new Step.Argument(Dnnl.ARG_DIFF_SRC, builder.write(to, dense, write)));
      return new ReluBackward(builder.finish(main));
    }
  }
}
