package org.soapstone.dnn.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** The gradients of the reference kernels against finite differences of their forward passes. */
class ReferenceGradientsTest {
  private static final double DIFFERENCES = 1e-7;
  private static final int CASES = 60;

  private final Kernels kernels = new ReferenceKernels();

  /** A computation of one view from others, whose result is weighted and summed to a number. */
  private interface Forward {
    void compute(FieldView output);
  }

  /**
   * The change of the weighted sum of outputs with each element of an input, by central
   * differences.
   */
  private static FieldView differences(
      TestViews views, FieldView input, FieldView outputGradient, Forward forward) {
    FieldView gradient = views.blank(input.rect());
    FieldView output = views.blank(outputGradient.rect());
    double step = 1e-5;
    TestViews.fill(
        gradient,
        p -> {
          double value = input.doubleAt(p);
          input.set(p, value + step);
          forward.compute(output);
          double above = weightedSum(output, outputGradient);
          input.set(p, value - step);
          forward.compute(output);
          double below = weightedSum(output, outputGradient);
          input.set(p, value);
          return (above - below) / (2 * step);
        });
    return gradient;
  }

  private static double weightedSum(FieldView values, FieldView weights) {
    double[] sum = {0};
    values.rect().forEachPoint(p -> sum[0] += values.doubleAt(p) * weights.doubleAt(p));
    return sum[0];
  }

  private static void assertGradient(String what, FieldView differences, FieldView gradient) {
    gradient
        .rect()
        .forEachPoint(p ->
            assertThat(gradient.doubleAt(p))
                .as("%s at %s", what, p)
                .isCloseTo(differences.doubleAt(p), Offset.offset(DIFFERENCES)));
  }

  @Test
  void convolutionGradientsAreFiniteDifferences() {
    Duel.run(
        CASES / 4,
        random -> {
          WindowCase c = smallWindow(random, false);
          TestViews views = new TestViews(random, FieldType.FLOAT64);
          FieldView input = views.random(c.needed(c.tile(), false));
          FieldView weight = views.random(c.weight(c.tile()));
          FieldView bias = views.random(c.bias(c.tile()));
          FieldView outputGradient = views.random(c.tile());
          Forward forward =
              output -> kernels.convolutionForward(c.window(), input, weight, bias, output);
          FieldView inputGradient = views.blank(input.rect());
          kernels.convolutionBackwardInput(c.window(), outputGradient, weight, inputGradient);
          assertGradient(
              "input " + c, differences(views, input, outputGradient, forward), inputGradient);
          TestViews.assertGuarded("input " + c, inputGradient);
          FieldView weightGradient = views.blank(weight.rect());
          FieldView biasGradient = views.blank(bias.rect());
          kernels.convolutionBackwardWeight(
              c.window(), input, outputGradient, weightGradient, biasGradient);
          assertGradient(
              "weight " + c, differences(views, weight, outputGradient, forward), weightGradient);
          assertGradient(
              "bias " + c, differences(views, bias, outputGradient, forward), biasGradient);
        });
  }

  private static WindowCase smallWindow(SplittableRandom random, boolean pooling) {
    WindowCase c = WindowCase.random(random, pooling);
    return c.input().volume() > 300 || c.weight(c.output()).volume() > 300
        ? smallWindow(random, pooling)
        : c;
  }

  @Test
  void poolingGradientsAreFiniteDifferences() {
    Duel.run(
        CASES / 2,
        random -> {
          WindowCase c = smallWindow(random, true);
          TestViews views = new TestViews(random, FieldType.FLOAT64);
          FieldView input = views.blank(c.needed(c.tile(), true));
          fillApart(input);
          FieldView outputGradient = views.random(c.tile());
          long height = c.input().extent(1);
          long width = c.input().extent(2);
          for (Pooling pooling : Pooling.values()) {
            FieldView gradient = views.blank(input.rect());
            kernels.poolBackward(
                pooling, c.window(), height, width, input, outputGradient, gradient);
            FieldView differences =
                differences(
                    views,
                    input,
                    outputGradient,
                    output ->
                        kernels.poolForward(pooling, c.window(), height, width, input, output));
            assertGradient(pooling + " " + c, differences, gradient);
          }
        });
  }

  /**
   * Numbers between −1 and 1 that keep a distance from 0 and from each other: multiples of the
   * golden ratio.
   */
  private static void fillApart(FieldView view) {
    int[] count = {0};
    TestViews.fill(view, p -> 2 * (++count[0] * 0.6180339887498949 % 1) - 1);
  }

