package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.soapstone.dnn.data.DataSplit;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.training.Trainer;
import org.soapstone.dnn.training.TrainingListener;
import org.soapstone.dnn.training.TrainingResult;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.Prediction;
import org.soapstone.simulator.search.NoPlanFitsException;
import org.soapstone.simulator.search.SearchResult;
import org.soapstone.tasks.execution.ExecutionRecord;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.graph.GraphRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds a strategy unless told one, trains with it, and compares what was predicted with what was measured. */
@Command(
    name = "train",
    description = {
      "Train a model: find a strategy unless told one, train with it, and compare the predicted with the measured step time."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples: soapstone train lenet --devices 2 --epochs 5",
      "          soapstone train lenet --data mnist --strategy data-parallel --report out"
    })
final class TrainCommand implements Runnable {
  /** The recorded step is the third, in steady state; the one before it is recorded for the edges from it. */
  private static final long RECORDED_STEP = 2;

  @Mixin private Console console;
  @Mixin private ModelOptions modelOptions;
  @Mixin private MachineOptions machineOptions;
  @Mixin private StrategyOption strategyOption;
  @Mixin private SearchFlags searchFlags;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "A folder of IDX files, plain or gzip (default: images that are drawn here).")
  private Path data;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often to go through the training images (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(names = "--steps", paramLabel = "N", description = "Stop after N steps.")
  private Long steps;

  @Option(names = "--rate", paramLabel = "R", description = "The learning rate (default: the model's own).")
  private Double rate;

  @Option(names = "--momentum", paramLabel = "M", description = "The momentum (default: the model's own).")
  private Double momentum;

  @Option(names = "--decay", paramLabel = "D", description = "The weight decay (default: the model's own).")
  private Double decay;

  @Option(names = "--checkpoint", paramLabel = "FILE", description = "Save the weights in the end.")
  private Path checkpoint;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the strategy to a file.")
  private Path out;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Write the task graph of the third step, as it really ran.")
  private Path record;

  @Option(names = "--report", paramLabel = "DIR", description = "Write report.html to a folder.")
  private Path report;

  @Option(
      names = "--compare",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Time a few data-parallel steps as well, and say which is faster (default).")
  private boolean compare;

  @Override
  public void run() {
    Outputs.requireWritableFile("--checkpoint", checkpoint);
    Outputs.requireWritableFile("--out", out);
    Outputs.requireWritableFile("--record", record);
    Outputs.requireWritableFolder("--report", report);
    Machine machine = machineOptions.machine();
    LoweredModel model = modelOptions.lower(machine.processorCount(), Optional.of(sgd()));
    DataSplit images =
        Datasets.open(
            Optional.ofNullable(data), modelOptions.entry(), model.batch(), modelOptions.seed());
    Planner planner =
        new Planner(
            model, machine, machineOptions.costs(model, machine, images.training(), console));
    Optional<Strategy> told = strategyOption.resolve(model, machine);
    Optional<SearchResult> found =
        told.isPresent()
            ? Optional.empty()
            : Optional.of(searchFlags.run(planner, modelOptions.seed(), console));
    Strategy strategy = told.orElseGet(() -> found.orElseThrow().strategy());
    Optional.ofNullable(out).ifPresent(strategy::write);
    Prediction prediction = planner.predict(strategy);
    prediction
        .plan()
        .overflow()
        .ifPresent(
            overflow -> {
              throw new NoPlanFitsException(overflow);
            });
    Run run = new Run(planner, model, machine, images, strategy, found, prediction);
    train(run);
  }

  private Sgd sgd() {
    Sgd own = modelOptions.entry().sgd();
    return new Sgd(
        rate == null ? own.rate() : rate,
        momentum == null ? own.momentum() : momentum,
        decay == null ? own.decay() : decay);
  }

  /** What is known before the training begins. */
  record Run(
      Planner planner,
      LoweredModel model,
      Machine machine,
      DataSplit images,
      Strategy strategy,
      Optional<SearchResult> found,
      Prediction prediction) {

    Map<String, OperatorConfig> configurations() {
      return strategy.configurations(model, machine);
    }

    boolean isDataParallel() {
      return configurations()
          .equals(
              Strategies.named("data-parallel", model, machine).configurations(model, machine));
    }
  }

  private void train(Run run) {
    ExecutionRecorder recorder = new ExecutionRecorder();
    TrainingResult trained;
    Optional<ExecutionRecord> recorded = Optional.empty();
    try (Trainer trainer = trainer(run, recorder);
        Progress bar = console.progress("train", "steps", trainer.stepLimit())) {
      trained = trainer.run(listener(bar));
      if (trainer.stepsDone() > RECORDED_STEP) {
        recorded = Optional.of(recorder.record());
        writeRecord(recorded.get(), trainer.position(RECORDED_STEP), run);
      }
      Optional.ofNullable(checkpoint).ifPresent(trainer::save);
    }
    Optional<Comparison> comparison =
        compare && !run.isDataParallel()
            ? Optional.of(Comparison.run(run, machineOptions.kernels(run.model), modelOptions.seed()))
            : Optional.empty();
    Outcome outcome = new Outcome(run, trained, comparison);
    if (report != null) {
      Reports.write(Reports.ofTraining(outcome, recorded), report);
    }
    print(outcome);
    console.result(outcome.json());
  }

  private Trainer trainer(Run run, ExecutionRecorder recorder) {
    Kernels kernels = machineOptions.kernels(run.model);
    Trainer.Builder builder =
        Trainer.of(run.model, run.machine, run.configurations(), kernels)
            .train(run.images.training())
            .test(run.images.testing())
            .epochs(epochs)
            .seed(modelOptions.seed())
            .record(recorder, RECORDED_STEP - 1, 2);
    Optional.ofNullable(steps).ifPresent(builder::steps);
    return builder.build();
  }

  private TrainingListener listener(Progress bar) {
    return new TrainingListener() {
      @Override
      public void step(long step, long all, BatchMetrics metrics, long nanos) {
        bar.update(step + 1, Figures.format("loss %.4f", metrics.loss()));
      }

      @Override
      public void epoch(int epoch, BatchMetrics training, Optional<BatchMetrics> test) {
        console
            .notes()
            .println(
                Figures.format("epoch %d: loss %.4f", epoch + 1, training.loss())
                    + test.map(tested -> ", accuracy " + Figures.percent(tested.accuracy()))
                        .orElse(""));
        console.notes().flush();
      }
    };
  }

  private void writeRecord(ExecutionRecord recorded, long position, Run run) {
    recorded.checkOrder();
    if (record != null) {
      try {
        GraphRecord.ofStep(recorded.graph(run.machine), position, run.model.stepSize()).write(record);
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "--record '%s' cannot be written (%s)".formatted(record, e.getMessage()), e);
      }
    }
  }

  private void print(Outcome outcome) {
    PrintWriter text = console.text();
    outcome.lines(strategyOption.name().orElse("found by search")).forEach(text::println);
    if (checkpoint != null) {
      text.println("weights saved to " + checkpoint);
    }
    text.flush();
  }
}
