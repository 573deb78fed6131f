package org.soapstone.dnn.operators;

import static java.util.Objects.requireNonNull;
import static org.soapstone.dnn.operators.Ranges.requireAtLeastZero;
import static org.soapstone.dnn.operators.Ranges.requireShare;

import java.util.List;
import org.soapstone.dnn.kernels.UpdateStep;
import org.soapstone.dnn.operators.Access.Part;

/**
 * Stochastic gradient descent with momentum and weight decay: g = gradient + decay · weight;
 * velocity = momentum · velocity + g; weight = weight − rate · velocity, or with Nesterov's
 * look-ahead weight − rate · (g + momentum · velocity).
 *
 * <p>Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep
 * learning" (ICML 2013).
 *
 * @param rate the learning rate of each step
 * @param momentum from 0, which keeps no velocity, to less than 1
 * @param nesterov whether the velocity is looked ahead; needs momentum
 * @param decay the weight decay, at least 0
 */
public record Sgd(LearningRate rate, double momentum, boolean nesterov, double decay)
    implements Optimizer {
  private static final int FLOPS = 6;

  /** Checks the ranges. */
  public Sgd {
    requireNonNull(rate, "rate");
    requireShare("momentum", momentum);
    requireAtLeastZero("weight decay", decay);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException(
          "momentum 0.0 with Nesterov's look-ahead; give a momentum greater than 0");
    }
  }

  /**
   * A rule with a constant learning rate.
   *
   * @param rate the learning rate, greater than 0
   * @param momentum from 0 to less than 1
   * @param decay the weight decay, at least 0
   */
  public Sgd(double rate, double momentum, double decay) {
    this(LearningRate.constant(rate), momentum, false, decay);
  }

  @Override
  public String kind() {
    return "sgd";
  }

  @Override
  public Sgd withRate(LearningRate other) {
    return new Sgd(other, momentum, nesterov, decay);
  }

  @Override
  public List<Part> state() {
    return momentum == 0 ? List.of() : List.of(Part.VELOCITY);
  }

  @Override
  public int flopsPerElement() {
    return FLOPS;
  }

  @Override
  public UpdateStep step(long step, double gradientScale) {
    return new UpdateStep.Descent(gradientScale, rate.at(step), momentum, nesterov, decay);
  }
}
