package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * Losses against target values, sample by sample in double precision. Every kernel set uses it: the
 * work is small.
 */
final class DenseLossReference {
  private static final String NAME = "loss";

  private DenseLossReference() {}

  static void forward(
      LossMeasure measure,
      FieldView predictions,
      FieldView targets,
      FieldView outputs,
      FieldView losses) {
    if (predictions.rect().isEmpty()) {
      return;
    }
    Checks.alike(NAME, predictions, targets, outputs);
    Checks.sameType(NAME, predictions, losses);
    Checks.same(NAME, "samples of predictions and losses", predictions, 0, losses, 0);
    Scratch scratch = Scratch.begin();
    double[] values = Elements.load(predictions, scratch);
    double[] wanted = Elements.load(targets, scratch);
    int samples = Math.toIntExact(predictions.rect().extent(0));
    int size = Math.toIntExact(predictions.rect().volume() / samples);
    double[] loss = scratch.take(samples);
    for (int n = 0; n < samples; n++) {
      loss[n] =
          switch (measure) {
            case SQUARED -> squared(values, wanted, n * size, size);
            case ABSOLUTE -> absolute(values, wanted, n * size, size);
            case BINARY_CROSS_ENTROPY -> binaryCrossEntropy(values, wanted, n * size, size);
            case CROSS_ENTROPY -> crossEntropy(values, wanted, n * size, size);
          };
    }
    Elements.store(values, outputs);
    Elements.store(loss, losses);
  }

  private static double squared(double[] values, double[] targets, int from, int size) {
    double sum = 0;
    for (int i = from; i < from + size; i++) {
      sum += (values[i] - targets[i]) * (values[i] - targets[i]);
    }
    return sum / size;
  }

  private static double absolute(double[] values, double[] targets, int from, int size) {
    double sum = 0;
    for (int i = from; i < from + size; i++) {
      sum += Math.abs(values[i] - targets[i]);
    }
    return sum / size;
  }

  /** Turns logits into probabilities on the way. */
  private static double binaryCrossEntropy(double[] values, double[] targets, int from, int size) {
    double sum = 0;
    for (int i = from; i < from + size; i++) {
      double x = values[i];
      double small = Math.exp(-Math.abs(x));
      sum += Math.max(x, 0) - x * targets[i] + Math.log1p(small);
      values[i] = (x >= 0 ? 1 : small) / (1 + small);
    }
    return sum / size;
  }

  /** Turns logits into probabilities on the way. */
  private static double crossEntropy(double[] values, double[] targets, int from, int size) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + size; i++) {
      greatest = Math.max(greatest, values[i]);
    }
    double exponentials = 0;
    for (int i = from; i < from + size; i++) {
      exponentials += Math.exp(values[i] - greatest);
    }
    double logarithm = Math.log(exponentials);
    double sum = 0;
    for (int i = from; i < from + size; i++) {
      double logProbability = values[i] - greatest - logarithm;
      sum -= targets[i] * logProbability;
      values[i] = Math.exp(logProbability);
    }
    return sum;
  }

  static void backward(
      LossMeasure measure,
      FieldView outputs,
      FieldView targets,
      double scale,
      FieldView predictionGradient) {
    if (outputs.rect().isEmpty()) {
      return;
    }
    Checks.alike(NAME, predictionGradient, targets, outputs);
    Scratch scratch = Scratch.begin();
    double[] values = Elements.load(outputs, scratch);
    double[] wanted = Elements.load(targets, scratch);
    int samples = Math.toIntExact(outputs.rect().extent(0));
    int size = Math.toIntExact(outputs.rect().volume() / samples);
    for (int n = 0; n < samples; n++) {
      double mass = measure == LossMeasure.CROSS_ENTROPY ? sum(wanted, n * size, size) : 0;
      for (int i = n * size; i < (n + 1) * size; i++) {
        double slope =
            switch (measure) {
              case SQUARED -> 2 * (values[i] - wanted[i]) / size;
              case ABSOLUTE -> Math.signum(values[i] - wanted[i]) / size;
              case BINARY_CROSS_ENTROPY -> (values[i] - wanted[i]) / size;
              case CROSS_ENTROPY -> values[i] * mass - wanted[i];
            };
        values[i] = slope * scale;
      }
    }
    Elements.store(values, predictionGradient);
  }

  private static double sum(double[] values, int from, int size) {
    double sum = 0;
    for (int i = from; i < from + size; i++) {
      sum += values[i];
    }
    return sum;
  }
}
