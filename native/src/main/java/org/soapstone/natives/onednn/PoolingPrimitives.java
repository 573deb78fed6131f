package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The two primitives of one pooling, on dense tensors in our own order, channels last. */
final class PoolingPrimitives {
  private static final int FORWARD_TRAINING = 64;
  private static final int FORWARD_INFERENCE = 96;
  private static final MethodHandle FORWARD =
      Dnnl.link(
          "dnnl_pooling_forward_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_LONG);
  private static final MethodHandle BACKWARD =
      Dnnl.link(
          "dnnl_pooling_backward_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG);

  private final KernelBuilder builder;
  private final PoolingShape shape;
  private final long source;
  private final long destination;
  private final long attributes;

  PoolingPrimitives(KernelBuilder builder, PoolingShape shape) {
    this.builder = builder;
    this.shape = shape;
    this.source = builder.layout(shape.source().packed(), shape.window().order()).handle();
    this.destination =
        builder.layout(shape.destination().packed(), shape.window().order()).handle();
    this.attributes = builder.attributes(Write.OVERWRITE).handle();
  }

  /** The window's five arrays as oneDNN wants them. */
  private record Geometry(
      MemorySegment strides,
      MemorySegment kernel,
      MemorySegment dilates,
      MemorySegment before,
      MemorySegment after) {

    static Geometry of(PoolingShape shape, Arena arena) {
      Window window = shape.window();
      return new Geometry(
          MemoryDesc.array(arena, Window.longs(window.stride())),
          MemoryDesc.array(arena, Window.longs(window.kernel())),
          MemoryDesc.array(arena, window.gaps()),
          MemoryDesc.array(arena, Window.longs(window.padBefore())),
          MemoryDesc.array(arena, shape.padAfter()));
    }
  }

  /**
   * The forward pass; for training, the places of the largest elements are written to a workspace.
   */
  PrimitiveDesc forward(boolean training) {
    int kind = training ? FORWARD_TRAINING : FORWARD_INFERENCE;
    return builder.primitive((result, arena) -> {
      Geometry g = Geometry.of(shape, arena);
      return (int)
          FORWARD.invokeExact(
              result,
              Dnnl.ENGINE,
              kind,
              shape.mode().algorithm(),
              source,
              destination,
              g.strides(),
              g.kernel(),
              g.dilates(),
              g.before(),
              g.after(),
              attributes);
    });
  }

  PrimitiveDesc backward(PrimitiveDesc forward) {
    long hint = forward.handle();
    return builder.primitive((result, arena) -> {
      Geometry g = Geometry.of(shape, arena);
      return (int)
          BACKWARD.invokeExact(
              result,
              Dnnl.ENGINE,
              shape.mode().algorithm(),
              source,
              destination,
              g.strides(),
              g.kernel(),
              g.dilates(),
              g.before(),
              g.after(),
              hint,
              attributes);
    });
  }
}
