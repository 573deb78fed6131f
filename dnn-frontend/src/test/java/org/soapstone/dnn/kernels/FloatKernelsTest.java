package org.soapstone.dnn.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.soapstone.natives.onednn.OneDnn;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * The kernels of the set 'onednn' that are not of images alone against the reference, on random
 * shapes in dense and in strided memory.
 */
class FloatKernelsTest {
  private static final double TOLERANCE = 1e-5;
  private static final int CASES = 60;

  private final Kernels fast = new OneDnnKernels();
  private final Kernels oracle = new ReferenceKernels();

  @BeforeAll
  static void isAvailable() {
    assertThat(OneDnn.available()).as(OneDnn.status()).isTrue();
  }

  /** Runs both kernel sets and compares all that they write. */
  private void agree(
      String what, List<FieldView> written, BiConsumer<Kernels, List<FieldView>> kernel) {
    List<FieldView> copies = written.stream().map(TestViews::copy).toList();
    kernel.accept(oracle, written);
    kernel.accept(fast, copies);
    for (int i = 0; i < written.size(); i++) {
      String name = "%s, result %d of %s".formatted(what, i, written.get(i).rect());
      TestViews.assertClose(name, written.get(i), copies.get(i), TOLERANCE);
      TestViews.assertGuarded(name, copies.get(i));
    }
  }

  private static TestViews floats(SplittableRandom random) {
    return new TestViews(random, FieldType.FLOAT32);
  }

  private static TestViews doubles(SplittableRandom random) {
    return new TestViews(random, FieldType.FLOAT64);
  }

  private static int extent(SplittableRandom random, int most) {
    return random.nextInt(6) == 0 ? 1 : 1 + random.nextInt(most);
  }

  /** A rect of some extents somewhere. */
  private static Rect rect(SplittableRandom random, int... extents) {
    long[] lo = new long[extents.length];
    long[] hi = new long[extents.length];
    for (int d = 0; d < extents.length; d++) {
      lo[d] = random.nextInt(4);
      hi[d] = lo[d] + extents[d] - 1;
    }
    return Rect.of(lo, hi);
  }

  private static Rect cube(SplittableRandom random) {
    return rect(random, extent(random, 4), extent(random, 5), extent(random, 70));
  }

  /** The rect with one index in some dimensions. */
  private static Rect flat(Rect rect, int... dimensions) {
    long[] lo = rect.lo().toArray();
    long[] hi = rect.hi().toArray();
    for (int d : dimensions) {
      lo[d] = 0;
      hi[d] = 0;
    }
    return Rect.of(lo, hi);
  }

  @Test
  void softmaxesAgree() {
    Duel.run(
        CASES,
        random -> {
          TestViews floats = floats(random);
          Rect rect = cube(random);
          Rect statistic = flat(rect, random.nextInt(3) == 0 ? 1 : 2);
          boolean log = random.nextBoolean();
          FieldView input = floats.random(rect);
          FieldView max = floats.blank(statistic);
          FieldView sum = doubles(random).blank(statistic);
          FieldView output = floats.blank(rect);
          agree("max", List.of(max), (k, to) -> k.softmaxMax(input, to.getFirst()));
          agree("sum", List.of(sum), (k, to) -> k.softmaxSum(input, max, to.getFirst()));
          agree(
              "softmax",
              List.of(output),
              (k, to) -> k.softmaxForward(log, input, max, sum, to.getFirst()));
          FieldView gradient = floats.random(rect);
          FieldView total = doubles(random).blank(statistic);
          agree(
              "sum of gradients",
              List.of(total),
              (k, to) -> k.softmaxBackwardSum(log, output, gradient, to.getFirst()));
          agree(
              "gradient",
              List.of(floats.blank(rect)),
              (k, to) -> k.softmaxBackward(log, output, gradient, total, to.getFirst()));
        });
  }

  @Test
  void normalisationsAgree() {
    Duel.run(
        CASES,
        random -> {
          // Enough of everything: gradients by one or two elements cancel out.
          int rows = 4 + random.nextInt(9);
          int channels = 8 + random.nextInt(60);
          Rect rect = rect(random, 2 + random.nextInt(3), rows, channels);
          normalisation(random, rect, random.nextInt(3));
        });
  }

