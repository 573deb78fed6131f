package org.soapstone.tasks.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.mapper.machine.ProcessorModel;
import org.soapstone.regions.Rect;

class TaskGraphTest {
  private static final long FIRST_SEED = Long.getLong("soapstone.seed", 1);

  static CostKey costKey(String task, long... extents) {
    Rect rect = Rect.ofExtents(extents);
    return new CostKey(
        task,
        TaskArguments.NONE,
        0,
        Rect.of(0, 0),
        List.of(rect),
        List.of(4),
        new ProcessorModel(ProcessorKind.CPU, 1e9, 1e9));
  }

  @Test
  void edgesAreFoundFromBothEndsOnceEach() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int nodes = 1 + random.nextInt(40);
      TaskGraphBuilder builder = new TaskGraphBuilder();
      List<TreeSet<Integer>> successors = new ArrayList<>();
      for (int n = 0; n < nodes; n++) {
        builder.addMovement(NodeKind.JOIN, StructuralKey.service(n, 0, 0, 0), 0, -1, -1, 0, 0);
        successors.add(new TreeSet<>());
      }
      int edges = random.nextInt(3 * nodes);
      for (int e = 0; e < edges; e++) {
        int from = random.nextInt(nodes);
        int to = random.nextInt(nodes);
        builder.addEdge(from, to);
        successors.get(from).add(to);
      }
      TaskGraph graph = builder.build();
      for (int n = 0; n < nodes; n++) {
        int node = n;
        assertThat(IntStream.range(0, graph.successorCount(n)).map(i -> graph.successor(node, i)))
            .as("successors, seed %d", seed)
            .containsExactlyInAnyOrderElementsOf(successors.get(n));
        assertThat(
                IntStream.range(0, graph.predecessorCount(n)).map(i -> graph.predecessor(node, i)))
            .as("predecessors, seed %d", seed)
            .containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, nodes)
                    .filter(from -> successors.get(from).contains(node))
                    .boxed()
                    .toList());
      }
      assertThat(graph.edgeCount()).isEqualTo(successors.stream().mapToInt(TreeSet::size).sum());
    }
  }

  @Test
  void tasksOfEqualCostShareAKey() {
    TaskGraphBuilder builder = new TaskGraphBuilder();
    builder.addTask(StructuralKey.task(0, 0), 0, costKey("a", 4, 5), 1);
    builder.addTask(StructuralKey.task(0, 1), 1, costKey("a", 4, 5), 1);
    builder.addTask(StructuralKey.task(1, 0), 0, costKey("a", 5, 4), 2);
    builder.addTask(StructuralKey.task(2, 0), 0, costKey("b", 4, 5), 2);
    builder.addTask(StructuralKey.task(3, 0), 0, costKey("a", 4, 5), 2);
    TaskGraph graph = builder.build();

    assertThat(IntStream.range(0, 5).map(graph::costKey)).containsExactly(0, 0, 1, 2, 0);
    assertThat(graph.costKeyTable()).hasSize(3);
    assertThat(IntStream.range(0, 5).map(graph::priority)).containsExactly(1, 1, 2, 2, 2);
  }

  @Test
  void keysCompareInProgramOrderAndAreReadBack() {
    long[] keys = {
      StructuralKey.task(0, 0),
      StructuralKey.service(0, 0, 0, 0),
      StructuralKey.service(0, 0, 62, 8191),
      StructuralKey.task(0, 1),
      StructuralKey.task(0, (1 << 17) - 1),
      StructuralKey.task(1, 0),
      StructuralKey.task((1 << 27) - 1, 0)
    };
    assertThat(keys).isSorted();
    for (long key : keys) {
      assertThat(StructuralKey.parse(StructuralKey.describe(key))).isEqualTo(key);
    }
    assertThat(StructuralKey.shift(keys[2], 5)).isEqualTo(StructuralKey.service(5, 0, 62, 8191));
    assertThat(StructuralKey.shift(StructuralKey.task(7, 3), -7)).isEqualTo(keys[0] + (3L << 19));
    assertThatThrownBy(() -> StructuralKey.service(0, 0, 0, 8192))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StructuralKey.parse("3"))
        .hasMessageContaining("'3' is not a node's key");
    assertThatThrownBy(() -> StructuralKey.parse("1.99999999999"))
        .hasMessageContaining("too large");
  }

  @Test
  void dotShowsEveryNodeAndEdge() {
    TaskGraphBuilder builder = new TaskGraphBuilder();
    int task = builder.addTask(StructuralKey.task(0, 0), 3, costKey("say \"hi\"", 2), 0);
    int copy =
        builder.addMovement(NodeKind.COPY, StructuralKey.service(1, 0, 0, 0), 0, 1, 2, 64, 0);
    builder.addEdge(task, copy);

    assertThat(TaskGraphs.toDot(builder.build()))
        .contains("n0 [label=\"0.0\\nsay \\\"hi\\\"\", shape=box")
        .contains("fillcolor=4")
        .contains("n1 [label=\"1.0/0.0\\nCOPY 1 -> 2\\n64 bytes\", shape=ellipse]")
        .contains("n0 -> n1;");
  }
}
