package org.soapstone.benchmarks.taskbench;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/** A thread of a pool with a scratch of its own. */
final class ScratchThread extends ForkJoinWorkerThread {
  private final Scratch scratch = new Scratch();

  private ScratchThread(ForkJoinPool pool) {
    super(pool);
  }

  static ForkJoinPool pool(int threads) {
    return new ForkJoinPool(threads, ScratchThread::new, null, true);
  }

  /** {@return that of the current thread, which is one of a pool} */
  static Scratch scratch() {
    return ((ScratchThread) Thread.currentThread()).scratch;
  }
}