  /** Of channels (0), of rows (1), or of groups of four channels (2). */
  private void normalisation(SplittableRandom random, Rect rect, int form) {
    int channels = Math.toIntExact(rect.extent(2));
    long rows = rect.extent(0) * rect.extent(1);
    long count = form == 0 ? rows : form == 1 ? channels : 4;
    ImmutableLongArray divisors =
        switch (form) {
          case 0 -> ImmutableLongArray.of(rect.hi(0) + 1, rect.hi(1) + 1, 1);
          case 1 -> ImmutableLongArray.of(1, 1, rect.hi(2) + 1);
          default -> ImmutableLongArray.of(1, 1, 4);
        };
    Rect statistic =
        switch (form) {
          case 0 -> flat(rect, 0, 1);
          case 1 -> flat(rect, 2);
          default ->
              Rect.of(
                  new long[] {rect.lo(0), rect.lo(1), rect.lo(2) / 4},
                  new long[] {rect.hi(0), rect.hi(1), rect.hi(2) / 4});
        };
    Rect affine = Rect.of(Point.of(rect.lo(2)), Point.of(rect.hi(2)));
    Normalization norm = new Normalization(divisors, count, 1e-3, random.nextInt(4) > 0);
    TestViews floats = floats(random);
    TestViews doubles = doubles(random);
    FieldView input = floats.random(rect);
    FieldView scale = floats.random(affine);
    FieldView shift = floats.random(norm.centered() ? affine : Rect.empty(1));
    FieldView sum = doubles.blank(statistic);
    FieldView squares = doubles.blank(statistic);
    agree(
        "moments of " + norm,
        List.of(sum, squares),
        (k, to) -> k.moments(norm, input, to.get(0), to.get(1)));
    agree(
        "normalised by " + norm,
        List.of(floats.blank(rect)),
        (k, to) -> k.normalize(norm, input, sum, squares, scale, shift, to.getFirst()));
    FieldView gradient = floats.random(rect);
    FieldView sums = doubles.blank(statistic);
    FieldView products = doubles.blank(statistic);
    agree(
        "sums of gradients of " + norm,
        List.of(sums, products, floats.blank(affine), floats.blank(shift.rect())),
        (k, to) ->
            k.normalizeBackwardSums(
                norm, input, sum, squares, scale, gradient, to.get(0), to.get(1), to.get(2),
                to.get(3)));
    agree(
        "gradient of " + norm,
        List.of(floats.blank(rect)),
        (k, to) ->
            k.normalizeBackward(
                norm, input, sum, squares, scale, gradient, sums, products, to.getFirst()));
  }

  @Test
  void functionsOfOneTensorAgree() {
    List<UnaryFunction> functions =
        List.of(
            new UnaryFunction.Relu(),
            new UnaryFunction.Sigmoid(),
            new UnaryFunction.Tanh(),
            new UnaryFunction.Gelu(false),
            new UnaryFunction.Gelu(true),
            new UnaryFunction.Elu(0.7),
            new UnaryFunction.LeakyRelu(0.1),
            new UnaryFunction.Softplus(),
            new UnaryFunction.Silu(),
            new UnaryFunction.Exp(),
            new UnaryFunction.Log(),
            new UnaryFunction.Sqrt(),
            new UnaryFunction.Rsqrt(),
            new UnaryFunction.Pow(2.5),
            new UnaryFunction.Pow(-1),
            new UnaryFunction.Abs(),
            new UnaryFunction.Clip(0.2, 0.6),
            new UnaryFunction.Affine(-2, 0.5));
    Duel.run(
        CASES,
        random -> {
          TestViews floats = floats(random);
          Rect rect = cube(random);
          for (UnaryFunction function : functions) {
            FieldView input = floats.blank(rect);
            TestViews.fill(input, _ -> random.nextDouble(0.1, 4));
            if (function.keepsResult() && !(function instanceof UnaryFunction.Rsqrt)) {
              TestViews.fill(input, _ -> random.nextDouble(0.1, 0.9));
            }
            agree(
                "value of " + function,
                List.of(floats.blank(rect)),
                (k, to) -> k.unaryForward(function, input, to.getFirst()));
            FieldView gradient = floats.random(rect);
            agree(
                "gradient of " + function,
                List.of(floats.blank(rect)),
                (k, to) -> k.unaryBackward(function, input, gradient, to.getFirst()));
          }
        });
  }

