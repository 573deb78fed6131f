package org.soapstone.dnn.kernels;

import java.util.Arrays;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * The products of a linear layer in double precision. Weights are read in bands of a few output
 * channels, since they may be many. Terms are added by ascending input channel for an output,
 * output channel for an input's gradient, sample for a weight's.
 */
final class LinearReference {
  private static final String NAME = "linear";

  /** Output channels in a band: enough for whole vectors. */
  private static final int BAND = 64;

  private LinearReference() {}

  static void forward(FieldView input, FieldView weight, FieldView bias, FieldView output) {
    if (output.rect().isEmpty()) {
      return;
    }
    check(input, weight, bias, output);
    Scratch scratch = Scratch.begin();
    int outputs = Math.toIntExact(weight.rect().extent(0));
    int inputs = Math.toIntExact(weight.rect().extent(1));
    int samples = samples(output);
    double[] in = Elements.load(input, scratch);
    double[] start = bias.rect().isEmpty() ? scratch.zeros(outputs) : Elements.load(bias, scratch);
    double[] out = scratch.take(output.rect().volume());
    for (int n = 0; n < samples; n++) {
      System.arraycopy(start, 0, out, n * outputs, outputs);
    }
    double[] rows = scratch.take((long) BAND * inputs);
    double[] columns = scratch.take((long) BAND * inputs);
    for (int first = 0; first < outputs; first += BAND) {
      int count = Math.min(BAND, outputs - first);
      Elements.load(weight, first, count, rows);
      Elements.transpose(rows, count, inputs, columns);
      for (int n = 0; n < samples; n++) {
        WeightedRows.add(out, n * outputs + first, in, n * inputs, 1, columns, inputs, count);
      }
    }
    Elements.store(out, output);
  }

  static void backwardInput(FieldView outputGradient, FieldView weight, FieldView inputGradient) {
    if (inputGradient.rect().isEmpty()) {
      return;
    }
    Scratch scratch = Scratch.begin();
    int samples = samples(inputGradient);
    int inputs = Math.toIntExact(weight.rect().extent(1));
    double[] in = Elements.zeros(inputGradient, scratch);
    if (!outputGradient.rect().isEmpty()) {
      check(inputGradient, weight, outputGradient);
      double[] out = Elements.load(outputGradient, scratch);
      int outputs = Math.toIntExact(weight.rect().extent(0));
      double[] rows = scratch.take((long) BAND * inputs);
      for (int first = 0; first < outputs; first += BAND) {
        int count = Math.min(BAND, outputs - first);
        Elements.load(weight, first, count, rows);
        for (int n = 0; n < samples; n++) {
          WeightedRows.add(in, n * inputs, out, n * outputs + first, 1, rows, count, inputs);
        }
      }
    }
    Elements.store(in, inputGradient);
  }

  static void backwardWeight(
      FieldView input, FieldView outputGradient, FieldView weightGradient, FieldView biasGradient) {
    if (weightGradient.rect().isEmpty()) {
      return;
    }
    int outputs = Math.toIntExact(weightGradient.rect().extent(0));
    int inputs = Math.toIntExact(weightGradient.rect().extent(1));
    int samples = outputGradient.rect().isEmpty() ? 0 : samples(outputGradient);
    if (samples > 0) {
      check(input, weightGradient, biasGradient, outputGradient);
    }
    Scratch scratch = Scratch.begin();
    double[] bias = scratch.zeros(outputs);
    double[] in = Elements.load(input, scratch);
    double[] out = Elements.load(outputGradient, scratch);
    double[] rows = scratch.take((long) BAND * inputs);
    for (int first = 0; first < outputs; first += BAND) {
      int count = Math.min(BAND, outputs - first);
      Arrays.fill(rows, 0, count * inputs, 0);
      for (int o = 0; o < count; o++) {
        WeightedRows.add(rows, o * inputs, out, first + o, outputs, in, samples, inputs);
        for (int n = 0; n < samples; n++) {
          bias[first + o] += out[n * outputs + first + o];
        }
      }
      Elements.store(rows, weightGradient, first, count);
    }
    if (!biasGradient.rect().isEmpty()) {
      Elements.store(bias, biasGradient);
    }
  }

  /** The rows of a matrix: all points of the dimensions before the last. */
  private static int samples(FieldView rows) {
    Rect rect = rows.rect();
    return Math.toIntExact(rect.volume() / rect.extent(rect.dims() - 1));
  }

  /** Checks all views of a kernel but the bias. */
  static void check(FieldView input, FieldView weight, FieldView output) {
    Checks.sameType(NAME, output, input, weight);
    int last = input.rect().dims() - 1;
    Checks.rank(NAME, "output", output, last + 1);
    Checks.rank(NAME, "weight", weight, 2);
    for (int d = 0; d < last; d++) {
      Checks.same(NAME, "samples of input and output", input, d, output, d);
    }
    Checks.same(NAME, "output channels of weight and output", weight, 0, output, last);
    Checks.same(NAME, "input channels of weight and input", weight, 1, input, last);
  }

  /** Checks all views of a kernel; a bias of no points is none. */
  static void check(FieldView input, FieldView weight, FieldView bias, FieldView output) {
    check(input, weight, output);
    Checks.bias(NAME, bias, output);
  }
}
