package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;

/**
 * Pooling: each element of the destination is the maximum or the average of a window of the source.
 */
public final class PoolingForward extends Kernel {
  private PoolingForward(KernelParts parts) {
    super(parts);
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param shape the mode, the tensors and the window
   * @param write what becomes of the old destination
   * @return the kernel
   * @throws OneDnnException if oneDNN is not available or refuses the shape
   */
  public static PoolingForward of(PoolingShape shape, Write write) {
    return Workspace.kernel(new Spec(shape, write));
  }

  /**
   * Pools.
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

  private record Spec(PoolingShape shape, Write write) implements KernelSpec<PoolingForward> {
    Spec {
      requireNonNull(shape, "shape");
      requireNonNull(write, "write");
    }

    @Override
    public String describe() {
      return "pooling forward, " + shape;
    }

    @Override
    public PoolingForward compile(KernelBuilder builder) {
      var source = builder.input("source", shape.source(), shape.window().order());
      var destination = builder.output("destination", shape.destination(), shape.window().order());
      PrimitiveDesc main = new PoolingPrimitives(builder, shape).forward(false);
      builder.step(
          main,
          new Step.Argument(Dnnl.ARG_SRC, builder.read(source, main.layout(PrimitiveDesc.SRC))),
          new Step.Argument(
              Dnnl.ARG_DST, builder.write(destination, main.layout(PrimitiveDesc.DST), write)));
      return new PoolingForward(builder.finish(main));
    }
  }
}
