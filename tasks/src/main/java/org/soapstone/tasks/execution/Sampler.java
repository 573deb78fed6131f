package org.soapstone.tasks.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/**
 * Times the same work on several threads at once: all start together, and none stops before all
 * have their samples, so that every sample is taken under the same load.
 *
 * <p>Before each sample a thread walks, unmeasured, through memory of its own. In a program, other
 * tasks run between two of a kind, and push what they use out of a core's own caches; timed again
 * and again without a pause, small tasks look several times faster than they ever are there.
 *
 * @param warmUpNanos how long each thread runs unmeasured, at least; at least three times in any
 *     case
 * @param sampleNanos how long each thread measures, at least; at least five times and at most
 *     10,000 in any case
 * @param walkBytes how much memory is walked through before each sample
 * @param hooks called on each thread first
 */
record Sampler(long warmUpNanos, long sampleNanos, int walkBytes, List<WorkerHook> hooks) {
  /** More than the second-level cache of the cores that we know, and far less than the third. */
  static final int DEFAULT_WALK_BYTES = 2 << 20;

  private static final int LINE_LONGS = 8;
  private static final int LEAST_WARM_UPS = 3;
  private static final int LEAST_SAMPLES = 5;
  private static final int MOST_SAMPLES = 10_000;

  /** Work that is repeated; may fail. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /**
   * The median of the samples of all threads, in nanoseconds, at least 1.
   *
   * @param name names the work in messages
   * @param threads how many threads do it at the same time
   * @param work makes the work of each thread, on that thread
   */
  long medianNanos(String name, int threads, IntFunction<Work> work) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "'" + name + "' on " + threads + " threads; use at least 1");
    }
    var round = new Round(this, threads);
    List<SamplingThread> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      var thread = new SamplingThread(name, t, round, work);
      thread.start();
      running.add(thread);
    }
    joinAll(running);
    Throwable failure = round.failure.get();
    if (failure != null) {
      throw new IllegalStateException(
          "'" + name + "' failed while it was timed: " + failure, failure);
    }
    long[] samples =
        running.stream()
            .flatMapToLong(thread -> Arrays.stream(thread.samples()))
            .sorted()
            .toArray();
    return Math.max(1, samples[samples.length / 2]);
  }

  private static void joinAll(List<SamplingThread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the threads of one measurement share. */
  private static final class Round {
    final Sampler sampler;
    final CountDownLatch preparing;
    final AtomicInteger measuring;
    final AtomicReference<Throwable> failure = new AtomicReference<>();

    Round(Sampler sampler, int threads) {
      this.sampler = sampler;
      this.preparing = new CountDownLatch(threads);
      this.measuring = new AtomicInteger(threads);
    }
  }

  private static final class SamplingThread extends WorkerThread {
    private final String work;
    private final int index;
    private final Round round;
    private final IntFunction<Work> factory;
    private final long[] walked;
    private long[] samples = new long[64];
    private int count;

    SamplingThread(String work, int index, Round round, IntFunction<Work> factory) {
      super("soapstone-sampler-" + index);
      this.work = work;
      this.index = index;
      this.round = round;
      this.factory = factory;
      this.walked = new long[round.sampler.walkBytes / Long.BYTES];
    }

    long[] samples() {
      return Arrays.copyOf(samples, count);
    }

    @Override
    public void run() {
      running(work);
      try {
        Work mine = prepare();
        round.preparing.await();
        if (round.failure.get() == null) {
          warmUp(mine);
          sample(mine);
          round.measuring.decrementAndGet();
          while (round.measuring.get() > 0 && round.failure.get() == null) {
            mine.run();
          }
        }
      } catch (Throwable e) { // whatever it is, the caller has to hear of it
        round.failure.compareAndSet(null, e);
      }
    }

    private Work prepare() {
      try {
        round.sampler.hooks.forEach(hook -> hook.started(index));
        return factory.apply(index);
      } catch (Throwable e) {
        round.failure.compareAndSet(null, e);
        throw e;
      } finally {
        round.preparing.countDown();
      }
    }

    private void warmUp(Work mine) throws Exception {
      long begin = System.nanoTime();
      for (int i = 0;
          i < LEAST_WARM_UPS || System.nanoTime() - begin < round.sampler.warmUpNanos;
          i++) {
        mine.run();
      }
    }

    private void sample(Work mine) throws Exception {
      long begin = System.nanoTime();
      long end = begin;
      while (count < LEAST_SAMPLES
          || (count < MOST_SAMPLES && end - begin < round.sampler.sampleNanos)) {
        walk();
        long start = System.nanoTime();
        mine.run();
        end = System.nanoTime();
        if (count == samples.length) {
          samples = Arrays.copyOf(samples, count * 2);
        }
        samples[count++] = end - start;
      }
    }

    private void walk() {
      for (int i = 0; i < walked.length; i += LINE_LONGS) {
        walked[i]++;
      }
    }
  }
}
