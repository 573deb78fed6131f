package org.soapstone.natives.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class OneDnnTest {
  private static final ConvolutionShape SHAPE =
      new ConvolutionShape(
          TensorDesc.dense(4, 28, 28, 32),
          TensorDesc.dense(32, 3, 3, 32),
          TensorDesc.dense(4, 28, 28, 32),
          Window.square(3, 1, 1));

  @Test
  void theBundledLibraryIsFound() {
    assertThat(OneDnn.available()).as(OneDnn.status()).isTrue();
    assertThat(OneDnn.version()).matches("3\\.\\d+\\.\\d+");
    assertThat(OneDnn.status())
        .startsWith("oneDNN " + OneDnn.version())
        .contains(OneDnn.instructionSet(), "libdnnl.so.3");
  }

  /**
   * Threads that OpenMP starts inherit the name of the thread that starts them, so the names tell
   * whose team they are.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void kernelsStartNoThreads() throws InterruptedException {
    int threads = 3;
    CountDownLatch computed = new CountDownLatch(threads);
    CountDownLatch counted = new CountDownLatch(1);
    List<Thread> started = new ArrayList<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < threads; i++) {
      started.add(
          Thread.ofPlatform()
              .name("dnn-probe-" + i)
              .start(() -> {
                try {
                  computeEverything();
                } catch (RuntimeException | Error e) {
                  failure.set(e);
                } finally {
                  computed.countDown();
                  awaitQuietly(counted);
                }
              }));
    }
    computed.await();
    long alive = threadsNamed("dnn-probe-");
    counted.countDown();
    for (Thread thread : started) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(alive).isEqualTo(threads);
  }

  /** The same count does see a team where one is allowed. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theCountWouldSeeATeam() throws InterruptedException {
    long[] alive = new long[1];
    Thread thread =
        Thread.ofPlatform()
            .name("dnn-team")
            .start(() -> {
              computeWithTeam(4);
              alive[0] = threadsNamed("dnn-team");
            });
    thread.join();
    assertThat(alive[0]).isEqualTo(4);
  }

  private static void computeWithTeam(int threads) {
    TensorDesc tensor = TensorDesc.dense(1 << 20);
    Workspace workspace = Workspace.current();
    Dnnl.setThreads(threads);
    try (Arena arena = Arena.ofConfined();
        KernelBuilder builder = new KernelBuilder(workspace, "team")) {
      var source = builder.input("source", tensor);
      var destination = builder.output("destination", tensor);
      PrimitiveDesc main = EltwisePrimitives.forward(builder, Eltwise.RELU, source.desc());
      builder.step(
          main,
          new Step.Argument(Dnnl.ARG_SRC, source.memory()),
          new Step.Argument(Dnnl.ARG_DST, destination.memory()));
      KernelParts parts = builder.finish(main);
      source.memory().bind(arena.allocate(tensor.spanBytes(), 64));
      destination.memory().bind(arena.allocate(tensor.spanBytes(), 64));
      parts.steps().getFirst().execute(workspace.stream());
      parts.destroy();
    }
    OneDnn.release();
  }

  private static void computeEverything() {
    try (Arena arena = Arena.ofConfined()) {
      var random = new SplittableRandom(1);
      var images = TestTensor.dense(random, arena, 4, 28, 28, 32).data();
      var filters = TestTensor.dense(random, arena, 32, 3, 3, 32).data();
      var features = TestTensor.dense(random, arena, 4, 28, 28, 32).data();
      ConvolutionForward.of(SHAPE, false, Write.OVERWRITE).execute(images, filters, features);
      ConvolutionBackwardData.of(SHAPE, Write.ACCUMULATE).execute(features, filters, images);
      ConvolutionBackwardWeights.of(SHAPE, false, Write.ACCUMULATE)
          .execute(images, features, filters);
      var pooling =
          new PoolingShape(
              PoolingMode.MAX,
              TensorDesc.dense(4, 28, 28, 32),
              TensorDesc.dense(4, 14, 14, 32),
              Window.square(2, 2, 0));
      PoolingForward.of(pooling, Write.OVERWRITE).execute(images, features);
      PoolingBackward.of(pooling, Write.OVERWRITE).execute(images, features, images);
      var linear =
          new LinearShape(
              TensorDesc.dense(4, 25088), TensorDesc.dense(4, 25088), TensorDesc.dense(4, 4));
      LinearForward.of(linear, false, Write.OVERWRITE).execute(images, features, filters);
      LinearBackwardData.of(linear, Write.OVERWRITE).execute(filters, features, images);
      LinearBackwardWeights.of(linear, false, Write.OVERWRITE).execute(images, filters, features);
      TensorDesc all = TensorDesc.dense(4, 25088);
      EltwiseForward.of(Eltwise.RELU, all, all, Write.OVERWRITE).execute(images, features);
      EltwiseBackward.of(Eltwise.RELU, false, all, all, all, Write.OVERWRITE)
          .execute(images, features, features);
      SoftmaxForward.of(all, all).execute(images, features);
      Sum.of(List.of(all, all), all, Write.OVERWRITE).execute(images, features, images);
      Reorder.of(all, all, Write.ACCUMULATE).execute(images, features);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long threadsNamed(String prefix) {
    try (var tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks.filter(task -> name(task).startsWith(prefix)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (IOException e) {
      return ""; // the thread has ended
    }
  }
}
