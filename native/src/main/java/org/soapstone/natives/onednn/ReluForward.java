package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;

/** The rectifier: {@code destination = max(source, 0)}, or {@code destination +=} that. */
public final class ReluForward extends Kernel {
  private ReluForward(KernelParts parts) {
    super(parts);
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param source the source, of any rank
   * @param destination the destination, of the same dimensions
   * @param write what becomes of the old destination
   * @return the kernel
   * @throws IllegalArgumentException if the dimensions differ or the type is not F32
   * @throws OneDnnException if oneDNN is not available
   */
  public static ReluForward of(TensorDesc source, TensorDesc destination, Write write) {
    return Workspace.kernel(new Spec(source, destination, write));
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

  private record Spec(TensorDesc source, TensorDesc destination, Write write)
      implements KernelSpec<ReluForward> {
    Spec {
      requireNonNull(source, "source");
      requireNonNull(destination, "destination");
      requireNonNull(write, "write");
      Shapes.requireFloats("rectifier source", source);
      Shapes.requireFloats("rectifier destination", destination);
      Shapes.requireSameDims("rectifier: source and destination", source, destination);
    }

    @Override
    public String describe() {
      return "rectifier of %s to %s".formatted(source, destination);
    }

    @Override
    public ReluForward compile(KernelBuilder builder) {
      var from = builder.input("source", source);
      var to = builder.output("destination", destination);
      MemoryDesc dense = builder.layout(source.packed());
      PrimitiveDesc main = EltwisePrimitives.reluForward(builder, dense);
      builder.step(
          main,
          new Step.Argument(Dnnl.ARG_SRC, builder.read(from, dense)),
          new Step.Argument(Dnnl.ARG_DST, builder.write(to, dense, write)));
      return new ReluForward(builder.finish(main));
    }
  }
}
