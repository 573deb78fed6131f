package org.soapstone.simulator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.simulator.TestMachines;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.TaskGraph;
import org.soapstone.tasks.graph.TaskGraphBuilder;

/**
 * What holds of every time line. With the order free a slower link may make a step shorter (list
 * scheduling has anomalies, Graham 1969); with the order on each resource frozen it never does.
 */
class SimulationInvariantsTest {
  private static final long SEED = Fixtures.seed(43);
  private static final int ROUNDS = Fixtures.rounds(300, 20_000);

  /** Copies and folds between memories take so many times as long. */
  private record SlowLinks(NodeCosts costs, long factor) implements NodeCosts {
    @Override
    public long taskNanos(CostKey key) {
      return costs.taskNanos(key);
    }

    @Override
    public long movementNanos(
        NodeKind kind, int processor, int sourceMemory, int targetMemory, long bytes) {
      long nanos = costs.movementNanos(kind, processor, sourceMemory, targetMemory, bytes);
      return kind != NodeKind.FILL && sourceMemory != targetMemory ? factor * nanos : nanos;
    }
  }

  private static long nanos(TaskGraph graph, int node, NodeCosts costs) {
    return switch (graph.kind(node)) {
      case TASK -> costs.taskNanos(graph.costKeyTable().get(graph.costKey(node)));
      case JOIN -> 1;
      case COPY, FOLD, FILL ->
          costs.movementNanos(
              graph.kind(node),
              graph.processor(node),
              graph.sourceMemory(node),
              graph.targetMemory(node),
              graph.bytes(node));
    };
  }

  /**
   * When nodes start if each waits for its predecessors and for whoever had one of its resources
   * just before it in a time line. Nodes are gone through in that line's order of starts.
   */
  private static long[] frozen(Timeline order, NodeCosts costs) {
    TaskGraph graph = order.graph();
    List<List<Integer>> before = new ArrayList<>();
    for (int node = 0; node < graph.nodeCount(); node++) {
      before.add(new ArrayList<>());
      for (int i = 0; i < graph.predecessorCount(node); i++) {
        before.get(node).add(graph.predecessor(node, i));
      }
    }
    for (int r = 0; r < order.resources().size(); r++) {
      for (int i = 1; i < order.nodeCount(r); i++) {
        before.get(order.node(r, i)).add(order.node(r, i - 1));
      }
    }
    Integer[] nodes = new Integer[graph.nodeCount()];
    Arrays.setAll(nodes, node -> node);
    Arrays.sort(nodes, (a, b) -> Long.compare(order.startNanos(a), order.startNanos(b)));
    long[] start = new long[nodes.length];
    for (int node : nodes) {
      for (int other : before.get(node)) {
        start[node] = Math.max(start[node], start[other] + nanos(graph, other, costs));
      }
    }
    return start;
  }

  private static long makespan(TaskGraph graph, long[] start, NodeCosts costs) {
    long end = 0;
    for (int node = 0; node < start.length; node++) {
      end = Math.max(end, start[node] + nanos(graph, node, costs));
    }
    return end;
  }

  @Test
  void withOrdersFrozenASlowerLinkNeverShortensAStep() {
    var root = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      var random = root.split();
      Machine machine = RandomGraphs.machine(random);
      TaskGraph graph = RandomGraphs.graph(random, machine, 1 + random.nextInt(80), true);
      NodeCosts costs = Fixtures.StatedCosts.INSTANCE;
      Timeline order = Simulations.run(graph, machine, costs);
      String where = "seed " + SEED + ", round " + round;
      long[] start = frozen(order, costs);
      for (int node = 0; node < start.length; node++) {
        assertThat(start[node]).as(where + ", node " + node).isEqualTo(order.startNanos(node));
      }
      long before = order.makespanNanos();
      long bound = Bounds.of(graph, machine, costs).lowerBoundNanos();
      for (long factor = 2; factor <= 4; factor++) {
        NodeCosts slow = new SlowLinks(costs, factor);
        long after = makespan(graph, frozen(order, slow), slow);
        assertThat(after).as(where + ", links slower by " + factor).isGreaterThanOrEqualTo(before);
        before = after;
        long slowBound = Bounds.of(graph, machine, slow).lowerBoundNanos();
        assertThat(slowBound).as(where + ", bound").isGreaterThanOrEqualTo(bound);
        bound = slowBound;
      }
    }
  }

  @Test
  void renamingProcessorsOfOneKindChangesNoTime() {
    var root = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      var random = root.split();
      Machine machine = TestMachines.devices(2 + random.nextInt(4));
      TaskGraph graph = RandomGraphs.graph(random, machine, 1 + random.nextInt(80), true);
      long[] names = RandomGraphs.permutation(random, machine.processorCount());
      TaskGraph renamed = renamed(graph, id -> (int) names[id]);
      Timeline plain = Simulations.run(graph, machine, Fixtures.StatedCosts.INSTANCE);
      Timeline other = Simulations.run(renamed, machine, Fixtures.StatedCosts.INSTANCE);
      for (int node = 0; node < graph.nodeCount(); node++) {
        assertThat(other.startNanos(node))
            .as("seed " + SEED + ", round " + round + ", node " + node)
            .isEqualTo(plain.startNanos(node));
      }
    }
  }

  /** Processor p has memory p, so both get the new name. */
  private static TaskGraph renamed(TaskGraph graph, IntUnaryOperator name) {
    var builder = new TaskGraphBuilder();
    for (int node = 0; node < graph.nodeCount(); node++) {
      int processor = name.applyAsInt(graph.processor(node));
      if (graph.kind(node) == NodeKind.TASK) {
        builder.addTask(
            graph.key(node),
            processor,
            graph.costKeyTable().get(graph.costKey(node)),
            graph.priority(node));
      } else {
        builder.addMovement(
            graph.kind(node),
            graph.key(node),
            processor,
            renamed(graph.sourceMemory(node), name),
            renamed(graph.targetMemory(node), name),
            graph.bytes(node),
            graph.priority(node));
      }
      for (int i = 0; i < graph.predecessorCount(node); i++) {
        builder.addEdge(graph.predecessor(node, i), node);
      }
    }
    return builder.build();
  }

  private static int renamed(int memory, IntUnaryOperator name) {
    return memory < 0 ? memory : name.applyAsInt(memory);
  }
}
