package org.soapstone.dnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is loaded ahead is what is loaded at once. */
class PrefetchedBatchesTest {
  private static final int BATCH = 5;
  private static final int VALUES = 7;

  /** Values that are functions of their place; tells when a thread that is not asked loads. */
  private static final class Counted implements BatchSource {
    private final Thread asker = Thread.currentThread();
    private final CountDownLatch ahead = new CountDownLatch(2 * BATCH);

    @Override
    public void load(long iteration, int position, float[] into) {
      for (int i = 0; i < VALUES; i++) {
        into[i] = value(iteration, position, i);
      }
      if (Thread.currentThread() != asker) {
        ahead.countDown();
      }
    }

    @Override
    public int label(long iteration, int position) {
      return position;
    }

    @Override
    public boolean counts(long iteration, int position) {
      return true;
    }
  }

  private static float value(long iteration, int position, int i) {
    return (float) (100 * iteration + 10L * position + i);
  }

  private static void check(BatchSource batches, long iteration) {
    for (int position = 0; position < BATCH; position++) {
      float[] image = new float[VALUES];
      batches.load(iteration, position, image);
      for (int i = 0; i < VALUES; i++) {
        assertThat(image[i]).isEqualTo(value(iteration, position, i));
      }
    }
  }

  @Test
  void theNextTwoBatchesAreLoadedByAnotherThread() throws InterruptedException {
    Counted source = new Counted();
    try (var batches = new PrefetchedBatches(source, BATCH, VALUES, 3)) {
      check(batches, 0);
      assertThat(source.ahead.await(20, TimeUnit.SECONDS)).isTrue();
      check(batches, 1);
      check(batches, 2);
      check(batches, 0);
      check(batches, -3);
      assertThat(batches.label(0, 3)).isEqualTo(3);
    }
  }

  @Test
  void manyThreadsGetWhatTheyAskFor() throws Exception {
    try (var batches = new PrefetchedBatches(new Counted(), BATCH, VALUES, 200);
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<?>> all = new ArrayList<>();
      for (int iteration = 0; iteration < 200; iteration++) {
        long asked = iteration;
        all.add(threads.submit(() -> check(batches, asked)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  @Test
  void whatCannotBeLoadedIsToldToWhoAsks() {
    BatchSource broken =
        new BatchSource() {
          @Override
          public void load(long iteration, int position, float[] into) {
            throw new DatasetException("image of batch " + iteration);
          }

          @Override
          public int label(long iteration, int position) {
            return 0;
          }

          @Override
          public boolean counts(long iteration, int position) {
            return true;
          }
        };
    try (var batches = new PrefetchedBatches(broken, BATCH, VALUES, 9)) {
      for (int iteration = 0; iteration < 3; iteration++) {
        long asked = iteration;
        assertThatThrownBy(() -> batches.load(asked, 0, new float[VALUES]))
            .hasMessage("image of batch " + asked);
      }
    }
  }
}
