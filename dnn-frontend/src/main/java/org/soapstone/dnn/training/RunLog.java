package org.soapstone.dnn.training;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;
import org.soapstone.dnn.operators.BatchMetrics;

/** Collects losses and times while a training runs, and tells the listener. */
final class RunLog {
  private final TrainingListener listener;
  private final long steps;
  private final ImmutableDoubleArray.Builder losses = ImmutableDoubleArray.builder();
  private final ImmutableLongArray.Builder stepNanos = ImmutableLongArray.builder();
  private BatchMetrics epoch = BatchMetrics.NONE;
  private long samples;
  private long trainingNanos;
  private long began;
  private long previous;

  RunLog(TrainingListener listener, long steps) {
    this.listener = listener;
    this.steps = steps;
  }

  /** The first step of an epoch is about to be launched. */
  void begin() {
    epoch = BatchMetrics.NONE;
    began = System.nanoTime();
    previous = began;
  }

  void add(long step, BatchMetrics metrics) {
    long now = System.nanoTime();
    losses.add(metrics.loss());
    stepNanos.add(now - previous);
    listener.step(step, steps, metrics, now - previous);
    previous = now;
    epoch = epoch.plus(metrics);
    samples += metrics.count();
  }

  /** The last step of an epoch has run. */
  void end() {
    trainingNanos += System.nanoTime() - began;
  }

  BatchMetrics epochMetrics() {
    return epoch;
  }

  TrainingResult result(int stepsPerEpoch, Optional<BatchMetrics> test) {
    return new TrainingResult(
        losses.build(), stepNanos.build(), trainingNanos, samples, stepsPerEpoch, test);
  }
}
