package org.soapstone.dnn.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** The reference kernels against the definitions of what they compute, tiles against the whole. */
class ReferenceKernelsTest {
  private static final double ROUNDING = 1e-13;
  private static final int CASES = 60;

  private final Kernels kernels = new ReferenceKernels();

  @Test
  void convolutionIsTheSumOverItsWindow() {
    Duel.run(
        CASES,
        random -> {
          WindowCase c = WindowCase.random(random, false);
          TestViews views = new TestViews(random, FieldType.FLOAT64);
          FieldView input = views.random(c.needed(c.tile(), false));
          FieldView weight = views.random(c.weight(c.tile()));
          FieldView bias = views.random(c.bias(c.tile()));
          FieldView output = views.blank(c.tile());
          kernels.convolutionForward(c.window(), input, weight, bias, output);
          FieldView expected = views.blank(c.tile());
          TestViews.fill(expected, p -> convolutionAt(c, input, weight, bias, p));
          TestViews.assertClose("convolution " + c, expected, output, ROUNDING);
          TestViews.assertGuarded("convolution " + c, output);
        });
  }

  private static double convolutionAt(
      WindowCase c, FieldView input, FieldView weight, FieldView bias, Point p) {
    long o = p.coordinate(3);
    double sum = bias.doubleAt(Point.of(o));
    for (long ky = 0; ky < c.window().kernelHeight(); ky++) {
      for (long kx = 0; kx < c.window().kernelWidth(); kx++) {
        for (long i = 0; i < c.input().extent(3); i++) {
          Point at = inputPoint(c.window(), p, ky, kx, i);
          if (input.rect().contains(at)) {
            sum += input.doubleAt(at) * weight.doubleAt(Point.of(o, ky, kx, i));
          }
        }
      }
    }
    return sum;
  }

  private static Point inputPoint(Window window, Point output, long ky, long kx, long channel) {
    return Point.of(
        output.coordinate(0),
        output.coordinate(1) * window.strideHeight() - window.padHeight() + ky,
        output.coordinate(2) * window.strideWidth() - window.padWidth() + kx,
        channel);
  }

  @Test
  void poolingIsTheGreatestOrTheMeanOfItsWindow() {
    Duel.run(
        CASES,
        random -> {
          WindowCase c = WindowCase.random(random, true);
          TestViews views = new TestViews(random, FieldType.FLOAT64);
          FieldView input = views.random(c.needed(c.tile(), true));
          for (Pooling pooling : Pooling.values()) {
            FieldView output = views.blank(c.tile());
            kernels.poolForward(
                pooling, c.window(), c.input().extent(1), c.input().extent(2), input, output);
            FieldView expected = views.blank(c.tile());
            TestViews.fill(expected, p -> poolingAt(pooling, c, input, p));
            TestViews.assertClose(pooling + " " + c, expected, output, ROUNDING);
            TestViews.assertGuarded(pooling + " " + c, output);
          }
        });
  }

  private static double poolingAt(Pooling pooling, WindowCase c, FieldView input, Point p) {
    double greatest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    int count = 0;
    for (long ky = 0; ky < c.window().kernelHeight(); ky++) {
      for (long kx = 0; kx < c.window().kernelWidth(); kx++) {
        Point at = inputPoint(c.window(), p, ky, kx, p.coordinate(3));
        if (c.input().contains(at)) {
          greatest = Math.max(greatest, input.doubleAt(at));
          sum += input.doubleAt(at);
          count++;
        }
      }
    }
    return pooling == Pooling.MAX ? greatest : sum / count;
  }

  @Test
  void linearIsTheMatrixProduct() {
    Duel.run(
        CASES,
        random -> {
          TestViews views = new TestViews(random, FieldType.FLOAT64);
          long inputs = random.nextInt(1, 150);
          Rect rect =
              Rect.of(Point.of(2, 3), Point.of(random.nextInt(2, 8), random.nextInt(3, 90)));
          FieldView input = views.random(Rect.of(Point.of(2, 0), Point.of(rect.hi(0), inputs - 1)));
          FieldView weight =
              views.random(Rect.of(Point.of(3, 0), Point.of(rect.hi(1), inputs - 1)));
          FieldView bias = views.random(Rect.of(3, rect.hi(1)));
          FieldView output = views.blank(rect);
          kernels.linearForward(input, weight, bias, output);
          FieldView expected = views.blank(rect);
          TestViews.fill(
              expected,
              p -> {
                double sum = bias.doubleAt(Point.of(p.coordinate(1)));
                for (long i = 0; i < inputs; i++) {
                  sum +=
                      input.doubleAt(Point.of(p.coordinate(0), i))
                          * weight.doubleAt(Point.of(p.coordinate(1), i));
                }
                return sum;
              });
          TestViews.assertClose("linear " + rect, expected, output, ROUNDING);
          TestViews.assertGuarded("linear " + rect, output);
        });
  }

