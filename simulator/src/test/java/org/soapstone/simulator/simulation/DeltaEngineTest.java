package org.soapstone.simulator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.TaskGraph;
import org.soapstone.tasks.graph.TaskGraphBuilder;

/** Delta against full, node by node, over random edits of random graphs. */
class DeltaEngineTest {
  private static final long SEED = Fixtures.seed(77);

  /**
   * A node that can be put into a graph and into a delta simulation. Edges lead from lower to
   * higher ranks.
   */
  private record Node(
      long key,
      double rank,
      NodeKind kind,
      int processor,
      int source,
      int target,
      long nanos,
      int priority) {}

  private record Edge(long from, long to) {}

  /** A graph in plain collections, and its copy in a delta simulation. */
  private static final class Mirror {
    final Machine machine;
    final Fixtures.StatedCosts costs;
    final DeltaEngine delta;
    Map<Long, Node> nodes = new LinkedHashMap<>();
    List<Edge> edges = new ArrayList<>();
    Map<Long, Integer> slots = new LinkedHashMap<>();

    Mirror(RandomGenerator random) {
      this.machine = RandomGraphs.machine(random);
      this.costs = Fixtures.StatedCosts.random(random);
      long handoff = costs.handoffNanos();
      this.delta =
          random.nextInt(3) == 0
              ? new DeltaEngine(machine, handoff, 1 + random.nextInt(20), random.nextDouble())
              : new DeltaEngine(machine, handoff, 1, Double.POSITIVE_INFINITY);
    }

    void add(Node node) {
      nodes.put(node.key, node);
      slots.put(
          node.key,
          delta.addNode(
              node.key,
              delta.resourceSet(node.kind, node.processor, node.source, node.target),
              node.processor,
              node.kind == NodeKind.JOIN ? 1 : node.nanos,
              node.priority));
    }

    void remove(long key) {
      delta.removeNode(slots.remove(key));
      nodes.remove(key);
      edges.removeIf(edge -> edge.from == key || edge.to == key);
    }

    void connect(Node a, Node b) {
      if (a.rank != b.rank) {
        Edge edge = a.rank < b.rank ? new Edge(a.key, b.key) : new Edge(b.key, a.key);
        edges.add(edge);
        delta.addEdge(slots.get(edge.from), slots.get(edge.to));
      }
    }

    void disconnect(int position) {
      Edge edge = edges.remove(position);
      delta.removeEdge(slots.get(edge.from), slots.get(edge.to));
    }

    Timeline full() {
      var builder = new TaskGraphBuilder();
      Map<Long, Integer> numbers = new LinkedHashMap<>();
      for (Node n : nodes.values()) {
        numbers.put(
            n.key,
            n.kind == NodeKind.TASK
                ? builder.addTask(n.key, n.processor, Fixtures.work(n.nanos), n.priority)
                : builder.addMovement(
                    n.kind, n.key, n.processor, n.source, n.target, n.nanos, n.priority));
      }
      edges.forEach(edge -> builder.addEdge(numbers.get(edge.from), numbers.get(edge.to)));
      return Simulations.run(builder.build(), machine, costs);
    }

    void assertSame(Timeline full, String where) {
      TaskGraph graph = full.graph();
      for (int node = 0; node < graph.nodeCount(); node++) {
        int slot = slots.get(graph.key(node));
        assertThat(List.of(delta.readyNanos(slot), delta.startNanos(slot), delta.endNanos(slot)))
            .as(where + ", key " + graph.key(node))
            .containsExactly(full.readyNanos(node), full.startNanos(node), full.endNanos(node));
      }
    }
  }

  @Test
  void equalsFullOverRandomEdits() {
    var root = new SplittableRandom(SEED);
    List<Double> shares = new ArrayList<>();
    int rounds = Fixtures.rounds(500, 10_000);
    for (int round = 0; round < rounds; round++) {
      duel(root.split(), "seed " + SEED + ", round " + round, shares);
    }
    shares.sort(null);
    System.out.printf(
        "delta visited a median of %.1f %% of the nodes over %d random edits%n",
        100 * shares.get(shares.size() / 2), shares.size());
  }

