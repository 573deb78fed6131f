package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.soapstone.tasks.instances.FieldView;

/** Softmax and cross-entropy, row by row in double precision. */
final class SoftmaxCrossEntropy {
  private static final String NAME = "softmax cross-entropy";

  private SoftmaxCrossEntropy() {}

  static void forward(
      FieldView logits, FieldView labels, FieldView probabilities, FieldView losses) {
    if (logits.rect().isEmpty()) {
      return;
    }
    check(logits, labels, probabilities, losses);
    Scratch scratch = Scratch.begin();
    double[] values = Elements.load(logits, scratch);
    int classes = Math.toIntExact(logits.rect().extent(1));
    int samples = Math.toIntExact(logits.rect().extent(0));
    double[] loss = scratch.take(samples);
    for (int n = 0; n < samples; n++) {
      int row = n * classes;
      int label = label(labels, n, classes);
      double greatest = values[row];
      for (int c = 1; c < classes; c++) {
        greatest = Math.max(greatest, values[row + c]);
      }
      double logit = values[row + label] - greatest;
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        values[row + c] = Math.exp(values[row + c] - greatest);
        sum += values[row + c];
      }
      for (int c = 0; c < classes; c++) {
        values[row + c] /= sum;
      }
      loss[n] = Math.log(sum) - logit;
    }
    Elements.store(values, probabilities);
    Elements.store(loss, losses);
  }

  static void backward(
      FieldView probabilities, FieldView labels, double scale, FieldView logitGradient) {
    if (logitGradient.rect().isEmpty()) {
      return;
    }
    check(probabilities, labels, logitGradient);
    double[] values = Elements.load(probabilities, Scratch.begin());
    int classes = Math.toIntExact(probabilities.rect().extent(1));
    int samples = Math.toIntExact(probabilities.rect().extent(0));
    for (int n = 0; n < samples; n++) {
      values[n * classes + label(labels, n, classes)] -= 1;
    }
    for (int i = 0; i < samples * classes; i++) {
      values[i] *= scale;
    }
    Elements.store(values, logitGradient);
  }

  static void check(FieldView logits, FieldView labels, FieldView probabilities, FieldView losses) {
    check(logits, labels, probabilities);
    Checks.sameType(NAME, logits, losses);
    Checks.same(NAME, "samples of logits and losses", logits, 0, losses, 0);
  }

  static void check(FieldView rows, FieldView labels, FieldView others) {
    Checks.alike(NAME, rows, others);
    Checks.rank(NAME, "logits", rows, 2);
    Checks.rank(NAME, "labels", labels, 1);
    Checks.labels(NAME, labels);
    Checks.same(NAME, "samples of logits and labels", rows, 0, labels, 0);
  }

  static int label(FieldView labels, int sample, int classes) {
    long offset = labels.offset() + sample * labels.stride(0) * Integer.BYTES;
    int label = labels.segment().get(JAVA_INT, offset);
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          ("softmax cross-entropy: sample %d has label %d, must be from 0 to %d:"
                  + " the data has more classes than the network")
              .formatted(labels.rect().lo(0) + sample, label, classes - 1));
    }
    return label;
  }
}