  @Test
  void largeLogitsDoNotOverflow() {
    TestViews views = new TestViews(new SplittableRandom(1), FieldType.FLOAT64);
    FieldView logits = views.blank(Rect.ofExtents(1, 2));
    TestViews.fill(logits, p -> p.coordinate(1) == 0 ? 5000 : -5000);
    FieldView labels = views.labels(Rect.ofExtents(1), 1);
    FieldView probabilities = views.blank(logits.rect());
    FieldView losses = views.blank(Rect.ofExtents(1));
    kernels.softmaxCrossEntropyForward(logits, labels, probabilities, losses);
    assertThat(probabilities.doubleAt(Point.of(0, 0))).isEqualTo(1);
    assertThat(losses.doubleAt(Point.of(0))).isZero();
  }

  @Test
  void stochasticGradientDescentFollowsItsFormula() {
    TestViews views = new TestViews(new SplittableRandom(1), FieldType.FLOAT64);
    Rect rect = Rect.ofExtents(3, 700);
    FieldView weight = views.random(rect);
    FieldView velocity = views.random(rect);
    FieldView gradient = views.random(rect);
    FieldView newWeight = TestViews.copy(weight);
    FieldView newVelocity = TestViews.copy(velocity);
    kernels.update(
        new UpdateStep.Descent(1, 0.1, 0.9, false, 0.01),
        newWeight,
        gradient,
        List.of(newVelocity));
    rect.forEachPoint(p -> {
      double g = gradient.doubleAt(p) + 0.01 * weight.doubleAt(p);
      double v = 0.9 * velocity.doubleAt(p) + g;
      assertThat(newVelocity.doubleAt(p)).isEqualTo(v);
      assertThat(newWeight.doubleAt(p)).isEqualTo(weight.doubleAt(p) - 0.1 * v);
    });
  }

  @Test
  void sumsAddInOrder() {
    TestViews views = new TestViews(new SplittableRandom(1), FieldType.FLOAT64);
    Rect rect = Rect.ofExtents(40, 50);
    List<FieldView> terms = List.of(views.random(rect), views.random(rect), views.random(rect));
    FieldView sum = views.blank(rect);
    kernels.add(terms, sum);
    rect.forEachPoint(p ->
        assertThat(sum.doubleAt(p))
            .isEqualTo(
                terms.get(0).doubleAt(p) + terms.get(1).doubleAt(p) + terms.get(2).doubleAt(p)));
  }

  /**
   * Forward tiles in every dimension, and backward tiles where one tile has all contributions: bit
   * for bit.
   */
  @Test
  void tilesOfAConvolutionAreTheWholeConvolution() {
    Duel.run(
        CASES,
        random -> {
          WindowCase c = WindowCase.random(random, false);
          TestViews views = new TestViews(random, FieldType.FLOAT64);
          FieldView input = views.random(c.input());
          FieldView weight = views.random(c.weight(c.output()));
          FieldView bias = views.random(c.bias(c.output()));
          FieldView whole = views.blank(c.output());
          Rect all = c.needed(c.output(), false);
          kernels.convolutionForward(c.window(), TestViews.part(input, all), weight, bias, whole);
          FieldView tile = views.blank(c.tile());
          kernels.convolutionForward(
              c.window(),
              TestViews.part(input, c.needed(c.tile(), false)),
              TestViews.part(weight, c.weight(c.tile())),
              TestViews.part(bias, c.bias(c.tile())),
              tile);
          TestViews.assertSame("output " + c, TestViews.part(whole, c.tile()), tile);

          // The weights' gradient of a tile of channels.
          FieldView gradient = views.random(c.output());
          FieldView wholeWeights = views.blank(weight.rect());
          FieldView wholeBias = views.blank(bias.rect());
          kernels.convolutionBackwardWeight(
              c.window(), TestViews.part(input, all), gradient, wholeWeights, wholeBias);
          Rect channels = slice(c.output(), 3, c.tile());
          FieldView weights = views.blank(c.weight(channels));
          FieldView biases = views.blank(c.bias(channels));
          kernels.convolutionBackwardWeight(
              c.window(),
              TestViews.part(input, c.needed(channels, false)),
              TestViews.part(gradient, channels),
              weights,
              biases);
          TestViews.assertSame(
              "weights " + c, TestViews.part(wholeWeights, weights.rect()), weights);
          TestViews.assertSame("bias " + c, TestViews.part(wholeBias, biases.rect()), biases);

          // The input's gradient of a tile of samples.
          FieldView wholeInput = views.blank(all);
          kernels.convolutionBackwardInput(c.window(), gradient, weight, wholeInput);
          Rect samples = slice(c.output(), 0, c.tile());
          FieldView inputs = views.blank(c.needed(samples, false));
          kernels.convolutionBackwardInput(
              c.window(), TestViews.part(gradient, samples), weight, inputs);
          TestViews.assertSame("input " + c, TestViews.part(wholeInput, inputs.rect()), inputs);
        });
  }

