package org.soapstone.natives.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Functions of elements, softmax, sums and reorders, which take tensors of any rank. */
class ElementwiseTest {
  private static long[] dims(SplittableRandom random) {
    long[] dims = new long[1 + random.nextInt(4)];
    for (int d = 0; d < dims.length; d++) {
      dims[d] = 1L + random.nextInt(d == dims.length - 1 ? 40 : 6);
    }
    return dims;
  }

  private static Write write(SplittableRandom random) {
    return random.nextBoolean() ? Write.OVERWRITE : Write.ACCUMULATE;
  }

  @Test
  void reluKeepsWhatIsPositive() {
    Seeds.each(
        60,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            long[] dims = dims(random);
            var source = TestTensor.any(random, arena, dims);
            var destination = TestTensor.any(random, arena, dims);
            Write write = write(random);
            var kernel = EltwiseForward.of(Eltwise.RELU, source.desc(), destination.desc(), write);
            kernel.execute(source.data(), destination.data());
            destination.check(seed + " " + kernel, write, at -> Math.max(0, source.at(at)));
          }
        });
  }

  @Test
  void reluPassesGradientsWhereTheDataIsPositive() {
    Seeds.each(
        60,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            long[] dims = dims(random);
            var data = TestTensor.any(random, arena, dims);
            data.set(0, new long[dims.length]);
            var gradient = TestTensor.any(random, arena, dims);
            var result = TestTensor.any(random, arena, dims);
            Write write = write(random);
            var kernel =
                EltwiseBackward.of(
                    Eltwise.RELU, false, data.desc(), gradient.desc(), result.desc(), write);
            kernel.execute(data.data(), gradient.data(), result.data());
            result.check(seed + " " + kernel, write, at -> data.at(at) > 0 ? gradient.at(at) : 0);
          }
        });
  }

  @Test
  void reluWorksInPlace() {
    Seeds.each(
        20,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            var data = TestTensor.any(random, arena, dims(random));
            EltwiseForward.of(Eltwise.RELU, data.desc(), data.desc(), Write.OVERWRITE)
                .execute(data.data(), data.data());
            data.check(seed, Write.OVERWRITE, at -> Math.max(0, data.was(at)));
          }
        });
  }

  @Test
  void softmaxSumsToOneOverTheLastDimension() {
    Seeds.each(
        60,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            long[] dims = dims(random);
            var source = TestTensor.any(random, arena, dims);
            // Large values overflow unless the maximum is taken off first.
            long[] first = new long[dims.length];
            source.set(1000, first);
            var destination = TestTensor.any(random, arena, dims);
            var kernel = SoftmaxForward.of(source.desc(), destination.desc());
            kernel.execute(source.data(), destination.data());
            destination.check(
                seed + " " + kernel,
                Write.OVERWRITE,
                at -> {
                  long[] index = at.clone();
                  double largest = Double.NEGATIVE_INFINITY;
                  for (index[dims.length - 1] = 0;
                      index[dims.length - 1] < dims[dims.length - 1];
                      index[dims.length - 1]++) {
                    largest = Math.max(largest, source.at(index));
                  }
                  double sum = 0;
                  for (index[dims.length - 1] = 0;
                      index[dims.length - 1] < dims[dims.length - 1];
                      index[dims.length - 1]++) {
                    sum += Math.exp(source.at(index) - largest);
                  }
                  return Math.exp(source.at(at) - largest) / sum;
                });
          }
        });
  }

  @Test
  void sumsAddFromLeftToRight() {
    Seeds.each(
        60,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            long[] dims = dims(random);
            List<TestTensor> sources = new ArrayList<>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
              sources.add(TestTensor.any(random, arena, dims));
            }
            var destination = TestTensor.any(random, arena, dims);
            Write write = write(random);
            var kernel =
                Sum.of(sources.stream().map(TestTensor::desc).toList(), destination.desc(), write);
            kernel.execute(sources.stream().map(TestTensor::data).toList(), destination.data());
            long[] index = new long[dims.length];
            float exact =
                write == Write.ACCUMULATE ? destination.was(index) : sources.getFirst().at(index);
            for (TestTensor source :
                sources.subList(write == Write.ACCUMULATE ? 0 : 1, sources.size())) {
              exact += source.at(index);
            }
            assertThat(destination.at(index)).as(seed).isEqualTo(exact);
            destination.check(
                seed + " " + kernel,
                write,
                at -> sources.stream().mapToDouble(source -> source.at(at)).sum());
          }
        });
  }

  @Test
  void theFirstSourceOfASumMayBeTheDestination() {
    Seeds.each(
        20,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            long[] dims = dims(random);
            var first = TestTensor.any(random, arena, dims);
            var second = TestTensor.any(random, arena, dims);
            Sum.of(List.of(first.desc(), second.desc()), first.desc(), Write.OVERWRITE)
                .execute(first.data(), second.data(), first.data());
            first.check(seed, Write.ACCUMULATE, second::at);
          }
        });
  }

  @Test
  void reordersCopyAndAddBoxes() {
    Seeds.each(
        60,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            long[] dims = dims(random);
            var source = TestTensor.any(random, arena, dims);
            var destination = TestTensor.any(random, arena, dims);
            Write write = write(random);
            var kernel = Reorder.of(source.desc(), destination.desc(), write);
            kernel.execute(source.data(), destination.data());
            destination.check(seed + " " + kernel, write, source::at);
          }
        });
  }

  @Test
  void reordersConvertTypes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment floats = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1f, -2.5f, 0.1f, 65504f);
      MemorySegment halves = arena.allocate(8);
      Reorder.of(TensorDesc.dense(4), TensorDesc.dense(DataType.F16, 4), Write.OVERWRITE)
          .execute(floats, halves);
      for (int i = 0; i < 4; i++) {
        assertThat(Float.float16ToFloat(halves.getAtIndex(ValueLayout.JAVA_SHORT, i)))
            .isEqualTo(
                Float.float16ToFloat(
                    Float.floatToFloat16(floats.getAtIndex(ValueLayout.JAVA_FLOAT, i))));
      }
    }
  }

  @Test
  void tensorsOfDifferentDimensionsAreRefused() {
    var small = TensorDesc.dense(2, 3);
    var large = TensorDesc.dense(2, 4);
    assertThatThrownBy(() -> EltwiseForward.of(Eltwise.RELU, small, large, Write.OVERWRITE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "element-wise: source and destination must have the same dimensions, got 2x3 F32 and"
                + " 2x4 F32");
    assertThatThrownBy(() -> Sum.of(List.of(), small, Write.OVERWRITE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one source");
    assertThatThrownBy(() -> SoftmaxForward.of(small, TensorDesc.dense(DataType.BF16, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("softmax destination must be F32, got 2x3 BF16");
  }
}
