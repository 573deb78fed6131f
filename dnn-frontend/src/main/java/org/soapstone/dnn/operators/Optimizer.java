package org.soapstone.dnn.operators;

import java.io.Serializable;
import java.util.List;
import org.soapstone.dnn.kernels.UpdateStep;
import org.soapstone.dnn.operators.Access.Part;

/**
 * How a weight is changed by its gradient. What a rule keeps of each weight between steps is of the
 * weight's shape and split as its update is: a strategy that splits the updates shards the state.
 */
public sealed interface Optimizer extends Serializable permits Sgd, Adam {

  /** {@return the kind of rule, for people and for the names of tasks} */
  String kind();

  /** {@return the learning rate of each step} */
  LearningRate rate();

  /**
   * {@return this rule with other learning rates}
   *
   * @param rate the learning rate of each step
   */
  Optimizer withRate(LearningRate rate);

  /** {@return what is kept of each weight between steps, all zeros at the start} */
  List<Part> state();

  /** {@return the floating-point operations for each element of a weight} */
  int flopsPerElement();

  /**
   * {@return the numbers of a step}
   *
   * @param step the step, from 0
   * @param gradientScale what gradients are multiplied by first
   */
  UpdateStep step(long step, double gradientScale);
}
