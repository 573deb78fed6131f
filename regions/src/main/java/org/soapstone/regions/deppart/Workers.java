package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Runs numbered parts of a computation on the caller's thread and some of the JVM's common pool.
 *
 * <p>The caller does what no other thread takes, so it never waits for one that is not working.
 */
final class Workers {
  private Workers() {}

  /**
   * Runs the parts from 0 to {@code parts - 1}, each once.
   *
   * <p>If some fail, the failure of the lowest of them that ran is thrown: where each part fails
   * for its own data only, and parts are taken in order, that is the lowest of all.
   *
   * @param workers the number of threads; the caller's own does the work of one
   * @param body makes what runs parts, once for each thread
   */
  static void run(int workers, int parts, Supplier<IntConsumer> body) {
    int threads = Math.min(workers, parts);
    AtomicInteger next = new AtomicInteger();
    RuntimeException[] failures = new RuntimeException[parts];
    Runnable work =
        () -> {
          IntConsumer own = body.get();
          for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
            try {
              own.accept(part);
            } catch (RuntimeException failure) {
              failures[part] = failure;
              next.set(parts);
            }
          }
        };
    if (threads <= 1) {
      work.run();
    } else {
      onThreads(threads, work);
    }
    for (RuntimeException failure : failures) {
      if (failure != null) {
        throw failure;
      }
    }
  }

  private static void onThreads(int threads, Runnable work) {
    List<ForkJoinTask<?>> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      others.add(ForkJoinPool.commonPool().submit(work));
    }
    try {
      work.run();
    } finally {
      others.forEach(ForkJoinTask::join);
    }
  }
}
