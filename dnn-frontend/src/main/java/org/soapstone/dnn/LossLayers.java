package org.soapstone.dnn;

import java.util.List;
import org.soapstone.dnn.kernels.LossMeasure;
import org.soapstone.dnn.operators.DenseLoss;
import org.soapstone.dnn.operators.SoftmaxCrossEntropy;
import org.soapstone.dnn.operators.Tensor;

/** What a training makes small. A model may have several losses; they add up. */
abstract class LossLayers extends ExpertLayers {

  abstract Model model();

  /**
   * Adds a loss: softmax, and the cross-entropy with the labels of the model's input, in the mean
   * over the batch.
   *
   * @param name the layer's name
   * @param logits [sample, class]
   * @return the probabilities [sample, class]
   */
  public Tensor softmaxCrossEntropy(String name, Tensor logits) {
    return softmaxCrossEntropy(name, logits, model().input().labels());
  }

  /**
   * Adds a loss: softmax, and the cross-entropy with the labels of the model's input, named after
   * its place.
   *
   * @param logits [sample, class]
   * @return the probabilities [sample, class]
   */
  public Tensor softmaxCrossEntropy(Tensor logits) {
    return softmaxCrossEntropy(nextName("softmax_cross_entropy"), logits);
  }

  /**
   * Adds a loss: softmax, and the cross-entropy with labels, in the mean over all rows.
   *
   * @param name the layer's name
   * @param logits [sample, class], or for sequences [sample, position, class]
   * @param labels a label for each row, see {@link Model#labels}
   * @return the probabilities, of the logits' shape
   */
  public Tensor softmaxCrossEntropy(String name, Tensor logits, Tensor labels) {
    return softmaxCrossEntropy(name, logits, labels, 1);
  }

  /**
   * Adds one of several losses, whose weighted sum is made small: softmax, and the cross-entropy
   * with labels, in the mean over all rows.
   *
   * @param name the layer's name
   * @param logits [sample, class], or for sequences [sample, position, class]
   * @param labels a label for each row, see {@link Model#labels}
   * @param weight what this mean counts, finite and more than 0
   * @return the probabilities, of the logits' shape
   */
  public Tensor softmaxCrossEntropy(String name, Tensor logits, Tensor labels, double weight) {
    return add(
        "softmax_cross_entropy",
        name,
        List.of(logits, labels),
        full -> new SoftmaxCrossEntropy(full, logits, labels, weight));
  }

  /**
   * Adds a loss: softmax, and the cross-entropy with target probabilities, in the mean over the
   * batch.
   *
   * @param name the layer's name
   * @param logits [sample, class]
   * @param targets what should be, [sample, class], from 0 to 1, see {@link Model#target}
   * @return the probabilities [sample, class]
   */
  public Tensor crossEntropy(String name, Tensor logits, Tensor targets) {
    return loss(name, LossMeasure.CROSS_ENTROPY, logits, targets);
  }

  /**
   * Adds a loss: the cross-entropy of each element's logistic function with a target from 0 to 1,
   * in the mean over elements.
   *
   * @param name the layer's name
   * @param logits [sample, ...]
   * @param targets the same shape, see {@link Model#target}
   * @return the probabilities, of the same shape
   */
  public Tensor binaryCrossEntropy(String name, Tensor logits, Tensor targets) {
    return loss(name, LossMeasure.BINARY_CROSS_ENTROPY, logits, targets);
  }

  /**
   * Adds a loss: the mean of (prediction − target)².
   *
   * @param name the layer's name
   * @param predictions [sample, ...]
   * @param targets the same shape, see {@link Model#target}
   * @return the predictions
   */
  public Tensor meanSquaredError(String name, Tensor predictions, Tensor targets) {
    return loss(name, LossMeasure.SQUARED, predictions, targets);
  }

  /**
   * Adds a loss: the mean of |prediction − target|.
   *
   * @param name the layer's name
   * @param predictions [sample, ...]
   * @param targets the same shape, see {@link Model#target}
   * @return the predictions
   */
  public Tensor meanAbsoluteError(String name, Tensor predictions, Tensor targets) {
    return loss(name, LossMeasure.ABSOLUTE, predictions, targets);
  }

  private Tensor loss(String name, LossMeasure measure, Tensor predictions, Tensor targets) {
    return add(
        DenseLoss.kind(measure),
        name,
        List.of(predictions, targets),
        full -> new DenseLoss(full, measure, predictions, targets));
  }
}
