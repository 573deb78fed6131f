package org.soapstone.simulator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.SteadyGraph;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.graph.TaskGraph;
import org.soapstone.tasks.graph.TaskGraphBuilder;
import org.soapstone.tasks.graph.TreeFragment;

/**
 * The worked example of Jia et al. 2019, Figure 4: a recurrent network of six operators on three
 * GPUs, before and after the configuration of operator 3 becomes one task. Launch {@code i} is
 * operator {@code i + 1}.
 */
class FigureFourTest {
  private static final Machine MACHINE = Fixtures.chain(3, CopyEngine.DMA);
  private static final int STEP_SPAN = 6;
  private static final int[] GPU = {0, 0, 1, 1, 2, 2};

  /** A node of the figure with the ready and start times that it gives. */
  private record Row(long key, long ready, long start) {}

  private static final List<Row> BEFORE =
      List.of(
          task(0, 0, 0, 0),
          task(0, 1, 0, 2),
          task(1, 0, 0, 4),
          task(1, 1, 0, 6),
          copy(2, 0, 0, 2, 2),
          copy(2, 1, 0, 4, 4),
          copy(3, 0, 0, 6, 6),
          copy(3, 1, 0, 8, 8),
          task(2, 0, 3, 3),
          task(2, 1, 5, 5),
          task(3, 0, 7, 7),
          task(3, 1, 9, 9),
          copy(4, 0, 0, 4, 4),
          copy(4, 0, 1, 6, 6),
          copy(5, 0, 0, 8, 8),
          copy(5, 0, 1, 10, 10),
          task(4, 0, 7, 7),
          task(5, 0, 11, 11));

  private static final List<Row> AFTER =
      List.of(
          task(0, 0, 0, 0),
          task(0, 1, 0, 2),
          task(1, 0, 0, 4),
          task(1, 1, 0, 6),
          copy(2, 0, 0, 2, 2),
          copy(2, 0, 1, 4, 4),
          copy(3, 0, 0, 6, 6),
          copy(3, 1, 0, 8, 8),
          task(2, 0, 5, 5),
          task(3, 0, 7, 7),
          task(3, 1, 9, 9),
          copy(4, 0, 0, 7, 7),
          copy(5, 0, 0, 8, 9),
          copy(5, 0, 1, 10, 10),
          task(4, 0, 9, 9),
          task(5, 0, 11, 12));

  @Test
  void fullSimulationGivesTheFigure() {
    assertThat(mismatches(full(graph(BEFORE_LAUNCHES, beforeFragments())), BEFORE)).isEmpty();
    assertThat(full(graph(BEFORE_LAUNCHES, beforeFragments())).makespanNanos()).isEqualTo(14);
    assertThat(mismatches(full(graph(afterLaunches(), afterFragments())), AFTER)).isEmpty();
    assertThat(full(graph(afterLaunches(), afterFragments())).makespanNanos()).isEqualTo(15);
  }

  @Test
  void deltaSimulationGivesTheFigureAndVisitsOnlyItsGreyPart() {
    var simulation = new DeltaSimulation(MACHINE, Fixtures.StatedCosts.INSTANCE, STEP_SPAN, 1);
    assertThat(simulation.propose(new StepEdit(BEFORE_LAUNCHES, beforeFragments()))).isEqualTo(14);
    simulation.commit();
    assertThat(mismatches(simulation, BEFORE)).isEmpty();

    var edit = new StepEdit(List.of(launch(2, 2)), afterFragments().subMap(0, 4));
    assertThat(simulation.propose(edit)).isEqualTo(15);
    simulation.rollback();
    assertThat(mismatches(simulation, BEFORE)).isEmpty();

    assertThat(simulation.propose(edit)).isEqualTo(15);
    assertThat(simulation.visitedCount()).isLessThan(simulation.nodeCount() - 4);
    simulation.commit();
    assertThat(mismatches(simulation, AFTER)).isEmpty();
    assertThat(simulation.makespanNanos()).isEqualTo(15);
  }

