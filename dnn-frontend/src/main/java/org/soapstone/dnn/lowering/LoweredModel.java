package org.soapstone.dnn.lowering;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.data.SampleForm;
import org.soapstone.dnn.lowering.OperatorLowering.Lowered;
import org.soapstone.dnn.lowering.StepPlan.Pass;
import org.soapstone.dnn.lowering.StepPlan.Placed;
import org.soapstone.dnn.operators.Access.Effect;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.InputForms;
import org.soapstone.dnn.operators.Loss;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Optimizer;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.State;
import org.soapstone.dnn.operators.StepRule;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Weight;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.LaunchTag.Role;
import org.soapstone.mapper.soap.LaunchSink;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.TaskDefinition;

/**
 * A model as a search space: its operators with their dimensions, and the launches that each lowers
 * to under a configuration.
 *
 * <p>Regions are made once, when the model is lowered, with ids in program order: lowering an equal
 * model gives equal regions and launches. The launches of an operator under some degrees are made
 * once and kept.
 *
 * <p>Immutable and thread-safe.
 */
public final class LoweredModel implements SearchSpace {
  /** The update rule unless told: its rate trains the zoo's small networks. */
  public static final Sgd DEFAULT_SGD = new Sgd(0.02, 0.9, 0);

  private record Degrees(String operator, Role role, ImmutableIntArray degrees) {}

  private final String name;
  private final String fingerprint;
  private final FieldType type;
  private final long batch;
  private final long seed;
  private final Map<String, Operator> operators;
  private final List<Loss> losses;
  private final TensorRegions regions;
  private final StepPlan plan;
  private final List<TaskDefinition> tasks;
  private final OperatorLowering lowering;
  private final Map<String, OperatorSpace> spaces;
  private final ConcurrentHashMap<Degrees, List<Lowered>> launches = new ConcurrentHashMap<>();

  private LoweredModel(Model model, StepRule rule, long seed) {
    model.check();
    name = model.name();
    fingerprint = model.fingerprint();
    type = model.elementType();
    batch = model.batch();
    operators = new LinkedHashMap<>();
    model.operators().forEach(operator -> operators.put(operator.name(), operator));
    losses = model.losses();
    this.seed = seed;
    regions = new TensorRegions(model.operators(), model.sharedWeights(), rule);
    plan = new StepPlan(model.operators(), rule, seed, regions);
    tasks = OperatorLowering.tasks(plan);
    lowering = new OperatorLowering(regions, plan);
    spaces = new LinkedHashMap<>();
    operators
        .values()
        .forEach(operator -> spaces.put(operator.name(), operator.space(regions.owned(operator))));
  }

  /**
   * {@return a model, lowered, with {@link #DEFAULT_SGD} and seed 0}
   *
   * @param model the model; later changes to it are not seen
   * @throws org.soapstone.dnn.operators.ModelException if it is not whole
   */
  public static LoweredModel of(Model model) {
    return of(model, DEFAULT_SGD, 0);
  }

  /**
   * {@return a model, lowered}
   *
   * @param model the model; later changes to it are not seen
   * @param optimizer how its weights are updated
   * @param seed the seed of its weights' first values
   * @throws org.soapstone.dnn.operators.ModelException if it is not whole
   */
  public static LoweredModel of(Model model, Optimizer optimizer, long seed) {
    return of(model, StepRule.of(optimizer), seed);
  }

