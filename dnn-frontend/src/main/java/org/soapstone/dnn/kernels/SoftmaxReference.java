package org.soapstone.dnn.kernels;

import java.util.Arrays;
import org.soapstone.tasks.instances.FieldView;

/**
 * Softmax along one dimension in double precision, in steps whose results tiles combine: the
 * greatest element, the sum of exponentials, the quotient. Statistics have extent 1 along the
 * dimension.
 */
final class SoftmaxReference {
  private static final String NAME = "softmax";

  private SoftmaxReference() {}

  static void max(FieldView input, FieldView max) {
    Checks.sameType(NAME, input, max);
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] greatest = scratch.take(max.rect().volume());
    Arrays.fill(greatest, 0, (int) max.rect().volume(), Double.NEGATIVE_INFINITY);
    Walk walk = walk(input, max);
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int i = 0; i < walk.length(); i++) {
        int place = walk.at(0) + i * walk.step(0);
        greatest[place] = Math.max(greatest[place], in[at + i]);
      }
    }
    Elements.store(greatest, max);
  }

  static void sum(FieldView input, FieldView max, FieldView sum) {
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] greatest = Elements.load(max, scratch);
    double[] sums = Elements.zeros(sum, scratch);
    Walk walk = walk(input, max);
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int i = 0; i < walk.length(); i++) {
        int place = walk.at(0) + i * walk.step(0);
        sums[place] += Math.exp(in[at + i] - greatest[place]);
      }
    }
    Elements.store(sums, sum);
  }

  static void forward(
      boolean log, FieldView input, FieldView max, FieldView sum, FieldView output) {
    Checks.alike(NAME, output, input);
    Scratch scratch = Scratch.begin();
    double[] values = Elements.load(input, scratch);
    double[] greatest = Elements.load(max, scratch);
    double[] sums = Elements.load(sum, scratch);
    Walk walk = walk(input, max);
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int i = 0; i < walk.length(); i++) {
        int place = walk.at(0) + i * walk.step(0);
        double x = values[at + i] - greatest[place];
        values[at + i] = log ? x - Math.log(sums[place]) : Math.exp(x) / sums[place];
      }
    }
    Elements.store(values, output);
  }

  static void backwardSum(boolean log, FieldView output, FieldView outputGradient, FieldView sum) {
    Checks.alike(NAME, output, outputGradient);
    Scratch scratch = Scratch.begin();
    double[] out = Elements.load(output, scratch);
    double[] gradient = Elements.load(outputGradient, scratch);
    double[] sums = Elements.zeros(sum, scratch);
    Walk walk = walk(output, sum);
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int i = 0; i < walk.length(); i++) {
        sums[walk.at(0) + i * walk.step(0)] += gradient[at + i] * (log ? 1 : out[at + i]);
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
    Scratch scratch = Scratch.begin();
    double[] out = Elements.load(output, scratch);
    double[] gradient = Elements.load(outputGradient, scratch);
    double[] sums = Elements.load(sum, scratch);
    Walk walk = walk(output, sum);
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int i = 0; i < walk.length(); i++) {
        double total = sums[walk.at(0) + i * walk.step(0)];
        double g = gradient[at + i];
        gradient[at + i] = log ? g - Math.exp(out[at + i]) * total : out[at + i] * (g - total);
      }
    }
    Elements.store(gradient, inputGradient);
  }

  private static Walk walk(FieldView values, FieldView statistic) {
    return new Walk(
        Walk.extents(values.rect()), Walk.broadcast(statistic.rect(), values.rect().dims()));
  }
}
