package org.soapstone.dnn.training;

import java.util.Optional;
import org.soapstone.dnn.operators.BatchMetrics;

/**
 * Is told how a training goes, by the thread that trains. Every method does nothing unless
 * overridden.
 */
public interface TrainingListener {

  /** Does nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * A step's loss is known. Steps come in order; later ones may be under way.
   *
   * @param step the step, from 0
   * @param steps the number of steps of the training
   * @param metrics the losses and hits of its batch
   * @param nanos the time since the step before was known, or since the epoch began
   */
  default void step(long step, long steps, BatchMetrics metrics, long nanos) {}

  /**
   * An epoch has ended.
   *
   * @param epoch the epoch, from 0
   * @param training the losses and hits of its steps, each with the weights of that step
   * @param test the losses and hits of the test images with the weights at its end, if there are
   *     test images
   */
  default void epoch(int epoch, BatchMetrics training, Optional<BatchMetrics> test) {}
}