  @Test
  void functionsOfTwoTensorsAgree() {
    Duel.run(
        CASES,
        random -> {
          TestViews floats = floats(random);
          Rect rect = cube(random);
          Rect[] shapes = {
            rect,
            flat(rect, 0),
            flat(rect, 2),
            flat(rect, 0, 1),
            flat(rect, 1, 2),
            Rect.of(new long[] {rect.lo(1), rect.lo(2)}, new long[] {rect.hi(1), rect.hi(2)}),
            Rect.of(Point.of(rect.lo(2)), Point.of(rect.hi(2)))
          };
          boolean swap = random.nextBoolean();
          FieldView whole = positive(floats, random, rect);
          FieldView other = positive(floats, random, shapes[random.nextInt(shapes.length)]);
          FieldView first = swap ? other : whole;
          FieldView second = swap ? whole : other;
          FieldView gradient = floats.random(rect);
          for (BinaryFunction function : BinaryFunction.values()) {
            String what = function + " of " + first.rect() + " and " + second.rect();
            agree(
                what,
                List.of(floats.blank(rect)),
                (k, to) -> k.binaryForward(function, first, second, to.getFirst()));
            agree(
                what + ", first gradient",
                List.of(floats.blank(first.rect())),
                (k, to) ->
                    k.binaryBackward(function, true, first, second, gradient, to.getFirst()));
            agree(
                what + ", second gradient",
                List.of(floats.blank(second.rect())),
                (k, to) ->
                    k.binaryBackward(function, false, first, second, gradient, to.getFirst()));
          }
        });
  }

  private static FieldView positive(TestViews views, SplittableRandom random, Rect rect) {
    FieldView view = views.blank(rect);
    // Few different values, so that maxima tie.
    TestViews.fill(view, _ -> 0.5 + random.nextInt(8) / 8.0);
    return view;
  }

  @Test
  void droppedElementsAreTheSame() {
    Duel.run(
        CASES,
        random -> {
          TestViews floats = floats(random);
          Rect rect = cube(random);
          long[] shape = new long[3];
          for (int d = 0; d < 3; d++) {
            shape[d] = rect.hi(d) + 1 + random.nextInt(3);
          }
          FieldView input = floats.random(rect);
          long key = random.nextLong();
          double rate = random.nextInt(5) == 0 ? 0 : random.nextDouble(0.9);
          agree(
              "dropout of " + rate,
              List.of(floats.blank(rect)),
              (k, to) -> k.dropout(shape, key, rate, input, to.getFirst()));
        });
  }

  @Test
  void productsAgree() {
    Duel.run(
        CASES,
        random -> {
          TestViews floats = floats(random);
          int rows = extent(random, 20);
          int inner = extent(random, 30);
          int columns = extent(random, 40);
          boolean left = random.nextBoolean();
          boolean right = random.nextBoolean();
          int batch = extent(random, 4);
          Rect product = rect(random, batch, rows, columns);
          Rect inside = rect(random, inner);
          FieldView a = floats.random(factor(product, 1, inside, left));
          FieldView b = floats.random(factor(product, 2, inside, !right));
          agree(
              "product of " + a.rect() + " and " + b.rect(),
              List.of(floats.blank(product)),
              (k, to) -> k.matmul(a, b, to.getFirst(), left, right));
        });
  }

  /** A factor that has the product's rows or columns, and the inner indices, in either order. */
  private static Rect factor(Rect product, int dimension, Rect inner, boolean innerFirst) {
    long[] lo = {product.lo(0), product.lo(dimension), inner.lo(0)};
    long[] hi = {product.hi(0), product.hi(dimension), inner.hi(0)};
    return innerFirst
        ? Rect.of(new long[] {lo[0], lo[2], lo[1]}, new long[] {hi[0], hi[2], hi[1]})
        : Rect.of(lo, hi);
  }

  @Test
  void sumsAgree() {
    int[][] choices = {{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}};
    Duel.run(
        CASES,
        random -> {
          TestViews floats = floats(random);
          Rect rect = cube(random);
          int[] axes = choices[random.nextInt(choices.length)];
          Rect kept = flat(rect, axes);
          FieldView input = floats.random(rect);
          agree(
              "sum",
              List.of(floats.blank(kept)),
              (k, to) -> k.sumForward(axes, 0.25, input, to.getFirst()));
          FieldView gradient = floats.random(kept);
          agree(
              "gradient of a sum",
              List.of(floats.blank(rect)),
              (k, to) -> k.sumBackward(axes, 0.25, gradient, to.getFirst()));
        });
  }

