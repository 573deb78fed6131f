package org.soapstone.dnn.training;

import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.data.PrefetchedBatches;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.lowering.LoweredProgram;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.FutureMap;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.RuntimeBuilder;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.tracing.TraceCounts;

/**
 * Trains a lowered model: issues its launches step by step, some steps ahead of the losses it waits
 * for.
 *
 * <p>Weights are initialised when the trainer is built. Belongs to one thread.
 */
public final class Trainer implements AutoCloseable {
  /** So many steps at most are run again to find what to blame. */
  private static final long MOST_STEPS_AGAIN = 2000;

  private final LoweredModel model;
  private final TrainingBatches batches;
  private final Optional<PrefetchedBatches> prefetched;
  private final Optional<Dataset> test;
  private final List<Launch> step;
  private final List<Launch> evaluation;
  private final ImmutableIntArray lossPositions;
  private final Runtime runtime;
  private final int stepsAhead;
  private final long stepLimit;
  private final Optional<Recording> recording;
  private final List<Launch> once;
  private final TrainingState state;
  private final Map<String, String> course;
  private final Optional<CheckpointFolder> checkpoints;
  private final long checkpointSteps;
  private Optional<Path> restart = Optional.empty();
  private long restartStep;
  private long stepsDone;
  private long recordedPosition = -1;

  record Recording(ExecutionRecorder recorder, long first, int count) {}

  private record Issued(long step, List<FutureMap> metrics) {}

  Trainer(TrainerBuilder builder) {
    model = builder.model;
    Dataset train =
        builder.train.orElseThrow(
            () -> new IllegalArgumentException("there are no images to train on; give some"));
    test = builder.test;
    DatasetFit.require(model, train);
    test.ifPresent(images -> DatasetFit.require(model, images));
    batches =
        new TrainingBatches(
            train, test, Math.toIntExact(model.batch()), model.rule().microBatches(), builder.seed);
    stepsAhead = atLeastOne("steps ahead", builder.stepsAhead);
    stepLimit =
        Math.min(
            atLeastOne("step limit", builder.stepLimit),
            (long) atLeastOne("epochs", builder.epochs) * batches.stepsPerEpoch());
    recording = builder.recording;
    prefetched = train.isDecoded() ? Optional.of(prefetched()) : Optional.empty();
    LoweredProgram program = LoweredProgram.of(model, builder.configurations);
    step = program.step();
    evaluation = model.evaluation(builder.configurations);
    lossPositions = model.lossPositions();
    RuntimeBuilder parts =
        Runtime.builder(builder.machine, TaskRegistry.builder().addAll(model.tasks()).build())
            .mapper(builder.mapper)
            .service(Kernels.class, builder.kernels)
            .service(
                BatchSource.class, prefetched.<BatchSource>map(ahead -> ahead).orElse(batches));
    recording.ifPresent(wanted -> parts.recorder(wanted.recorder));
    builder.profiler.ifPresent(parts::profile);
    runtime = parts.build();
    once = program.once();
    state = new TrainingState(model, runtime);
    course = course(model, train, builder.seed);
    checkpoints = builder.checkpoints.map(CheckpointFolder::open);
    checkpointSteps = builder.checkpointSteps;
    initialise();
  }

  private PrefetchedBatches prefetched() {
    return new PrefetchedBatches(
        batches,
        Math.toIntExact(model.batch()),
        model.sampleForm().size(),
        stepLimit * model.rule().microBatches());
  }

  private void initialise() {
    once.forEach(launch -> issue(launch, 0));
  }

  /** What fixes every step to the last bit, strategies apart. */
  private static Map<String, String> course(LoweredModel model, Dataset train, long seed) {
    Map<String, String> course = new LinkedHashMap<>();
    course.put("model fingerprint", model.fingerprint());
    course.put("step", model.rule().toString());
    course.put("seed of the weights", Long.toString(model.seed()));
    course.put("seed of the shuffles", Long.toString(seed));
    course.put("training data", "%d of '%s'".formatted(train.size(), train.name()));
    return course;
  }

