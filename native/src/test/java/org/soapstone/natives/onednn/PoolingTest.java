package org.soapstone.natives.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PoolingTest {
  /** A random pooling. */
  private record Case(
      TestTensor source,
      TestTensor gradient,
      TestTensor destination,
      PoolingMode mode,
      Window window,
      Write write) {

    static Case of(SplittableRandom random, Arena arena) {
      int[] kernel = {1 + random.nextInt(4), 1 + random.nextInt(4)};
      int[] stride = {1 + random.nextInt(3), 1 + random.nextInt(3)};
      int[] pad = new int[2];
      long[] in = new long[2];
      long[] out = new long[2];
      for (int d = 0; d < 2; d++) {
        do {
          pad[d] = random.nextInt(kernel[d]);
          out[d] = 1L + random.nextInt(6);
          int after = random.nextInt(kernel[d]);
          int unused = after == 0 ? random.nextInt(stride[d]) : 0;
          in[d] = (out[d] - 1) * stride[d] + kernel[d] - pad[d] - after + unused;
        } while (in[d] < 1);
      }
      long samples = 1L + random.nextInt(3);
      long channels = 1L + random.nextInt(40);
      TestTensor source = TestTensor.any(random, arena, samples, in[0], in[1], channels);
      if (random.nextBoolean()) {
        roundToTies(source);
      }
      return new Case(
          source,
          TestTensor.any(random, arena, samples, in[0], in[1], channels),
          TestTensor.any(random, arena, samples, out[0], out[1], channels),
          List.of(PoolingMode.values()).get(random.nextInt(3)),
          new Window(kernel[0], kernel[1], stride[0], stride[1], pad[0], pad[1]),
          random.nextBoolean() ? Write.OVERWRITE : Write.ACCUMULATE);
    }

    /** Few distinct values, all negative: ties are frequent, and padding must not win. */
    private static void roundToTies(TestTensor source) {
      TensorDesc desc = source.desc();
      for (long n = 0; n < desc.dim(0); n++) {
        for (long h = 0; h < desc.dim(1); h++) {
          for (long w = 0; w < desc.dim(2); w++) {
            for (long c = 0; c < desc.dim(3); c++) {
              source.set(-1 - Math.round(source.at(n, h, w, c)), n, h, w, c);
            }
          }
        }
      }
    }

    PoolingShape shape() {
      return new PoolingShape(mode, source.desc(), destination.desc(), window);
    }

    PoolingShape gradientShape() {
      return new PoolingShape(mode, gradient.desc(), destination.desc(), window);
    }

    /** Visits the elements of one window in row-major order. */
    void forEach(long oh, long ow, Visitor visitor) {
      for (long kh = 0; kh < window.kernel().get(0); kh++) {
        for (long kw = 0; kw < window.kernel().get(1); kw++) {
          long h = oh * window.stride().get(0) + kh - window.padBefore().get(0);
          long w = ow * window.stride().get(1) + kw - window.padBefore().get(1);
          if (h >= 0 && h < source.desc().dim(1) && w >= 0 && w < source.desc().dim(2)) {
            visitor.visit(h, w);
          }
        }
      }
    }

    interface Visitor {
      void visit(long h, long w);
    }

    double pooled(long n, long oh, long ow, long c) {
      double[] result = {mode == PoolingMode.MAX ? Double.NEGATIVE_INFINITY : 0};
      forEach(
          oh,
          ow,
          (h, w) -> {
            float x = source.at(n, h, w, c);
            result[0] =
                mode == PoolingMode.MAX ? Math.max(result[0], x) : result[0] + x / divisor(oh, ow);
          });
      return result[0];
    }

    double divisor(long oh, long ow) {
      if (mode == PoolingMode.AVERAGE_INCLUDING_PADDING) {
        return window.kernel().get(0) * window.kernel().get(1);
      }
      int[] count = {0};
      forEach(oh, ow, (h, w) -> count[0]++);
      return count[0];
    }

    /** The gradient of the source, by sending each window's gradient back. */
    double[][][][] gradients() {
      TensorDesc to = destination.desc();
      TensorDesc from = source.desc();
      double[][][][] sums =
          new double[(int) from.dim(0)][(int) from.dim(1)][(int) from.dim(2)][(int) from.dim(3)];
      for (long n = 0; n < to.dim(0); n++) {
        for (long oh = 0; oh < to.dim(1); oh++) {
          for (long ow = 0; ow < to.dim(2); ow++) {
            for (long c = 0; c < to.dim(3); c++) {
              sendBack(sums[(int) n], n, oh, ow, c);
            }
          }
        }
      }
      return sums;
    }

    private void sendBack(double[][][] sums, long n, long oh, long ow, long c) {
      double gradient = destination.at(n, oh, ow, c);
      if (mode == PoolingMode.MAX) {
        double largest = pooled(n, oh, ow, c);
        boolean[] found = {false};
        forEach(
            oh,
            ow,
            (h, w) -> {
              if (!found[0] && source.at(n, h, w, c) == largest) {
                sums[(int) h][(int) w][(int) c] += gradient;
                found[0] = true;
              }
            });
      } else {
        double share = gradient / divisor(oh, ow);
        forEach(oh, ow, (h, w) -> sums[(int) h][(int) w][(int) c] += share);
      }
    }
  }

  @Test
  void forwardPoolsEachWindow() {
    Seeds.each(
        80,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            Case c = Case.of(random, arena);
            var kernel = PoolingForward.of(c.shape(), c.write());
            kernel.execute(c.source().data(), c.destination().data());
            c.destination()
                .check(seed + " " + kernel, c.write(), at -> c.pooled(at[0], at[1], at[2], at[3]));
          }
        });
  }

  @Test
  void backwardSendsGradientsToTheFirstMaximumOrToAll() {
    Seeds.each(
        80,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            Case c = Case.of(random, arena);
            double[][][][] sums = c.gradients();
            var kernel = PoolingBackward.of(c.gradientShape(), c.source().desc(), c.write());
            if (c.mode() == PoolingMode.MAX || random.nextBoolean()) {
              kernel.execute(c.source().data(), c.destination().data(), c.gradient().data());
            } else {
              kernel.execute(c.destination().data(), c.gradient().data());
            }
            c.gradient()
                .check(
                    seed + " " + kernel,
                    c.write(),
                    at -> sums[(int) at[0]][(int) at[1]][(int) at[2]][(int) at[3]]);
          }
        });
  }

  @Test
  void compiledImplementationsArePicked() {
    for (PoolingMode mode : PoolingMode.values()) {
      var shape =
          new PoolingShape(
              mode,
              TensorDesc.dense(8, 55, 55, 64),
              TensorDesc.dense(8, 27, 27, 64),
              Window.square(3, 2, 0));
      assertThat(PoolingForward.of(shape, Write.OVERWRITE).implementation()).startsWith("jit");
      assertThat(PoolingBackward.of(shape, Write.OVERWRITE).implementation()).startsWith("jit");
    }
  }

  @Test
  void windowsInThePaddingAreRefused() {
    assertThatThrownBy(() ->
            new PoolingShape(
                PoolingMode.MAX,
                TensorDesc.dense(1, 4, 4, 1),
                TensorDesc.dense(1, 5, 5, 1),
                Window.square(2, 1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without any element");
  }

  @Test
  void theMaximumsGradientNeedsTheSource() {
    var shape =
        new PoolingShape(
            PoolingMode.MAX,
            TensorDesc.dense(1, 4, 4, 1),
            TensorDesc.dense(1, 2, 2, 1),
            Window.square(2, 2, 0));
    try (Arena arena = Arena.ofConfined()) {
      var data = arena.allocate(64);
      var kernel = PoolingBackward.of(shape, Write.OVERWRITE);
      assertThatThrownBy(() -> kernel.execute(data, data))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("needs the source");
    }
  }
}
