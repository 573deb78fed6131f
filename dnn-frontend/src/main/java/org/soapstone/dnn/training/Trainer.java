package org.soapstone.dnn.training;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.Floats;
import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.lowering.LoweredProgram;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Weight;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.SoapMapper;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.FutureMap;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.RuntimeBuilder;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.profiling.Profiler;
import org.soapstone.tasks.tracing.TraceCounts;

/**
 * Trains a lowered model: issues its launches step by step, some steps ahead of the losses it waits
 * for.
 *
 * <p>Weights are initialised when the trainer is built. Belongs to one thread.
 */
public final class Trainer implements AutoCloseable {
  private final LoweredModel model;
  private final TrainingBatches batches;
  private final Optional<Dataset> test;
  private final List<Launch> step;
  private final ImmutableIntArray lossPositions;
  private final Runtime runtime;
  private final int stepsAhead;
  private final long stepLimit;
  private final Optional<Recording> recording;
  private long stepsDone;
  private long recordedPosition = -1;

  private record Recording(ExecutionRecorder recorder, long first, int count) {}

  private record Issued(long step, List<FutureMap> metrics) {}

  private Trainer(Builder builder) {
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
    LoweredProgram program = LoweredProgram.of(model, builder.configurations);
    step = program.step();
    lossPositions = model.lossPositions();
    RuntimeBuilder parts =
        Runtime.builder(builder.machine, TaskRegistry.builder().addAll(model.tasks()).build())
            .mapper(builder.mapper)
            .service(Kernels.class, builder.kernels)
            .service(BatchSource.class, batches);
    recording.ifPresent(wanted -> parts.recorder(wanted.recorder));
    builder.profiler.ifPresent(parts::profile);
    runtime = parts.build();
    program.once().forEach(launch -> issue(launch, 0));
  }

  private static int atLeastOne(String what, int value) {
    return (int) atLeastOne(what, (long) value);
  }

