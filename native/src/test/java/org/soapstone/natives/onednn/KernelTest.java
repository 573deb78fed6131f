package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What all kernels have in common. */
class KernelTest {
  private static final TensorDesc TENSOR = TensorDesc.dense(2, 8);

  /** Runs on a new platform thread and hands back the result. */
  private static <T> T elsewhere(Callable<T> work) throws InterruptedException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new AssertionError("the other thread failed", e);
    }
  }

  @Test
  void aThreadGetsTheSameKernelForTheSameShape() throws InterruptedException {
    var first = EltwiseForward.of(Eltwise.RELU, TENSOR, TENSOR, Write.OVERWRITE);
    assertThat(EltwiseForward.of(Eltwise.RELU, TensorDesc.dense(2, 8), TENSOR, Write.OVERWRITE))
        .isSameAs(first);
    assertThat(EltwiseForward.of(Eltwise.RELU, TENSOR, TENSOR, Write.ACCUMULATE))
        .isNotSameAs(first);
    assertThat(elsewhere(() -> EltwiseForward.of(Eltwise.RELU, TENSOR, TENSOR, Write.OVERWRITE)))
        .isNotSameAs(first);
  }

  @Test
  void aKernelIsForItsOwnThread() throws InterruptedException {
    EltwiseForward foreign =
        elsewhere(() -> EltwiseForward.of(Eltwise.RELU, TENSOR, TENSOR, Write.OVERWRITE));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(64);
      assertThatThrownBy(() -> foreign.execute(data, data))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ask for it again on the thread that executes it");
    }
  }

  @Test
  void aReleasedKernelIsRefused() throws InterruptedException {
    elsewhere(() -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment data = arena.allocate(64);
        var kernel = EltwiseForward.of(Eltwise.RELU, TENSOR, TENSOR, Write.OVERWRITE);
        kernel.execute(data, data);
        OneDnn.release();
        assertThatThrownBy(() -> kernel.execute(data, data))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("was released");
        EltwiseForward.of(Eltwise.RELU, TENSOR, TENSOR, Write.OVERWRITE).execute(data, data);
        OneDnn.release();
      }
      return true;
    });
  }

  @Test
  void theKernelsUsedLongestAgoAreDropped() throws InterruptedException {
    elsewhere(() -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment data = arena.allocate(64);
        var dropped = EltwiseForward.of(Eltwise.RELU, TENSOR, TENSOR, Write.OVERWRITE);
        var kept = EltwiseForward.of(Eltwise.RELU, TENSOR, TENSOR, Write.ACCUMULATE);
        for (int i = 1; i < Workspace.MAX_KERNELS; i++) {
          TensorDesc other = TensorDesc.dense(i + 100);
          Reorder.of(other, other, Write.OVERWRITE);
          assertThat(EltwiseForward.of(Eltwise.RELU, TENSOR, TENSOR, Write.ACCUMULATE))
              .isSameAs(kept);
        }
        assertThatThrownBy(() -> dropped.execute(data, data))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("was released");
        EltwiseForward.of(Eltwise.RELU, TENSOR, TENSOR, Write.OVERWRITE).execute(data, data);
        OneDnn.release();
      }
      return true;
    });
  }

  @Test
  void segmentsThatDoNotSuitAreRefused() {
    var kernel = EltwiseForward.of(Eltwise.RELU, TENSOR, TENSOR, Write.OVERWRITE);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment good = arena.allocate(64);
      MemorySegment small = arena.allocate(60);
      assertThatThrownBy(() -> kernel.execute(small, good))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "relu of 2x8 F32 to 2x8 F32: the segment for source 2x8 F32 has 60 bytes; it"
                  + " needs 64");
      assertThatThrownBy(() -> kernel.execute(good, good.asReadOnly()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("destination 2x8 F32 is read-only and would be written");
      assertThatThrownBy(() -> kernel.execute(MemorySegment.ofArray(new float[16]), good))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("lies on the Java heap");
      kernel.execute(good.asReadOnly(), good);
    }
    MemorySegment dead;
    try (Arena arena = Arena.ofConfined()) {
      dead = arena.allocate(64);
    }
    assertThatThrownBy(() -> kernel.execute(dead, dead)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aBiasIsGivenIfAndOnlyIfItWasAskedFor() {
    var shape = new LinearShape(TENSOR, TensorDesc.dense(4, 8), TensorDesc.dense(2, 4));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(256);
      assertThatThrownBy(
              () -> LinearForward.of(shape, true, Write.OVERWRITE).execute(data, data, data))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was asked for with a bias and is executed without one");
    }
  }

  @Test
  void aWindowThatMustBePackedUsesScratchMemoryOfTheThread() throws InterruptedException {
    elsewhere(() -> {
      TensorDesc images = TensorDesc.dense(8, 28, 28, 32);
      var tiled =
          new PoolingShape(
              PoolingMode.MAX,
              images.tile(8, 14, 28, 32),
              TensorDesc.dense(8, 7, 14, 32),
              Window.square(2, 2, 0));
      var dense =
          new PoolingShape(
              PoolingMode.MAX,
              TensorDesc.dense(8, 14, 28, 32),
              TensorDesc.dense(8, 7, 14, 32),
              Window.square(2, 2, 0));
      assertThat(PoolingForward.of(dense, Write.OVERWRITE).scratchBytes()).isZero();
      var kernel = PoolingForward.of(tiled, Write.OVERWRITE);
      assertThat(kernel.scratchBytes()).isGreaterThanOrEqualTo(8 * 14 * 28 * 32 * 4);
      assertThat(OneDnn.scratchBytes()).isZero();
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment source = arena.allocate(images.spanBytes());
        MemorySegment destination = arena.allocate(8 * 7 * 14 * 32 * 4);
        kernel.execute(source, destination);
        assertThat(OneDnn.scratchBytes()).isEqualTo(kernel.scratchBytes());
      }
      OneDnn.release();
      return true;
    });
  }

  /** Neither the thread nor the place of the data in memory changes a bit of a result. */
  @Test
  void bitsDependOnTheDataAlone() throws InterruptedException {
    Seeds.each(
        10,
        (random, seed) -> {
          long n = 1L + random.nextInt(4);
          long in = 1L + random.nextInt(40);
          long out = 1L + random.nextInt(40);
          long data = random.nextLong();
          try (Arena arena = Arena.ofShared()) {
            float[] here = trainingStep(arena, 0, n, in, out, data);
            try {
              float[] there = elsewhere(() -> trainingStep(arena, 4, n, in, out, data));
              assertThat(there).as(seed).isEqualTo(here);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        });
  }

  private static float[] trainingStep(
      Arena arena, long shift, long n, long in, long out, long seed) {
    var random = new SplittableRandom(seed);
    var shape =
        new ConvolutionShape(
            TensorDesc.dense(n, 12, 12, in),
            TensorDesc.dense(out, 3, 3, in),
            TensorDesc.dense(n, 12, 12, out),
            Window.square(3, 1, 1));
    MemorySegment source = random(arena, shift, shape.source(), random);
    MemorySegment weights = random(arena, shift, shape.weights(), random);
    MemorySegment destination = random(arena, shift, shape.destination(), random);
    ConvolutionForward.of(shape, false, Write.OVERWRITE).execute(source, weights, destination);
    ConvolutionBackwardWeights.of(shape, false, Write.ACCUMULATE)
        .execute(source, destination, weights);
    ConvolutionBackwardData.of(shape, Write.ACCUMULATE).execute(destination, weights, source);
    var linear =
        new LinearShape(
            TensorDesc.dense(n, 144 * in), TensorDesc.dense(10, 144 * in), TensorDesc.dense(n, 10));
    MemorySegment matrix = random(arena, shift, linear.weights(), random);
    MemorySegment result = random(arena, shift, linear.destination(), random);
    LinearForward.of(linear, false, Write.ACCUMULATE).execute(source, matrix, result);
    LinearBackwardWeights.of(linear, false, Write.ACCUMULATE).execute(source, result, matrix);
    LinearBackwardData.of(linear, Write.ACCUMULATE).execute(result, matrix, source);
    return source.toArray(JAVA_FLOAT);
  }

  private static MemorySegment random(
      Arena arena, long shift, TensorDesc desc, SplittableRandom random) {
    MemorySegment data =
        arena.allocate(desc.spanBytes() + shift, 64).asSlice(shift, desc.spanBytes());
    for (long i = 0; i < desc.elements(); i++) {
      data.setAtIndex(JAVA_FLOAT, i, random.nextFloat() - 0.5f);
    }
    return data;
  }
}