  @Test
  void lookupsAgree() {
    Duel.run(
        CASES,
        random -> {
          TestViews floats = floats(random);
          int rows = 2 + random.nextInt(20);
          Rect table = rect(random, 1 + random.nextInt(rows), extent(random, 40));
          int all = Math.toIntExact(table.hi(0) + 1);
          int samples = extent(random, 6);
          int bag = extent(random, 4);
          boolean bagged = random.nextBoolean();
          Rect named = rect(random, samples, bag);
          Rect output =
              bagged
                  ? Rect.of(
                      new long[] {named.lo(0), table.lo(1)}, new long[] {named.hi(0), table.hi(1)})
                  : Rect.of(
                      new long[] {named.lo(0), named.lo(1), table.lo(1)},
                      new long[] {named.hi(0), named.hi(1), table.hi(1)});
          FieldView indices = floats.labels(named, all);
          FieldView values = floats.random(table);
          double scale = bagged ? 0.5 : 1;
          agree(
              "rows of " + table,
              List.of(floats.blank(output)),
              (k, to) ->
                  k.embeddingForward(all, bagged ? bag : 1, scale, indices, values, to.getFirst()));
          FieldView gradient = floats.random(output);
          agree(
              "gradient of rows of " + table,
              List.of(floats.blank(table)),
              (k, to) ->
                  k.embeddingBackward(bagged ? bag : 1, scale, indices, gradient, to.getFirst()));
        });
  }

  @Test
  void transposesAgree() {
    int[][] orders = {{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}, {0, 1, 2}};
    Duel.run(
        CASES,
        random -> {
          TestViews floats = floats(random);
          FieldView input = floats.random(cube(random));
          int[] order = orders[random.nextInt(orders.length)];
          Rect target = Views.permuted(input, order).rect();
          agree(
              "transpose",
              List.of(floats.blank(target)),
              (k, to) -> k.transpose(order, input, to.getFirst()));
        });
  }

  @Test
  void crossEntropiesAgree() {
    Duel.run(
        CASES,
        random -> {
          TestViews floats = floats(random);
          int classes = 2 + random.nextInt(60);
          Rect rect = rect(random, extent(random, 9), classes);
          Rect samples = Rect.of(Point.of(rect.lo(0)), Point.of(rect.hi(0)));
          FieldView logits = floats.random(rect);
          FieldView labels = floats.labels(samples, classes);
          FieldView probabilities = floats.blank(rect);
          agree(
              "cross-entropy",
              List.of(probabilities, floats.blank(samples)),
              (k, to) -> k.softmaxCrossEntropyForward(logits, labels, to.get(0), to.get(1)));
          agree(
              "gradient of cross-entropy",
              List.of(floats.blank(rect)),
              (k, to) -> k.softmaxCrossEntropyBackward(probabilities, labels, 0.1, to.getFirst()));
        });
  }

  @Test
  void attentionsAgree() {
    Duel.run(CASES, this::attention);
  }

  private void attention(SplittableRandom random) {
    TestViews floats = floats(random);
    int heads = extent(random, 4);
    Rect rows = rect(random, extent(random, 3), extent(random, 12), heads, extent(random, 20));
    Rect keys = rect(random, 1, extent(random, 12));
    Rect columns = rect(random, extent(random, 20));
    Rect keyRect = with(with(rows, 1, keys, 1), 3, rows, 3);
    Rect valueRect = with(keyRect, 3, columns, 0);
    Rect statistic =
        Rect.of(
            new long[] {rows.lo(0), rows.lo(1), rows.lo(2)},
            new long[] {rows.hi(0), rows.hi(1), rows.hi(2)});
    Attention attention = new Attention(0.3, random.nextBoolean());
    FieldView query = floats.random(rows);
    FieldView key = floats.random(keyRect);
    FieldView value = floats.random(valueRect);
    // Of all tiles of keys: greater than those of this one, as the first key is seen by everyone.
    FieldView max = floats.blank(statistic);
    TestViews.fill(max, _ -> random.nextDouble(0, 1));
    FieldView sum = doubles(random).blank(statistic);
    FieldView weighted = floats.blank(with(rows, 3, columns, 0));
    FieldView seen = floats.blank(statistic);
    if (!attention.causal()) {
      agree("max", List.of(seen), (k, to) -> k.attentionMax(attention, query, key, to.getFirst()));
    }
    agree(
        "weighted values",
        List.of(sum, weighted),
        (k, to) -> k.attentionWeigh(attention, query, key, value, max, to.get(0), to.get(1)));
    TestViews.fill(sum, point -> TestViews.get(sum, point) + random.nextDouble(0.5, 2));
    FieldView output = floats.blank(weighted.rect());
    agree(
        "quotient", List.of(output), (k, to) -> k.attentionQuotient(weighted, sum, to.getFirst()));
    FieldView gradient = floats.random(output.rect());
    FieldView products = doubles(random).blank(statistic);
    agree(
        "products",
        List.of(products),
        (k, to) -> k.attentionProducts(output, gradient, to.getFirst()));
    agree(
        "gradients of attention",
        List.of(floats.blank(rows), floats.blank(keyRect), floats.blank(valueRect)),
        (k, to) ->
            k.attentionBackward(
                attention, query, key, value, max, sum, products, gradient, to.get(0), to.get(1),
                to.get(2)));
  }

