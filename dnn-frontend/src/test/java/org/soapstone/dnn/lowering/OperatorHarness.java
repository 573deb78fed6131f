package org.soapstone.dnn.lowering;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.soapstone.dnn.Seeds;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.lowering.OperatorLowering.Lowered;
import org.soapstone.dnn.lowering.StepPlan.Pass;
import org.soapstone.dnn.operators.Access.Effect;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.State;
import org.soapstone.dnn.operators.StepRule;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Weight;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.LaunchTag.Role;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.mapper.soap.SoapMapper;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.FutureMap;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.instances.FieldData;

/** Runs one operator, split in any way, on inputs and output gradients that are drawn once. */
final class OperatorHarness implements AutoCloseable {
  private static final StepRule RULE = StepRule.of(new Sgd(0.1, 0.9, 0.01));

  private final Operator operator;
  private final TensorRegions regions;
  private final StepPlan plan;
  private final OperatorLowering lowering;
  private final Runtime runtime;
  private final AtomicReference<OperatorConfig> placement = new AtomicReference<>();
  private final Map<LogicalRegion, FieldData> given = new LinkedHashMap<>();

  OperatorHarness(Source source, Operator operator, Machine machine, Kernels kernels) {
    this.operator = operator;
    List<Operator> operators = List.of(source, operator);
    regions = new TensorRegions(operators, Map.of(), RULE);
    plan = new StepPlan(operators, RULE, 1, regions);
    lowering = new OperatorLowering(regions, plan);
    runtime =
        Runtime.builder(
                machine, TaskRegistry.builder().addAll(OperatorLowering.tasks(plan)).build())
            .mapper(new SoapMapper(_ -> Optional.of(placement.get())))
            .service(Kernels.class, kernels)
            .service(BatchSource.class, new Digits())
            .build();
    draw(source);
  }

  private void draw(Source source) {
    RandomGenerator random = Seeds.random(operator.name().hashCode());
    for (Tensor tensor : source.outputs()) {
      give(tensor, Part.VALUE, random, source.least());
    }
    for (Weight weight : operator.weights()) {
      give(weight.tensor(), Part.VALUE, random);
      give(weight.tensor(), Part.VELOCITY, random);
    }
    for (Tensor output : operator.outputs()) {
      if (output.differentiable()) {
        give(output, Part.GRADIENT, random);
      }
    }
  }

  private void give(Tensor tensor, Part part, RandomGenerator random) {
    give(tensor, part, random, -1);
  }

  private void give(Tensor tensor, Part part, RandomGenerator random, double least) {
    give(tensor, part, random.doubles(tensor.volume(), least, 1).toArray());
  }

