package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/** The two primitives of a function of single elements, on a dense tensor. */
final class EltwisePrimitives {
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

  static PrimitiveDesc forward(KernelBuilder builder, Eltwise function, MemoryDesc dense) {
    return forward(builder, function, function.algorithm().code(), dense);
  }

  private static PrimitiveDesc forward(
      KernelBuilder builder, Eltwise function, int algorithm, MemoryDesc dense) {
    long attributes = builder.attributes(Write.OVERWRITE).handle();
    return builder.primitive((result, arena) ->
        (int)
            FORWARD.invokeExact(
                result,
                Dnnl.ENGINE,
                FORWARD_TRAINING,
                algorithm,
                dense.handle(),
                dense.handle(),
                function.alpha(),
                function.beta(),
                attributes));
  }

  static PrimitiveDesc backward(
      KernelBuilder builder, Eltwise function, boolean fromResult, MemoryDesc dense) {
    int algorithm = function.algorithm().code(fromResult);
    long hint = forward(builder, function, algorithm, dense).handle();
    long attributes = builder.attributes(Write.OVERWRITE).handle();
    return builder.primitive((result, arena) ->
        (int)
            BACKWARD.invokeExact(
                result,
                Dnnl.ENGINE,
                algorithm,
                dense.handle(),
                dense.handle(),
                dense.handle(),
                function.alpha(),
                function.beta(),
                hint,
                attributes));
  }
}
