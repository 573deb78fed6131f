package org.soapstone.dnn.kernels;

/**
 * One step of an update rule, with its numbers worked out: what a kernel needs to change a weight
 * by its gradient. In all of them the gradient is first multiplied by a scale, which is where
 * clipping and the averaging over micro-batches come in.
 */
public sealed interface UpdateStep {

  /** {@return what each element of the gradient is multiplied by} */
  double gradientScale();

  /** {@return how many tensors of the weight's shape the rule keeps between steps} */
  int stateCount();

  /**
   * Gradient descent: g = scale · gradient + decay · weight. Without momentum weight −= rate · g;
   * with it, velocity = momentum · velocity + g and weight −= rate · velocity, or with Nesterov's
   * look-ahead weight −= rate · (g + momentum · velocity).
   *
   * @param gradientScale what the gradient is multiplied by
   * @param rate the learning rate
   * @param momentum from 0, which needs no state, to less than 1
   * @param nesterov whether the velocity is looked ahead
   * @param decay the weight decay
   */
  record Descent(double gradientScale, double rate, double momentum, boolean nesterov, double decay)
      implements UpdateStep {
    @Override
    public int stateCount() {
      return momentum == 0 ? 0 : 1;
    }
  }

  /**
   * Adam: g = scale · gradient + decay · weight; mean = beta1 · mean + (1 − beta1) · g; square =
   * beta2 · square + (1 − beta2) · g²; weight −= stepSize · mean / (√square / rootCorrection +
   * epsilon). Before that, the weight is multiplied by {@code keep}.
   *
   * @param gradientScale what the gradient is multiplied by
   * @param beta1 how much of the mean is kept
   * @param beta2 how much of the mean square is kept
   * @param epsilon keeps the quotient finite
   * @param decay the weight decay that goes into the gradient
   * @param keep 1 less the weight decay that does not (AdamW), else 1
   * @param stepSize the learning rate over 1 − beta1ᵗ
   * @param rootCorrection √(1 − beta2ᵗ)
   */
  record Adam(
      double gradientScale,
      double beta1,
      double beta2,
      double epsilon,
      double decay,
      double keep,
      double stepSize,
      double rootCorrection)
      implements UpdateStep {
    @Override
    public int stateCount() {
      return 2;
    }
  }
}
