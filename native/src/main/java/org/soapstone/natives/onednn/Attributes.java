package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A {@code dnnl_primitive_attr_t}: scratch memory comes from us, and the result may be added to the
 * destination.
 *
 * @param handle the opaque handle
 */
record Attributes(long handle) {
  private static final int SCRATCHPAD_FROM_USER = 1;
  private static final int UNDEFINED_TYPE = 0;
  private static final MethodHandle CREATE = Dnnl.link("dnnl_primitive_attr_create", ADDRESS);
  private static final MethodHandle SCRATCHPAD =
      Dnnl.link("dnnl_primitive_attr_set_scratchpad_mode", JAVA_LONG, JAVA_INT);
  private static final MethodHandle SET_POST_OPS =
      Dnnl.link("dnnl_primitive_attr_set_post_ops", JAVA_LONG, JAVA_LONG);
  private static final MethodHandle DESTROY = Dnnl.link("dnnl_primitive_attr_destroy", JAVA_LONG);
  private static final MethodHandle POST_OPS_CREATE = Dnnl.link("dnnl_post_ops_create", ADDRESS);
  private static final MethodHandle APPEND_SUM =
      Dnnl.link("dnnl_post_ops_append_sum", JAVA_LONG, JAVA_FLOAT, JAVA_INT, JAVA_INT);
  private static final MethodHandle POST_OPS_DESTROY =
      Dnnl.link("dnnl_post_ops_destroy", JAVA_LONG);

  static Attributes of(Write write) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      Dnnl.check((int) CREATE.invokeExact(result), "create attributes");
      Attributes attributes = new Attributes(result.get(JAVA_LONG, 0));
      int status = (int) SCRATCHPAD.invokeExact(attributes.handle, SCRATCHPAD_FROM_USER);
      Dnnl.check(status, "set the scratchpad's mode");
      if (write == Write.ACCUMULATE) {
        attributes.addSum(result);
      }
      return attributes;
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }

  private void addSum(MemorySegment result) throws Throwable {
    Dnnl.check((int) POST_OPS_CREATE.invokeExact(result), "create post-operations");
    long postOps = result.get(JAVA_LONG, 0);
    try {
      Dnnl.check((int) APPEND_SUM.invokeExact(postOps, 1.0f, 0, UNDEFINED_TYPE), "append a sum");
      Dnnl.check((int) SET_POST_OPS.invokeExact(handle, postOps), "set post-operations");
    } finally {
      Dnnl.check((int) POST_OPS_DESTROY.invokeExact(postOps), "destroy post-operations");
    }
  }

  void destroy() {
    try {
      Dnnl.check((int) DESTROY.invokeExact(handle), "destroy attributes");
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }
}
