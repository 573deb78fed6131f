package org.soapstone.dnn.training;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.soapstone.dnn.operators.BatchMetrics;

/**
 * What came of a training.
 *
 * @param losses the mean loss of each step's batch
 * @param stepNanos for each step, the time since the loss of the step before was known, or since
 *     the epoch began
 * @param trainingNanos the time from the first step's launch to the end of the last, evaluations
 *     left out
 * @param samples the images trained on, one that came twice counted twice
 * @param stepsPerEpoch the steps of an epoch
 * @param test the losses and hits of the test images in the end, if there are test images
 */
public record TrainingResult(
    ImmutableDoubleArray losses,
    ImmutableLongArray stepNanos,
    long trainingNanos,
    long samples,
    int stepsPerEpoch,
    Optional<BatchMetrics> test) {
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * The steps at the beginning of an epoch that are not steady: code is compiled, steps overlap
   * with nothing.
   */
  private static final int WARM_UP_STEPS = 5;

  /** Checks that nothing is null. */
  public TrainingResult {
    requireNonNull(losses, "losses");
    requireNonNull(stepNanos, "stepNanos");
    requireNonNull(test, "test");
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

  /**
   * {@return the median time of a step in steady state} The first {@value #WARM_UP_STEPS} steps of
   * each epoch do not count; empty if there are no others.
   */
  public OptionalLong steadyStepNanos() {
    long[] steady = new long[stepNanos.length()];
    int count = 0;
    for (int step = 0; step < stepNanos.length(); step++) {
      if (step % stepsPerEpoch >= WARM_UP_STEPS) {
        steady[count++] = stepNanos.get(step);
      }
    }
    Arrays.sort(steady, 0, count);
    return count == 0 ? OptionalLong.empty() : OptionalLong.of(steady[count / 2]);
  }
}
