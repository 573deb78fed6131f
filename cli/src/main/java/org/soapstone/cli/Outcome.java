package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.training.TrainingResult;
import org.soapstone.simulator.Prediction;

/**
 * What came of a training, beside what was predicted.
 *
 * @param run what was known before
 * @param trained what was measured
 * @param timing steps of the plan and of data parallelism, timed after the training if wanted
 */
record Outcome(TrainCommand.Run run, TrainingResult trained, Optional<StepTiming> timing) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** {@return the predicted time of a step among many} */
  long predictedNanos() {
    return run.prediction().steadyStepNanos();
  }

  /**
   * {@return the time of a step once the JVM is warm; of the training's later half if not timed}
   */
  long measuredNanos() {
    return timing.map(StepTiming::planNanos).orElseGet(trained::steadyStepNanos);
  }

  /** {@return (predicted − measured) / measured} */
  double predictionError() {
    long measured = measuredNanos();
    return (double) (predictedNanos() - measured) / measured;
  }

  /** {@return the share of the test images that are told right; NaN without any} */
  double accuracy() {
    return trained.test().map(BatchMetrics::accuracy).orElse(Double.NaN);
  }

  /** {@return how a language model does beside models that count, if it is one} */
  private Optional<LanguageFigures> language() {
    return LanguageFigures.of(run.model().sampleForm(), run.images(), trained.test());
  }

  /** {@return the outcome in words} */
  List<String> lines(String strategyName) {
    List<String> lines = new ArrayList<>(figures(strategyName));
    language().map(LanguageFigures::line).ifPresent(line -> lines.add(2, line));
    return lines;
  }

  private List<String> figures(String strategyName) {
    return List.of(
        Figures.format(
            "%s, batch %d, on %s of %s; strategy: %s",
            run.model().name(),
            run.model().samplesPerStep(),
            Figures.count(run.machine().processorCount(), "processor"),
            run.machine().name(),
            strategyName),
        Figures.format(
            "%s in %.1f s, %.0f samples/s; loss %.4f to %.4f%s",
            Figures.count(trained.steps(), "step"),
            trained.trainingNanos() / NANOS_PER_SECOND,
            trained.samplesPerSecond(),
            trained.firstLoss(),
            trained.lastLoss(),
            Double.isNaN(accuracy()) ? "" : "; accuracy " + Figures.percent(accuracy())),
        Figures.format(
            "a step: predicted %s, measured %s, error %s; lower bound %s",
            Figures.nanos(predictedNanos()),
            Figures.nanos(measuredNanos()),
            Figures.signedPercent(predictionError()),
            Figures.nanos(run.prediction().bounds().lowerBoundNanos())),
        timing.map(this::verdict).orElse("measured in the training's later half, not timed again"));
  }

  private String verdict(StepTiming timed) {
    String when =
        Figures.format(
            "measured after the training%s, in whose later half a step took %s",
            timed.warm() ? "" : ", the JVM still compiling",
            Figures.nanos(trained.steadyStepNanos()));
    if (run.isDataParallel()) {
      return when + "; the strategy is data parallelism";
    }
    return Figures.format(
        "%s; in turns with data parallelism, whose step took %s: %s is faster, by %s",
        when,
        Figures.nanos(timed.dataParallelNanos()),
        timed.speedup() >= 1 ? "this plan" : "data parallelism",
        Figures.times(Math.max(timed.speedup(), 1 / timed.speedup())));
  }

  /** {@return the outcome as JSON} */
  ObjectNode json() {
    Prediction prediction = run.prediction();
    ObjectNode object =
        Console.object()
            .put("model", run.model().name())
            .put("machine", run.machine().name())
            .put("devices", run.machine().processorCount())
            .put("batch", run.model().samplesPerStep())
            .put("steps", trained.steps())
            .put("seconds", trained.trainingNanos() / NANOS_PER_SECOND)
            .put("samplesPerSecond", trained.samplesPerSecond())
            .put("predictedStepNanos", predictedNanos())
            .put("measuredStepNanos", measuredNanos())
            .put("predictionError", predictionError())
            .put("trainingStepNanos", trained.steadyStepNanos())
            .put("lowerBoundNanos", prediction.bounds().lowerBoundNanos())
            .put("peakMemoryBytes", prediction.plan().footprint().peakBytes())
            .put("firstLoss", trained.firstLoss())
            .put("lastLoss", trained.lastLoss());
    Json.put(object, "accuracy", accuracy());
    language().ifPresent(figures -> figures.put(object));
    Json.put(object, "dataParallelStepNanos", nanos(StepTiming::dataParallelNanos));
    Json.put(
        object,
        "measuredSpeedupOverDataParallel",
        timing.map(StepTiming::speedup).orElse(Double.NaN));
    object.set("strategy", Json.strategy(run.strategy()));
    return object;
  }

  private OptionalLong nanos(ToLongFunction<StepTiming> part) {
    return timing.stream().mapToLong(part).findFirst();
  }
}
