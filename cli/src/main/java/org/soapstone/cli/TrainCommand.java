package org.soapstone.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.soapstone.dnn.data.DataSplit;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.operators.StepRule;
import org.soapstone.dnn.training.Trainer;
import org.soapstone.dnn.training.TrainerBuilder;
import org.soapstone.dnn.training.TrainingListener;
import org.soapstone.dnn.training.TrainingResult;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.Prediction;
import org.soapstone.simulator.report.ProfileSections;
import org.soapstone.simulator.report.ReportData.TimelineData;
import org.soapstone.simulator.report.TraceFile;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchResult;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.execution.ExecutionRecord;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.graph.GraphRecord;
import org.soapstone.tasks.profiling.Profile;
import org.soapstone.tasks.profiling.Profiler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Finds a strategy unless told one, trains with it, and compares what was predicted with what was
 * measured.
 */
@Command(
    name = "train",
    description = {
      "Train a model on this machine: find a strategy unless told one, train with it, and compare"
          + " the predicted with the measured step time."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  soapstone train lenet --devices 2 --epochs 5",
      "  soapstone train lenet --data mnist --strategy data-parallel --report out"
    })
final class TrainCommand implements Runnable {
  /**
   * The recorded step is the third, in steady state; the one before it is recorded for the edges
   * from it.
   */
  private static final int RECORDED_STEP = 2;

  @Mixin private Console console;
  @Mixin private ModelOptions modelOptions;
  @Mixin private MachineOptions machineOptions;

  @Option(
      names = "--strategy",
      paramLabel = "S",
      description = StrategyName.DESCRIPTION + " (default: search for one).")
  private String strategyName;

  @Mixin private SearchFlags searchFlags;

  @Mixin private DataOption data;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often to go through the training images (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Stop after N steps (default: no limit).")
  private Long steps;

  @Mixin private UpdateOptions updateOptions;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description = "Save checkpoints to a folder: in the end, and with --every while it goes on.")
  private Path checkpoint;

  @Option(
      names = "--every",
      paramLabel = "N",
      description = "Save a checkpoint after every N steps.")
  private Long every;

  @Option(
      names = "--resume",
      description = "Go on from the last checkpoint in the folder, if there is one.")
  private boolean resume;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Start from the weights of a checkpoint, or of the last in a folder.")
  private Path weights;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the strategy to a file.")
  private Path out;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Write the task graph of the third step, as it really ran, with its times.")
  private Path record;

