package org.soapstone.dnn.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.natives.onednn.OneDnn;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** OneDnnKernels against ReferenceKernels, on random tiles in dense and in strided memory. */
class OneDnnKernelsTest {
  private static final UnaryFunction RELU = new UnaryFunction.Relu();
  private static final double TOLERANCE = 1e-5;
  private static final int CASES = 100;

  private final Kernels fast = new OneDnnKernels();
  private final Kernels oracle = new ReferenceKernels();

  @BeforeAll
  static void isAvailable() {
    assertThat(OneDnn.available()).as(OneDnn.status()).isTrue();
  }

  /** A view written by both kernel sets. */
  private record Written(FieldView expected, FieldView actual) {
    static Written of(TestViews views, Rect rect) {
      FieldView view = views.blank(rect);
      return new Written(view, TestViews.copy(view));
    }

    static Written copyOf(FieldView view) {
      return new Written(view, TestViews.copy(view));
    }

    void assertClose(String what) {
      TestViews.assertClose(what, expected, actual, TOLERANCE);
      TestViews.assertGuarded(what, actual);
    }
  }

  @Test
  void convolutionsAgree() {
    Duel.run(CASES, random -> convolution(random, WindowCase.random(random, false)));
  }

  private void convolution(SplittableRandom random, WindowCase c) {
    TestViews views = new TestViews(random, FieldType.FLOAT32);
    FieldView input = views.random(c.needed(c.tile(), false));
    FieldView weight = views.random(c.weight(c.tile()));
    FieldView bias = views.random(c.bias(c.tile()));
    Written output = Written.of(views, c.tile());
    oracle.convolutionForward(c.window(), input, weight, bias, output.expected());
    fast.convolutionForward(c.window(), input, weight, bias, output.actual());
    output.assertClose("output of " + c);

    FieldView outputGradient = views.random(c.tile());
    Written inputGradient = Written.of(views, input.rect());
    oracle.convolutionBackwardInput(c.window(), outputGradient, weight, inputGradient.expected());
    fast.convolutionBackwardInput(c.window(), outputGradient, weight, inputGradient.actual());
    inputGradient.assertClose("input gradient of " + c);

    Written weightGradient = Written.of(views, weight.rect());
    Written biasGradient = Written.of(views, bias.rect());
    oracle.convolutionBackwardWeight(
        c.window(), input, outputGradient, weightGradient.expected(), biasGradient.expected());
    fast.convolutionBackwardWeight(
        c.window(), input, outputGradient, weightGradient.actual(), biasGradient.actual());
    weightGradient.assertClose("weight gradient of " + c);
    biasGradient.assertClose("bias gradient of " + c);
  }

  @Test
  void poolingsAgree() {
    Duel.run(
        CASES,
        random -> {
          WindowCase c = WindowCase.random(random, true);
          for (Pooling pooling : Pooling.values()) {
            pooling(random, pooling, c);
          }
        });
  }

  private void pooling(SplittableRandom random, Pooling pooling, WindowCase c) {
    TestViews views = new TestViews(random, FieldType.FLOAT32);
    FieldView input = views.blank(c.needed(c.tile(), true));
    // Few different values, so that maxima tie.
    TestViews.fill(input, p -> random.nextInt(4));
    long height = c.input().extent(1);
    long width = c.input().extent(2);
    Written output = Written.of(views, c.tile());
    oracle.poolForward(pooling, c.window(), height, width, input, output.expected());
    fast.poolForward(pooling, c.window(), height, width, input, output.actual());
    output.assertClose(pooling + " of " + c);

    FieldView outputGradient = views.random(c.tile());
    Written gradient = Written.of(views, input.rect());
    oracle.poolBackward(
        pooling, c.window(), height, width, input, outputGradient, gradient.expected());
    fast.poolBackward(pooling, c.window(), height, width, input, outputGradient, gradient.actual());
    gradient.assertClose(pooling + " gradient of " + c);
  }