  @Test
  void amongEqualsTheFirstGetsTheGradient() {
    TestViews views = new TestViews(new SplittableRandom(1), FieldType.FLOAT64);
    FieldView input = views.blank(Rect.ofExtents(1, 2, 2, 1));
    TestViews.fill(input, p -> p.coordinate(1) == 0 && p.coordinate(2) == 0 ? 1 : 2);
    FieldView one = views.blank(Rect.ofExtents(1, 1, 1, 1));
    TestViews.fill(one, p -> 1);
    FieldView gradient = views.blank(input.rect());
    kernels.poolBackward(Pooling.MAX, new Window(2, 2, 2, 2, 0, 0), 2, 2, input, one, gradient);
    input
        .rect()
        .forEachPoint(p ->
            assertThat(gradient.doubleAt(p)).isEqualTo(p.equals(Point.of(0, 0, 1, 0)) ? 1 : 0));
  }

  @Test
  void linearAndReluGradientsAreFiniteDifferences() {
    Duel.run(
        CASES / 4,
        random -> {
          TestViews views = new TestViews(random, FieldType.FLOAT64);
          long samples = random.nextInt(1, 5);
          long inputs = random.nextInt(1, 9);
          long outputs = random.nextInt(1, 80);
          FieldView input = views.random(Rect.ofExtents(samples, inputs));
          FieldView weight = views.random(Rect.ofExtents(outputs, inputs));
          FieldView bias = views.random(Rect.ofExtents(outputs));
          FieldView gradient = views.random(Rect.ofExtents(samples, outputs));
          Forward forward = output -> kernels.linearForward(input, weight, bias, output);
          FieldView inputGradient = views.blank(input.rect());
          kernels.linearBackwardInput(gradient, weight, inputGradient);
          assertGradient("input", differences(views, input, gradient, forward), inputGradient);
          FieldView weightGradient = views.blank(weight.rect());
          FieldView biasGradient = views.blank(bias.rect());
          kernels.linearBackwardWeight(input, gradient, weightGradient, biasGradient);
          assertGradient("weight", differences(views, weight, gradient, forward), weightGradient);
          assertGradient("bias", differences(views, bias, gradient, forward), biasGradient);

          FieldView before = views.blank(gradient.rect());
          fillApart(before);
          FieldView after = views.blank(gradient.rect());
          kernels.unaryForward(new UnaryFunction.Relu(), before, after);
          FieldView reluGradient = views.blank(gradient.rect());
          kernels.unaryBackward(new UnaryFunction.Relu(), after, gradient, reluGradient);
          assertGradient(
              "relu",
              differences(
                  views,
                  before,
                  gradient,
                  output -> kernels.unaryForward(new UnaryFunction.Relu(), before, output)),
              reluGradient);
        });
  }

  @Test
  void softmaxGradientsAreFiniteDifferences() {
    Duel.run(
        CASES / 4,
        random -> {
          TestViews views = new TestViews(random, FieldType.FLOAT64);
          int classes = random.nextInt(1, 12);
          Rect samples = Rect.of(3, 3 + random.nextInt(5));
          Rect rect = Rect.of(Point.of(3, 0), Point.of(samples.hi(0), classes - 1));
          FieldView logits = views.random(rect);
          FieldView labels = views.labels(samples, classes);
          FieldView probabilities = views.blank(rect);
          FieldView losses = views.blank(samples);
          kernels.softmaxCrossEntropyForward(logits, labels, probabilities, losses);
          double[] sum = {0};
          samples.forEachPoint(s -> {
            double probability = probabilities.doubleAt(Point.of(s.coordinate(0), labels.intAt(s)));
            assertThat(losses.doubleAt(s)).isCloseTo(-Math.log(probability), Offset.offset(1e-12));
          });
          rect.forEachPoint(p -> sum[0] += probabilities.doubleAt(p));
          assertThat(sum[0]).isCloseTo((double) samples.volume(), Offset.offset(1e-12));
          FieldView scale = views.blank(samples);
          TestViews.fill(scale, p -> 0.25);
          FieldView gradient = views.blank(rect);
          kernels.softmaxCrossEntropyBackward(probabilities, labels, 0.25, gradient);
          FieldView scratch = views.blank(rect);
          FieldView differences =
              differences(
                  views,
                  logits,
                  scale,
                  output -> kernels.softmaxCrossEntropyForward(logits, labels, scratch, output));
          assertGradient("logits", differences, gradient);
        });
  }
}
