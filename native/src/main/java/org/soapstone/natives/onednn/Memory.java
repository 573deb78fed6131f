package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A {@code dnnl_memory_t}: a layout, and data that is bound when a kernel executes.
 *
 * @param handle the opaque handle
 */
record Memory(long handle) {
  private static final MethodHandle CREATE =
      Dnnl.link("dnnl_memory_create", ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS);
  private static final MethodHandle SET_DATA =
      Dnnl.link("dnnl_memory_set_data_handle", JAVA_LONG, ADDRESS);
  private static final MethodHandle DESTROY = Dnnl.link("dnnl_memory_destroy", JAVA_LONG);

  /** A memory without data. */
  static Memory of(MemoryDesc desc) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      int status = (int) CREATE.invokeExact(result, desc.handle(), Dnnl.ENGINE, MemorySegment.NULL);
      Dnnl.check(status, "create a memory object");
      return new Memory(result.get(JAVA_LONG, 0));
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }

  /**
   * Binds data; the call itself checks that the segment is native, alive and open to this thread.
   */
  void bind(MemorySegment data) {
    try {
      Dnnl.check((int) SET_DATA.invokeExact(handle, data), "bind data to a memory object");
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }

  void destroy() {
    try {
      Dnnl.check((int) DESTROY.invokeExact(handle), "destroy a memory object");
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }
}
