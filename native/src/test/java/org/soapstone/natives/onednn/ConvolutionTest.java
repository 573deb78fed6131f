package org.soapstone.natives.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionTest {
  /** A random convolution: its tensors with gaps or without, and the loops that define it. */
  private record Case(
      TestTensor source,
      TestTensor weights,
      TestTensor bias,
      TestTensor destination,
      Window window,
      Write write,
      String context) {

    static Case of(SplittableRandom random, Arena arena, String context) {
      int[] kernel = {1 + random.nextInt(5), 1 + random.nextInt(5)};
      int[] stride = {1 + random.nextInt(3), 1 + random.nextInt(3)};
      int[] pad = new int[2];
      long[] in = new long[2];
      long[] out = new long[2];
      for (int d = 0; d < 2; d++) {
        do {
          pad[d] = random.nextInt(kernel[d] + 1);
          out[d] = 1L + random.nextInt(6);
          int after = random.nextInt(kernel[d] + 1);
          int unused = after == 0 ? random.nextInt(stride[d]) : 0;
          in[d] = (out[d] - 1) * stride[d] + kernel[d] - pad[d] - after + unused;
        } while (in[d] < 1);
      }
      long samples = 1L + random.nextInt(3);
      long channels = channels(random);
      long outChannels = channels(random);
      return new Case(
          TestTensor.any(random, arena, samples, in[0], in[1], channels),
          TestTensor.any(random, arena, outChannels, kernel[0], kernel[1], channels),
          TestTensor.dense(random, arena, outChannels),
          TestTensor.any(random, arena, samples, out[0], out[1], outChannels),
          new Window(kernel[0], kernel[1], stride[0], stride[1], pad[0], pad[1]),
          random.nextBoolean() ? Write.OVERWRITE : Write.ACCUMULATE,
          context);
    }

    private static long channels(SplittableRandom random) {
      return switch (random.nextInt(3)) {
        case 0 -> 1L + random.nextInt(4);
        case 1 -> 1L + random.nextInt(40);
        default -> 8L * (1 + random.nextInt(5));
      };
    }

    ConvolutionShape shape() {
      return new ConvolutionShape(source.desc(), weights.desc(), destination.desc(), window);
    }

    /** Visits every product of the convolution. */
    void forEach(Visitor visitor) {
      TensorDesc from = source.desc();
      TensorDesc to = destination.desc();
      for (long n = 0; n < from.dim(0); n++) {
        for (long oh = 0; oh < to.dim(1); oh++) {
          for (long ow = 0; ow < to.dim(2); ow++) {
            for (long kh = 0; kh < window.kernel().get(0); kh++) {
              for (long kw = 0; kw < window.kernel().get(1); kw++) {
                long h = oh * window.stride().get(0) + kh - window.padBefore().get(0);
                long w = ow * window.stride().get(1) + kw - window.padBefore().get(1);
                if (h >= 0 && h < from.dim(1) && w >= 0 && w < from.dim(2)) {
                  visitor.visit(n, oh, ow, h, w, kh, kw);
                }
              }
            }
          }
        }
      }
    }

    interface Visitor {
      void visit(long n, long oh, long ow, long h, long w, long kh, long kw);
    }
  }

  /** A tensor of doubles in row-major order. */
  private static final class Oracle {
    private final TensorDesc desc;
    private final double[] values;

    Oracle(TensorDesc like) {
      desc = like.packed();
      values = new double[Math.toIntExact(like.elements())];
    }

    void add(double value, long... index) {
      values[place(index)] += value;
    }

    double at(long... index) {
      return values[place(index)];
    }

    private int place(long... index) {
      long place = 0;
      for (int d = 0; d < index.length; d++) {
        place += index[d] * desc.stride(d);
      }
      return Math.toIntExact(place);
    }
  }

  @Test
  void forwardIsTheSumOverWindows() {
    Seeds.each(
        60,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            Case c = Case.of(random, arena, seed);
            boolean bias = random.nextBoolean();
            var kernel = ConvolutionForward.of(c.shape(), bias, c.write());
            if (bias) {
              kernel.execute(
                  c.source().data(), c.weights().data(), c.bias().data(), c.destination().data());
            } else {
              kernel.execute(c.source().data(), c.weights().data(), c.destination().data());
            }
            Oracle sums = new Oracle(c.destination().desc());
            long channels = c.source().desc().dim(3);
            c.forEach((n, oh, ow, h, w, kh, kw) -> {
              for (long o = 0; o < c.weights().desc().dim(0); o++) {
                for (long i = 0; i < channels; i++) {
                  sums.add(
                      (double) c.source().at(n, h, w, i) * c.weights().at(o, kh, kw, i),
                      n,
                      oh,
                      ow,
                      o);
                }
              }
            });
            c.destination()
                .check(
                    seed + " " + kernel,
                    c.write(),
                    at -> sums.at(at) + (bias ? c.bias().at(at[3]) : 0));
          }
        });
  }

  @Test
  void backwardDataIsTheTransposedSum() {
    Seeds.each(
        60,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            Case c = Case.of(random, arena, seed);
            var kernel = ConvolutionBackwardData.of(c.shape(), c.write());
            kernel.execute(c.destination().data(), c.weights().data(), c.source().data());
            Oracle sums = new Oracle(c.source().desc());
            c.forEach((n, oh, ow, h, w, kh, kw) -> {
              for (long o = 0; o < c.weights().desc().dim(0); o++) {
                for (long i = 0; i < c.source().desc().dim(3); i++) {
                  sums.add(
                      (double) c.destination().at(n, oh, ow, o) * c.weights().at(o, kh, kw, i),
                      n,
                      h,
                      w,
                      i);
                }
              }
            });
            c.source().check(seed + " " + kernel, c.write(), sums::at);
          }
        });
  }

  @Test
  void backwardWeightsSumsOverSamplesAndPlaces() {
    Seeds.each(
        60,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            Case c = Case.of(random, arena, seed);
            boolean bias = random.nextBoolean();
            var kernel = ConvolutionBackwardWeights.of(c.shape(), bias, c.write());
            if (bias) {
              kernel.execute(
                  c.source().data(), c.destination().data(), c.weights().data(), c.bias().data());
            } else {
              kernel.execute(c.source().data(), c.destination().data(), c.weights().data());
            }
            Oracle sums = new Oracle(c.weights().desc());
            c.forEach((n, oh, ow, h, w, kh, kw) -> {
              for (long o = 0; o < c.weights().desc().dim(0); o++) {
                for (long i = 0; i < c.source().desc().dim(3); i++) {
                  sums.add(
                      (double) c.destination().at(n, oh, ow, o) * c.source().at(n, h, w, i),
                      o,
                      kh,
                      kw,
                      i);
                }
              }
            });
            c.weights().check(seed + " " + kernel, c.write(), sums::at);
            if (bias) {
              c.bias()
                  .check(
                      seed + " " + kernel, c.write(), at -> sumOverPlaces(c.destination(), at[0]));
            }
          }
        });
  }

  private static double sumOverPlaces(TestTensor gradient, long channel) {
    double sum = 0;
    for (long n = 0; n < gradient.desc().dim(0); n++) {
      for (long h = 0; h < gradient.desc().dim(1); h++) {
        for (long w = 0; w < gradient.desc().dim(2); w++) {
          sum += gradient.at(n, h, w, channel);
        }
      }
    }
    return sum;
  }

  /**
   * oneDNN's first choice for this shape gives wrong results on AVX-512: one input channel, one
   * column out.
   */
  @Test
  void oneChannelAndOneColumnAreRight() {
    try (Arena arena = Arena.ofConfined()) {
      var random = new SplittableRandom(1);
      var source = TestTensor.dense(random, arena, 3, 6, 3, 1);
      var weights = TestTensor.dense(random, arena, 8, 2, 5, 1);
      var destination = TestTensor.dense(random, arena, 3, 5, 1, 8);
      var window = new Window(2, 5, 1, 3, 0, 2);
      var c =
          new Case(
              source, weights, destination, destination, window, Write.OVERWRITE, "one column");
      ConvolutionForward.of(c.shape(), false, Write.OVERWRITE)
          .execute(source.data(), weights.data(), destination.data());
      Oracle sums = new Oracle(destination.desc());
      c.forEach((n, oh, ow, h, w, kh, kw) -> {
        for (long o = 0; o < 8; o++) {
          sums.add((double) source.at(n, h, w, 0) * weights.at(o, kh, kw, 0), n, oh, ow, o);
        }
      });
      destination.check("one column", Write.OVERWRITE, sums::at);
    }
  }

  /**
   * What dominates training must run on compiled code for this processor, not on oneDNN's plain
   * loops.
   */
  @ParameterizedTest
  @CsvSource({
    "8, 56, 64, 64, 3, 1, 1", // a residual block
    "8, 227, 3, 64, 11, 4, 2", // AlexNet's first
    "8, 27, 64, 192, 5, 1, 2",
    "32, 28, 1, 6, 5, 1, 2", // LeNet's first
    "32, 14, 6, 16, 5, 1, 0",
    "8, 35, 192, 64, 1, 1, 0", // Inception
    "4, 147, 32, 32, 3, 2, 0",
  })
  void compiledImplementationsArePicked(
      int batch, int extent, int in, int out, int kernel, int stride, int pad) {
    int outExtent = (extent + 2 * pad - kernel) / stride + 1;
    var shape =
        new ConvolutionShape(
            TensorDesc.dense(batch, extent, extent, in),
            TensorDesc.dense(out, kernel, kernel, in),
            TensorDesc.dense(batch, outExtent, outExtent, out),
            Window.square(kernel, stride, pad));
    assertThat(ConvolutionForward.of(shape, true, Write.OVERWRITE).implementation())
        .matches("(brg|jit).*");
    assertThat(ConvolutionForward.of(shape, true, Write.ACCUMULATE).implementation())
        .matches("(brg|jit).*");
    assertThat(ConvolutionBackwardData.of(shape, Write.OVERWRITE).implementation())
        .matches("(brg|jit).*");
    assertThat(ConvolutionBackwardWeights.of(shape, true, Write.OVERWRITE).implementation())
        .matches("(brg|jit).*");
  }

  @Test
  void tensorsThatDoNotBelongTogetherAreRefused() {
    var images = TensorDesc.dense(2, 8, 8, 3);
    var weights = TensorDesc.dense(4, 3, 3, 3);
    var window = Window.square(3, 1, 1);
    assertThatThrownBy(
            () -> new ConvolutionShape(images, weights, TensorDesc.dense(3, 8, 8, 4), window))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("convolution: samples of source and destination must be equal, got 2 and 3");
    assertThatThrownBy(
            () -> new ConvolutionShape(images, weights, TensorDesc.dense(2, 5, 8, 4), window))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give a source tile of 6");
    assertThatThrownBy(() -> Window.square(3, 1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be negative");
  }
}
