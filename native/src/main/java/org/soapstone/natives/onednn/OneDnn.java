package org.soapstone.natives.onednn;

/**
 * The oneDNN library of this process: whether it is here, which one, and the rule that each thread
 * computes alone.
 *
 * <p>The library is taken from the class path, unpacked once per version into {@code
 * $XDG_CACHE_HOME/soapstone} (or {@code ~/.cache/soapstone}) and loaded when first asked for. All
 * methods are safe to call from any thread.
 */
public final class OneDnn {
  private OneDnn() {}

  /** {@return whether oneDNN could be loaded} */
  public static boolean available() {
    return OneDnnLibrary.instance().isLoaded();
  }

  /**
   * {@return one sentence: what was loaded and from where, or what is missing and what would help}
   */
  public static String status() {
    OneDnnLibrary library = OneDnnLibrary.instance();
    return library.isLoaded()
        ? "oneDNN %s with %s kernels, loaded from %s"
            .formatted(version(), instructionSet(), library.path())
        : library.failure();
  }

  /**
   * {@return oneDNN's version, such as {@code 3.13.0}}
   *
   * @throws OneDnnException if oneDNN is not available
   */
  public static String version() {
    requireAvailable();
    return Dnnl.version();
  }

  /**
   * {@return the instruction set that oneDNN compiles its kernels for on this processor, such as
   * {@code AVX-512}}
   *
   * @throws OneDnnException if oneDNN is not available
   */
  public static String instructionSet() {
    requireAvailable();
    return Dnnl.instructionSet();
  }

  /**
   * Binds the calling thread's oneDNN work to the calling thread: oneDNN's OpenMP would otherwise
   * spread it over a team of threads of its own. The setting belongs to the operating system's
   * thread and costs a few nanoseconds, so it is made again on each call, and every kernel calls
   * this before it works.
   *
   * @throws OneDnnException if oneDNN is not available
   */
  public static void singleThreaded() {
    requireAvailable();
    Dnnl.setThreads(1);
  }

  /**
   * Frees the calling thread's compiled kernels and scratch memory. A thread that ends without
   * calling this has them freed some time after. Kernels that this thread got earlier can no longer
   * be executed.
   */
  public static void release() {
    Workspace.releaseCurrent();
  }

  /**
   * {@return the bytes of scratch memory that the calling thread's kernels share now; grows to what
   * the neediest needs}
   */
  public static long scratchBytes() {
    return available() ? Workspace.current().scratchBytes() : 0;
  }

  static void requireAvailable() {
    if (!OneDnnLibrary.instance().isLoaded()) {
      throw new OneDnnException(OneDnnLibrary.instance().failure());
    }
  }
}
