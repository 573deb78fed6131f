package org.soapstone.natives.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinearTest {
  private record Case(
      TestTensor source, TestTensor weights, TestTensor bias, TestTensor destination, Write write) {

    static Case of(SplittableRandom random, Arena arena) {
      long samples = extent(random, 20);
      long in = extent(random, 100);
      long out = extent(random, 70);
      return new Case(
          TestTensor.any(random, arena, samples, in),
          TestTensor.any(random, arena, out, in),
          TestTensor.dense(random, arena, out),
          TestTensor.any(random, arena, samples, out),
          random.nextBoolean() ? Write.OVERWRITE : Write.ACCUMULATE);
    }

    private static long extent(SplittableRandom random, int most) {
      return random.nextInt(5) == 0 ? 1 : 1L + random.nextInt(most);
    }

    LinearShape shape() {
      return new LinearShape(source.desc(), weights.desc(), destination.desc());
    }
  }

  @Test
  void forwardMultipliesByTheTransposedWeights() {
    Seeds.each(
        80,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            Case c = Case.of(random, arena);
            boolean bias = random.nextBoolean();
            var kernel = LinearForward.of(c.shape(), bias, c.write());
            if (bias) {
              kernel.execute(
                  c.source().data(), c.weights().data(), c.bias().data(), c.destination().data());
            } else {
              kernel.execute(c.source().data(), c.weights().data(), c.destination().data());
            }
            c.destination()
                .check(
                    seed + " " + kernel,
                    c.write(),
                    at -> {
                      double sum = bias ? c.bias().at(at[1]) : 0;
                      for (long i = 0; i < c.source().desc().dim(1); i++) {
                        sum += (double) c.source().at(at[0], i) * c.weights().at(at[1], i);
                      }
                      return sum;
                    });
          }
        });
  }

  @Test
  void backwardDataMultipliesByTheWeights() {
    Seeds.each(
        80,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            Case c = Case.of(random, arena);
            var kernel = LinearBackwardData.of(c.shape(), c.write());
            kernel.execute(c.destination().data(), c.weights().data(), c.source().data());
            c.source()
                .check(
                    seed + " " + kernel,
                    c.write(),
                    at -> {
                      double sum = 0;
                      for (long o = 0; o < c.weights().desc().dim(0); o++) {
                        sum += (double) c.destination().at(at[0], o) * c.weights().at(o, at[1]);
                      }
                      return sum;
                    });
          }
        });
  }

  @Test
  void backwardWeightsSumsOverSamples() {
    Seeds.each(
        80,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            Case c = Case.of(random, arena);
            boolean bias = random.nextBoolean();
            var kernel = LinearBackwardWeights.of(c.shape(), bias, c.write());
            if (bias) {
              kernel.execute(
                  c.source().data(), c.destination().data(), c.weights().data(), c.bias().data());
            } else {
              kernel.execute(c.source().data(), c.destination().data(), c.weights().data());
            }
            long samples = c.source().desc().dim(0);
            c.weights()
                .check(
                    seed + " " + kernel,
                    c.write(),
                    at -> {
                      double sum = 0;
                      for (long n = 0; n < samples; n++) {
                        sum += (double) c.destination().at(n, at[0]) * c.source().at(n, at[1]);
                      }
                      return sum;
                    });
            if (bias) {
              c.bias()
                  .check(
                      seed + " " + kernel,
                      c.write(),
                      at -> {
                        double sum = 0;
                        for (long n = 0; n < samples; n++) {
                          sum += c.destination().at(n, at[0]);
                        }
                        return sum;
                      });
            }
          }
        });
  }

  /**
   * The implementations that were measured to be fastest, dense and on a tile of the input
   * channels.
   */
  @Test
  void fastImplementationsArePicked() {
    var weights = TensorDesc.dense(1024, 9216);
    for (long in : new long[] {9216, 4608}) {
      var shape =
          new LinearShape(
              TensorDesc.dense(8, 9216).tile(8, in),
              weights.tile(1024, in),
              TensorDesc.dense(8, 1024));
      assertThat(LinearForward.of(shape, true, Write.OVERWRITE).implementation())
          .startsWith("brg_matmul");
      assertThat(LinearBackwardData.of(shape, Write.OVERWRITE).implementation()).startsWith("gemm");
      assertThat(LinearBackwardWeights.of(shape, true, Write.ACCUMULATE).implementation())
          .startsWith("gemm");
    }
  }

  @Test
  void matricesThatDoNotBelongTogetherAreRefused() {
    assertThatThrownBy(() ->
            new LinearShape(TensorDesc.dense(2, 3), TensorDesc.dense(4, 5), TensorDesc.dense(2, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("linear: input channels of source and weights must be equal, got 3 and 5");
    assertThatThrownBy(() ->
            new LinearShape(
                TensorDesc.dense(2, 3, 1), TensorDesc.dense(4, 3), TensorDesc.dense(2, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("linear source needs 2 dimensions");
  }
}
