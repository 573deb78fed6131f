package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/** The two primitives of the rectifier, on a dense tensor. */
final class EltwisePrimitives {
  private static final int RELU = 32;
  private static final int FORWARD_TRAINING = 64;
  private static final MethodHandle FORWARD =
      Dnnl.link(
          "dnnl_eltwise_forward_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_FLOAT,
          JAVA_FLOAT,
          JAVA_LONG);
  private static final MethodHandle BACKWARD =
      Dnnl.link(
          "dnnl_eltwise_backward_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_FLOAT,
          JAVA_FLOAT,
          JAVA_LONG,
          JAVA_LONG);

  private EltwisePrimitives() {}

  static PrimitiveDesc reluForward(KernelBuilder builder, MemoryDesc dense) {
    long attributes = builder.attributes(Write.OVERWRITE).handle();
    return builder.primitive((result, arena) ->
        (int)
            FORWARD.invokeExact(
                result,
                Dnnl.ENGINE,
                FORWARD_TRAINING,
                RELU,
                dense.handle(),
                dense.handle(),
                0f,
                0f,
                attributes));
  }

  static PrimitiveDesc reluBackward(KernelBuilder builder, MemoryDesc dense) {
    long hint = reluForward(builder, dense).handle();
    long attributes = builder.attributes(Write.OVERWRITE).handle();
    return builder.primitive((result, arena) ->
        (int)
            BACKWARD.invokeExact(
                result,
                Dnnl.ENGINE,
                RELU,
                dense.handle(),
                dense.handle(),
                dense.handle(),
                0f,
                0f,
                hint,
                attributes));
  }
}