  /** Sets a part of a tensor; integers become from 0 to 10. */
  void give(Tensor tensor, Part part, double[] values) {
    Rect rect = tensor.rect();
    FieldData data =
        switch (tensor.type()) {
          case FLOAT64 -> FieldData.of(rect, values);
          case FLOAT32 -> {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
              floats[i] = (float) values[i];
            }
            yield FieldData.of(rect, floats);
          }
          case INT32 -> {
            int[] labels = new int[values.length];
            for (int i = 0; i < labels.length; i++) {
              labels[i] = Math.clamp((long) ((values[i] + 1) / 2 * 11), 0, 10);
            }
            yield FieldData.of(rect, labels);
          }
          case INT64, UINT8 -> throw new IllegalArgumentException(tensor.toString());
        };
    LogicalRegion region = regions.region(tensor, part);
    given.put(region, data);
    runtime.write(region, 0, data);
  }

  /** {@return what was given, of floating-point type, in double precision} */
  double[] given(Tensor tensor, Part part) {
    return doubles(given.get(regions.region(tensor, part)));
  }

  /**
   * {@return the outputs and gradients, by the names of their regions, after a forward and a
   * backward pass}
   *
   * @param config how the operator is split and placed
   */
  Map<String, double[]> passes(ParallelConfig config) {
    reset();
    BatchMetrics metrics = BatchMetrics.NONE;
    for (FutureMap results : launch(Role.COMPUTE, Pass.STEP, operator.dimensions(), config)) {
      for (Object result : results.values()) {
        metrics = metrics.plus((BatchMetrics) result);
      }
    }
    Map<String, double[]> found = new LinkedHashMap<>();
    found.put(
        "metrics",
        new double[] {metrics.lossSum(), metrics.correct(), metrics.count(), metrics.amongFive()});
    for (Tensor output : operator.outputs()) {
      read(output, Part.VALUE, found);
    }
    for (Tensor input : operator.inputs()) {
      if (input.differentiable()) {
        read(input, Part.GRADIENT, found);
      }
    }
    for (Weight weight : operator.weights()) {
      read(weight.tensor(), Part.GRADIENT, found);
    }
    for (State state : operator.states()) {
      read(state.tensor(), Part.VALUE, found);
    }
    return found;
  }

  /**
   * {@return the weights and velocities, by the names of their regions, after an update}
   *
   * @param config how the update is split and placed
   */
  Map<String, double[]> update(ParallelConfig config) {
    for (Weight weight : operator.weights()) {
      for (Part part : List.of(Part.VALUE, Part.VELOCITY)) {
        LogicalRegion region = regions.region(weight.tensor(), part);
        runtime.write(region, 0, given.get(region));
      }
      LogicalRegion value = regions.region(weight.tensor(), Part.VALUE);
      runtime.write(regions.region(weight.tensor(), Part.GRADIENT), 0, given.get(value));
    }
    launch(Role.UPDATE, Pass.STEP, operator.space().updateDimensions(), config);
    Map<String, double[]> found = new LinkedHashMap<>();
    for (Weight weight : operator.weights()) {
      read(weight.tensor(), Part.VALUE, found);
      read(weight.tensor(), Part.VELOCITY, found);
    }
    return found;
  }

  private List<FutureMap> launch(
      Role role, Pass pass, List<Dimension> dimensions, ParallelConfig config) {
    placement.set(new OperatorConfig(config, Optional.of(config)));
    return lowering.lower(operator, role, dimensions, config.grid()).stream()
        .filter(lowered -> lowered.pass() == pass)
        .map(Lowered::launch)
        .map(runtime::launch)
        .toList();
  }

  /** Sets sums to the identity and states to where they begin. */
  private void reset() {
    for (LogicalRegion gradient : regions.all(Part.GRADIENT)) {
      if (!given.containsKey(gradient)) {
        fill(gradient, -0.0);
      }
    }
    plan.forwardSums().forEach(this::fillIdentity);
    plan.backwardSums().forEach(this::fillIdentity);
    for (State state : operator.states()) {
      fill(regions.region(state.tensor(), Part.VALUE), state.initial());
    }
  }

  private void fillIdentity(Tensor tensor, Effect effect) {
    double identity = effect == Effect.MAXIMIZE ? Double.NEGATIVE_INFINITY : -0.0;
    fill(regions.region(tensor, Part.VALUE), identity);
  }

  private void fill(LogicalRegion region, double value) {
    boolean single = region.fieldSpace().field(0).type() == FieldType.FLOAT32;
    runtime.fill(
        region,
        region.fieldSpace().all(),
        single ? FillValue.of((float) value) : FillValue.of(value));
  }

  /**
   * {@return the outputs, by the names of their regions, when the operator is evaluated after a
   * step of training}
   *
   * @param config how the operator is split and placed
   */
  Map<String, double[]> evaluation(ParallelConfig config) {
    passes(config);
    return use(config);
  }

  /** {@return the output, by the name of its region, when the operator is evaluated} */
  Map<String, double[]> use(ParallelConfig config) {
    plan.forwardSums().forEach(this::fillIdentity);
    launch(Role.COMPUTE, Pass.EVALUATION, operator.dimensions(), config);
    Map<String, double[]> found = new LinkedHashMap<>();
    read(operator.output(), Part.VALUE, found);
    return found;
  }

  private void read(Tensor tensor, Part part, Map<String, double[]> into) {
    LogicalRegion region = regions.region(tensor, part);
    into.put(region.name(), doubles(runtime.read(region, 0)));
  }

  private static double[] doubles(FieldData data) {
    Rect rect = data.rect();
    double[] values = new double[Math.toIntExact(rect.volume())];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.doubleAt(rect.delinearize(i));
    }
    return values;
  }

  @Override
  public void close() {
    runtime.close();
  }

  /** Images and labels that are functions of their place; every sample counts. */
  private static final class Digits implements BatchSource {
    @Override
    public void load(long iteration, int position, float[] into) {
      for (int i = 0; i < into.length; i++) {
        into[i] = position * 100 + i;
      }
    }

    @Override
    public int label(long iteration, int position) {
      return position * 3;
    }

    @Override
    public void tokens(long iteration, int position, int sequence, int[] into) {
      for (int i = 0; i < into.length; i++) {
        into[i] = (position * 7 + sequence + i) % 6;
      }
    }

    @Override
    public void labels(long iteration, int position, int[] into) {
      for (int i = 0; i < into.length; i++) {
        into[i] = position * 3 + i;
      }
    }

    @Override
    public boolean counts(long iteration, int position) {
      return true;
    }
  }
}
