package org.soapstone.dnn.operators;

import java.io.Serializable;

/**
 * Stochastic gradient descent with momentum and weight decay: g = gradient + decay · weight;
 * velocity = momentum · velocity + g; weight = weight − rate · velocity, where the rate of step t
 * is rate / (1 + rateDecay · t).
 *
 * @param rate the learning rate of the first step, greater than 0
 * @param momentum from 0 to less than 1
 * @param decay the weight decay, at least 0
 * @param rateDecay how the learning rate falls, at least 0; with 0 it is constant
 */
public record Sgd(double rate, double momentum, double decay, double rateDecay)
    implements Serializable {

  /** Checks the ranges. */
  public Sgd {
    if (!(rate > 0 && Double.isFinite(rate))) {
      throw new IllegalArgumentException("learning rate " + rate + "; it must be greater than 0");
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum " + momentum + "; it must be at least 0 and less than 1");
    }
    if (!(decay >= 0 && Double.isFinite(decay))) {
      throw new IllegalArgumentException("weight decay " + decay + "; it must be at least 0");
    }
    if (!(rateDecay >= 0 && Double.isFinite(rateDecay))) {
      throw new IllegalArgumentException("rate decay " + rateDecay + "; it must be at least 0");
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
    this(rate, momentum, decay, 0);
  }

  /**
   * {@return the learning rate of a step}
   *
   * @param step the step, from 0
   */
  public double rateAt(long step) {
    return rate / (1 + rateDecay * step);
  }
}
