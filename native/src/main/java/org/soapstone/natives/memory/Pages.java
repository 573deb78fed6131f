package org.soapstone.natives.memory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Large pieces of address space from the operating system.
 *
 * <p>On Linux a piece costs no memory until it is touched, and asks for huge pages: kernels that
 * walk down the columns of large matrices are bound by address translation otherwise (a product
 * with a 4096x9216 matrix takes 27 ms instead of 38 ms). Elsewhere the whole piece is committed at
 * once.
 */
final class Pages {
  /**
   * The size and alignment of a huge page on the systems we run on; a multiple of every page size.
   */
  static final long HUGE_PAGE_BYTES = 2L << 20;

  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
  private static final int READ_WRITE = 3;
  private static final int PRIVATE_ANONYMOUS_NORESERVE = 0x2 | 0x20 | 0x4000;
  private static final int ADVICE_HUGE_PAGE = 14;
  private static final long FAILED = -1;

  private Pages() {}

  /** The C functions, linked when first used. */
  private static final class Libc {
    static final MethodHandle MMAP =
        link("mmap", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    static final MethodHandle MADVISE = link("madvise", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    static final MethodHandle MUNMAP = link("munmap", JAVA_INT, ADDRESS, JAVA_LONG);

    private Libc() {}

    private static MethodHandle link(
        String function, ValueLayout result, MemoryLayout... arguments) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow(function), FunctionDescriptor.of(result, arguments));
    }
  }

  /**
   * Reserves address space that lives as long as the arena.
   *
   * @return a segment of the given size, aligned to a huge page
   * @throws OutOfMemoryError if the system refuses
   */
  static MemorySegment reserve(long bytes, Arena arena) {
    if (!LINUX) {
      return arena.allocate(bytes, HUGE_PAGE_BYTES);
    }
    long mapped = Math.addExact(bytes, HUGE_PAGE_BYTES);
    try {
      MemorySegment start =
          (MemorySegment)
              Libc.MMAP.invokeExact(
                  MemorySegment.NULL, mapped, READ_WRITE, PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
      if (start.address() == FAILED) {
        throw new OutOfMemoryError("the system refused to map %d bytes".formatted(mapped));
      }
      MemorySegment all = start.reinterpret(mapped, arena, Pages::unmap);
      long skipped = -start.address() & (HUGE_PAGE_BYTES - 1);
      MemorySegment aligned = all.asSlice(skipped, bytes);
      // A system that has no huge pages ignores or refuses the advice; all works without.
      int _ = (int) Libc.MADVISE.invokeExact(aligned, bytes, ADVICE_HUGE_PAGE);
      return aligned;
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  private static void unmap(MemorySegment mapped) {
    try {
      int _ = (int) Libc.MUNMAP.invokeExact(mapped, mapped.byteSize());
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  private static RuntimeException rethrown(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException exception -> exception;
      case Error error -> throw error;
      default -> new IllegalStateException("a native call threw " + thrown, thrown);
    };
  }
}
