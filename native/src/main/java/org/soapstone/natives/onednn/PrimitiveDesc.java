package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A {@code dnnl_primitive_desc_t}: an operation on given shapes, and the implementation that oneDNN
 * picked for it.
 *
 * @param handle the opaque handle
 */
record PrimitiveDesc(long handle) {
  static final int SRC = 129;
  static final int DIFF_SRC = 130;
  static final int WEIGHTS = 131;
  static final int DIFF_WEIGHTS = 132;
  static final int DST = 133;
  static final int DIFF_DST = 134;
  static final int WORKSPACE = 135;
  static final int SCRATCHPAD = 136;
  private static final int IMPLEMENTATION = 8;

  private static final MethodHandle QUERY =
      Dnnl.link("dnnl_primitive_desc_query", JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle QUERY_DESC =
      Dnnl.link(
          "dnnl_primitive_desc_query_md",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT));
  private static final MethodHandle NEXT = Dnnl.link("dnnl_primitive_desc_next_impl", JAVA_LONG);
  private static final MethodHandle DESTROY = Dnnl.link("dnnl_primitive_desc_destroy", JAVA_LONG);

  /** A call that writes a new descriptor's handle to its argument and returns a status. */
  interface Creation {
    int create(MemorySegment result, Arena arena) throws Throwable;
  }

  static PrimitiveDesc create(String operation, Creation creation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      Dnnl.check(creation.create(result, arena), "do " + operation);
      return new PrimitiveDesc(result.get(JAVA_LONG, 0));
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }

  /**
   * Moves on to the next implementation; false if there is none, and then this descriptor is of no
   * more use.
   */
  boolean next() {
    try {
      return (int) NEXT.invokeExact(handle) == 0;
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }

  /** The layout of an argument; it belongs to this descriptor. */
  MemoryDesc layout(int argument) {
    try {
      return new MemoryDesc((long) QUERY_DESC.invokeExact(handle, argument, 0));
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }

  /** oneDNN's name for the implementation. */
  String implementation() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      int status = (int) QUERY.invokeExact(handle, IMPLEMENTATION, 0, result);
      Dnnl.check(status, "name an implementation");
      return result.get(ADDRESS, 0).reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }

  void destroy() {
    try {
      Dnnl.check((int) DESTROY.invokeExact(handle), "destroy a primitive descriptor");
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }
}
