package org.soapstone.dnn.training;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;
import org.soapstone.dnn.operators.BatchMetrics;

/**
 * What came of a training.
 *
 * @param losses the mean loss of each step's batch
 * @param stepNanos for each step, the time since the loss of the step before was known, or since
 *     the epoch began
 * @param steadyStepNanos the median of those times in steady state: of the second half of the
 *     training, since the first compiles code, without the first steps of each epoch (5, or half of
 *     a short one), which overlap with nothing
 * @param trainingNanos the time from the first step's launch to the end of the last, evaluations
 *     left out
 * @param samples the images trained on, one that came twice counted twice
 * @param test the losses and hits of the test images in the end, if there are test images
 */
public record TrainingResult(
    ImmutableDoubleArray losses,
    ImmutableLongArray stepNanos,
    long steadyStepNanos,
    long trainingNanos,
    long samples,
    Optional<BatchMetrics> test) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Checks that nothing is null and that there is a step. */
  public TrainingResult {
    requireNonNull(losses, "losses");
    requireNonNull(stepNanos, "stepNanos");
    requireNonNull(test, "test");
    if (losses.isEmpty()) {
      throw new IllegalArgumentException("a training has at least one step");
    }
  }

  /** {@return the number of steps} */
  public int steps() {
    return losses.length();
  }

  /** {@return the loss of the first step} */
  public double firstLoss() {
    return losses.get(0);
  }

  /** {@return the loss of the last step} */
  public double lastLoss() {
    return losses.get(losses.length() - 1);
  }

  /** {@return the images trained on in a second} */
  public double samplesPerSecond() {
    return samples / (trainingNanos / NANOS_PER_SECOND);
  }
}
