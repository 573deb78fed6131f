package org.soapstone.mapper.machine;

import com.google.common.util.concurrent.Uninterruptibles;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The loops that the probe times: a chain of fused multiply-adds over a small array, and copies
 * between buffers too large for the near caches. All processors run at once, since that is how they
 * will be used.
 */
final class ProbeKernels {
  private static final int FLOATS = 1024;
  private static final int FMAS = 16;
  private static final int ROUNDS = 64;
  private static final long SETTLED_NANOS = 60_000_000;
  private static final long MOST_WARM_UP_NANOS = 500_000_000;
  private static final long TIMED_NANOS = 20_000_000;
  private static final long MOST_BUFFER_BYTES = 32L << 20;
  private static final long ALL_BUFFERS_BYTES = 256L << 20;
  private static final long LONG_COPY_BYTES = 1 << 20;
  private static final long SHORT_COPY_BYTES = 4096;
  private static final double NANOS_PER_SECOND = 1e9;

  private ProbeKernels() {}

  /**
   * What was measured, for one processor while all are busy.
   *
   * @param flopsPerSecond float32 operations
   * @param copyBytesPerSecond bytes copied
   * @param copyLatencyNanos what a short copy takes beyond its bytes
   */
  record Rates(double flopsPerSecond, double copyBytesPerSecond, long copyLatencyNanos) {}

  /** {@return the medians over the processors} */
  static Rates measure(int processors) {
    var barrier = new CyclicBarrier(processors);
    List<Rates> rates = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(processors)) {
      List<Future<Rates>> futures = new ArrayList<>();
      for (int p = 0; p < processors; p++) {
        futures.add(threads.submit(() -> measureOne(barrier, processors)));
      }
      for (Future<Rates> future : futures) {
        rates.add(Uninterruptibles.getUninterruptibly(future));
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the probe of this machine failed", e.getCause());
    }
    return new Rates(
        median(rates.stream().mapToDouble(Rates::flopsPerSecond).toArray()),
        median(rates.stream().mapToDouble(Rates::copyBytesPerSecond).toArray()),
        (long) median(rates.stream().mapToDouble(Rates::copyLatencyNanos).toArray()));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static Rates measureOne(CyclicBarrier barrier, int processors) throws Exception {
    float[] floats = new float[FLOATS];
    Arrays.fill(floats, 1);
    warmUp(floats);
    long bytes = Math.min(MOST_BUFFER_BYTES, ALL_BUFFERS_BYTES / processors) / 2;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocate(bytes);
      MemorySegment target = arena.allocate(bytes);
      barrier.await();
      double flops = flopsPerSecond(floats);
      barrier.await();
      double longNanos = copyNanos(source, target, Math.min(bytes, LONG_COPY_BYTES));
      double shortNanos = copyNanos(source, target, SHORT_COPY_BYTES);
      double bytesPerSecond = Math.min(bytes, LONG_COPY_BYTES) * NANOS_PER_SECOND / longNanos;
      double latency = shortNanos - SHORT_COPY_BYTES * NANOS_PER_SECOND / bytesPerSecond;
      return new Rates(flops, bytesPerSecond, Math.max(1, Math.round(latency)));
    }
  }

  /** Runs until the compiler has done its work: the rate has not risen for a while. */
  private static void warmUp(float[] floats) {
    double best = 0;
    long start = System.nanoTime();
    long risen = start;
    long now = start;
    while (now - risen < SETTLED_NANOS && now - start < MOST_WARM_UP_NANOS) {
      double rate = flopsPerNano(floats);
      now = System.nanoTime();
      if (rate > 1.05 * best) {
        best = rate;
        risen = now;
      }
    }
  }

  private static double flopsPerSecond(float[] floats) {
    double best = 0;
    long start = System.nanoTime();
    while (System.nanoTime() - start < TIMED_NANOS) {
      best = Math.max(best, flopsPerNano(floats));
    }
    return best * NANOS_PER_SECOND;
  }

  private static double flopsPerNano(float[] floats) {
    long before = System.nanoTime();
    for (int r = 0; r < ROUNDS; r++) {
      multiplyAdd(floats);
    }
    return 2.0 * FMAS * FLOATS * ROUNDS / Math.max(1, System.nanoTime() - before);
  }

  /** The median time of a copy of so many bytes, walking through the buffers. */
  private static double copyNanos(MemorySegment source, MemorySegment target, long bytes) {
    double[] samples = new double[1 << 12];
    int count = 0;
    long offset = 0;
    long start = System.nanoTime();
    long before = start;
    while (before - start < TIMED_NANOS && count < samples.length) {
      MemorySegment.copy(source, offset, target, offset, bytes);
      long after = System.nanoTime();
      samples[count++] = Math.max(1, after - before);
      before = after;
      offset = offset + 2 * bytes <= source.byteSize() ? offset + bytes : 0;
    }
    return median(Arrays.copyOf(samples, count));
  }

  /** Sixteen multiply-adds for each element; the values stay near one. */
  private static void multiplyAdd(float[] floats) {
    float scale = 0.999f;
    float shift = 0.001f;
    for (int i = 0; i < floats.length; i++) {
      float x = floats[i];
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      x = Math.fma(x, scale, shift);
      floats[i] = x;
    }
  }
}
