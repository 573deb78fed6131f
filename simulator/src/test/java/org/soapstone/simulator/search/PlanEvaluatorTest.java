package org.soapstone.simulator.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.simulator.LayeredSpace;
import org.soapstone.simulator.TestMachines;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.simulation.NodeTimes;
import org.soapstone.tasks.graph.GraphDiff;

class PlanEvaluatorTest {
  private static final long SEED = Long.getLong("soapstone.seed", 17);
  private static final int PROPOSALS = Boolean.getBoolean("soapstone.heavy") ? 10_000 : 300;

  private final SearchSpace space = new LayeredSpace(3, 8, 8);
  private final Machine machine = TestMachines.split(2, 1 << 20);

  private static PlanEvaluator evaluator(SearchSpace space, Machine machine) {
    return new PlanEvaluator(
        space,
        machine,
        new AnalyticCosts(machine),
        Strategies.named("data-parallel", space, machine).configurations(space, machine));
  }

  private static OperatorConfig whole(int processor) {
    return new OperatorConfig(
        ParallelConfig.single(2, processor), Optional.of(ParallelConfig.single(1, processor)));
  }

  @Test
  void agreesWithFullSimulationWhateverIsProposed() {
    for (Machine each : List.of(machine, TestMachines.shared(3), TestMachines.devices(4))) {
      DeltaDuel.Outcome outcome =
          new DeltaDuel(() -> new LayeredSpace(4, 9, 6), each, new AnalyticCosts(each), SEED)
              .run(PROPOSALS);
      assertThat(outcome.accepted()).as("seed %d", SEED).isPositive();
      assertThat(outcome.medianVisitedShare()).as("seed %d", SEED).isBetween(0.0, 1.0);
    }
  }

  @Test
  void refusesPlansThatDoNotFitAsFullPlansDo() {
    SearchSpace larger = new LayeredSpace(4, 9, 6);
    long enough = evaluator(larger, machine).plan().footprint().peakBytes();
    Machine tight = TestMachines.split(2, enough * 5 / 4);
    DeltaDuel.Outcome outcome =
        new DeltaDuel(() -> new LayeredSpace(4, 9, 6), tight, new AnalyticCosts(tight), SEED)
            .run(PROPOSALS);
    assertThat(outcome.refused()).as("seed %d", SEED).isPositive();
    assertThat(outcome.accepted()).as("seed %d", SEED).isPositive();
  }

  @Test
  void aRollbackLeavesNoTrace() {
    PlanEvaluator evaluator = evaluator(space, machine);
    NodeTimes before = NodeTimes.of(evaluator.simulation());
    var record = evaluator.plan().stepRecord();
    List<OperatorConfig> configurations = evaluator.configurations();
    evaluator.propose(List.of(new Change(1, whole(0)), new Change(2, whole(1))), Long.MAX_VALUE);
    assertThat(evaluator.configurations()).isNotEqualTo(configurations);
    evaluator.rollback();
    assertThat(NodeTimes.of(evaluator.simulation())).isEqualTo(before);
    assertThat(evaluator.configurations()).isEqualTo(configurations);
    assertThat(GraphDiff.of(evaluator.plan().stepRecord(), record)).isEmpty();
  }

  @Test
  void severalOperatorsChangeAtOnce() {
    PlanEvaluator evaluator = evaluator(space, machine);
    long nanos =
        evaluator.propose(
            List.of(new Change(0, whole(0)), new Change(1, whole(0)), new Change(2, whole(0))),
            Long.MAX_VALUE);
    evaluator.commit();
    Map<String, OperatorConfig> same =
        Map.of("layer0", whole(0), "layer1", whole(0), "layer2", whole(0));
    assertThat(evaluator.nanos()).isEqualTo(nanos);
    assertThat(nanos)
        .isEqualTo(
            Plan.of(space, machine, same).simulate(new AnalyticCosts(machine), 1).makespanNanos());
  }

  @Test
  void whatTakesLongerThanTheLimitIsRefused() {
    PlanEvaluator evaluator = evaluator(space, machine);
    long nanos = evaluator.propose(List.of(new Change(1, whole(0))), Long.MAX_VALUE);
    evaluator.rollback();
    assertThat(evaluator.propose(List.of(new Change(1, whole(0))), nanos - 1))
        .isEqualTo(PlanEvaluator.REFUSED);
    evaluator.rollback();
    assertThat(evaluator.propose(List.of(new Change(1, whole(0))), nanos)).isEqualTo(nanos);
    evaluator.rollback();
  }

  @Test
  void aFaultyChangeLeavesThePlanAsItWas() {
    PlanEvaluator evaluator = evaluator(space, machine);
    NodeTimes before = NodeTimes.of(evaluator.simulation());
    OperatorConfig nowhere =
        new OperatorConfig(
            new ParallelConfig(ImmutableIntArray.of(1, 1), ImmutableIntArray.of(7)),
            Optional.of(ParallelConfig.single(1, 0)));
    assertThatThrownBy(() ->
            evaluator.propose(
                List.of(new Change(0, whole(0)), new Change(1, nowhere)), Long.MAX_VALUE))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("processor 7");
    assertThat(NodeTimes.of(evaluator.simulation())).isEqualTo(before);
    evaluator.propose(List.of(new Change(1, whole(1))), Long.MAX_VALUE);
    evaluator.commit();
  }

  @Test
  void oneChangeIsOpenAtATime() {
    PlanEvaluator evaluator = evaluator(space, machine);
    assertThatThrownBy(evaluator::commit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(evaluator::rollback).isInstanceOf(IllegalStateException.class);
    evaluator.propose(List.of(new Change(0, whole(0))), Long.MAX_VALUE);
    assertThatThrownBy(() -> evaluator.propose(List.of(), Long.MAX_VALUE))
        .isInstanceOf(IllegalStateException.class);
  }
}
