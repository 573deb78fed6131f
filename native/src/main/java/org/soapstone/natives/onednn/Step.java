package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * One primitive of a kernel with its arguments laid out, ready to execute.
 *
 * @param operation what it does, for messages
 * @param primitive the {@code dnnl_primitive_t}
 * @param arguments an array of {@code dnnl_exec_arg_t}
 * @param count the number of arguments
 */
record Step(String operation, long primitive, MemorySegment arguments, int count) {
  private static final int ARGUMENT_BYTES = 16;
  private static final MethodHandle CREATE = Dnnl.link("dnnl_primitive_create", ADDRESS, JAVA_LONG);
  private static final MethodHandle EXECUTE =
      Dnnl.link("dnnl_primitive_execute", JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS);
  private static final MethodHandle DESTROY = Dnnl.link("dnnl_primitive_destroy", JAVA_LONG);

  /**
   * An argument of a primitive.
   *
   * @param index {@code DNNL_ARG_...}
   * @param memory the memory
   */
  record Argument(int index, Memory memory) {}

  /** Compiles a primitive; the arguments live in the given arena. */
  static Step of(String operation, PrimitiveDesc desc, Arena arena, List<Argument> arguments) {
    MemorySegment array = arena.allocate((long) ARGUMENT_BYTES * arguments.size(), 8);
    for (int i = 0; i < arguments.size(); i++) {
      array.set(JAVA_INT, (long) i * ARGUMENT_BYTES, arguments.get(i).index());
      array.set(JAVA_LONG, (long) i * ARGUMENT_BYTES + 8, arguments.get(i).memory().handle());
    }
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment result = temporary.allocate(ADDRESS);
      Dnnl.check((int) CREATE.invokeExact(result, desc.handle()), "compile " + operation);
      return new Step(operation, result.get(JAVA_LONG, 0), array, arguments.size());
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }

  void execute(long stream) {
    int status;
    try {
      status = (int) EXECUTE.invokeExact(primitive, stream, count, arguments);
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
    if (status != 0) {
      Dnnl.check(status, "execute " + operation);
    }
  }

  void destroy() {
    try {
      Dnnl.check((int) DESTROY.invokeExact(primitive), "destroy " + operation);
    } catch (Throwable t) {
      throw Dnnl.thrownBy(t);
    }
  }
}
