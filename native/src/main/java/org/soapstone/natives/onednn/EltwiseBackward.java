package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;

/** The gradient of a function of single elements: the destination's times the derivative. */
public final class EltwiseBackward extends Kernel {
  private EltwiseBackward(KernelParts parts) {
    super(parts);
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param function the function
   * @param fromResult whether the data is the function's destination, or its source
   * @param data what the derivative is worked out from
   * @param destinationGradient the gradient of the destination, of the same dimensions
   * @param sourceGradient the gradient of the source, of the same dimensions
   * @param write what becomes of the old gradient of the source
   * @return the kernel
   * @throws IllegalArgumentException if the dimensions differ, the type is not F32, or the gradient
   *     cannot be worked out from the result
   * @throws OneDnnException if oneDNN is not available
   */
  public static EltwiseBackward of(
      Eltwise function,
      boolean fromResult,
      TensorDesc data,
      TensorDesc destinationGradient,
      TensorDesc sourceGradient,
      Write write) {
    return Workspace.kernel(
        new Spec(function, fromResult, data, destinationGradient, sourceGradient, write));
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
      Eltwise function,
      boolean fromResult,
      TensorDesc data,
      TensorDesc destinationGradient,
      TensorDesc sourceGradient,
      Write write)
      implements KernelSpec<EltwiseBackward> {
    Spec {
      requireNonNull(function, "function");
      requireNonNull(data, "data");
      requireNonNull(destinationGradient, "destinationGradient");
      requireNonNull(sourceGradient, "sourceGradient");
      requireNonNull(write, "write");
      Shapes.requireFloats("element-wise data", data);
      Shapes.requireFloats("element-wise destination gradient", destinationGradient);
      Shapes.requireFloats("element-wise source gradient", sourceGradient);
      Shapes.requireSameDims(
          "element-wise: data and destination gradient", data, destinationGradient);
      Shapes.requireSameDims("element-wise: data and source gradient", data, sourceGradient);
    }

    @Override
    public String describe() {
      return "%s backward from %s to %s".formatted(function, destinationGradient, sourceGradient);
    }

    @Override
    public EltwiseBackward compile(KernelBuilder builder) {
      var values = builder.input("data", data);
      var from = builder.input("destination gradient", destinationGradient);
      var to = builder.output("source gradient", sourceGradient);
      MemoryDesc dense = builder.layout(data.packed());
      PrimitiveDesc main = EltwisePrimitives.backward(builder, function, fromResult, dense);
      builder.step(
          main,
          new Step.Argument(fromResult ? Dnnl.ARG_DST : Dnnl.ARG_SRC, builder.read(values, dense)),
          new Step.Argument(Dnnl.ARG_DIFF_DST, builder.read(from, dense)),
          new Step.Argument(Dnnl.ARG_DIFF_SRC, builder.write(to, dense, write)));
      return new EltwiseBackward(builder.finish(main));
    }
  }
}
