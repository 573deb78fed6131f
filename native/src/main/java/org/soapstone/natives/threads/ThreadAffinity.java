package org.soapstone.natives.threads;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The cores that the current thread may run on: {@code sched_getaffinity} and its like of Linux.
 */
public final class ThreadAffinity {
  /** A mask for 8,192 cores: the system refuses masks that are too short for it. */
  private static final int MASK_BYTES = 1024;

  /** The current thread, for the system. */
  private static final int SELF = 0;

  private static final Optional<MethodHandle> READ = find("sched_getaffinity");
  private static final Optional<MethodHandle> WRITE = find("sched_setaffinity");

  private ThreadAffinity() {}

  private static Optional<MethodHandle> find(String function) {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(function)
        .map(address ->
            linker.downcallHandle(
                address,
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS)));
  }

  /**
   * {@return the numbers of the cores that the current thread may run on, ascending; none if the
   * system does not tell}
   */
  public static List<Integer> cores() {
    if (READ.isEmpty()) {
      return List.of();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
      // What it returns is 0 from the C library and a length from others, but negative if it fails.
      return call(READ.get(), mask) < 0
          ? List.of()
          : BitSet.valueOf(mask.toArray(ValueLayout.JAVA_BYTE)).stream().boxed().toList();
    }
  }

  /**
   * Has the current thread run on one core from now on.
   *
   * @param core one of the {@link #cores}
   * @return whether the system did so
   * @throws IllegalArgumentException if the system tells which cores there are, and this is none
   */
  public static boolean pin(int core) {
    List<Integer> allowed = cores();
    if (allowed.isEmpty() || WRITE.isEmpty()) {
      return false;
    }
    if (!allowed.contains(core)) {
      throw new IllegalArgumentException(
          "core %d: this thread may run on %s; take one of them".formatted(core, allowed));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
      mask.set(ValueLayout.JAVA_BYTE, core / Byte.SIZE, (byte) (1 << core % Byte.SIZE));
      return call(WRITE.get(), mask) == 0;
    }
  }

  private static int call(MethodHandle function, MemorySegment mask) {
    try {
      return (int) function.invokeExact(SELF, (long) MASK_BYTES, mask);
    } catch (Throwable e) { // it declares none
      throw new AssertionError(e);
    }
  }
}
