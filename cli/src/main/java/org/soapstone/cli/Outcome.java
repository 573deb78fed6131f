package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.training.TrainingResult;
import org.soapstone.simulator.Prediction;

/**
 * What came of a training, beside what was predicted.
 *
 * @param run what was known before
 * @param trained what was measured
 * @param comparison the plan against data parallelism, if they differ and were compared
 */
record Outcome(TrainCommand.Run run, TrainingResult trained, Optional<Comparison> comparison) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** {@return the predicted time of a step among many} */
  long predictedNanos() {
    return run.prediction().steadyStepNanos();
  }

  /** {@return (predicted − measured) / measured} */
  double predictionError() {
    long measured = trained.steadyStepNanos();
    return (double) (predictedNanos() - measured) / measured;
  }

  /** {@return the share of the test images that are told right; NaN without any} */
  double accuracy() {
    return trained.test().map(BatchMetrics::accuracy).orElse(Double.NaN);
  }

  /** {@return the outcome in words} */
  List<String> lines(String strategyName) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Figures.format(
            "%s, batch %d, on %d processors of %s; strategy: %s",
            run.model().name(),
            run.model().batch(),
            run.machine().processorCount(),
            run.machine().name(),
            strategyName));
    lines.add(
        Figures.format(
            "%d steps in %.1f s, %.0f samples/s; loss %.4f to %.4f; accuracy %s",
            trained.steps(),
            trained.trainingNanos() / NANOS_PER_SECOND,
            trained.samplesPerSecond(),
            trained.firstLoss(),
            trained.lastLoss(),
            Figures.percent(accuracy())));
    lines.add(
        Figures.format(
            "a step: predicted %s, measured %s, error %s; lower bound %s",
            Figures.nanos(predictedNanos()),
            Figures.nanos(trained.steadyStepNanos()),
            Figures.signedPercent(predictionError()),
            Figures.nanos(run.prediction().bounds().lowerBoundNanos())));
    lines.add(
        comparison
            .map(Outcome::verdict)
            .orElseGet(
                () ->
                    run.isDataParallel()
                        ? "the strategy is data parallelism"
                        : "not compared with data parallelism"));
    return lines;
  }

  private static String verdict(Comparison comparison) {
    return Figures.format(
        "timed in turns: this plan %s a step, data parallelism %s: %s is faster, %s",
        Figures.nanos(comparison.planNanos()),
        Figures.nanos(comparison.dataParallelNanos()),
        comparison.speedup() >= 1 ? "this plan" : "data parallelism",
        Figures.times(Math.max(comparison.speedup(), 1 / comparison.speedup())));
  }

  /** {@return the outcome as JSON} */
  ObjectNode json() {
    Prediction prediction = run.prediction();
    ObjectNode object =
        Console.object()
            .put("model", run.model().name())
            .put("devices", run.machine().processorCount())
            .put("machine", run.machine().name())
            .put("batch", run.model().batch())
            .put("steps", trained.steps())
            .put("seconds", trained.trainingNanos() / NANOS_PER_SECOND)
            .put("samplesPerSecond", trained.samplesPerSecond())
            .put("predictedStepNanos", predictedNanos())
            .put("measuredStepNanos", trained.steadyStepNanos())
            .put("predictionError", predictionError())
            .put("lowerBoundNanos", prediction.bounds().lowerBoundNanos())
            .put("peakMemoryBytes", prediction.plan().footprint().peakBytes())
            .put("firstLoss", trained.firstLoss())
            .put("lastLoss", trained.lastLoss());
    if (Double.isNaN(accuracy())) {
      object.putNull("accuracy");
    } else {
      object.put("accuracy", accuracy());
    }
    comparison.ifPresent(
        both ->
            object
                .put("comparedStepNanos", both.planNanos())
                .put("dataParallelStepNanos", both.dataParallelNanos())
                .put("measuredSpeedupOverDataParallel", both.speedup()));
    object.set("strategy", Json.strategy(run.strategy()));
    return object;
  }
}
