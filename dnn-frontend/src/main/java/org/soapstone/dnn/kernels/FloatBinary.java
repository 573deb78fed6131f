package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Functions of the elements of two {@code FLOAT32} tensors with vectors, all but powers. An operand
 * that stands for several elements has its gradient added up as doubles.
 */
final class FloatBinary {
  private FloatBinary() {}

  /** {@return whether the function and the views are ones for vectors} */
  static boolean takes(BinaryFunction function, FieldView... views) {
    boolean takes = function != BinaryFunction.POW && Lanes.takes(views);
    for (FieldView view : views) {
      takes &= !view.rect().isEmpty();
    }
    return takes;
  }

  /** The vector of an operand: of a row's elements, or of one that stands for all of them. */
  private static FloatVector operand(MemorySegment segment, long start, long step, int i, int n) {
    return step == 0
        ? Lanes.broadcast(segment.get(JAVA_FLOAT, start))
        : Lanes.load(segment, start, i, n);
  }

  static void forward(
      BinaryFunction function, FieldView first, FieldView second, FieldView output) {
    ElementReference.checkBroadcast(function, first, second, output);
    Rect box = output.rect();
    Blocks blocks =
        new Blocks(box, Blocks.in(box, first), Blocks.in(box, second), Blocks.in(box, output));
    MemorySegment out = output.segment();
    while (blocks.next()) {
      int n = blocks.length();
      for (int r = 0; r < blocks.rows(); r++) {
        long a = blocks.at(0, r);
        long b = blocks.at(1, r);
        long to = blocks.at(2, r);
        for (int i = 0; i < n; i += Lanes.LENGTH) {
          FloatVector x = operand(first.segment(), a, blocks.step(0), i, n);
          FloatVector y = operand(second.segment(), b, blocks.step(1), i, n);
          Lanes.store(value(function, x, y), out, to, i, n);
        }
      }
    }
  }

  private static FloatVector value(BinaryFunction function, FloatVector a, FloatVector b) {
    return switch (function) {
      case ADD -> a.add(b);
      case SUB -> a.sub(b);
      case MUL -> a.mul(b);
      case DIV -> a.div(b);
      case MAX -> a.max(b);
      case MIN -> a.min(b);
      case POW -> throw new IllegalArgumentException("powers are for the reference kernels");
    };
  }

  static void backward(
      BinaryFunction function,
      boolean byFirst,
      FieldView first,
      FieldView second,
      FieldView outputGradient,
      FieldView gradient) {
    ElementReference.checkBroadcast(function, first, second, outputGradient);
    Checks.sameRect(function.name(), byFirst ? first : second, gradient);
    Rect box = outputGradient.rect();
    boolean alone = gradient.rect().volume() == box.volume();
    double[] sums = alone ? new double[0] : Elements.zeros(gradient, Scratch.begin());
    Blocks blocks =
        new Blocks(
            box,
            Blocks.in(box, first),
            Blocks.in(box, second),
            Blocks.in(box, outputGradient),
            Blocks.in(box, gradient),
            Blocks.of(box, gradient.rect()));
    while (blocks.next()) {
      int n = blocks.length();
      for (int r = 0; r < blocks.rows(); r++) {
        double sum = 0;
        for (int i = 0; i < n; i += Lanes.LENGTH) {
          FloatVector x = operand(first.segment(), blocks.at(0, r), blocks.step(0), i, n);
          FloatVector y = operand(second.segment(), blocks.at(1, r), blocks.step(1), i, n);
          FloatVector dy = Lanes.load(outputGradient.segment(), blocks.at(2, r), i, n);
          FloatVector product =
              byFirst ? byFirst(function, dy, x, y) : bySecond(function, dy, x, y);
          if (alone) {
            Lanes.store(product, gradient.segment(), blocks.at(3, r), i, n);
          } else if (blocks.step(4) == 0) {
            sum += sum(product, i, n);
          } else {
            add(product, sums, (int) blocks.at(4, r), i, n);
          }
        }
        if (!alone && blocks.step(4) == 0) {
          sums[(int) blocks.at(4, r)] += sum;
        }
      }
    }
    if (!alone) {
      Elements.store(sums, gradient);
    }
  }

  /** The sum of a vector's lanes before n. */
  private static double sum(FloatVector vector, int i, int n) {
    VectorMask<Float> inside = Lanes.inside(i, n);
    FloatVector values = Lanes.broadcast(0).blend(vector, inside);
    double sum = 0;
    for (int part = 0; part * Lanes.DOUBLES.length() < Lanes.LENGTH; part++) {
      DoubleVector wide =
          (DoubleVector) values.convertShape(VectorOperators.F2D, Lanes.DOUBLES, part);
      sum += wide.reduceLanes(VectorOperators.ADD);
    }
    return sum;
  }

  /** Adds a vector's lanes before n to sums. */
  private static void add(FloatVector vector, double[] sums, int at, int i, int n) {
    int wide = Lanes.DOUBLES.length();
    for (int part = 0; i + part * wide < n && part * wide < Lanes.LENGTH; part++) {
      DoubleVector values =
          (DoubleVector) vector.convertShape(VectorOperators.F2D, Lanes.DOUBLES, part);
      int from = at + i + part * wide;
      Lanes.store(Lanes.load(sums, from, at + n).add(values), sums, from, at + n);
    }
  }

  private static FloatVector byFirst(
      BinaryFunction function, FloatVector dy, FloatVector a, FloatVector b) {
    return switch (function) {
      case ADD, SUB -> dy;
      case MUL -> dy.mul(b);
      case DIV -> dy.div(b);
      case MAX -> share(dy, a, b);
      case MIN -> share(dy, b, a);
      case POW -> throw new IllegalArgumentException("powers are for the reference kernels");
    };
  }

  private static FloatVector bySecond(
      BinaryFunction function, FloatVector dy, FloatVector a, FloatVector b) {
    return switch (function) {
      case ADD -> dy;
      case SUB -> dy.neg();
      case MUL -> dy.mul(a);
      case DIV -> dy.mul(a).div(b.mul(b)).neg();
      case MAX -> share(dy, b, a);
      case MIN -> share(dy, a, b);
      case POW -> throw new IllegalArgumentException("powers are for the reference kernels");
    };
  }

  /** The gradient where one is greater, half of it where both are equal. */
  private static FloatVector share(FloatVector dy, FloatVector greater, FloatVector less) {
    FloatVector zero = Lanes.broadcast(0);
    return zero.blend(dy, greater.compare(VectorOperators.GT, less))
        .blend(dy.mul(0.5f), greater.compare(VectorOperators.EQ, less));
  }
}