  private static long atLeastOne(String what, long value) {
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
  public static Builder of(
      LoweredModel model,
      Machine machine,
      Map<String, OperatorConfig> configurations,
      Kernels kernels) {
    return new Builder(model, machine, configurations, kernels);
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
    RunLog log = new RunLog(listener, stepLimit);
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
      if (ahead.size() == stepsAhead) {
        settle(ahead.remove(), log);
      }
    }
    while (!ahead.isEmpty()) {
      settle(ahead.remove(), log);
    }
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
  private FutureMap issueTest(int batch) {
    Optional<FutureMap> metrics = Optional.empty();
    for (int position = 0; position < model.forwardSize(); position++) {
      Optional<FutureMap> results = issue(step.get(position), TrainingBatches.testIteration(batch));
      if (position == lossPositions.get(0)) {
        metrics = results;
      }
    }
    return metrics.orElseThrow();
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

  private static BatchMetrics metrics(FutureMap results) {
    return results.reduce(BatchMetrics.class, BatchMetrics::plus).get();
  }

  private void settle(Issued issued, RunLog log) {
    BatchMetrics metrics =
        issued.metrics.stream().map(Trainer::metrics).reduce(BatchMetrics.NONE, BatchMetrics::plus);
    if (!Double.isFinite(metrics.loss())) {
      throw new DivergedException(
          "step %d: the loss is %s; %s; lower the learning rate"
              .formatted(issued.step, metrics.loss(), firstNotFinite()));
    }
    log.add(issued.step, metrics);
  }

  /**
   * {@return which operator comes first whose weights or outputs are not all finite by now, in
   * words}
   */
  private String firstNotFinite() {
    for (Operator operator : model.network()) {
      for (Weight weight : operator.weights()) {
        if (!isFinite(weight.tensor())) {
          return "by now weight '%s' is not finite".formatted(weight.tensor().name());
        }
      }
      for (Tensor output : operator.outputs()) {
        if (output.type() != FieldType.INT32 && !isFinite(output)) {
          return "by now the output of '%s' is not finite".formatted(operator.name());
        }
      }
    }
    return "all weights and outputs are finite by now";
  }

  private boolean isFinite(Tensor tensor) {
    FieldData data = read(tensor, Part.VALUE);
    return tensor.type() == FieldType.FLOAT32
        ? Floats.asList(data.floats()).stream().allMatch(Float::isFinite)
        : Arrays.stream(data.doubles()).allMatch(Double::isFinite);
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
    Deque<FutureMap> ahead = new ArrayDeque<>();
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
   * Saves all weights, what the update rule keeps of them and the number of steps done. The file is
   * there whole or not at all; equal states give equal files.
   *
   * @param file the checkpoint
   * @throws IllegalArgumentException if it cannot be written
   */
  public void save(Path file) {
    Map<String, FieldData> tensors = new LinkedHashMap<>();
    forEachState((name, region) -> tensors.put(name, runtime.read(region, 0)));
    new Checkpoint(model.name(), stepsDone, tensors).write(file);
  }

  /**
   * Loads all weights, what the update rule keeps of them and the number of steps done; a training
   * goes on from there as if it had not been interrupted.
   *
   * @param file a checkpoint of the same model; batch and strategy may differ
   * @throws IllegalArgumentException if the file is no such checkpoint, or one of a longer
   *     training; nothing is changed then
   */
  public void load(Path file) {
    Checkpoint checkpoint = Checkpoint.read(file);
    Map<String, Checkpoint.Shape> shapes = new LinkedHashMap<>();
    forEachState((name, region) ->
        shapes.put(
            name,
            new Checkpoint.Shape(
                region.fieldSpace().field(0).type(), region.indexSpace().bounds())));
    checkpoint.requireFits(file, model.name(), shapes);
    if (checkpoint.steps() >= stepLimit) {
      throw new IllegalArgumentException(
          "checkpoint '%s' has %d steps done already, and the training ends after %d; train longer"
              .formatted(file, checkpoint.steps(), stepLimit));
    }
    forEachState((name, region) -> runtime.write(region, 0, checkpoint.tensors().get(name)));
    stepsDone = checkpoint.steps();
  }

  private void forEachState(BiConsumer<String, LogicalRegion> visitor) {
    for (Tensor weight : model.weights()) {
      visit(model.region(weight, Part.VALUE), visitor);
      for (Part part : model.rule().optimizer().state()) {
        visit(model.region(weight, part), visitor);
      }
    }
  }

  private static void visit(LogicalRegion region, BiConsumer<String, LogicalRegion> visitor) {
    visitor.accept(region.name(), region);
  }

  /** Waits for what runs and stops the workers. */
  @Override
  public void close() {
    runtime.close();
  }

  /** Collects what a training needs. */
  public static final class Builder {
    private final LoweredModel model;
    private final Machine machine;
    private final Map<String, OperatorConfig> configurations;
    private final Kernels kernels;
    private Optional<Dataset> train = Optional.empty();
    private Optional<Dataset> test = Optional.empty();
    private Mapper mapper;
    private int epochs = 1;
    private long stepLimit = Long.MAX_VALUE;
    private long seed;
    private int stepsAhead = 2;
    private Optional<Recording> recording = Optional.empty();
    private Optional<Profiler> profiler = Optional.empty();

    private Builder(
        LoweredModel model,
        Machine machine,
        Map<String, OperatorConfig> configurations,
        Kernels kernels) {
      this.model = requireNonNull(model, "model");
      this.machine = requireNonNull(machine, "machine");
      this.configurations = Map.copyOf(configurations);
      this.kernels = requireNonNull(kernels, "kernels");
      this.mapper = new SoapMapper(this.configurations);
    }

    /**
     * Sets the images to train on.
     *
     * @param images of the model's input shape
     * @return this builder
     */
    public Builder train(Dataset images) {
      train = Optional.of(images);
      return this;
    }

    /**
     * Sets the images to test on; none unless told.
     *
     * @param images of the model's input shape
     * @return this builder
     */
    public Builder test(Dataset images) {
      test = Optional.of(images);
      return this;
    }

    /**
     * Sets the mapper; a {@link SoapMapper} of the configurations unless told.
     *
     * @param other the mapper
     * @return this builder
     */
    public Builder mapper(Mapper other) {
      mapper = requireNonNull(other, "other");
      return this;
    }

    /**
     * Sets how often the training goes through its images; once unless told.
     *
     * @param count at least 1
     * @return this builder
     */
    public Builder epochs(int count) {
      epochs = count;
      return this;
    }

    /**
     * Sets after how many steps the training stops, whatever the epochs; unlimited unless told.
     *
     * @param limit at least 1
     * @return this builder
     */
    public Builder steps(long limit) {
      stepLimit = limit;
      return this;
    }

    /**
     * Sets the seed of the shuffles; 0 unless told. (The seed of the weights is the lowered
     * model's.)
     *
     * @param value any number
     * @return this builder
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Sets how many steps are launched before the loss of the first of them is waited for; 2 unless
     * told.
     *
     * @param count at least 1
     * @return this builder
     */
    public Builder stepsAhead(int count) {
      stepsAhead = count;
      return this;
    }

    /**
     * Records what some steps of one epoch really run.
     *
     * @param recorder takes the record; complete once {@link Trainer#run} has returned
     * @param first the first of the steps, from 0
     * @param count how many steps, at least 1
     * @return this builder
     */
    public Builder record(ExecutionRecorder recorder, long first, int count) {
      recording =
          Optional.of(
              new Recording(
                  requireNonNull(recorder, "recorder"),
                  first,
                  atLeastOne("recorded steps", count)));
      return this;
    }

    /**
     * Has a profiler see what the training's threads do when; nobody does unless told.
     *
     * @param other the profiler
     * @return this builder
     */
    public Builder profile(Profiler other) {
      profiler = Optional.of(other);
      return this;
    }

    /**
     * {@return the trainer, with its weights initialised}
     *
     * @throws IllegalArgumentException if there are no images, or they do not fit the model; if a
     *     number is less than 1; if a configuration is missing or does not fit; or if the machine
     *     cannot be run on here
     */
    public Trainer build() {
      return new Trainer(this);
    }
  }
}
