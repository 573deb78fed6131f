package org.soapstone.dnn.kernels;

import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** Functions of elements of one or two tensors in double precision, for every kernel set. */
final class ElementReference {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private ElementReference() {}

  static void unary(UnaryFunction function, FieldView input, FieldView output) {
    Checks.alike(function.name(), output, input);
    double[] values = Scratch.begin().take(Runs.LONGEST);
    Runs runs = new Runs(output.rect(), input, output);
    while (runs.next()) {
      Elements.load(input, runs.offset(0), values, 0, runs.length());
      for (int i = 0; i < runs.length(); i++) {
        values[i] = function.value(values[i]);
      }
      Elements.store(values, 0, output, runs.offset(1), runs.length());
    }
  }

  static void unaryBackward(
      UnaryFunction function, FieldView kept, FieldView outputGradient, FieldView inputGradient) {
    Checks.alike(function.name(), inputGradient, kept, outputGradient);
    Scratch scratch = Scratch.begin();
    double[] values = scratch.take(Runs.LONGEST);
    double[] gradients = scratch.take(Runs.LONGEST);
    Runs runs = new Runs(kept.rect(), kept, outputGradient, inputGradient);
    while (runs.next()) {
      Elements.load(kept, runs.offset(0), values, 0, runs.length());
      Elements.load(outputGradient, runs.offset(1), gradients, 0, runs.length());
      for (int i = 0; i < runs.length(); i++) {
        gradients[i] *= function.derivative(values[i]);
      }
      Elements.store(gradients, 0, inputGradient, runs.offset(2), runs.length());
    }
  }

  static void binary(BinaryFunction function, FieldView first, FieldView second, FieldView output) {
    checkBroadcast(function, first, second, output);
    Scratch scratch = Scratch.begin();
    double[] a = Elements.load(first, scratch);
    double[] b = Elements.load(second, scratch);
    double[] out = scratch.take(output.rect().volume());
    Walk walk = walk(first, second, output);
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int i = 0; i < walk.length(); i++) {
        out[at + i] =
            function.value(a[walk.at(0) + i * walk.step(0)], b[walk.at(1) + i * walk.step(1)]);
      }
    }
    Elements.store(out, output);
  }

  static void binaryBackward(
      BinaryFunction function,
      boolean byFirst,
      FieldView first,
      FieldView second,
      FieldView outputGradient,
      FieldView gradient) {
    checkBroadcast(function, first, second, outputGradient);
    Checks.sameRect(function.name(), byFirst ? first : second, gradient);
    Scratch scratch = Scratch.begin();
    double[] a = Elements.load(first, scratch);
    double[] b = Elements.load(second, scratch);
    double[] out = Elements.load(outputGradient, scratch);
    double[] sums = Elements.zeros(gradient, scratch);
    Walk walk = walk(first, second, outputGradient);
    int target = byFirst ? 0 : 1;
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int i = 0; i < walk.length(); i++) {
        double x = a[walk.at(0) + i * walk.step(0)];
        double y = b[walk.at(1) + i * walk.step(1)];
        sums[walk.at(target) + i * walk.step(target)] +=
            out[at + i] * (byFirst ? function.byFirst(x, y) : function.bySecond(x, y));
      }
    }
    Elements.store(sums, gradient);
  }

  private static Walk walk(FieldView first, FieldView second, FieldView output) {
    Rect rect = output.rect();
    return new Walk(
        Walk.extents(rect),
        Walk.broadcast(first.rect(), rect.dims()),
        Walk.broadcast(second.rect(), rect.dims()));
  }

  static void checkBroadcast(
      BinaryFunction function, FieldView first, FieldView second, FieldView output) {
    Checks.sameType(function.name(), output, first, second);
    for (FieldView input : new FieldView[] {first, second}) {
      int shift = output.rect().dims() - input.rect().dims();
      for (int d = 0; d < input.rect().dims(); d++) {
        if (input.rect().extent(d) != 1) {
          Checks.same(function.name(), "points", input, d, output, d + shift);
        }
      }
    }
  }

  /**
   * Keeps each element, scaled, or makes it 0, by a number that depends on the key and on the
   * element's place in the whole tensor alone.
   */
  static void dropout(long[] shape, long key, double rate, FieldView input, FieldView output) {
    Checks.alike("dropout", output, input);
    Scratch scratch = Scratch.begin();
    double[] values = Elements.load(input, scratch);
    Rect rect = output.rect();
    double scale = 1 / (1 - rate);
    Walk walk = new Walk(Walk.extents(rect));
    int last = rect.dims() - 1;
    for (int at = 0; walk.next(); at += walk.length()) {
      long place = 0;
      for (int d = 0; d < last; d++) {
        place = place * shape[d] + rect.lo(d) + walk.index(d);
      }
      place = place * shape[last] + rect.lo(last);
      for (int i = 0; i < walk.length(); i++) {
        values[at + i] = uniform(key, place + i) < rate ? 0 : values[at + i] * scale;
      }
    }
    Elements.store(values, output);
  }

  /** A number in [0, 1): SplitMix64's mixing of a counter (Steele, Lea, Flood, OOPSLA 2014). */
  static double uniform(long key, long element) {
    long z = key + (element + 1) * GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (z >>> 11) * 0x1p-53;
  }
}