  /** The rect with another's range in a dimension. */
  private static Rect with(Rect rect, int dimension, Rect other, int from) {
    long[] lo = rect.lo().toArray();
    long[] hi = rect.hi().toArray();
    lo[dimension] = other.lo(from);
    hi[dimension] = other.hi(from);
    return Rect.of(lo, hi);
  }

  @Test
  void recurrentStepsAgree() {
    Duel.run(CASES, random -> recurrent(random, RecurrentCell.LSTM));
    Duel.run(CASES, random -> recurrent(random, RecurrentCell.GRU));
  }

  private void recurrent(SplittableRandom random, RecurrentCell cell) {
    TestViews floats = floats(random);
    boolean lstm = cell == RecurrentCell.LSTM;
    int samples = extent(random, 6);
    int units = extent(random, 40);
    int mine = 1 + random.nextInt(units);
    int first = random.nextInt(units - mine + 1);
    Rect whole = box(samples, 1, units);
    Rect own = Rect.of(new long[] {0, 0, first}, new long[] {samples - 1, 0, first + mine - 1});
    Rect gates = gates(samples, first, mine, cell.gates());
    Rect none = Rect.empty(1);
    Rect cells = lstm ? own : none;
    Rect weights =
        Rect.of(
            new long[] {first, 0, 0}, new long[] {first + mine - 1, cell.gates() - 1, units - 1});
    Rect biases =
        lstm
            ? none
            : Rect.of(new long[] {first, 0}, new long[] {first + mine - 1, cell.gates() - 1});
    FieldView inputGates = floats.random(gates);
    FieldView before = floats.random(whole);
    FieldView ownBefore = TestViews.part(before, own);
    FieldView cellBefore = floats.random(cells);
    FieldView weight = floats.random(weights);
    FieldView bias = floats.random(biases);
    FieldView kept = floats.blank(gates(samples, first, mine, RecurrentCell.KEPT));
    FieldView after = floats.blank(own);
    FieldView cellAfter = floats.blank(cells);
    agree(
        cell + " forward",
        List.of(kept, after, cellAfter),
        (k, to) ->
            k.recurrentForward(
                cell,
                inputGates,
                before,
                ownBefore,
                cellBefore,
                weight,
                bias,
                to.get(0),
                to.get(1),
                to.get(2)));
    FieldView outputGradient = floats.random(own);
    Rect carry = Rect.of(new long[] {0, first}, new long[] {samples - 1, first + mine - 1});
    FieldView hiddenCarry = floats.random(carry);
    FieldView cellCarry = floats.random(lstm ? carry : none);
    boolean passes = random.nextInt(4) > 0;
    List<FieldView> written = new ArrayList<>();
    written.add(floats.blank(gates));
    written.add(floats.blank(lstm ? none : gates));
    written.add(floats.blank(passes ? box(samples, units) : none));
    written.add(floats.blank(passes && lstm ? carry : none));
    agree(
        cell + " backward",
        written,
        (k, to) ->
            k.recurrentBackward(
                cell,
                kept,
                ownBefore,
                cellBefore,
                cellAfter,
                weight,
                outputGradient,
                hiddenCarry,
                cellCarry,
                to.get(0),
                to.get(1),
                to.get(2),
                to.get(3)));
  }

  private static Rect box(long... extents) {
    long[] hi = extents.clone();
    for (int d = 0; d < hi.length; d++) {
      hi[d]--;
    }
    return Rect.of(new long[extents.length], hi);
  }

  private static Rect gates(int samples, int first, int units, int gates) {
    return Rect.of(
        new long[] {0, 0, first, 0}, new long[] {samples - 1, 0, first + units - 1, gates - 1});
  }
}
