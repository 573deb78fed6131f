package org.soapstone.dnn.operators;

import java.io.Serializable;

/**
 * What is measured on some samples.
 *
 * @param lossSum the sum of their losses, in double precision
 * @param count how many they are; places of a batch without a sample do not count
 * @param classified how many of them have a class to be told: all, or none where values are
 *     predicted
 * @param correct how many of those have their class as the most probable one
 * @param amongFive how many of those have their class among the five most probable ones
 */
public record BatchMetrics(
    double lossSum, long count, long classified, long correct, long amongFive)
    implements Serializable {
  private static final int FIVE = 5;

  /** The metrics of no sample. */
  public static final BatchMetrics NONE = new BatchMetrics(0, 0, 0, 0, 0);

  /**
   * {@return the metrics of a sample of which values are predicted}
   *
   * @param loss its loss
   */
  public static BatchMetrics of(double loss) {
    return new BatchMetrics(loss, 1, 0, 0, 0);
  }

  /**
   * {@return the metrics of a sample that is classified}
   *
   * @param loss its loss
   * @param rank how many classes are thought more probable than its own; −1 if that cannot be told
   */
  public static BatchMetrics of(double loss, long rank) {
    return new BatchMetrics(loss, 1, 1, rank == 0 ? 1 : 0, rank >= 0 && rank < FIVE ? 1 : 0);
  }

  /**
   * {@return the metrics of these samples and others together}
   *
   * @param other the metrics of other samples
   */
  public BatchMetrics plus(BatchMetrics other) {
    return new BatchMetrics(
        lossSum + other.lossSum,
        count + other.count,
        classified + other.classified,
        correct + other.correct,
        amongFive + other.amongFive);
  }

  /** {@return the mean loss; NaN of no sample} */
  public double loss() {
    return lossSum / count;
  }

  /** {@return e to the mean loss, for a cross-entropy: among how many classes one is in doubt} */
  public double perplexity() {
    return Math.exp(loss());
  }

  /**
   * {@return the share of samples that are classified correctly, from 0 to 1; NaN if none is
   * classified}
   */
  public double accuracy() {
    return (double) correct / classified;
  }

  /**
   * {@return the share of samples whose class is among the five most probable, from 0 to 1; NaN if
   * none is classified}
   */
  public double topFiveAccuracy() {
    return (double) amongFive / classified;
  }
}
