package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Softmax over the last dimension: {@code exp(x - max) / sum(exp(x - max))}. With cross-entropy,
 * the gradient of the source is the result less the one-hot labels, and needs no kernel.
 */
public final class SoftmaxForward extends Kernel {
  private static final int ACCURATE = 196608;
  private static final int FORWARD_INFERENCE = 96;
  private static final MethodHandle FORWARD =
      Dnnl.link(
          "dnnl_softmax_forward_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG);

  private SoftmaxForward(KernelParts parts) {
    super(parts);
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param source the source, of any rank; the last dimension is the one that sums to one
   * @param destination the destination, of the same dimensions
   * @return the kernel
   * @throws IllegalArgumentException if the dimensions differ or the type is not F32
   * @throws OneDnnException if oneDNN is not available
   */
  public static SoftmaxForward of(TensorDesc source, TensorDesc destination) {
    return Workspace.kernel(new Spec(source, destination));
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

  private record Spec(TensorDesc source, TensorDesc destination)
      implements KernelSpec<SoftmaxForward> {
    Spec {
      requireNonNull(source, "source");
      requireNonNull(destination, "destination");
      Shapes.requireFloats("softmax source", source);
      Shapes.requireFloats("softmax destination", destination);
      Shapes.requireSameDims("softmax: source and destination", source, destination);
    }

    @Override
    public String describe() {
      return "softmax of %s to %s".formatted(source, destination);
    }

    @Override
    public SoftmaxForward compile(KernelBuilder builder) {
      var from = builder.input("source", source);
      var to = builder.output("destination", destination);
      MemoryDesc dense = builder.layout(source.packed());
      long attributes = builder.attributes(Write.OVERWRITE).handle();
      int axis = source.rank() - 1;
      PrimitiveDesc main =
          builder.primitive((result, arena) ->
              (int)
                  FORWARD.invokeExact(
                      result,
                      Dnnl.ENGINE,
                      FORWARD_INFERENCE,
                      ACCURATE,
                      dense.handle(),
                      dense.handle(),
                      axis,
                      attributes));
      builder.step(
          main,
          new Step.Argument(Dnnl.ARG_SRC, builder.read(from, dense)),
          new Step.Argument(Dnnl.ARG_DST, builder.write(to, dense, Write.OVERWRITE)));
      return new SoftmaxForward(builder.finish(main));
    }
  }
}
