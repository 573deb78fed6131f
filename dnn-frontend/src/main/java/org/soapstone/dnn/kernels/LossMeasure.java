package org.soapstone.dnn.kernels;

/**
 * How far predictions are from target values, for each sample: the mean over its elements, or for a
 * cross-entropy over classes the sum.
 */
public enum LossMeasure {
  /** Mean of (prediction − target)². */
  SQUARED,
  /** Mean of |prediction − target|; its derivative is 0 where they are equal. */
  ABSOLUTE,
  /**
   * Mean of the cross-entropy between a target from 0 to 1 and the logistic function of the
   * prediction, which is the output.
   */
  BINARY_CROSS_ENTROPY,
  /** Cross-entropy between target probabilities and the softmax of all elements, the output. */
  CROSS_ENTROPY;
}
