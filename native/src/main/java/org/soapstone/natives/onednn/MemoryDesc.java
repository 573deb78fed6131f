package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A {@code dnnl_memory_desc_t}: the layout of a tensor, either told by us or chosen by oneDNN.
 *
 * @param handle the opaque handle
 */
record MemoryDesc(long handle) {
  private static final int TAG_ANY = 1;
  private static final MethodHandle STRIDED =
      Dnnl.link(
          "dnnl_memory_desc_create_with_strides", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
  private static final MethodHandle TAGGED =
      Dnnl.link("dnnl_memory_desc_create_with_tag", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle EQUAL =
      Dnnl.link("dnnl_memory_desc_equal", JAVA_LONG, JAVA_LONG);
  private static final MethodHandle BYTES =
      Dnnl.link("dnnl_memory_desc_get_size", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle DESTROY = Dnnl.link("dnnl_memory_desc_destroy", JAVA_LONG);

  /** The given layout; {@code order} lists our dimensions in oneDNN's order. */
  static MemoryDesc of(TensorDesc tensor, int... order) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      MemorySegment dims = array(arena, permute(tensor.dims(), order));
      MemorySegment strides = array(arena, permute(tensor.strides(), order));
      int status =
          (int) STRIDED.invokeExact(result, tensor.rank(), dims, tensor.type().code(), strides);
      Dnnl.check(status, "describe a tensor " + tensor);
      return new MemoryDesc(result.get(JAVA_LONG, 0));
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }

  /** A tensor of the same dimensions in whatever layout the primitive likes best. */
  static MemoryDesc any(TensorDesc tensor, int... order) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      MemorySegment dims = array(arena, permute(tensor.dims(), order));
      int status =
          (int) TAGGED.invokeExact(result, tensor.rank(), dims, tensor.type().code(), TAG_ANY);
      Dnnl.check(status, "describe a tensor " + tensor);
      return new MemoryDesc(result.get(JAVA_LONG, 0));
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }

  /** A {@code dnnl_dims_t}. */
  static MemorySegment array(Arena arena, long... values) {
    MemorySegment array = arena.allocate(JAVA_LONG, Dnnl.MAX_DIMS);
    MemorySegment.copy(values, 0, array, JAVA_LONG, 0, values.length);
    return array;
  }

  private static long[] permute(long[] values, int[] order) {
    if (order.length == 0) {
      return values;
    }
    long[] permuted = new long[order.length];
    for (int d = 0; d < order.length; d++) {
      permuted[d] = values[order[d]];
    }
    return permuted;
  }

  boolean sameAs(MemoryDesc other) {
    try {
      return (int) EQUAL.invokeExact(handle, other.handle) != 0;
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }

  /** The bytes that a tensor of this layout takes, padding included. */
  long bytes() {
    try {
      return (long) BYTES.invokeExact(handle);
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }

  void destroy() {
    try {
      Dnnl.check((int) DESTROY.invokeExact(handle), "destroy a memory descriptor");
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }
}
