package org.soapstone.dnn.operators;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * What a training step does with gradients: how many micro-batches they are summed over, whether
 * they are clipped, and the rule by which weights change.
 *
 * @param optimizer the update rule
 * @param microBatches how many batches a step goes through before it changes the weights by the
 *     mean of their gradients, at least 1
 * @param clipNorm the greatest Euclidean norm that the gradient of all weights together may have,
 *     greater than 0; a longer one is scaled down to it (Pascanu, Mikolov, Bengio, ICML 2013).
 *     Infinite for no clipping
 */
public record StepRule(Optimizer optimizer, int microBatches, double clipNorm)
    implements Serializable {

  /** Checks the ranges. */
  public StepRule {
    requireNonNull(optimizer, "optimizer");
    if (microBatches < 1) {
      throw new IllegalArgumentException(
          "micro-batches: " + microBatches + "; a step goes through at least 1");
    }
    if (!(clipNorm > 0)) {
      throw new IllegalArgumentException(
          "clipping to norm " + clipNorm + "; it must be greater than 0");
    }
  }

  /**
   * {@return a step of one batch, without clipping}
   *
   * @param optimizer the update rule
   */
  public static StepRule of(Optimizer optimizer) {
    return new StepRule(optimizer, 1, Double.POSITIVE_INFINITY);
  }

  /**
   * {@return this step with gradients summed over micro-batches}
   *
   * @param count at least 1
   */
  public StepRule microBatches(int count) {
    return new StepRule(optimizer, count, clipNorm);
  }

  /**
   * {@return this step with the global norm of the gradient clipped}
   *
   * @param norm the greatest norm, greater than 0
   */
  public StepRule clipNorm(double norm) {
    return new StepRule(optimizer, microBatches, norm);
  }

  /** {@return whether gradients are clipped} */
  public boolean clips() {
    return clipNorm < Double.POSITIVE_INFINITY;
  }

  /**
   * {@return what the summed gradients are multiplied by}
   *
   * @param squaredNorm the squared norm of the sums, or empty if it is not measured
   */
  double gradientScale(OptionalDouble squaredNorm) {
    double mean = 1.0 / microBatches;
    if (squaredNorm.isEmpty()) {
      return mean;
    }
    double norm = Math.sqrt(squaredNorm.getAsDouble()) * mean;
    return norm > clipNorm ? mean * (clipNorm / norm) : mean;
  }
}