  @Test
  void linearLayersAgree() {
    Duel.run(
        CASES,
        random -> {
          TestViews views = new TestViews(random, FieldType.FLOAT32);
          Rect whole = Rect.ofExtents(random.nextInt(1, 9), random.nextInt(1, 80));
          Rect tile = WindowCase.part(random, whole);
          long inputs = random.nextInt(1, 100);
          boolean none = tile.isEmpty();
          FieldView input =
              views.random(
                  none ? tile : Rect.of(Point.of(tile.lo(0), 0), Point.of(tile.hi(0), inputs - 1)));
          FieldView weight =
              views.random(
                  none ? tile : Rect.of(Point.of(tile.lo(1), 0), Point.of(tile.hi(1), inputs - 1)));
          FieldView bias = views.random(none ? Rect.empty(1) : Rect.of(tile.lo(1), tile.hi(1)));
          FieldView outputGradient = views.random(tile);
          String what = tile + " of " + whole + " from " + inputs;

          Written output = Written.of(views, tile);
          oracle.linearForward(input, weight, bias, output.expected());
          fast.linearForward(input, weight, bias, output.actual());
          output.assertClose("output " + what);

          Written inputGradient = Written.of(views, input.rect());
          oracle.linearBackwardInput(outputGradient, weight, inputGradient.expected());
          fast.linearBackwardInput(outputGradient, weight, inputGradient.actual());
          inputGradient.assertClose("input gradient " + what);

          Written weightGradient = Written.of(views, weight.rect());
          Written biasGradient = Written.of(views, bias.rect());
          oracle.linearBackwardWeight(
              input, outputGradient, weightGradient.expected(), biasGradient.expected());
          fast.linearBackwardWeight(
              input, outputGradient, weightGradient.actual(), biasGradient.actual());
          weightGradient.assertClose("weight gradient " + what);
          biasGradient.assertClose("bias gradient " + what);
        });
  }

  @Test
  void elementwiseKernelsAgree() {
    Duel.run(CASES, this::elementwise);
  }

  private void elementwise(SplittableRandom random) {
    TestViews views = new TestViews(random, FieldType.FLOAT32);
    Rect rect = WindowCase.part(random, randomRect(random));
    FieldView first = views.random(rect);
    Written output = Written.of(views, rect);
    oracle.unaryForward(RELU, first, output.expected());
    fast.unaryForward(RELU, first, output.actual());
    output.assertClose("relu of " + rect);

    FieldView outputGradient = views.random(rect);
    Written gradient = Written.of(views, rect);
    oracle.unaryBackward(RELU, output.expected(), outputGradient, gradient.expected());
    fast.unaryBackward(RELU, output.expected(), outputGradient, gradient.actual());
    gradient.assertClose("relu gradient of " + rect);

    List<FieldView> terms = new ArrayList<>();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      terms.add(views.random(rect));
    }
    Written sum = Written.of(views, rect);
    oracle.add(terms, sum.expected());
    fast.add(terms, sum.actual());
    sum.assertClose("sum of " + terms.size() + " of " + rect);

