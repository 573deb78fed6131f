package org.soapstone.dnn.operators;

import java.util.List;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

/**
 * What a training makes small: the last operator of a network. Its first input are the network's
 * predictions, its main output is what they say in the end (for a classification, probabilities).
 * Each task of its first forward phase results in the {@link BatchMetrics} of its samples.
 */
public abstract sealed class Loss extends Operator permits SoftmaxCrossEntropy, DenseLoss {

  /**
   * Describes a loss.
   *
   * @param name unique in the model
   * @param kind the kind of loss, for people
   * @param dimensions its iterations, outermost first
   * @param inputs the predictions, and what they should be
   * @param outputs the tensors it makes, the main one first
   */
  protected Loss(
      String name,
      String kind,
      List<Dimension> dimensions,
      List<Tensor> inputs,
      List<Tensor> outputs) {
    super(name, kind, dimensions, inputs, List.of(), outputs);
  }

  /** {@return the network's predictions} */
  public final Tensor predictions() {
    return inputs().getFirst();
  }

  /** {@return whether the main output are the probabilities of classes, of which one is told} */
  public abstract boolean tellsClass();
}