  /** All of a rect but for one dimension, which is a part's. */
  private static Rect slice(Rect whole, int dimension, Rect part) {
    if (part.isEmpty()) {
      return part;
    }
    long[] lo = whole.lo().toArray();
    long[] hi = whole.hi().toArray();
    lo[dimension] = part.lo(dimension);
    hi[dimension] = part.hi(dimension);
    return Rect.of(lo, hi);
  }

  @Test
  void tilesOfALinearLayerAreTheWholeLayer() {
    Duel.run(
        CASES,
        random -> {
          TestViews views = new TestViews(random, FieldType.FLOAT64);
          Rect rect = Rect.ofExtents(random.nextInt(1, 6), random.nextInt(1, 200));
          long inputs = random.nextInt(1, 50);
          FieldView input = views.random(Rect.ofExtents(rect.extent(0), inputs));
          FieldView weight = views.random(Rect.ofExtents(rect.extent(1), inputs));
          FieldView bias = views.random(Rect.ofExtents(rect.extent(1)));
          FieldView whole = views.blank(rect);
          kernels.linearForward(input, weight, bias, whole);
          long lo = random.nextLong(rect.extent(1));
          long hi = random.nextLong(lo, rect.extent(1));
          long sample = random.nextLong(rect.extent(0));
          FieldView tile = views.blank(Rect.of(Point.of(sample, lo), Point.of(sample, hi)));
          kernels.linearForward(
              TestViews.part(input, Rect.of(Point.of(sample, 0), Point.of(sample, inputs - 1))),
              TestViews.part(weight, Rect.of(Point.of(lo, 0), Point.of(hi, inputs - 1))),
              TestViews.part(bias, Rect.of(lo, hi)),
              tile);
          TestViews.assertSame("linear", TestViews.part(whole, tile.rect()), tile);
        });
  }

  @Test
  void aLabelBeyondTheClassesIsNamed() {
    TestViews views = new TestViews(new SplittableRandom(1), FieldType.FLOAT64);
    FieldView logits = views.random(Rect.ofExtents(2, 3));
    FieldView labels = views.labels(Rect.ofExtents(2), 1);
    labels.set(Point.of(1), 3);
    FieldView losses = views.blank(Rect.ofExtents(2));
    assertThatThrownBy(() -> kernels.softmaxCrossEntropyForward(logits, labels, logits, losses))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "softmax cross-entropy: sample 1 has label 3, must be from 0 to 2: the data has more classes than the network");
  }

  @Test
  void viewsThatDoNotBelongTogetherAreNamed() {
    TestViews views = new TestViews(new SplittableRandom(1), FieldType.FLOAT64);
    FieldView small = views.random(Rect.ofExtents(2, 3));
    FieldView large = views.random(Rect.ofExtents(2, 4));
    FieldView bias = views.random(Rect.ofExtents(2));
    assertThatThrownBy(() -> kernels.unaryForward(new UnaryFunction.Relu(), small, large))
        .hasMessageContaining("relu: all views must cover the same points, got [0..1]x[0..3]");
    assertThatThrownBy(() -> kernels.linearForward(small, large, bias, bias))
        .hasMessageContaining("linear: the output must have 2 dimensions");
    assertThatThrownBy(() -> kernels.add(List.of(), small))
        .hasMessageContaining("at least one input");
    assertThatThrownBy(() -> new Window(0, 1, 1, 1, 0, 0)).hasMessageContaining("kernel 0x1");
  }
}
