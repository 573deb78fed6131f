package org.soapstone.dnn.operators;

import java.io.Serializable;

/**
 * Stochastic gradient descent with momentum and weight decay: g = gradient + decay · weight;
 * velocity = momentum · velocity + g; weight = weight − rate · velocity.
 *
 * @param rate the learning rate, greater than 0
 * @param momentum from 0 to less than 1
 * @param decay at least 0
 */
public record Sgd(double rate, double momentum, double decay) implements Serializable {

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
  }
}
