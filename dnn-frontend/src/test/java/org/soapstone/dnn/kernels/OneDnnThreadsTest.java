package org.soapstone.dnn.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * A kernel computes in the thread that calls it. A thread that OpenMP started would carry the name
 * of the thread that started it, so the operating system's list of threads shows any team.
 */
class OneDnnThreadsTest {
  private static final String NAME = "kernel-caller";
  private static final Path THREADS = Path.of("/proc/self/task");

  @Test
  void kernelsStartNoThreads() throws Exception {
    assumeTrue(Files.isDirectory(THREADS), "the system does not list threads in " + THREADS);
    FutureTask<Long> first = start(OneDnnThreadsTest::computeAndCount);
    assertThat(first.get()).isEqualTo(1);
    FutureTask<Long> second = start(OneDnnThreadsTest::computeAndCount);
    assertThat(second.get()).isEqualTo(1);
  }

  private static FutureTask<Long> start(Callable<Long> body) {
    FutureTask<Long> task = new FutureTask<>(body);
    Thread.ofPlatform().name(NAME).daemon().start(task);
    return task;
  }

  /** Large enough for OpenMP to share out, were it allowed to. */
  private static long computeAndCount() throws IOException {
    Kernels kernels = new OneDnnKernels();
    TestViews views = new TestViews(new SplittableRandom(1), FieldType.FLOAT32);
    FieldView image = views.random(Rect.ofExtents(4, 32, 32, 32));
    FieldView filters = views.random(Rect.ofExtents(32, 3, 3, 32));
    FieldView bias = views.random(Rect.ofExtents(32));
    FieldView output = views.blank(image.rect());
    FieldView filterGradient = views.blank(filters.rect());
    FieldView biasGradient = views.blank(bias.rect());
    Window window = new Window(3, 3, 1, 1, 1, 1);
    FieldView matrix = views.random(Rect.ofExtents(64, 32));
    FieldView weights = views.random(Rect.ofExtents(32, 32));
    FieldView product = views.blank(matrix.rect());
    kernels.convolutionForward(window, image, filters, bias, output);
    kernels.convolutionBackwardInput(window, output, filters, image);
    kernels.convolutionBackwardWeight(window, image, output, filterGradient, biasGradient);
    kernels.linearForward(matrix, weights, bias, product);
    kernels.unaryForward(new UnaryFunction.Relu(), image, output);
    kernels.add(List.of(image, output), output);
    return namedThreads();
  }

  private static long namedThreads() throws IOException {
    try (Stream<Path> threads = Files.list(THREADS)) {
      return threads.filter(OneDnnThreadsTest::isNamed).count();
    }
  }

  private static boolean isNamed(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip().equals(NAME);
    } catch (IOException e) {
      // The thread has ended.
      return false;
    }
  }
}
