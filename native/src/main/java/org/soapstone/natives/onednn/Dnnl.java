package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The ground that the C API is called from: constants of {@code dnnl_types.h}, the linking of
 * functions, the meaning of a status, the process's engine. Opaque handles are {@code long}s,
 * arrays and results are segments.
 */
final class Dnnl {
  /** {@code DNNL_MAX_NDIMS}. */
  static final int MAX_DIMS = 12;

  static final int ARG_SRC = 1;
  static final int ARG_SRC_1 = 2;
  static final int ARG_DST = 17;
  static final int ARG_WEIGHTS = 33;
  static final int ARG_BIAS = 41;
  static final int ARG_WORKSPACE = 64;
  static final int ARG_SCRATCHPAD = 80;
  static final int ARG_DIFF_SRC = 129;
  static final int ARG_DIFF_DST = 145;
  static final int ARG_DIFF_WEIGHTS = 161;
  static final int ARG_DIFF_BIAS = 169;

  private static final int UNIMPLEMENTED = 3;
  private static final int CPU_ENGINE = 1;
  private static final int IN_ORDER = 1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = OneDnnLibrary.instance().symbols();

  private static final MethodHandle VERSION = link("dnnl_version", FunctionDescriptor.of(ADDRESS));
  private static final MethodHandle INSTRUCTION_SET =
      link("dnnl_get_effective_cpu_isa", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle SET_THREADS =
      LINKER.downcallHandle(
          SYMBOLS.findOrThrow("omp_set_num_threads"),
          FunctionDescriptor.ofVoid(JAVA_INT),
          Linker.Option.critical(false));
  private static final MethodHandle ENGINE_CREATE =
      link("dnnl_engine_create", ADDRESS, JAVA_INT, JAVA_LONG);
  private static final MethodHandle STREAM_CREATE =
      link("dnnl_stream_create", ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle STREAM_WAIT = link("dnnl_stream_wait", JAVA_LONG);
  private static final MethodHandle STREAM_DESTROY = link("dnnl_stream_destroy", JAVA_LONG);

  /** The process's CPU engine, never destroyed. */
  static final long ENGINE = createEngine();

  private Dnnl() {}

  /** Links a function that returns {@code dnnl_status_t}. */
  static MethodHandle link(String function, MemoryLayout... arguments) {
    return link(function, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  static MethodHandle link(String function, FunctionDescriptor type) {
    return LINKER.downcallHandle(SYMBOLS.findOrThrow(function), type);
  }

  /**
   * Passes a status that means success.
   *
   * @throws OneDnnException otherwise
   */
  static void check(int status, String operation) {
    if (status != 0) {
      throw new OneDnnException(
          "oneDNN refused to %s: %s".formatted(operation, statusText(status)));
    }
  }

  private static String statusText(int status) {
    return switch (status) {
      case 1 -> "out of memory; free memory or use smaller tiles";
      case 2 -> "the arguments do not belong together (status 2)";
      case UNIMPLEMENTED -> "it has no implementation for these shapes and types (status 3)";
      case 5 -> "its execution failed (status 5)";
      default -> "status " + status;
    };
  }

  /**
   * What a native call throws beside errors of the machine comes from the conversion of its
   * arguments.
   */
  static RuntimeException thrownBy(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException exception -> exception;
      case Error error -> throw error;
      default -> new IllegalStateException("a native call threw " + thrown, thrown);
    };
  }

  static String version() {
    try {
      MemorySegment version = ((MemorySegment) VERSION.invokeExact()).reinterpret(12);
      return "%d.%d.%d"
          .formatted(
              version.getAtIndex(JAVA_INT, 0),
              version.getAtIndex(JAVA_INT, 1),
              version.getAtIndex(JAVA_INT, 2));
    } catch (Throwable t) {
      throw thrownBy(t);
    }
  }

  static String instructionSet() {
    int bits;
    try {
      bits = (int) INSTRUCTION_SET.invokeExact();
    } catch (Throwable t) {
      throw thrownBy(t);
    }
    if ((bits & 0x27) == 0x27) {
      return "AVX-512";
    }
    return (bits & 0x7) == 0x7 ? "AVX2" : (bits & 0x3) == 0x3 ? "AVX" : "SSE4.1";
  }

  /** Sets the number of OpenMP threads that the calling thread uses from now on. */
  static void setThreads(int threads) {
    try {
      SET_THREADS.invokeExact(threads);
    } catch (Throwable t) {
      throw thrownBy(t);
    }
  }

  private static long createEngine() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      check((int) ENGINE_CREATE.invokeExact(result, CPU_ENGINE, 0L), "create its CPU engine");
      return result.get(JAVA_LONG, 0);
    } catch (Throwable t) {
      throw thrownBy(t);
    }
  }

  static long createStream() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      check((int) STREAM_CREATE.invokeExact(result, ENGINE, IN_ORDER), "create a stream");
      return result.get(JAVA_LONG, 0);
    } catch (Throwable t) {
      throw thrownBy(t);
    }
  }

  static void waitFor(long stream) {
    try {
      check((int) STREAM_WAIT.invokeExact(stream), "wait for a stream");
    } catch (Throwable t) {
      throw thrownBy(t);
    }
  }

  static void destroyStream(long stream) {
    try {
      check((int) STREAM_DESTROY.invokeExact(stream), "destroy a stream");
    } catch (Throwable t) {
      throw thrownBy(t);
    }
  }
}
