package org.soapstone.dnn.operators;

import static java.util.Objects.requireNonNull;
import static org.soapstone.dnn.operators.Ranges.requireAtLeastZero;
import static org.soapstone.dnn.operators.Ranges.requirePositive;
import static org.soapstone.dnn.operators.Ranges.requireShare;

import java.util.List;
import org.soapstone.dnn.kernels.UpdateStep;
import org.soapstone.dnn.operators.Access.Part;

/**
 * Adam: steps along the running mean of the gradient, divided by the root of the running mean of
 * its square, both corrected for their start at zero (Kingma and Ba, ICLR 2015). Weight decay goes
 * into the gradient, or, decoupled, straight to the weight: AdamW (Loshchilov and Hutter, ICLR
 * 2019).
 *
 * @param rate the learning rate of each step
 * @param beta1 how much of the mean is kept in a step, from 0 to less than 1
 * @param beta2 how much of the mean square is kept in a step, from 0 to less than 1
 * @param epsilon added to the root, greater than 0
 * @param decay the weight decay, at least 0
 * @param decoupled whether the decay does not go through the gradient
 */
public record Adam(
    LearningRate rate, double beta1, double beta2, double epsilon, double decay, boolean decoupled)
    implements Optimizer {
  private static final int FLOPS = 14;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  /** Checks the ranges. */
  public Adam {
    requireNonNull(rate, "rate");
    requireShare("beta1", beta1);
    requireShare("beta2", beta2);
    requireAtLeastZero("weight decay", decay);
    requirePositive("epsilon", epsilon);
  }

  /**
   * {@return Adam with the usual numbers: 0.9, 0.999, 1e−8, no weight decay}
   *
   * @param rate the learning rate of each step
   */
  public static Adam of(LearningRate rate) {
    return new Adam(rate, BETA1, BETA2, EPSILON, 0, false);
  }

  /**
   * {@return AdamW with the usual numbers: 0.9, 0.999, 1e−8}
   *
   * @param rate the learning rate of each step
   * @param decay the decoupled weight decay, at least 0
   */
  public static Adam decoupled(LearningRate rate, double decay) {
    return new Adam(rate, BETA1, BETA2, EPSILON, decay, true);
  }

  @Override
  public String kind() {
    return decoupled ? "adamw" : "adam";
  }

  @Override
  public Adam withRate(LearningRate other) {
    return new Adam(other, beta1, beta2, epsilon, decay, decoupled);
  }

  @Override
  public List<Part> state() {
    return List.of(Part.MEAN, Part.MEAN_SQUARE);
  }

  @Override
  public int flopsPerElement() {
    return FLOPS;
  }

  @Override
  public UpdateStep step(long step, double gradientScale) {
    double now = rate.at(step);
    return new UpdateStep.Adam(
        gradientScale,
        beta1,
        beta2,
        epsilon,
        decoupled ? 0 : decay,
        decoupled ? 1 - now * decay : 1,
        now / (1 - StrictMath.pow(beta1, (double) step + 1)),
        Math.sqrt(1 - StrictMath.pow(beta2, (double) step + 1)));
  }
}