  static int atLeastOne(String what, int value) {
    return (int) atLeastOne(what, (long) value);
  }

  static long atLeastOne(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + ": " + value + "; it must be at least 1");
    }
    return value;
  }

  /**
   * {@return a builder of a trainer}
   *
   * @param model the model
   * @param machine where it runs
   * @param configurations the configuration of every operator, as {@code Strategy.configurations}
   *     gives them
   * @param kernels how tasks compute
   */
  public static TrainerBuilder of(
      LoweredModel model,
      Machine machine,
      Map<String, OperatorConfig> configurations,
      Kernels kernels) {
    return new TrainerBuilder(model, machine, configurations, kernels);
  }

  /**
   * {@return what came of a training that nobody is told of, see {@link #run(TrainingListener)}}
   */
  public TrainingResult run() {
    return run(TrainingListener.NONE);
  }

  /**
   * Trains: all epochs, or as many steps as the limit allows; after a checkpoint was loaded, what
   * is left of them. After each epoch, and after the last step, the test images are evaluated.
   *
   * @param listener is told how it goes
   * @return what came of it
   * @throws IllegalStateException if all steps are done already
   * @throws DivergedException if a loss is no number
   * @throws org.soapstone.tasks.TaskFailedException if a task failed
   */
  public TrainingResult run(TrainingListener listener) {
    if (stepsDone >= stepLimit) {
      throw new IllegalStateException(
          "all %d steps of the training are done; build another trainer".formatted(stepLimit));
    }
    RunLog log = new RunLog(listener, stepLimit, model.samplesPerStep());
    int stepsPerEpoch = batches.stepsPerEpoch();
    Optional<BatchMetrics> tested = Optional.empty();
    while (stepsDone < stepLimit) {
      int epoch = Math.toIntExact(stepsDone / stepsPerEpoch);
      long end = Math.min(stepLimit, (epoch + 1L) * stepsPerEpoch);
      log.begin();
      train(end, log);
      runtime.fence();
      log.end();
      tested = test.map(_ -> evaluate());
      listener.epoch(epoch, log.epochMetrics(), tested);
    }
    return log.result(tested);
  }

  private void train(long end, RunLog log) {
    Deque<Issued> ahead = new ArrayDeque<>();
    while (stepsDone < end) {
      ahead.add(new Issued(stepsDone, issueStep(stepsDone)));
      stepsDone++;
      if (isSaved(stepsDone)) {
        // What is saved has been seen to be finite up to here.
        ahead.forEach(issued -> settle(issued, log));
        ahead.clear();
        saveCheckpoint();
      } else if (ahead.size() == stepsAhead) {
        settle(ahead.remove(), log);
      }
    }
    while (!ahead.isEmpty()) {
      settle(ahead.remove(), log);
    }
  }

  private boolean isSaved(long steps) {
    return checkpoints.isPresent() && (steps % checkpointSteps == 0 || steps == stepLimit);
  }

  private void saveCheckpoint() {
    checkpoints.ifPresent(folder -> {
      save(folder.file(stepsDone));
      folder.prune();
    });
  }

  private List<FutureMap> issueStep(long number) {
    recording
        .filter(wanted -> wanted.first == number)
        .ifPresent(wanted -> {
          recordedPosition = runtime.position();
          wanted.recorder.launches(
              recordedPosition, recordedPosition + (long) wanted.count * step.size());
        });
    List<FutureMap> metrics = new ArrayList<>(lossPositions.length());
    runtime.trace("step", () -> issue(number, metrics));
    return metrics;
  }

  /** Issues a step's launches; those that measure the loss add their results. */
  private void issue(long number, List<FutureMap> metrics) {
    for (int position = 0; position < step.size(); position++) {
      Optional<FutureMap> results = issue(step.get(position), model.iteration(position, number));
      if (metrics.size() < lossPositions.length()
          && position == lossPositions.get(metrics.size())) {
        metrics.add(results.orElseThrow());
      }
    }
  }

  /** Issues the forward pass on a batch of test images. */
  private List<FutureMap> issueTest(int batch) {
    List<FutureMap> metrics = new ArrayList<>();
    ImmutableIntArray losses = model.evaluationLossPositions();
    for (int position = 0; position < evaluation.size(); position++) {
      Optional<FutureMap> results =
          issue(evaluation.get(position), TrainingBatches.testIteration(batch));
      if (losses.contains(position)) {
        metrics.add(results.orElseThrow());
      }
    }
    return metrics;
  }

  private Optional<FutureMap> issue(Launch launch, long iteration) {
    return switch (launch) {
      case IndexLaunch tasks -> Optional.of(runtime.launch(tasks.at(iteration)));
      case FillLaunch fill -> {
        runtime.launch(fill);
        yield Optional.empty();
      }
    };
  }

  /** {@return what several launches measured together} */
  static BatchMetrics metrics(List<FutureMap> losses) {
    return losses.stream()
        .map(results -> results.reduce(BatchMetrics.class, BatchMetrics::plus).get())
        .reduce(BatchMetrics.NONE, BatchMetrics::plus);
  }

  private void settle(Issued issued, RunLog log) {
    BatchMetrics metrics = metrics(issued.metrics);
    if (!Double.isFinite(metrics.loss())) {
      throw new DivergedException(
          "step %d: the loss is %s; %s; lower the learning rate"
              .formatted(issued.step, metrics.loss(), firstNonFinite(issued.step)));
    }
    log.add(issued.step, metrics);
  }

  /**
   * {@return which operator first had a value that is not finite, in words} The steps since the
   * last checkpoint, or since the start, are run again, to the same bits; the last two of them
   * launch by launch.
   */
  private String firstNonFinite(long step) {
    if (step - restartStep > MOST_STEPS_AGAIN) {
      return "to be told which operator is to blame, save a checkpoint at least every %d steps"
          .formatted(MOST_STEPS_AGAIN);
    }
    restart.ifPresentOrElse(file -> state.write(Checkpoint.read(file).tensors()), this::initialise);
    long watched = Math.max(restartStep, step - 1);
    for (long number = restartStep; number < watched; number++) {
      issue(number, new ArrayList<>());
    }
    for (long number = watched; number <= step; number++) {
      for (int position = 0; position < this.step.size(); position++) {
        Launch launch = this.step.get(position);
        issue(launch, model.iteration(position, number));
        Optional<String> found = NonFinite.of(launch, runtime);
        if (found.isPresent()) {
          return "%s, step %d".formatted(found.get(), number);
        }
      }
    }
    return "when it was run again, all values were finite";
  }

  /**
   * Runs the test images through the network, with the present weights and the strategy of the
   * training. Every image counts once.
   *
   * @return their losses and hits
   * @throws IllegalStateException if there are no test images
   */
  public BatchMetrics evaluate() {
    if (test.isEmpty()) {
      throw new IllegalStateException("there are no test images; give the trainer some");
    }
    Deque<List<FutureMap>> ahead = new ArrayDeque<>();
    BatchMetrics sum = BatchMetrics.NONE;
    for (int batch = 0; batch < batches.testBatches(); batch++) {
      ahead.add(issueTest(batch));
      if (ahead.size() == stepsAhead) {
        sum = sum.plus(metrics(ahead.remove()));
      }
    }
    while (!ahead.isEmpty()) {
      sum = sum.plus(metrics(ahead.remove()));
    }
    return sum;
  }

  /** {@return the number of training steps done, those before a loaded checkpoint included} */
  public long stepsDone() {
    return stepsDone;
  }

  /** {@return the number of training steps after which the training ends} */
  public long stepLimit() {
    return stepLimit;
  }

  /**
   * {@return the position in program order of the first launch of a recorded step}
   *
   * @param number one of the steps to be recorded
   * @throws IllegalStateException if the step was not recorded
   */
  public long position(long number) {
    return recording
        .filter(wanted -> recordedPosition >= 0)
        .filter(wanted -> number >= wanted.first && number < wanted.first + wanted.count)
        .map(wanted -> recordedPosition + (number - wanted.first) * step.size())
        .orElseThrow(() -> new IllegalStateException("step " + number + " has not been recorded"));
  }

  /**
   * {@return the present values of a tensor's part} Waits for them.
   *
   * @param tensor a tensor of the model
   * @param part its value, its gradient or what the update rule keeps of it
   */
  public FieldData read(Tensor tensor, Part part) {
    LogicalRegion region = model.region(tensor, part);
    return runtime.read(region, region.fieldSpace().fields().getFirst().id());
  }

  /** {@return how often the step was recorded, replayed and missed so far} */
  List<TraceCounts> traces() {
    return runtime.traces();
  }

  /**
   * Saves all weights, what the update rule keeps of them, and the number of steps done. The file
   * is there whole or not at all; equal states give equal files.
   *
   * @param file the checkpoint
   * @throws IllegalArgumentException if it cannot be written
   */
  public void save(Path file) {
    new Checkpoint(model.name(), stepsDone, course, state.read()).write(file);
    restart = Optional.of(file);
    restartStep = stepsDone;
  }

  /**
   * Goes on from a checkpoint as if the training had not been interrupted, to the same bits under
   * the same strategy.
   *
   * @param file a checkpoint of a training of the same model, batch, update rule, seeds and data;
   *     the strategy, the machine and the number of steps may differ
   * @throws IllegalArgumentException if the file is no such checkpoint, which is told with every
   *     difference, or one of a longer training; nothing is changed then
   */
  public void load(Path file) {
    Checkpoint checkpoint = Checkpoint.read(file);
    checkpoint.requireSameCourse(file, model.name(), state.shapes(), course);
    if (checkpoint.steps() >= stepLimit) {
      throw new IllegalArgumentException(
          "checkpoint '%s' has %d steps done already, and the training ends after %d; train longer"
              .formatted(file, checkpoint.steps(), stepLimit));
    }
    state.write(checkpoint.tensors());
    stepsDone = checkpoint.steps();
    restart = Optional.of(file);
    restartStep = stepsDone;
  }

  /**
   * Goes on from the last checkpoint in the folder of {@link TrainerBuilder#checkpoints}; does
   * nothing where there is none yet.
   *
   * @return the steps done before
   * @throws IllegalStateException if no folder was given
   * @throws IllegalArgumentException as {@link #load}
   */
  public long resume() {
    CheckpointFolder folder =
        checkpoints.orElseThrow(
            () -> new IllegalStateException("there is no folder of checkpoints; give one"));
    folder.latest().ifPresent(this::load);
    return stepsDone;
  }

  /**
   * Starts from the weights of a checkpoint, as a new training.
   *
   * @param path a checkpoint of a training of a model of this name, or a folder of them; batch,
   *     update rule, seeds, data and strategy may differ
   * @throws IllegalArgumentException if it is none, or its weights are of other shapes; nothing is
   *     changed then
   */
  public void loadWeights(Path path) {
    Path file = CheckpointFolder.file(path);
    Checkpoint checkpoint = Checkpoint.read(file);
    checkpoint.requireFits(file, model.name(), state.weightShapes(), true);
    state.writeWeights(checkpoint.tensors());
    // Its other state is not this training's, so steps cannot be run again from it.
    restartStep = Long.MIN_VALUE / 2;
  }

  /** Waits for what runs and stops the workers. */
  @Override
  public void close() {
    prefetched.ifPresent(PrefetchedBatches::close);
    runtime.close();
  }
}
