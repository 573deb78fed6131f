package org.soapstone.natives.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one thread computes with: a stream, the kernels it has compiled, and scratch memory that
 * they share, since they run one after another.
 *
 * <p>A workspace is used by its thread only. It is destroyed when the thread releases it, or by a
 * cleaner some time after the thread has ended.
 */
final class Workspace {
  /**
   * More kernels than a training step of the largest model in use has; each holds some tens of
   * kilobytes.
   */
  static final int MAX_KERNELS = 2048;

  private static final long SCRATCH_ALIGNMENT = 4096;
  private static final Cleaner CLEANER = Cleaner.create();
  private static final ThreadLocal<Owner> CURRENT = ThreadLocal.withInitial(Owner::new);

  /** Reachable from its thread alone, so that its end is the thread's end. */
  private static final class Owner {
    final Workspace workspace = new Workspace();
    final Cleaner.Cleanable cleanable = CLEANER.register(this, workspace::destroy);
  }

  private final long thread = Thread.currentThread().threadId();
  private final long stream = Dnnl.createStream();
  private final Map<KernelSpec<?>, Kernel> kernels = new LinkedHashMap<>(64, 0.75f, true);
  private Arena arena = Arena.ofShared();
  private MemorySegment scratch = MemorySegment.NULL;

  private Workspace() {}

  /** The calling thread's workspace. */
  static Workspace current() {
    OneDnn.requireAvailable();
    return CURRENT.get().workspace;
  }

  static void releaseCurrent() {
    if (OneDnn.available()) {
      CURRENT.get().cleanable.clean();
      CURRENT.remove();
    }
  }

  /** The kernel of a specification, compiled if it is new to this thread. */
  @SuppressWarnings("unchecked") // a specification compiles to kernels of its own class only
  static <K extends Kernel> K kernel(KernelSpec<K> spec) {
    Workspace workspace = current();
    Kernel kernel = workspace.kernels.get(spec);
    if (kernel == null) {
      kernel = workspace.compile(spec);
    }
    return (K) kernel;
  }

  private <K extends Kernel> K compile(KernelSpec<K> spec) {
    // The number of threads is part of what is compiled.
    Dnnl.setThreads(1);
    K kernel;
    try (KernelBuilder builder = new KernelBuilder(this, spec.describe())) {
      kernel = spec.compile(builder);
    }
    if (kernels.size() == MAX_KERNELS) {
      var eldest = kernels.entrySet().iterator();
      eldest.next().getValue().destroy();
      eldest.remove();
    }
    kernels.put(spec, kernel);
    return kernel;
  }

  /** Whether the calling thread is the one that this workspace belongs to. */
  boolean isCurrent() {
    return Thread.currentThread().threadId() == thread;
  }

  long stream() {
    return stream;
  }

  long scratchBytes() {
    return scratch.byteSize();
  }

  /** At least the given bytes; the contents do not outlast a kernel's execution. */
  @SuppressWarnings(
      "MustBeClosed") // the arena is closed when it is replaced, or with the workspace
  MemorySegment scratch(long bytes) {
    if (scratch.byteSize() < bytes) {
      arena.close();
      arena = Arena.ofShared();
      scratch = arena.allocate(bytes, SCRATCH_ALIGNMENT);
    }
    return scratch;
  }

  private void destroy() {
    kernels.values().forEach(Kernel::destroy);
    kernels.clear();
    arena.close();
    Dnnl.destroyStream(stream);
  }
}
