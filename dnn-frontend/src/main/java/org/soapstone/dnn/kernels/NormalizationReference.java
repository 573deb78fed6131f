package org.soapstone.dnn.kernels;

import java.util.Arrays;
import org.soapstone.tasks.instances.FieldView;

/**
 * Normalisation in double precision: sums over a tile, and what follows from the sums over all
 * tiles.
 *
 * <p>Sums and sums of squares are kept as doubles, so a variance loses no more than the square of
 * mean over deviation times 1e-16.
 */
final class NormalizationReference {
  private static final String NAME = "normalisation";

  private NormalizationReference() {}

  static void moments(Normalization norm, FieldView input, FieldView sum, FieldView squares) {
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] sums = Elements.zeros(sum, scratch);
    double[] squared = Elements.zeros(squares, scratch);
    Lookup lookup = new Lookup(input.rect(), sum.rect(), norm.divisors().toArray());
    int[] inRow = lookup.inRow();
    Walk walk = new Walk(Walk.extents(input.rect()));
    for (int at = 0; walk.next(); at += walk.length()) {
      int row = lookup.row(walk);
      for (int i = 0; i < walk.length(); i++) {
        double x = in[at + i];
        sums[row + inRow[i]] += x;
        squared[row + inRow[i]] += x * x;
      }
    }
    Elements.store(sums, sum);
    Elements.store(squared, squares);
  }

  static void forward(
      Normalization norm,
      FieldView input,
      FieldView sum,
      FieldView squares,
      FieldView scale,
      FieldView shift,
      FieldView output) {
    Checks.alike(NAME, output, input);
    Scratch scratch = Scratch.begin();
    Statistics statistics = new Statistics(norm, input, sum, squares, scratch);
    double[] values = Elements.load(input, scratch);
    double[] scales = Elements.load(scale, scratch);
    double[] shifts = shift.rect().isEmpty() ? null : Elements.load(shift, scratch);
    Lookup affine = affine(input, scale);
    int[] inScale = affine.inRow();
    Walk walk = new Walk(Walk.extents(input.rect()));
    for (int at = 0; walk.next(); at += walk.length()) {
      statistics.row(walk);
      int row = affine.row(walk);
      for (int i = 0; i < walk.length(); i++) {
        int place = row + inScale[i];
        double y = statistics.normalized(values[at + i], i) * scales[place];
        values[at + i] = shifts == null ? y : y + shifts[place];
      }
    }
    Elements.store(values, output);
  }

  static void backwardSums(
      Normalization norm,
      FieldView input,
      FieldView sum,
      FieldView squares,
      FieldView scale,
      FieldView outputGradient,
      FieldView gradientSum,
      FieldView gradientProducts,
      FieldView scaleGradient,
      FieldView shiftGradient) {
    Checks.alike(NAME, outputGradient, input);
    Scratch scratch = Scratch.begin();
    Statistics statistics = new Statistics(norm, input, sum, squares, scratch);
    double[] in = Elements.load(input, scratch);
    double[] out = Elements.load(outputGradient, scratch);
    double[] scales = Elements.load(scale, scratch);
    double[] sums = Elements.zeros(gradientSum, scratch);
    double[] products = Elements.zeros(gradientProducts, scratch);
    double[] scaleSums = Elements.zeros(scaleGradient, scratch);
    double[] shiftSums = scratch.zeros(scaleGradient.rect().volume());
    Lookup affine = affine(input, scale);
    int[] inScale = affine.inRow();
    Walk walk = new Walk(Walk.extents(input.rect()));
    for (int at = 0; walk.next(); at += walk.length()) {
      statistics.row(walk);
      int row = affine.row(walk);
      for (int i = 0; i < walk.length(); i++) {
        int place = row + inScale[i];
        double normalized = statistics.normalized(in[at + i], i);
        double gradient = out[at + i];
        sums[statistics.at(i)] += gradient * scales[place];
        products[statistics.at(i)] += gradient * scales[place] * normalized;
        scaleSums[place] += gradient * normalized;
        shiftSums[place] += gradient;
      }
    }
    Elements.store(sums, gradientSum);
    Elements.store(products, gradientProducts);
    Elements.store(scaleSums, scaleGradient);
    if (!shiftGradient.rect().isEmpty()) {
      Elements.store(shiftSums, shiftGradient);
    }
  }

  static void backward(
      Normalization norm,
      FieldView input,
      FieldView sum,
      FieldView squares,
      FieldView scale,
      FieldView outputGradient,
      FieldView gradientSum,
      FieldView gradientProducts,
      FieldView inputGradient) {
    Checks.alike(NAME, inputGradient, input, outputGradient);
    Scratch scratch = Scratch.begin();
    Statistics statistics = new Statistics(norm, input, sum, squares, scratch);
    double[] in = Elements.load(input, scratch);
    double[] out = Elements.load(outputGradient, scratch);
    double[] scales = Elements.load(scale, scratch);
    double[] sums = Elements.load(gradientSum, scratch);
    double[] products = Elements.load(gradientProducts, scratch);
    double share = 1.0 / norm.count();
    Lookup affine = affine(input, scale);
    int[] inScale = affine.inRow();
    Walk walk = new Walk(Walk.extents(input.rect()));
    for (int at = 0; walk.next(); at += walk.length()) {
      statistics.row(walk);
      int row = affine.row(walk);
      for (int i = 0; i < walk.length(); i++) {
        int place = statistics.at(i);
        double mean = norm.centered() ? sums[place] * share : 0;
        double along = statistics.normalized(in[at + i], i) * products[place] * share;
        double direct = out[at + i] * scales[row + inScale[i]];
        out[at + i] = statistics.inverseDeviation(i) * (direct - mean - along);
      }
    }
    Elements.store(out, inputGradient);
  }

  /** The running moments move towards those of a batch. */
  static void running(
      Normalization norm,
      double momentum,
      FieldView sum,
      FieldView squares,
      FieldView mean,
      FieldView variance) {
    Scratch scratch = Scratch.begin();
    double[] sums = Elements.load(sum, scratch);
    double[] squared = Elements.load(squares, scratch);
    double[] means = Elements.load(mean, scratch);
    double[] variances = Elements.load(variance, scratch);
    long count = norm.count();
    double unbiased = (double) count / Math.max(1, count - 1);
    for (int i = 0; i < mean.rect().volume(); i++) {
      double batchMean = sums[i] / count;
      double batchVariance = Math.max(0, squared[i] / count - batchMean * batchMean);
      means[i] += momentum * (batchMean - means[i]);
      variances[i] += momentum * (batchVariance * unbiased - variances[i]);
    }
    Elements.store(means, mean);
    Elements.store(variances, variance);
  }

  /** output = (input − mean) / √(variance + epsilon) · scale + shift, by channel. */
  static void evaluate(
      double epsilon,
      FieldView input,
      FieldView mean,
      FieldView variance,
      FieldView scale,
      FieldView shift,
      FieldView output) {
    Checks.alike(NAME, output, input);
    Scratch scratch = Scratch.begin();
    double[] values = Elements.load(input, scratch);
    double[] means = Elements.load(mean, scratch);
    double[] variances = Elements.load(variance, scratch);
    double[] scales = Elements.load(scale, scratch);
    double[] shifts = Elements.load(shift, scratch);
    Walk walk = new Walk(Walk.extents(input.rect()));
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int c = 0; c < walk.length(); c++) {
        double factor = scales[c] / Math.sqrt(variances[c] + epsilon);
        values[at + c] = (values[at + c] - means[c]) * factor + shifts[c];
      }
    }
    Elements.store(values, output);
  }

  private static Lookup affine(FieldView input, FieldView scale) {
    long[] ones = new long[input.rect().dims()];
    Arrays.fill(ones, 1);
    return new Lookup(input.rect(), scale.rect(), ones);
  }

  /** Means and inverse deviations, and which of them belongs to an element. */
  private static final class Statistics {
    private final double[] means;
    private final double[] inverses;
    private final Lookup lookup;
    private final int[] inRow;
    private int row;

    Statistics(
        Normalization norm, FieldView input, FieldView sum, FieldView squares, Scratch scratch) {
      means = Elements.load(sum, scratch);
      inverses = Elements.load(squares, scratch);
      for (int i = 0; i < sum.rect().volume(); i++) {
        means[i] = norm.centered() ? means[i] / norm.count() : 0;
        double variance = Math.max(0, inverses[i] / norm.count() - means[i] * means[i]);
        inverses[i] = 1 / Math.sqrt(variance + norm.epsilon());
      }
      lookup = new Lookup(input.rect(), sum.rect(), norm.divisors().toArray());
      inRow = lookup.inRow();
    }

    void row(Walk walk) {
      row = lookup.row(walk);
    }

    int at(int i) {
      return row + inRow[i];
    }

    double normalized(double x, int i) {
      return (x - means[row + inRow[i]]) * inverses[row + inRow[i]];
    }

    double inverseDeviation(int i) {
      return inverses[row + inRow[i]];
    }
  }
}