  @Option(names = "--report", paramLabel = "DIR", description = "Write report.html to a folder.")
  private Path report;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description =
          "Write what every thread did when, for Perfetto (ui.perfetto.dev): the training's end, as"
              + " far back as it is kept.")
  private Path profile;

  @Option(
      names = "--compare",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "After the training, time steps of this plan and of data parallelism in turns, until the"
              + " JVM is warm, and say which is faster (the default).")
  private boolean compare;

  @Override
  public void run() {
    Machine machine = machineOptions.machine();
    requireSteps();
    long batch =
        modelOptions.batch(machine.processorCount(), updateOptions.microBatches())
            * updateOptions.microBatches();
    DataSplit images = Datasets.open(data, modelOptions.entry(), batch, modelOptions.seed());
    long stepsPerEpoch = images.training().size() / batch;
    StepRule rule = updateOptions.rule(modelOptions.entry().optimizer(), steps(stepsPerEpoch));
    LoweredModel model = modelOptions.lower(machine.processorCount(), rule);
    Kernels kernels = machineOptions.kernels(model);
    Optional<Strategy> told =
        Optional.ofNullable(strategyName).map(name -> StrategyName.resolve(name, model, machine));
    SearchOptions options = searchFlags.options(model, machine, modelOptions.seed());
    requireCheckpoints();
    Outputs.requireWritableFile("--out", out);
    Outputs.requireWritableFile("--record", record);
    Outputs.requireWritableFile("--profile", profile);
    Outputs.requireWritableFolder("--report", report);
    requireRunnable(machine);
    requireRecordable(stepsPerEpoch);
    try (Costs costs = machineOptions.costs(model, machine, images::training, console)) {
      Planner planner = new Planner(model, machine, costs.model());
      Optional<SearchResult> found =
          told.isPresent()
              ? Optional.empty()
              : Optional.of(SearchFlags.run(planner, options, console));
      Strategy strategy = told.orElseGet(() -> found.orElseThrow().strategy());
      Optional.ofNullable(out).ifPresent(strategy::write);
      Prediction prediction = Plans.predictFitting(planner, strategy);
      train(new Run(planner, model, machine, kernels, images, strategy, found, prediction));
    }
  }

  /** A runtime refuses a machine that it cannot run on; better now than after the search. */
  private static void requireRunnable(Machine machine) {
    Runtime.builder(machine, TaskRegistry.of()).build().close();
  }

  private long steps(long stepsPerEpoch) {
    long all = Math.multiplyExact(stepsPerEpoch, epochs);
    return steps == null ? all : Math.min(steps, all);
  }

  private void requireSteps() {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "--epochs %d: there is nothing to train; give at least 1".formatted(epochs));
    }
    if (steps != null && steps < 1) {
      throw new IllegalArgumentException(
          "--steps %d: there is nothing to train; give at least 1".formatted(steps));
    }
  }

  private void requireCheckpoints() {
    Outputs.requireWritableFolder("--checkpoint", checkpoint);
    if (checkpoint == null && (every != null || resume)) {
      throw new IllegalArgumentException(
          "%s: there is no folder of checkpoints; give --checkpoint DIR"
              .formatted(resume ? "--resume" : "--every"));
    }
    if (resume && (record != null || weights != null)) {
      throw new IllegalArgumentException(
          "--resume: %s is for a training from its start; leave one of them out"
              .formatted(record != null ? "--record" : "--weights"));
    }
  }

  private void requireRecordable(long stepsPerEpoch) {
    if (record != null && firstEpochSteps(stepsPerEpoch) <= RECORDED_STEP) {
      throw new IllegalArgumentException(
          ("--record takes the third step of the first epoch, which has %d; take more --steps or a"
                  + " smaller --batch")
              .formatted(firstEpochSteps(stepsPerEpoch)));
    }
  }

  private long firstEpochSteps(long stepsPerEpoch) {
    return steps == null ? stepsPerEpoch : Math.min(steps, stepsPerEpoch);
  }

  /** What is known before the training begins. */
  record Run(
      Planner planner,
      LoweredModel model,
      Machine machine,
      Kernels kernels,
      DataSplit images,
      Strategy strategy,
      Optional<SearchResult> found,
      Prediction prediction) {

    Map<String, OperatorConfig> configurations() {
      return strategy.configurations(model, machine);
    }

    boolean isDataParallel() {
      return configurations()
          .equals(Strategies.named("data-parallel", model, machine).configurations(model, machine));
    }
  }

  private void train(Run run) {
    ExecutionRecorder recorder = new ExecutionRecorder();
    Optional<Profiler> profiler =
        profile == null && report == null
            ? Optional.empty()
            : Optional.of(new Profiler(Profiler.DEFAULT_EVENTS));
    AtomicReference<Profile> lastStep = new AtomicReference<>();
    Runnable atLastStep = () -> profiler.ifPresent(p -> lastStep.set(p.profile()));
    TrainingResult trained;
    Optional<ExecutionRecord> recorded = Optional.empty();
    try (Trainer trainer = trainer(run, recorder, profiler);
        Progress bar = console.progress("train", "steps", 1, trainer.stepLimit())) {
      begin(trainer);
      trained = trainer.run(listener(bar, atLastStep));
      if (isRecorded(run)) {
        recorded = Optional.of(recorder.record());
        check(recorded.get(), trainer.position(RECORDED_STEP), run);
      }
    }
    Optional<StepTiming> timing = Optional.empty();
    if (compare) {
      console.note("timing this plan and data parallelism in turns, until the JVM is warm");
      timing = Optional.of(StepTiming.run(run, modelOptions.seed()));
    }
    Outcome outcome = new Outcome(run, trained, timing);
    if (report != null) {
      Optional<Profile> seen = Optional.ofNullable(lastStep.get());
      Reports.write(Reports.ofTraining(outcome, recorded, seen), report);
    }
    if (profile != null) {
      List<TimelineData> threads =
          List.of(ProfileSections.timeline("Training", profiler.orElseThrow().profile()));
      Outputs.write("--profile", profile, file -> TraceFile.write(threads, file));
    }
    print(outcome);
    console.result(outcome.json());
  }

  private Trainer trainer(Run run, ExecutionRecorder recorder, Optional<Profiler> profiler) {
    TrainerBuilder builder =
        Trainer.of(run.model, run.machine, run.configurations(), run.kernels)
            .train(run.images.training())
            .test(run.images.testing())
            .epochs(epochs)
            .seed(modelOptions.seed());
    if (isRecorded(run)) {
      builder.record(recorder, RECORDED_STEP - 1, 2);
    }
    Optional.ofNullable(checkpoint)
        .ifPresent(to -> builder.checkpoints(to, every == null ? Long.MAX_VALUE : every));
    Optional.ofNullable(steps).ifPresent(builder::steps);
    profiler.ifPresent(builder::profile);
    return builder.build();
  }

  /** The third step is not run again by a training that goes on behind it. */
  private boolean isRecorded(Run run) {
    return !resume
        && firstEpochSteps(run.images.training().size() / run.model.samplesPerStep())
            > RECORDED_STEP;
  }

  private void begin(Trainer trainer) {
    if (resume) {
      long done = trainer.resume();
      if (done == 0) {
        console.note("no checkpoint yet in %s: starting anew", checkpoint);
      } else {
        console.note("going on after step %d of %d", done, trainer.stepLimit());
      }
    }
    Optional.ofNullable(weights).ifPresent(trainer::loadWeights);
  }

  private TrainingListener listener(Progress bar, Runnable atLastStep) {
    return new TrainingListener() {
      @Override
      public void step(long step, long all, BatchMetrics metrics, long nanos) {
        bar.update(
            step + 1,
            Figures.format("step %d of %d", step + 1, all),
            Figures.format("loss %.4f", metrics.loss()));
        if (step + 1 == all) {
          atLastStep.run();
        }
      }

      @Override
      public void epoch(int epoch, BatchMetrics training, Optional<BatchMetrics> test) {
        console.note(
            "epoch %d: loss %.4f%s",
            epoch + 1,
            training.loss(),
            test.map(tested ->
                    Figures.format(
                        ", tested: loss %.4f, accuracy %s",
                        tested.loss(), Figures.percent(tested.accuracy())))
                .orElse(""));
      }
    };
  }

  /** Checks every recorded edge against the clock, and writes the record if it is wanted. */
  private void check(ExecutionRecord recorded, long position, Run run) {
    recorded.checkOrder();
    if (record != null) {
      GraphRecord graph =
          GraphRecord.ofStep(recorded.graph(run.machine), position, run.model.stepSize());
      Outputs.write("--record", record, graph::write);
    }
  }

  private void print(Outcome outcome) {
    String name = strategyName == null ? "found by search" : strategyName;
    outcome.lines(name).forEach(console.text()::println);
    if (out != null) {
      console.line("strategy written to %s", out);
    }
    if (checkpoint != null) {
      console.line("checkpoint saved to %s", checkpoint);
    }
    if (record != null) {
      console.line("task graph written to %s", record);
    }
    if (profile != null) {
      console.line("profile written to %s", profile);
    }
    Reports.tell(report, console);
  }
}