  @Test
  void withoutAnyEdgeThatBindsTheFigureIsMissed() {
    TaskGraph graph = graph(BEFORE_LAUNCHES, beforeFragments());
    List<String> unnoticed = new ArrayList<>();
    for (int from = 0; from < graph.nodeCount(); from++) {
      for (int i = 0; i < graph.successorCount(from); i++) {
        int to = graph.successor(from, i);
        if (mismatches(full(without(graph, from, to)), BEFORE).isEmpty()) {
          unnoticed.add(
              StructuralKey.describe(graph.key(from))
                  + " "
                  + StructuralKey.describe(graph.key(to)));
        }
      }
    }
    assertThat(unnoticed)
        .as(
            "edges behind which nobody waits: from operator 3 to 4, and the earlier halves' copies to 5 and 6")
        .containsExactlyInAnyOrder("2.0 3.0", "2.1 3.1", "4.0/0.0 4.0", "5.0/0.0 5.0");
  }

  @Test
  void withoutTheTieKeyTheFigureIsMissed() {
    TaskGraph graph = graph(BEFORE_LAUNCHES, beforeFragments());
    assertThat(mismatches(full(withTiesByIndex(graph)), byIndex(graph))).isNotEmpty();
  }

  // The figure as launches and fragments: one tree for each edge between operators.

  private static final List<CostedLaunch> BEFORE_LAUNCHES =
      List.of(
          launch(0, 2, 2),
          launch(1, 2, 2),
          launch(2, 1, 1),
          launch(3, 1, 1),
          launch(4, 3),
          launch(5, 3));

  private static List<CostedLaunch> afterLaunches() {
    List<CostedLaunch> launches = new ArrayList<>(BEFORE_LAUNCHES);
    launches.set(2, launch(2, 2));
    return launches;
  }

  private static SortedMap<Integer, TreeFragment> beforeFragments() {
    SortedMap<Integer, TreeFragment> trees = new TreeMap<>();
    trees.put(0, copies(0, 2, new int[][] {{0, 0, 1}, {1, 1, 1}}));
    trees.put(1, copies(1, 3, new int[][] {{0, 0, 1}, {1, 1, 1}}));
    trees.put(2, local(2, 3, new int[][] {{0, 0}, {1, 1}}));
    trees.put(3, copies(2, 4, new int[][] {{0, 0, 1}, {1, 0, 1}}));
    trees.put(4, copies(3, 5, new int[][] {{0, 0, 1}, {1, 0, 1}}));
    return trees;
  }

  private static SortedMap<Integer, TreeFragment> afterFragments() {
    SortedMap<Integer, TreeFragment> trees = beforeFragments();
    trees.put(0, copies(0, 2, new int[][] {{0, 0, 1}, {1, 0, 1}}));
    trees.put(2, local(2, 3, new int[][] {{0, 0}, {0, 1}}));
    trees.put(3, copies(2, 4, new int[][] {{0, 0, 2}}));
    return trees;
  }

  private static CostedLaunch launch(int position, long... nanos) {
    int[] processors = new int[nanos.length];
    Arrays.fill(processors, GPU[position]);
    var launch =
        new IndexLaunch(
            "o" + (position + 1),
            Rect.ofExtents(nanos.length),
            List.of(),
            org.soapstone.mapper.launch.TaskArguments.NONE,
            List.of(),
            org.soapstone.mapper.launch.LaunchTag.NONE,
            0,
            "o" + (position + 1));
    return new CostedLaunch(
        new MappedLaunch(launch, position, ImmutableIntArray.copyOf(processors), 0),
        Arrays.stream(nanos).mapToObj(Fixtures::work).toList());
  }

  /**
   * Copies between points {from, to, duration} of two launches; ordinals count the copies to one
   * point.
   */
  private static TreeFragment copies(int from, int to, int[][] transfers) {
    var builder = new TreeFragment.Builder();
    int[] ordinals = new int[2];
    for (int[] transfer : transfers) {
      int node =
          builder.addNode(
              NodeKind.COPY,
              StructuralKey.service(to, transfer[1], 0, ordinals[transfer[1]]++),
              GPU[to],
              GPU[from],
              GPU[to],
              transfer[2],
              0);
      builder.addEdge(
          TreeFragment.taskReference(from, transfer[0]), TreeFragment.nodeReference(node));
      builder.addEdge(
          TreeFragment.nodeReference(node), TreeFragment.taskReference(to, transfer[1]));
    }
    return builder.build();
  }

  private static TreeFragment local(int from, int to, int[][] edges) {
    var builder = new TreeFragment.Builder();
    for (int[] edge : edges) {
      builder.addEdge(
          TreeFragment.taskReference(from, edge[0]), TreeFragment.taskReference(to, edge[1]));
    }
    return builder.build();
  }

