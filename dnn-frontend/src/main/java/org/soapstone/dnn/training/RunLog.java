package org.soapstone.dnn.training;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.soapstone.dnn.operators.BatchMetrics;

/** Collects losses and times while a training runs, and tells the listener. */
final class RunLog {
  /** The most steps of an epoch that count as warming up. */
  private static final int WARM_UP_STEPS = 5;

  private final TrainingListener listener;
  private final long steps;
  private final ImmutableDoubleArray.Builder losses = ImmutableDoubleArray.builder();
  private final ImmutableLongArray.Builder stepNanos = ImmutableLongArray.builder();
  private final List<Long> epochNanos = new ArrayList<>();
  private final List<Long> steadyNanos = new ArrayList<>();
  private BatchMetrics epoch = BatchMetrics.NONE;
  private final long samplesPerStep;
  private long samples;
  private long trainingNanos;
  private long began;
  private long previous;

  RunLog(TrainingListener listener, long steps, long samplesPerStep) {
    this.samplesPerStep = samplesPerStep;
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
    long nanos = now - previous;
    previous = now;
    losses.add(metrics.loss());
    stepNanos.add(nanos);
    epochNanos.add(nanos);
    epoch = epoch.plus(metrics);
    samples += samplesPerStep;
    listener.step(step, steps, metrics, nanos);
  }

  /** The last step of an epoch has run. */
  void end() {
    trainingNanos += System.nanoTime() - began;
    int warmUp = Math.min(WARM_UP_STEPS, epochNanos.size() / 2);
    steadyNanos.addAll(epochNanos.subList(warmUp, epochNanos.size()));
    epochNanos.clear();
  }

  BatchMetrics epochMetrics() {
    return epoch;
  }

  TrainingResult result(Optional<BatchMetrics> test) {
    List<Long> sorted = steadyNanos.stream().skip(steadyNanos.size() / 2).sorted().toList();
    return new TrainingResult(
        losses.build(),
        stepNanos.build(),
        sorted.get(sorted.size() / 2),
        trainingNanos,
        samples,
        test);
  }
}