  private static void duel(RandomGenerator random, String where, List<Double> shares) {
    Mirror mirror = new Mirror(random);
    int size = 1 + random.nextInt(80);
    double reach = random.nextDouble();
    long nextKey = 0;
    for (int i = 0; i < size; i++) {
      mirror.add(node(random, mirror.machine, 1000L * random.nextInt(1000) + nextKey++));
    }
    for (int i = random.nextInt(4 * size); i > 0; i--) {
      connect(random, mirror, reach);
    }
    assertThat(mirror.delta.propose(Long.MAX_VALUE))
        .as(where)
        .isEqualTo(mirror.full().makespanNanos());
    mirror.delta.commit();
    mirror.assertSame(mirror.full(), where + ", start");
    for (int edit = 0; edit < 30; edit++) {
      String here = where + ", edit " + edit;
      var nodes = new LinkedHashMap<>(mirror.nodes);
      var edges = new ArrayList<>(mirror.edges);
      var slots = new LinkedHashMap<>(mirror.slots);
      for (int i = random.nextInt(4); i > 0; i--) {
        nextKey = edit(random, mirror, reach, nextKey);
      }
      Timeline full = mirror.full();
      assertThat(mirror.delta.propose(Long.MAX_VALUE)).as(here).isEqualTo(full.makespanNanos());
      shares.add(mirror.delta.visitedCount() / Math.max(1.0, mirror.nodes.size()));
      if (random.nextInt(3) > 0) {
        mirror.delta.rollback();
        mirror.nodes = nodes;
        mirror.edges = edges;
        mirror.slots = slots;
      } else {
        mirror.delta.commit();
        mirror.assertSame(full, here);
      }
    }
  }

  private static long edit(RandomGenerator random, Mirror mirror, double reach, long nextKey) {
    long key = nextKey;
    switch (random.nextInt(5)) {
      case 0 -> {
        Node node = node(random, mirror.machine, 1000L * random.nextInt(1000) + key++);
        mirror.add(node);
        for (int i = random.nextInt(4); i > 0; i--) {
          mirror.connect(node, any(random, mirror));
        }
      }
      case 1 -> {
        if (mirror.nodes.size() > 1) {
          mirror.remove(any(random, mirror).key);
        }
      }
      case 2 -> replace(random, mirror);
      case 3 -> connect(random, mirror, reach);
      default -> {
        if (!mirror.edges.isEmpty()) {
          mirror.disconnect(random.nextInt(mirror.edges.size()));
        }
      }
    }
    return key;
  }

  /** The same key and edges, with another duration, priority or place. */
  private static void replace(RandomGenerator random, Mirror mirror) {
    Node old = any(random, mirror);
    List<Edge> edges =
        mirror.edges.stream().filter(e -> e.from == old.key || e.to == old.key).toList();
    mirror.remove(old.key);
    Node other = node(random, mirror.machine, old.key);
    mirror.add(
        new Node(
            old.key,
            old.rank,
            other.kind,
            other.processor,
            other.source,
            other.target,
            random.nextBoolean() ? old.nanos : other.nanos,
            other.priority));
    edges.forEach(e -> mirror.connect(mirror.nodes.get(e.from), mirror.nodes.get(e.to)));
  }

  private static void connect(RandomGenerator random, Mirror mirror, double reach) {
    Node a = any(random, mirror);
    Node b = any(random, mirror);
    if (Math.abs(a.rank - b.rank) <= reach) {
      mirror.connect(a, b);
    }
  }

  private static Node any(RandomGenerator random, Mirror mirror) {
    List<Node> nodes = List.copyOf(mirror.nodes.values());
    return nodes.get(random.nextInt(nodes.size()));
  }

  private static Node node(RandomGenerator random, Machine machine, long key) {
    return new Node(
        key,
        random.nextDouble(),
        RandomGraphs.kind(random),
        random.nextInt(machine.processorCount()),
        random.nextInt(machine.memoryCount()),
        random.nextInt(machine.memoryCount()),
        1 + random.nextInt(8),
        RandomGraphs.priority(random));
  }
}
