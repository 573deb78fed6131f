package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.soapstone.tasks.instances.FieldView;

/**
 * Softmax and cross-entropy of {@code FLOAT32} rows with vectors. What is computed is that of
 * {@link SoftmaxCrossEntropy}.
 */
final class FloatCrossEntropy {
  private FloatCrossEntropy() {}

  /** {@return whether the views lie in rows} */
  static boolean takes(FieldView... rows) {
    return Lanes.takes(rows);
  }

  private static long row(FieldView view, int sample) {
    return view.offset() + sample * view.stride(0) * Float.BYTES;
  }

  static void forward(
      FieldView logits, FieldView labels, FieldView probabilities, FieldView losses) {
    if (logits.rect().isEmpty()) {
      return;
    }
    SoftmaxCrossEntropy.check(logits, labels, probabilities, losses);
    int classes = Math.toIntExact(logits.rect().extent(1));
    MemorySegment in = logits.segment();
    MemorySegment out = probabilities.segment();
    for (int n = 0; n < logits.rect().extent(0); n++) {
      long from = row(logits, n);
      long to = row(probabilities, n);
      int label = SoftmaxCrossEntropy.label(labels, n, classes);
      float greatest = FloatSoftmax.max(in, from, classes);
      double logit = in.get(JAVA_FLOAT, from + 4L * label) - (double) greatest;
      double sum = FloatSoftmax.exponentials(in, from, 1, greatest, out, to, classes);
      FloatSoftmax.scale(out, to, (float) (1 / sum), out, to, classes);
      losses.segment().set(JAVA_FLOAT, row(losses, n), (float) (Math.log(sum) - logit));
    }
  }

  static void backward(
      FieldView probabilities, FieldView labels, double scale, FieldView logitGradient) {
    if (logitGradient.rect().isEmpty()) {
      return;
    }
    SoftmaxCrossEntropy.check(probabilities, labels, logitGradient);
    int classes = Math.toIntExact(probabilities.rect().extent(1));
    MemorySegment in = probabilities.segment();
    MemorySegment out = logitGradient.segment();
    float factor = (float) scale;
    for (int n = 0; n < probabilities.rect().extent(0); n++) {
      long from = row(probabilities, n);
      long to = row(logitGradient, n);
      for (int i = 0; i < classes; i += Lanes.LENGTH) {
        FloatVector gradient = Lanes.load(in, from, i, classes).mul(factor);
        Lanes.store(gradient, out, to, i, classes);
      }
      long label = 4L * SoftmaxCrossEntropy.label(labels, n, classes);
      float own = (float) ((in.get(JAVA_FLOAT, from + label) - 1.0) * scale);
      out.set(JAVA_FLOAT, to + label, own);
    }
  }
}
