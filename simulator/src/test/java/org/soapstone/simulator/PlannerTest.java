package org.soapstone.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.mapper.soap.StrategyException;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchResult;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.TaskGraph;

class PlannerTest {
  private final SearchSpace space = new LayeredSpace(3, 12, 12);
  private final Machine machine = TestMachines.split(2, 1 << 20);
  private final Planner planner = new Planner(space, machine, new AnalyticCosts(machine));

  @Test
  void aPredictionKeepsItsBounds() {
    for (String name : Strategies.names()) {
      Prediction prediction = planner.predict(Strategies.named(name, space, machine));
      assertThat(prediction.stepNanos())
          .as(name)
          .isGreaterThanOrEqualTo(prediction.bounds().lowerBoundNanos());
      assertThat(prediction.steadyStepNanos()).as(name).isPositive();
      assertThat(prediction.utilisation(0)).as(name).isBetween(0.0, 1.0);
      long busy = prediction.busyNanos().stream().sum();
      assertThat(prediction.bounds().workNanos()).as(name).isEqualTo(Math.ceilDiv(busy, 2));
    }
  }

  @Test
  void aSingleProcessorRunsStepAfterStepAndCopiesNothing() {
    Prediction single = planner.predict(Strategies.named("single", space, machine));
    assertThat(single.steadyStepNanos()).isEqualTo(single.stepNanos());
    assertThat(single.copiedBytes()).isZero();
    assertThat(single.busyNanos().asList()).containsExactly(single.stepNanos(), 0L);
  }

  @Test
  void copiedBytesAreThoseBetweenMemories() {
    Prediction prediction = planner.predict(Strategies.named("channel-split", space, machine));
    TaskGraph graph = prediction.timeline().graph();
    long copies = 0;
    for (int node = 0; node < graph.nodeCount(); node++) {
      copies +=
          graph.kind(node) == NodeKind.COPY && graph.sourceMemory(node) != graph.targetMemory(node)
              ? 1
              : 0;
    }
    assertThat(copies).isPositive();
    assertThat(prediction.copiedBytes()).isPositive();
  }

  @Test
  void whatASearchFindsIsPredictedAsItSaid() {
    SearchResult found = planner.search(SearchOptions.DEFAULT.withSeed(1).withProposals(100));
    Prediction prediction = planner.predict(found.strategy());
    assertThat(prediction.stepNanos()).isEqualTo(found.bestNanos());
    assertThat(prediction.bounds().lowerBoundNanos()).isEqualTo(found.lowerBoundNanos());
    assertThat(found.strategy().costs()).isEqualTo("analytic");
    assertThat(found.gap()).isGreaterThanOrEqualTo(0);
  }

  @Test
  void aStrategyOfAnotherProgramIsRefused() {
    SearchSpace other = new LayeredSpace(4, 12, 12);
    Strategy strategy = Strategies.named("single", other, machine);
    assertThatThrownBy(() -> planner.predict(strategy)).isInstanceOf(StrategyException.class);
  }
}
