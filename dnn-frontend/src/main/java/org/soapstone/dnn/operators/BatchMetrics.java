package org.soapstone.dnn.operators;

import java.io.Serializable;

/**
 * What is measured on some samples.
 *
 * @param lossSum the sum of their losses, in double precision
 * @param correct how many of them have their label as the most probable class
 * @param count how many they are; places of a batch without an image do not count
 */
public record BatchMetrics(double lossSum, long correct, long count) implements Serializable {

  /** The metrics of no sample. */
  public static final BatchMetrics NONE = new BatchMetrics(0, 0, 0);

  /**
   * {@return the metrics of these samples and others together}
   *
   * @param other the metrics of other samples
   */
  public BatchMetrics plus(BatchMetrics other) {
    return new BatchMetrics(lossSum + other.lossSum, correct + other.correct, count + other.count);
  }

  /** {@return the mean loss; NaN of no sample} */
  public double loss() {
    return lossSum / count;
  }

  /** {@return the share of samples that are classified correctly, from 0 to 1; NaN of no sample} */
  public double accuracy() {
    return (double) correct / count;
  }
}