  // Checks.

  private static Row task(int launch, int point, long ready, long start) {
    return new Row(StructuralKey.task(launch, point), ready, start);
  }

  private static Row copy(int launch, int point, int ordinal, long ready, long start) {
    return new Row(StructuralKey.service(launch, point, 0, ordinal), ready, start);
  }

  private static TaskGraph graph(
      List<CostedLaunch> launches, SortedMap<Integer, TreeFragment> fragments) {
    return SteadyGraph.compose(launches, List.copyOf(fragments.values()), STEP_SPAN, 1);
  }

  private static Timeline full(TaskGraph graph) {
    return Simulations.run(graph, MACHINE, Fixtures.StatedCosts.INSTANCE);
  }

  /** {@return the nodes whose times are not those of the figure} */
  private static List<String> mismatches(Timeline timeline, List<Row> rows) {
    Map<Long, Row> found = new TreeMap<>();
    for (int node = 0; node < timeline.graph().nodeCount(); node++) {
      long key = timeline.graph().key(node);
      found.put(key, new Row(key, timeline.readyNanos(node), timeline.startNanos(node)));
    }
    return mismatches(found, rows);
  }

  private static List<String> mismatches(DeltaSimulation simulation, List<Row> rows) {
    Map<Long, Row> found = new TreeMap<>();
    DeltaEngine engine = simulation.engine();
    simulation
        .slotsByKey()
        .forEach((key, slot) ->
            found.put(key, new Row(key, engine.readyNanos(slot), engine.startNanos(slot))));
    return mismatches(found, rows);
  }

  private static List<String> mismatches(Map<Long, Row> found, List<Row> rows) {
    assertThat(found).hasSameSizeAs(rows);
    return rows.stream()
        .filter(row -> !row.equals(found.get(row.key)))
        .map(row -> StructuralKey.describe(row.key) + " " + found.get(row.key))
        .toList();
  }

  // Mutations.

  private static TaskGraph without(TaskGraph graph, int from, int to) {
    return rebuilt(graph, numbers(graph), false, from, to);
  }

  /** The nodes in reverse order, and their keys forgotten: ties fall by index. */
  private static TaskGraph withTiesByIndex(TaskGraph graph) {
    List<Integer> reversed = new ArrayList<>(numbers(graph));
    Collections.reverse(reversed);
    return rebuilt(graph, reversed, true, -1, -1);
  }

  private static List<Row> byIndex(TaskGraph graph) {
    List<Row> rows = new ArrayList<>();
    for (int node = 0; node < graph.nodeCount(); node++) {
      long key = graph.key(node);
      Row row = BEFORE.stream().filter(r -> r.key == key).findFirst().orElseThrow();
      rows.add(new Row(graph.nodeCount() - 1 - node, row.ready, row.start));
    }
    return rows;
  }

  private static List<Integer> numbers(TaskGraph graph) {
    List<Integer> numbers = new ArrayList<>();
    for (int node = 0; node < graph.nodeCount(); node++) {
      numbers.add(node);
    }
    return numbers;
  }

  private static TaskGraph rebuilt(
      TaskGraph graph, List<Integer> order, boolean keyByIndex, int withoutFrom, int withoutTo) {
    var builder = new TaskGraphBuilder();
    int[] number = new int[graph.nodeCount()];
    for (int i = 0; i < order.size(); i++) {
      int node = order.get(i);
      long key = keyByIndex ? i : graph.key(node);
      number[node] =
          graph.kind(node) == NodeKind.TASK
              ? builder.addTask(
                  key, graph.processor(node), graph.costKeyTable().get(graph.costKey(node)), 0)
              : builder.addMovement(
                  graph.kind(node),
                  key,
                  graph.processor(node),
                  graph.sourceMemory(node),
                  graph.targetMemory(node),
                  graph.bytes(node),
                  0);
    }
    for (int node = 0; node < graph.nodeCount(); node++) {
      for (int i = 0; i < graph.successorCount(node); i++) {
        if (node != withoutFrom || graph.successor(node, i) != withoutTo) {
          builder.addEdge(number[node], number[graph.successor(node, i)]);
        }
      }
    }
    return builder.build();
  }
}
