package org.soapstone.benchmarks.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.lowering.SlottedModel;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.StepRule;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.zoo.Zoo;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.regions.FieldType;
import org.soapstone.simulator.Prediction;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.search.DeltaDuel;
import org.soapstone.simulator.search.Plan;
import org.soapstone.simulator.simulation.Timeline;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.TaskGraph;

class SlottedModelTest {
  private static final long SEED = Long.getLong("soapstone.seed", 3);
  private static final int PROPOSALS = Boolean.getBoolean("soapstone.heavy") ? 5_000 : 60;
  private static final int SIGNAL_BYTES = 4;
  private static final Sgd RULE = new Sgd(0.01, 0, 0);

  private static LoweredModel lenet(long batch) {
    return LoweredModel.of(Zoo.find("lenet").build(batch, FieldType.FLOAT32), RULE, 0);
  }

  /** Two layers of one weight. */
  private static LoweredModel twins(long batch) {
    Model model = Model.named("twins").batch(batch).elementType(FieldType.FLOAT32);
    Tensor x = model.input("x", 16);
    Tensor first = model.linear("first", x, 16, Initializer.LECUN_UNIFORM);
    Tensor second = model.linear("second", first, 16, Initializer.LECUN_UNIFORM);
    model.shareWeights("second", "first");
    model.softmaxCrossEntropy("loss", second);
    return LoweredModel.of(model, RULE, 0);
  }

  private static Prediction dataParallel(SearchSpace space, Machine machine) {
    return Prediction.of(
        Plan.of(
            space,
            machine,
            Strategies.named("data-parallel", space, machine).configurations(space, machine)),
        new AnalyticCosts(machine));
  }

  private static long weightBytes(LoweredModel model) {
    return Float.BYTES * model.weights().stream().mapToLong(Tensor::volume).sum();
  }

  @Test
  void everyGradientGoesToTheServerAndEveryWeightComesBack() {
    for (int devices : new int[] {2, 4, 8}) {
      Machine machine = Machines.named("k80").firstProcessors(devices);
      LoweredModel model = lenet(8L * devices);
      Prediction step = dataParallel(SlottedModel.parameterServer(model, machine), machine);
      assertThat(step.copiedBytes())
          .isEqualTo(2L * (devices - 1) * (weightBytes(model) + SIGNAL_BYTES));
    }
  }

  @Test
  void sharedWeightsAreSummedInEachNodeFirst() {
    Machine machine = Machines.named("k80").firstProcessors(8);
    LoweredModel model = twins(64);
    Prediction step = dataParallel(SlottedModel.parameterServer(model, machine), machine);
    assertThat(step.copiedBytes()).isEqualTo(7L * 2 * (weightBytes(model) + SIGNAL_BYTES));
    TaskGraph graph = step.timeline().graph();
    long between = 0;
    for (int node = 0; node < graph.nodeCount(); node++) {
      if (graph.kind(node) == NodeKind.COPY
          && graph.targetMemory(node) == 0
          && graph.sourceMemory(node) >= 4
          && graph.bytes(node) > SIGNAL_BYTES) {
        between += graph.bytes(node);
      }
    }
    assertThat(between).as("one sum of the second node").isEqualTo(weightBytes(model));
  }

  @Test
  void noGradientIsSentBeforeTheBackwardPassHasEnded() {
    Machine machine = Machines.named("p100").firstProcessors(4);
    Timeline step =
        dataParallel(SlottedModel.parameterServer(lenet(32), machine), machine).timeline();
    TaskGraph graph = step.graph();
    long end = Long.MAX_VALUE;
    for (int node = 0; node < graph.nodeCount(); node++) {
      boolean isEnd =
          graph.kind(node) == NodeKind.TASK
              && graph.costKeyTable().get(graph.costKey(node)).task().equals("backward.end");
      end = isEnd ? step.endNanos(node) : end;
    }
    assertThat(end).isLessThan(Long.MAX_VALUE);
    for (int node = 0; node < graph.nodeCount(); node++) {
      boolean isGradient =
          graph.kind(node) == NodeKind.COPY
              && graph.targetMemory(node) == 0
              && graph.sourceMemory(node) != 0
              && graph.bytes(node) > SIGNAL_BYTES;
      if (isGradient) {
        assertThat(step.startNanos(node)).isGreaterThanOrEqualTo(end);
      }
    }
  }

  @Test
  void deltaSimulationAgreesWithFull() {
    Machine machine = Machines.named("p100").firstProcessors(4);
    DeltaDuel.Outcome outcome =
        new DeltaDuel(
                () -> SlottedModel.parameterServer(lenet(32), machine),
                machine,
                new AnalyticCosts(machine),
                SEED)
            .run(PROPOSALS);
    assertThat(outcome.accepted()).as("seed %d", SEED).isPositive();
  }

  @Test
  void updatesAreNeverSplit() {
    Machine machine = Machines.named("p100").firstProcessors(4);
    SearchSpace space = SlottedModel.parameterServer(lenet(32), machine);
    assertThat(space.operators())
        .allSatisfy(
            operator -> assertThat(operator.updateDimensions()).allMatch(d -> d.extent() == 1));
    assertThat(space.fingerprint()).isNotEqualTo(lenet(32).fingerprint());
    assertThat(
            Strategies.named("data-parallel", space, machine)
                .configurations(space, machine)
                .entrySet())
        .extracting(Map.Entry::getValue)
        .allSatisfy(configuration ->
            configuration
                .update()
                .ifPresent(update -> assertThat(update.processors().get(0)).isZero()));
  }

  @Test
  void scatteredGradientsMoveAsOftenAsWithAServer() {
    Machine machine = Machines.named("k80").firstProcessors(4);
    LoweredModel model = twins(64);
    Prediction step = dataParallel(SlottedModel.scattered(model, machine), machine);
    assertThat(step.copiedBytes()).isEqualTo(3L * 2 * weightBytes(model));
    TaskGraph graph = step.timeline().graph();
    for (int node = 0; node < graph.nodeCount(); node++) {
      assertThat(graph.kind(node)).isNotEqualTo(NodeKind.FOLD);
    }
  }

  @Test
  void scatteredDeltaSimulationAgreesWithFull() {
    Machine machine = Machines.named("p100").firstProcessors(4);
    DeltaDuel.Outcome outcome =
        new DeltaDuel(
                () -> SlottedModel.scattered(twins(64), machine),
                machine,
                new AnalyticCosts(machine),
                SEED)
            .run(PROPOSALS);
    assertThat(outcome.accepted()).as("seed %d", SEED).isPositive();
  }

  @Test
  void refusesToClip() {
    LoweredModel clipping =
        LoweredModel.of(
            Zoo.find("lenet").build(8, FieldType.FLOAT32), StepRule.of(RULE).clipNorm(1), 0);
    assertThatThrownBy(() -> SlottedModel.parameterServer(clipping, Machines.named("p100")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("clips gradients");
  }
}
