package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;

/**
 * A function of single elements: {@code destination = function(source)}, or {@code destination +=}
 * that.
 */
public final class EltwiseForward extends Kernel {
  private EltwiseForward(KernelParts parts) {
    super(parts);
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param function the function
   * @param source the source, of any rank
   * @param destination the destination, of the same dimensions
   * @param write what becomes of the old destination
   * @return the kernel
   * @throws IllegalArgumentException if the dimensions differ or the type is not F32
   * @throws OneDnnException if oneDNN is not available
   */
  public static EltwiseForward of(
      Eltwise function, TensorDesc source, TensorDesc destination, Write write) {
    return Workspace.kernel(new Spec(function, source, destination, write));
  }

  /**
   * Computes. Works in place too: source and destination may be the same elements.
   *
   * @param source read
   * @param destination written
   * @throws IllegalArgumentException if a segment does not suit its tensor
   * @throws IllegalStateException if the kernel belongs to another thread
   */
  public void execute(MemorySegment source, MemorySegment destination) {
    bind(0, source);
    bind(1, destination);
    run();
  }

  private record Spec(Eltwise function, TensorDesc source, TensorDesc destination, Write write)
      implements KernelSpec<EltwiseForward> {
    Spec {
      requireNonNull(function, "function");
      requireNonNull(source, "source");
      requireNonNull(destination, "destination");
      requireNonNull(write, "write");
      Shapes.requireFloats("element-wise source", source);
      Shapes.requireFloats("element-wise destination", destination);
      Shapes.requireSameDims("element-wise: source and destination", source, destination);
    }

    @Override
    public String describe() {
      return "%s of %s to %s".formatted(function, source, destination);
    }

    @Override
    public EltwiseForward compile(KernelBuilder builder) {
      var from = builder.input("source", source);
      var to = builder.output("destination", destination);
      MemoryDesc dense = builder.layout(source.packed());
      PrimitiveDesc main = EltwisePrimitives.forward(builder, function, dense);
      builder.step(
          main,
          new Step.Argument(Dnnl.ARG_SRC, builder.read(from, dense)),
          new Step.Argument(Dnnl.ARG_DST, builder.write(to, dense, write)));
      return new EltwiseForward(builder.finish(main));
    }
  }
}