  /**
   * {@return a model, lowered}
   *
   * @param model the model, of the batch of one micro-batch; later changes to it are not seen
   * @param rule what a step does with gradients
   * @param seed the seed of its weights' first values
   * @throws org.soapstone.dnn.operators.ModelException if it is not whole
   */
  public static LoweredModel of(Model model, StepRule rule, long seed) {
    return new LoweredModel(requireNonNull(model, "model"), requireNonNull(rule, "rule"), seed);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public List<OperatorSpace> operators() {
    return List.copyOf(spaces.values());
  }

  /** {@return the type of the elements} */
  public FieldType elementType() {
    return type;
  }

  /** {@return the samples of a micro-batch, over all processors} */
  public long batch() {
    return batch;
  }

  /** {@return the samples of a step, over all processors and micro-batches} */
  public long samplesPerStep() {
    return batch * rule().microBatches();
  }

  /** {@return what a step does with gradients} */
  public StepRule rule() {
    return plan.rule();
  }

  /** {@return the forest of the model's regions, for more trees} */
  RegionForest forest() {
    return regions.forest();
  }

  /** {@return the seed of the weights' first values} */
  public long seed() {
    return seed;
  }

  /** {@return the operators themselves, in program order} */
  public List<Operator> network() {
    return List.copyOf(operators.values());
  }

  /** {@return the tensors that training changes, in program order, a shared one once} */
  public List<Tensor> weights() {
    List<Tensor> weights = new ArrayList<>();
    for (Operator operator : operators.values()) {
      regions.owned(operator).stream().map(Weight::tensor).forEach(weights::add);
    }
    return weights;
  }

  /** {@return what is kept from step to step besides the weights, in program order} */
  public List<State> states() {
    return operators.values().stream().flatMap(operator -> operator.states().stream()).toList();
  }

  /** {@return the operators that compute the losses, in program order; at least one} */
  public List<Loss> losses() {
    return losses;
  }

  /** {@return what a sample of a data set for this model is made of} */
  public SampleForm sampleForm() {
    return InputForms.of(network());
  }

  /** {@return the number of launches of a step; positions run from 0 to one less, without gaps} */
  public int stepSize() {
    return plan.stepEnd();
  }

  /**
   * {@return the number of launches of the forward pass; they are the first of a step, those of its
   * first micro-batch}
   */
  public int forwardSize() {
    return plan.fillStart(0);
  }

  /**
   * {@return the positions, within an evaluation, of the launches whose results are {@link
   * org.soapstone.dnn.operators.BatchMetrics}: one for each loss}
   */
  public ImmutableIntArray evaluationLossPositions() {
    return ImmutableIntArray.copyOf(
        losses.stream()
            .mapToInt(loss -> plan.phases(loss.name(), Pass.EVALUATION).getFirst().position()));
  }

  /**
   * {@return the positions, within a step, of the launches whose results are {@link
   * org.soapstone.dnn.operators.BatchMetrics}: one for each loss and micro-batch, ascending}
   */
  public ImmutableIntArray lossPositions() {
    IntStream.Builder positions = IntStream.builder();
    for (Loss loss : losses) {
      int phasesEach = loss.forward().size() + loss.backward().size();
      List<Placed> placed = plan.phases(loss.name(), Pass.STEP);
      for (int first = 0; first < placed.size(); first += phasesEach) {
        positions.add(placed.get(first).position());
      }
    }
    return ImmutableIntArray.copyOf(positions.build().sorted());
  }

  /**
   * {@return the iteration number of a launch of a step: a batch's number for what a micro-batch
   * does, so that step {@code s} goes through batches {@code s · n} to {@code s · n + n − 1}; the
   * step's number for the updates}
   *
   * @param position the launch's position within the step
   * @param step the step, from 0
   */
  public long iteration(int position, long step) {
    int microBatches = rule().microBatches();
    for (int microBatch = 0; microBatch < microBatches; microBatch++) {
      if (position < plan.microBatchEnd(microBatch)) {
        return step * microBatches + microBatch;
      }
    }
    return step;
  }

  /**
   * {@return the region of a tensor's value, gradient or velocity}
   *
   * @param tensor a tensor of the model
   * @param part the part
   * @throws IllegalArgumentException if the model keeps no such part of the tensor
   */
  public LogicalRegion region(Tensor tensor, Part part) {
    return regions.region(tensor, part);
  }

  /**
   * {@return the tasks that the launches call; they ask for {@code Kernels} and {@code
   * BatchSource}}
   */
  public List<TaskDefinition> tasks() {
    return tasks;
  }

  @Override
  public void lower(String operator, OperatorConfig configuration, LaunchSink sink) {
    Operator found = operators.get(operator);
    if (found == null) {
      throw new IllegalArgumentException(
          "model '%s' has no operator '%s'; it has %s"
              .formatted(name, operator, operators.keySet()));
    }
    OperatorSpace space = spaces.get(operator);
    if (configuration.update().isPresent() != space.updates()) {
      throw new IllegalArgumentException(
          "operator '%s' of model '%s' has %s"
              .formatted(
                  operator,
                  name,
                  space.updates()
                      ? "weights, but its configuration has no update; add one"
                      : "no weights, but its configuration has an update; leave it out"));
    }
    emit(found, Role.COMPUTE, space.dimensions(), configuration.compute(), sink);
    Optional<ParallelConfig> update = configuration.update();
    update.ifPresent(config -> emit(found, Role.UPDATE, space.updateDimensions(), config, sink));
  }

  /**
   * {@return the launches of a forward pass that uses the network and does not train it, in program
   * order: nothing is dropped out, and means are those gathered in training}
   *
   * @param configurations the configuration of every operator
   * @throws IllegalArgumentException if an operator has none, or one that does not fit it
   */
  public List<Launch> evaluation(Map<String, OperatorConfig> configurations) {
    List<Launch> pass = new ArrayList<>();
    plan.forwardSums().forEach((tensor, effect) -> pass.add(identity(tensor, effect)));
    for (Operator operator : operators.values()) {
      OperatorConfig configuration = configurations.get(operator.name());
      if (configuration == null) {
        throw new IllegalArgumentException(
            "operator '%s' of model '%s' has no configuration; give it one"
                .formatted(operator.name(), name));
      }
      List<Dimension> dimensions = spaces.get(operator.name()).dimensions();
      lowered(operator, Role.COMPUTE, dimensions, configuration.compute()).stream()
          .filter(each -> each.pass() == Pass.EVALUATION)
          .forEach(each -> pass.add(each.launch()));
    }
    return pass;
  }

  private void emit(
      Operator operator,
      Role role,
      List<Dimension> dimensions,
      ParallelConfig config,
      LaunchSink sink) {
    for (Lowered each : lowered(operator, role, dimensions, config)) {
      switch (each.pass()) {
        case ONCE -> sink.once(each.position(), each.launch());
        case STEP -> sink.step(each.position(), each.launch());
        case EVALUATION -> {}
      }
    }
  }

  private List<Lowered> lowered(
      Operator operator, Role role, List<Dimension> dimensions, ParallelConfig config) {
    Degrees key = new Degrees(operator.name(), role, config.degrees());
    List<Lowered> lowered = launches.get(key);
    if (lowered == null) {
      checkDegrees(operator.name(), dimensions, config.degrees());
      lowered =
          launches.computeIfAbsent(
              key, _ -> lowering.lower(operator, role, dimensions, config.grid()));
    }
    return lowered;
  }

  private void checkDegrees(
      String operator, List<Dimension> dimensions, ImmutableIntArray degrees) {
    if (degrees.length() != dimensions.size()) {
      throw new IllegalArgumentException(
          "operator '%s' of model '%s' has dimensions %s, but the configuration has degrees %s; give one for each"
              .formatted(
                  operator, name, dimensions.stream().map(Dimension::name).toList(), degrees));
    }
    for (int d = 0; d < dimensions.size(); d++) {
      Dimension dimension = dimensions.get(d);
      if (degrees.get(d) > dimension.extent()) {
        throw new IllegalArgumentException(
            "operator '%s' of model '%s': degree %d of dimension '%s' is larger than its extent %d; take at most that"
                .formatted(operator, name, degrees.get(d), dimension.name(), dimension.extent()));
      }
    }
  }

  @Override
  public void lowerFixed(LaunchSink sink) {
    for (int microBatch = 0; microBatch < rule().microBatches(); microBatch++) {
      int first = plan.start(microBatch);
      for (Map.Entry<Tensor, Effect> sum : plan.forwardSums().entrySet()) {
        sink.step(first++, identity(sum.getKey(), sum.getValue()));
      }
      int position = plan.fillStart(microBatch);
      for (LogicalRegion gradient : regions.gradients(microBatch)) {
        sink.step(position++, fill(gradient, -0.0));
      }
      for (Map.Entry<Tensor, Effect> sum : plan.backwardSums().entrySet()) {
        sink.step(position++, identity(sum.getKey(), sum.getValue()));
      }
    }
    int once = plan.stateStart();
    for (Part part : rule().optimizer().state()) {
      for (LogicalRegion state : regions.all(part)) {
        sink.once(once++, fill(state, 0.0));
      }
    }
    for (State state : states()) {
      sink.once(once++, fill(regions.region(state.tensor(), Part.VALUE), state.initial()));
    }
  }

  private FillLaunch identity(Tensor tensor, Effect effect) {
    double identity = effect == Effect.MAXIMIZE ? Double.NEGATIVE_INFINITY : -0.0;
    return fill(regions.region(tensor, Part.VALUE), identity);
  }

  private static FillLaunch fill(LogicalRegion region, double value) {
    boolean isDouble = region.fieldSpace().field(0).type() == FieldType.FLOAT64;
    FillValue fillValue = isDouble ? FillValue.of(value) : FillValue.of((float) value);
    return new FillLaunch(
        region,
        region.fieldSpace().all(),
        fillValue,
        LaunchTag.NONE,
        "fill of '" + region.name() + "'");
  }

  /** {@return the name and the number of operators} */
  @Override
  public String toString() {
    return "model '%s', lowered: %d operators, %d launches a step"
        .formatted(name, operators.size(), stepSize());
  }
}
