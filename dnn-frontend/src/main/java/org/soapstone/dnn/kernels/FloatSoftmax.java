package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Softmax of the rows of {@code FLOAT32} tensors with vectors: statistics have extent 1 in the last
 * dimension. Sums are added up as doubles.
 */
final class FloatSoftmax {
  private static final String NAME = "softmax";
  private static final int WIDE = Lanes.DOUBLES.length();

  private FloatSoftmax() {}

  /** {@return whether views lie in rows, and the statistic is one of rows} */
  static boolean takes(FieldView statistic, FieldView... rows) {
    Rect rect = statistic.rect();
    return Lanes.takes(rows)
        && rect.extent(rect.dims() - 1) == 1
        && rows[0].rect().extent(rect.dims() - 1) > 1;
  }

  static void max(FieldView input, FieldView max) {
    Checks.sameType(NAME, input, max);
    Rect box = input.rect();
    Blocks blocks = new Blocks(box, Blocks.in(box, input), Blocks.in(box, max));
    while (blocks.next()) {
      for (int r = 0; r < blocks.rows(); r++) {
        float greatest = max(input.segment(), blocks.at(0, r), blocks.length());
        max.segment().set(JAVA_FLOAT, blocks.at(1, r), greatest);
      }
    }
  }

  /** The greatest of n floats; −∞ of none. */
  static float max(MemorySegment in, long start, int n) {
    FloatVector greatest = Lanes.broadcast(Float.NEGATIVE_INFINITY);
    int whole = Lanes.SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += Lanes.LENGTH) {
      greatest = greatest.max(Lanes.load(in, start, i, n));
    }
    if (whole < n) {
      greatest =
          greatest.lanewise(
              VectorOperators.MAX, Lanes.load(in, start, whole, n), Lanes.inside(whole, n));
    }
    return greatest.reduceLanes(VectorOperators.MAX);
  }

  /** Writes e^(scale · x − max) of n floats, and gives the sum. */
  static double exponentials(
      MemorySegment in, long from, float scale, float max, MemorySegment out, long to, int n) {
    FloatVector least = Lanes.broadcast(-max);
    FloatVector factor = Lanes.broadcast(scale);
    for (int i = 0; i < n; i += Lanes.LENGTH) {
      FloatVector power = Lanes.load(in, from, i, n).fma(factor, least);
      Lanes.store(Lanes.exp(power), out, to, i, n);
    }
    return sum(out, to, n);
  }

  /** The sum of n floats. */
  static double sum(MemorySegment in, long start, int n) {
    DoubleVector sum = DoubleVector.zero(Lanes.DOUBLES);
    for (int i = 0; i < n; i += WIDE) {
      sum = sum.add(Lanes.widen(Lanes.loadHalf(in, start, i, n)));
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  /** The sum of the products of n pairs of floats. */
  static double dot(MemorySegment a, long first, MemorySegment b, long second, int n) {
    DoubleVector sum = DoubleVector.zero(Lanes.DOUBLES);
    for (int i = 0; i < n; i += WIDE) {
      DoubleVector x = Lanes.widen(Lanes.loadHalf(a, first, i, n));
      sum = x.fma(Lanes.widen(Lanes.loadHalf(b, second, i, n)), sum);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  /** Multiplies n floats by a number. */
  static void scale(MemorySegment in, long from, float factor, MemorySegment out, long to, int n) {
    for (int i = 0; i < n; i += Lanes.LENGTH) {
      Lanes.store(Lanes.load(in, from, i, n).mul(factor), out, to, i, n);
    }
  }

  static void sum(FieldView input, FieldView max, FieldView sum) {
    Scratch scratch = Scratch.begin();
    double[] sums = Elements.zeros(sum, scratch);
    Rect box = input.rect();
    Blocks blocks =
        new Blocks(box, Blocks.in(box, input), Blocks.in(box, max), Blocks.of(box, sum.rect()));
    MemorySegment powers = scratch.memory(box.extent(box.dims() - 1));
    while (blocks.next()) {
      for (int r = 0; r < blocks.rows(); r++) {
        float greatest = max.segment().get(JAVA_FLOAT, blocks.at(1, r));
        sums[(int) blocks.at(2, r)] =
            exponentials(input.segment(), blocks.at(0, r), 1, greatest, powers, 0, blocks.length());
      }
    }
    Elements.store(sums, sum);
  }

  static void forward(
      boolean log, FieldView input, FieldView max, FieldView sum, FieldView output) {
    Checks.alike(NAME, output, input);
    Scratch scratch = Scratch.begin();
    double[] sums = Elements.load(sum, scratch);
    Rect box = input.rect();
    Blocks blocks =
        new Blocks(
            box,
            Blocks.in(box, input),
            Blocks.in(box, max),
            Blocks.of(box, sum.rect()),
            Blocks.in(box, output));
    MemorySegment in = input.segment();
    MemorySegment out = output.segment();
    while (blocks.next()) {
      int n = blocks.length();
      for (int r = 0; r < blocks.rows(); r++) {
        long from = blocks.at(0, r);
        long to = blocks.at(3, r);
        float greatest = max.segment().get(JAVA_FLOAT, blocks.at(1, r));
        double total = sums[(int) blocks.at(2, r)];
        if (log) {
          float rest = (float) Math.log(total);
          for (int i = 0; i < n; i += Lanes.LENGTH) {
            Lanes.store(Lanes.load(in, from, i, n).sub(greatest).sub(rest), out, to, i, n);
          }
        } else {
          float share = (float) (1 / total);
          for (int i = 0; i < n; i += Lanes.LENGTH) {
            FloatVector power = Lanes.exp(Lanes.load(in, from, i, n).sub(greatest));
            Lanes.store(power.mul(share), out, to, i, n);
          }
        }
      }
    }
  }

  static void backwardSum(boolean log, FieldView output, FieldView outputGradient, FieldView sum) {
    Checks.alike(NAME, output, outputGradient);
    double[] sums = Elements.zeros(sum, Scratch.begin());
    Rect box = output.rect();
    Blocks blocks =
        new Blocks(
            box,
            Blocks.in(box, output),
            Blocks.in(box, outputGradient),
            Blocks.of(box, sum.rect()));
    MemorySegment gradients = outputGradient.segment();
    while (blocks.next()) {
      for (int r = 0; r < blocks.rows(); r++) {
        sums[(int) blocks.at(2, r)] =
            log
                ? sum(gradients, blocks.at(1, r), blocks.length())
                : dot(
                    output.segment(), blocks.at(0, r), gradients, blocks.at(1, r), blocks.length());
      }
    }
    Elements.store(sums, sum);
  }

  static void backward(
      boolean log,
      FieldView output,
      FieldView outputGradient,
      FieldView sum,
      FieldView inputGradient) {
    Checks.alike(NAME, inputGradient, output, outputGradient);
    double[] sums = Elements.load(sum, Scratch.begin());
    Rect box = output.rect();
    Blocks blocks =
        new Blocks(
            box,
            Blocks.in(box, output),
            Blocks.in(box, outputGradient),
            Blocks.of(box, sum.rect()),
            Blocks.in(box, inputGradient));
    while (blocks.next()) {
      int n = blocks.length();
      for (int r = 0; r < blocks.rows(); r++) {
        float total = (float) sums[(int) blocks.at(2, r)];
        for (int i = 0; i < n; i += Lanes.LENGTH) {
          FloatVector y = Lanes.load(output.segment(), blocks.at(0, r), i, n);
          FloatVector dy = Lanes.load(outputGradient.segment(), blocks.at(1, r), i, n);
          FloatVector dx = log ? dy.sub(Lanes.exp(y).mul(total)) : y.mul(dy.sub(total));
          Lanes.store(dx, inputGradient.segment(), blocks.at(3, r), i, n);
        }
      }
    }
  }
}
