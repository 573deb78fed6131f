package org.soapstone.simulator.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.TaskGraph;
import org.soapstone.tasks.graph.TaskGraphBuilder;

/** The fast simulation against the scheduling rule word for word. */
class FullSimulationTest {
  private static final long SEED = Fixtures.seed(41);

  @Test
  void equalsTheNaiveSimulation() {
    var root = new SplittableRandom(SEED);
    for (int round = 0; round < Fixtures.rounds(1_000, 50_000); round++) {
      var random = root.split();
      Machine machine = RandomGraphs.machine(random);
      TaskGraph graph = RandomGraphs.graph(random, machine, 1 + random.nextInt(60), true);
      NodeCosts costs = Fixtures.StatedCosts.random(random);
      Timeline fast = Simulations.run(graph, machine, costs);
      var naive = new NaiveSimulation(graph, machine, costs);
      String where = "seed " + SEED + ", round " + round + ", node ";
      for (int node = 0; node < graph.nodeCount(); node++) {
        assertThat(times(fast, node))
            .as(where + node)
            .containsExactly(naive.ready[node], naive.start[node], naive.end[node]);
      }
      assertThat(fast.makespanNanos())
          .as(where + "-")
          .isEqualTo(Arrays.stream(naive.end).max().orElse(0));
      Bounds bounds = Bounds.of(graph, machine, costs);
      assertThat(bounds.lowerBoundNanos())
          .as(where + "-")
          .isLessThanOrEqualTo(fast.makespanNanos());
    }
  }

  @Test
  void withoutTheTieKeyTheDuelFails() {
    long differences = 0;
    for (int round = 0; round < 100; round++) {
      Machine machine = RandomGraphs.machine(new SplittableRandom(SEED + round));
      TaskGraph keyed = graph(round, machine, true);
      TaskGraph byIndex = graph(round, machine, false);
      long fast = new FullSimulation(machine, Fixtures.StatedCosts.INSTANCE).makespanNanos(byIndex);
      var naive = new NaiveSimulation(keyed, machine, Fixtures.StatedCosts.INSTANCE);
      differences += fast == Arrays.stream(naive.end).max().orElse(0) ? 0 : 1;
    }
    assertThat(differences).as("makespans that depend on ties").isPositive();
  }

  private static TaskGraph graph(int round, Machine machine, boolean keyed) {
    return RandomGraphs.graph(new SplittableRandom(SEED + round), machine, 50, keyed);
  }

  @Test
  void aWorkspaceIsUsedAgain() {
    var root = new SplittableRandom(SEED);
    Machine machine = Fixtures.chain(4, CopyEngine.DMA);
    var simulation = new FullSimulation(machine, Fixtures.StatedCosts.INSTANCE);
    for (int round = 0; round < 50; round++) {
      TaskGraph graph = RandomGraphs.graph(root.split(), machine, 1 + root.nextInt(80), true);
      Timeline again = simulation.run(graph);
      Timeline fresh = Simulations.run(graph, machine, Fixtures.StatedCosts.INSTANCE);
      for (int node = 0; node < graph.nodeCount(); node++) {
        assertThat(times(again, node)).as("seed " + SEED).isEqualTo(times(fresh, node));
      }
    }
  }

  @Test
  void aTimelineTellsWhoUsedEachResource() {
    Machine machine = Fixtures.chain(2, CopyEngine.PROCESSOR);
    var builder = new TaskGraphBuilder();
    int first = builder.addTask(0, 0, Fixtures.work(5), 0);
    int copy = builder.addMovement(NodeKind.COPY, 1, 1, 0, 1, 3, 0);
    int second = builder.addTask(2, 1, Fixtures.work(7), 0);
    builder.addEdge(first, copy);
    builder.addEdge(copy, second);
    Timeline timeline = Simulations.run(builder.build(), machine, Fixtures.StatedCosts.INSTANCE);
    int processor1 = timeline.resources().indexOf(new Resource(Resource.Kind.PROCESSOR, 1));
    assertThat(timeline.makespanNanos()).isEqualTo(15);
    assertThat(timeline.busyNanos(processor1)).isEqualTo(10);
    assertThat(timeline.nodeCount(processor1)).isEqualTo(2);
    assertThat(timeline.node(processor1, 0)).isEqualTo(copy);
    assertThat(timeline.node(processor1, 1)).isEqualTo(second);
  }

  @Test
  void anEmptyGraphTakesNoTime() {
    Timeline timeline =
        Simulations.run(
            new TaskGraphBuilder().build(),
            Fixtures.chain(1, CopyEngine.DMA),
            Fixtures.StatedCosts.INSTANCE);
    assertThat(timeline.makespanNanos()).isZero();
  }

  @Test
  void boundsAreTheLongestPathAndTheWork() {
    Machine machine = Fixtures.chain(2, CopyEngine.DMA);
    var builder = new TaskGraphBuilder();
    int first = builder.addTask(0, 0, Fixtures.work(5), 0);
    builder.addEdge(first, builder.addTask(1, 0, Fixtures.work(4), 0));
    builder.addTask(2, 1, Fixtures.work(12), 0);
    assertThat(Bounds.of(builder.build(), machine, Fixtures.StatedCosts.INSTANCE))
        .isEqualTo(new Bounds(12, 11));
  }

  @Test
  void refusesCyclesForeignProcessorsAndFreeNodes() {
    Machine machine = Fixtures.chain(2, CopyEngine.DMA);
    NodeCosts costs = Fixtures.StatedCosts.INSTANCE;
    var cyclic = new TaskGraphBuilder();
    int first = cyclic.addTask(0, 0, Fixtures.work(1), 0);
    int second = cyclic.addTask(1, 0, Fixtures.work(1), 0);
    cyclic.addEdge(first, second);
    cyclic.addEdge(second, first);
    assertThatThrownBy(() -> Simulations.run(cyclic.build(), machine, costs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("waits for itself");
    assertThatThrownBy(() -> Bounds.of(cyclic.build(), machine, costs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cycle");
    var foreign = new TaskGraphBuilder();
    foreign.addTask(0, 2, Fixtures.work(1), 0);
    assertThatThrownBy(() -> Simulations.run(foreign.build(), machine, costs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("processor 2");
    var free = new TaskGraphBuilder();
    free.addTask(0, 0, Fixtures.work(0), 0);
    assertThatThrownBy(() -> Simulations.run(free.build(), machine, costs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 ns");
  }

  private static long[] times(Timeline timeline, int node) {
    return new long[] {
      timeline.readyNanos(node), timeline.startNanos(node), timeline.endNanos(node)
    };
  }
}