    updatesAgree(oracle, fast, views, rect, first);
  }

  private static void updatesAgree(
      Kernels oracle, Kernels fast, TestViews views, Rect rect, FieldView gradient) {
    for (UpdateStep step :
        List.of(
            new UpdateStep.Descent(0.5, 0.05, 0, false, 0.01),
            new UpdateStep.Descent(1, 0.05, 0.9, false, 0.01),
            new UpdateStep.Descent(2, 0.05, 0.9, true, 0),
            new UpdateStep.Adam(0.5, 0.9, 0.99, 1e-8, 0.01, 1, 0.02, 0.3),
            new UpdateStep.Adam(1, 0.9, 0.99, 1e-8, 0, 0.999, 0.02, 0.3))) {
      Written weights = Written.copyOf(views.random(rect));
      List<Written> state = new ArrayList<>();
      for (int s = 0; s < step.stateCount(); s++) {
        FieldView squares = views.random(rect);
        rect.forEachPoint(p -> squares.set(p, Math.abs(squares.floatAt(p))));
        state.add(Written.copyOf(squares));
      }
      oracle.update(
          step, weights.expected(), gradient, state.stream().map(Written::expected).toList());
      fast.update(step, weights.actual(), gradient, state.stream().map(Written::actual).toList());
      weights.assertClose("weights of " + rect + " after " + step);
      state.forEach(each -> each.assertClose("state of " + rect + " after " + step));
    }
    assertThat(fast.squaredNorm(gradient)).isEqualTo(oracle.squaredNorm(gradient));
  }

  private static Rect randomRect(SplittableRandom random) {
    long[] extents = new long[random.nextInt(1, 5)];
    for (int d = 0; d < extents.length; d++) {
      extents[d] = random.nextInt(1, 20);
    }
    return Rect.ofExtents(extents);
  }

  @Test
  void lossesAgree() {
    Duel.run(
        CASES,
        random -> {
          TestViews views = new TestViews(random, FieldType.FLOAT32);
          int classes = random.nextInt(1, 30);
          long first = random.nextInt(5);
          Rect samples = Rect.of(first, first + random.nextInt(8));
          Rect rect = Rect.of(Point.of(first, 0), Point.of(samples.hi(0), classes - 1));
          FieldView logits = views.random(rect);
          FieldView labels = views.labels(samples, classes);
          Written probabilities = Written.of(views, rect);
          Written losses = Written.of(views, samples);
          oracle.softmaxCrossEntropyForward(
              logits, labels, probabilities.expected(), losses.expected());
          fast.softmaxCrossEntropyForward(logits, labels, probabilities.actual(), losses.actual());
          probabilities.assertClose("probabilities");
          losses.assertClose("losses");
          Written gradient = Written.of(views, rect);
          oracle.softmaxCrossEntropyBackward(
              probabilities.expected(), labels, 0.125, gradient.expected());
          fast.softmaxCrossEntropyBackward(
              probabilities.expected(), labels, 0.125, gradient.actual());
          gradient.assertClose("logit gradient");
        });
  }

  @Test
  void movedElementsAgree() {
    Duel.run(
        CASES,
        random -> {
          TestViews views = new TestViews(random, FieldType.FLOAT32);
          FieldView input = views.random(WindowCase.part(random, Rect.ofExtents(3, 4, 5, 6)));
          long[] shift = {random.nextInt(-2, 3), 0, random.nextInt(-2, 3), random.nextInt(9)};
          Written output = Written.copyOf(views.random(Rect.ofExtents(3, 4, 5, 12)));
          oracle.copyShifted(input, shift, output.expected());
          fast.copyShifted(input, shift, output.actual());
          output.assertClose("shifted");
        });
  }

  /**
   * The shapes that a whole LeNet, an AlexNet layer and an Inception layer have, where oneDNN's own
   * paths differ.
   */
  @Test
  void layersOfRealNetworksAgree() {
    List<WindowCase> cases =
        List.of(
            WindowCase.whole(new Window(5, 5, 1, 1, 2, 2), Rect.ofExtents(4, 28, 28, 1), 6),
            WindowCase.whole(new Window(5, 5, 1, 1, 0, 0), Rect.ofExtents(4, 14, 14, 6), 16),
            WindowCase.whole(new Window(11, 11, 4, 4, 2, 2), Rect.ofExtents(1, 224, 224, 3), 64),
            WindowCase.whole(new Window(3, 3, 1, 1, 1, 1), Rect.ofExtents(1, 13, 13, 192), 96),
            WindowCase.whole(new Window(1, 7, 1, 1, 0, 3), Rect.ofExtents(1, 17, 17, 64), 64),
            WindowCase.whole(new Window(1, 1, 1, 1, 0, 0), Rect.ofExtents(2, 35, 35, 48), 32));
    for (WindowCase c : cases) {
      convolution(new SplittableRandom(1), c);
    }
  }

  /**
   * From one channel to one, in one column: where both orders of dimensions are the same memory.
   */
  @Test
  void oneChannelAndOneColumnAgree() {
    Window window = new Window(2, 5, 1, 3, 0, 3);
    for (int width = 1; width <= 2; width++) {
      convolution(
          new SplittableRandom(1), WindowCase.whole(window, Rect.ofExtents(1, 11, width, 1), 1));
    }
  }

  @Test
  void windowsInPaddingAloneGiveTheBias() {
    TestViews views = new TestViews(new SplittableRandom(1), FieldType.FLOAT32);
    // A window of one row with one row of padding: the first output row sees no input.
    Window window = new Window(1, 1, 1, 1, 1, 0);
    FieldView input = views.random(Rect.empty(4));
    FieldView weight = views.random(Rect.ofExtents(3, 1, 1, 2));
    FieldView bias = views.random(Rect.ofExtents(3));
    FieldView output = views.blank(Rect.ofExtents(2, 1, 4, 3));
    fast.convolutionForward(window, input, weight, bias, output);
    output
        .rect()
        .forEachPoint(
            p -> assertThat(output.floatAt(p)).isEqualTo(bias.floatAt(Point.of(p.coordinate(3)))));
    FieldView weightGradient = views.blank(weight.rect());
    FieldView biasGradient = views.blank(bias.rect());
    fast.convolutionBackwardWeight(window, input, output, weightGradient, biasGradient);
    weight.rect().forEachPoint(p -> assertThat(weightGradient.floatAt(p)).isZero());
    assertThat(biasGradient.floatAt(Point.of(0)))
        .isCloseTo(8 * bias.floatAt(Point.of(0)), org.assertj.core.data.Offset.offset(1e-5f));
  }

  @Test
  void gradientsOfNothingAreZero() {
    TestViews views = new TestViews(new SplittableRandom(1), FieldType.FLOAT32);
    Window window = new Window(3, 3, 1, 1, 1, 1);
    FieldView none = views.random(Rect.empty(4));
    FieldView weight = views.random(Rect.ofExtents(3, 3, 3, 2));
    FieldView input = views.random(Rect.ofExtents(1, 4, 4, 2));
    FieldView written = views.blank(input.rect());
    for (Kernels kernels : List.of(fast, oracle)) {
      kernels.convolutionBackwardInput(window, none, weight, written);
      written.rect().forEachPoint(p -> assertThat(written.floatAt(p)).isZero());
      FieldView weightGradient = views.blank(weight.rect());
      FieldView biasGradient = views.blank(Rect.ofExtents(3));
      kernels.convolutionBackwardWeight(window, none, none, weightGradient, biasGradient);
      weight.rect().forEachPoint(p -> assertThat(weightGradient.floatAt(p)).isZero());
      biasGradient.rect().forEachPoint(p -> assertThat(biasGradient.floatAt(p)).isZero());
      TestViews.fill(written, p -> 7);
      kernels.poolBackward(Pooling.MAX, window, 4, 4, input, none, written);
      written.rect().forEachPoint(p -> assertThat(written.floatAt(p)).isZero());
    }
  }

  @Test
  void doublesAreRefusedNotHandedOn() {
    TestViews views = new TestViews(new SplittableRandom(1), FieldType.FLOAT64);
    FieldView view = views.random(Rect.ofExtents(4));
    assertThatThrownBy(() -> fast.unaryForward(RELU, view, view))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the kernel set 'onednn' computes in FLOAT32, got FLOAT64; choose the kernel set 'reference' for it");
  }

  @Test
  void aTileWithoutItsHaloIsRefused() {
    TestViews views = new TestViews(new SplittableRandom(1), FieldType.FLOAT32);
    Window window = new Window(3, 3, 1, 1, 1, 1);
    FieldView weight = views.random(Rect.ofExtents(1, 3, 3, 1));
    FieldView bias = views.random(Rect.ofExtents(1));
    Rect lower = Rect.of(Point.of(0, 4, 0, 0), Point.of(0, 7, 7, 0));
    FieldView input = views.random(lower);
    FieldView output = views.blank(lower);
    for (Kernels kernels : List.of(fast, oracle)) {
      assertThatThrownBy(() -> kernels.convolutionForward(window, input, weight, bias, output))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "convolution: rows 4 to 7 of the output need rows 3 to 7 of the input, got 4 to 7");
    }
  }
}
