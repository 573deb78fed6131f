package org.soapstone.simulator.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.SteadyGraph;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.graph.TaskGraph;
import org.soapstone.tasks.graph.TreeFragment;

/** Delta against full, node by node, over random splits and placements of step programs. */
class DeltaSimulationTest {
  private static final long SEED = Fixtures.seed(5);

  @Test
  void equalsFullOverRandomProposals() {
    var root = new SplittableRandom(SEED);
    List<Double> shares = new ArrayList<>();
    int programs = Fixtures.rounds(10, 120);
    for (int p = 0; p < programs; p++) {
      var random = root.split();
      Machine machine = machine(random);
      var program = new StepProgram(machine, StepProgram.random(random, 2 + random.nextInt(7)));
      duel(program, machine, 1 + p % 3, 60, random, "seed " + SEED + ", program " + p, shares);
    }
    shares.sort(null);
    System.out.printf(
        "delta visited a median of %.1f %% of the nodes over %d random proposals%n",
        100 * shares.get(shares.size() / 2), shares.size());
  }

  @Test
  void equalsFullOnALargeProgram() {
    var random = new SplittableRandom(SEED);
    Machine machine = Machines.named("p100").firstProcessors(4);
    var program = new StepProgram(machine, StepProgram.inception(random));
    List<Double> shares = new ArrayList<>();
    duel(
        program, machine, 1, Fixtures.rounds(5, 2_000), random, "seed " + SEED + ", large", shares);
  }

  private static Machine machine(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> Fixtures.chain(1 + random.nextInt(4), CopyEngine.DMA);
      case 1 -> Fixtures.chain(1 + random.nextInt(4), CopyEngine.PROCESSOR);
      case 2 -> Machines.named("p100").firstProcessors(2 + random.nextInt(5));
      default -> Machines.named("k80").firstProcessors(2 + random.nextInt(7));
    };
  }

  private static void duel(
      StepProgram program,
      Machine machine,
      int steps,
      int proposals,
      RandomGenerator random,
      String where,
      List<Double> shares) {
    var costs =
        new StepProgram.Costs(
            new MovementTimes(machine), random.nextBoolean() ? 0 : random.nextInt(20_000));
    DeltaEngine engine =
        random.nextBoolean()
            ? new DeltaEngine(machine, costs.handoffNanos())
            : new DeltaEngine(machine, costs.handoffNanos(), 1, Double.POSITIVE_INFINITY);
    var delta = new DeltaSimulation(engine, costs, program.stepSpan(), steps);
    for (int o = 0; o < program.operatorCount(); o++) {
      program.configure(o, program.randomCompute(random), program.randomUpdate(random));
    }
    delta.propose(program.whole());
    delta.commit();
    assertSame(delta, full(program, machine, costs, steps), where + ", start");
    for (int i = 0; i < proposals; i++) {
      String here = where + ", proposal " + i;
      var saved = program.save();
      StepEdit edit =
          program.configure(
              random.nextInt(program.operatorCount()),
              program.randomCompute(random),
              program.randomUpdate(random));
      Timeline full = full(program, machine, costs, steps);
      long before = delta.makespanNanos();
      long limit = random.nextBoolean() ? before : Long.MAX_VALUE;
      long proposed = delta.propose(edit, limit);
      assertThat(proposed)
          .as(here)
          .isEqualTo(
              full.makespanNanos() <= limit ? full.makespanNanos() : DeltaSimulation.ABOVE_LIMIT);
      shares.add(delta.visitedCount() / (double) delta.nodeCount());
      if (proposed != DeltaSimulation.ABOVE_LIMIT && random.nextInt(3) > 0) {
        delta.commit();
        assertSame(delta, full, here);
      } else {
        delta.rollback();
        program.restore(saved);
        assertThat(delta.makespanNanos()).as(here).isEqualTo(before);
      }
    }
    assertSame(delta, full(program, machine, costs, steps), where + ", end");
  }

  private static Timeline full(StepProgram program, Machine machine, NodeCosts costs, int steps) {
    TaskGraph graph =
        SteadyGraph.compose(program.launches(), program.fragments(), program.stepSpan(), steps);
    return Simulations.run(graph, machine, costs);
  }

  private static void assertSame(DeltaSimulation delta, Timeline full, String where) {
    TaskGraph graph = full.graph();
    SortedMap<Long, Integer> slots = delta.slotsByKey();
    DeltaEngine engine = delta.engine();
    assertThat(delta.makespanNanos()).as(where).isEqualTo(full.makespanNanos());
    assertThat(slots).as(where).hasSize(graph.nodeCount());
    for (int node = 0; node < graph.nodeCount(); node++) {
      int slot = slots.get(graph.key(node));
      boolean same =
          engine.readyNanos(slot) == full.readyNanos(node)
              && engine.startNanos(slot) == full.startNanos(node)
              && engine.endNanos(slot) == full.endNanos(node);
      assertThat(same).as("%s, node %s", where, StructuralKey.describe(graph.key(node))).isTrue();
    }
  }

  @Test
  void followsFuturesAndTheStepBefore() {
    Machine machine = Fixtures.chain(2, CopyEngine.DMA);
    var delta = new DeltaSimulation(machine, Fixtures.StatedCosts.INSTANCE, 10, 2);
    CostedLaunch producer = launch(0, List.of(), 3, 4);
    CostedLaunch consumer = launch(1, List.of(new FutureId(0)), 5);
    var builder = new TreeFragment.Builder();
    int copy = builder.addNode(NodeKind.COPY, StructuralKey.service(0, 0, 0, 0), 0, 1, 0, 7, 0);
    builder.addEdge(
        TreeFragment.previous(TreeFragment.taskReference(1, 0)), TreeFragment.nodeReference(copy));
    builder.addEdge(TreeFragment.nodeReference(copy), TreeFragment.taskReference(0, 0));
    SortedMap<Integer, TreeFragment> fragments = new TreeMap<>();
    fragments.put(3, builder.build());
    // Step 1: copy 0-7, the point that needs none 0-4, the other 8-11, consumer 11-16.
    // Step 2: copy 16-23, the point that needs none 4-8, the other 23-26, consumer 26-31.
    assertThat(delta.propose(new StepEdit(List.of(producer, consumer), fragments))).isEqualTo(31);
    delta.commit();
    TaskGraph graph =
        SteadyGraph.compose(List.of(producer, consumer), List.copyOf(fragments.values()), 10, 2);
    assertSame(delta, Simulations.run(graph, machine, Fixtures.StatedCosts.INSTANCE), "futures");

    CostedLaunch faster = launch(0, List.of(), 1, 1, 1);
    delta.propose(new StepEdit(List.of(faster), new TreeMap<>()));
    delta.commit();
    graph = SteadyGraph.compose(List.of(faster, consumer), List.copyOf(fragments.values()), 10, 2);
    assertSame(delta, Simulations.run(graph, machine, Fixtures.StatedCosts.INSTANCE), "replaced");
  }

  @Test
  void refusesAStepThatIsNotWholeAndStaysAsItWas() {
    Machine machine = Fixtures.chain(2, CopyEngine.DMA);
    var delta = new DeltaSimulation(machine, Fixtures.StatedCosts.INSTANCE, 10, 1);
    SortedMap<Integer, TreeFragment> fragments = new TreeMap<>();
    fragments.put(0, edge(0, 1, 1, 0));
    CostedLaunch two = launch(0, List.of(), 3, 4);
    CostedLaunch one = launch(1, List.of(), 5);
    assertThatThrownBy(() -> delta.propose(new StepEdit(List.of(two), fragments)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("position 1");
    assertThat(delta.nodeCount()).isZero();
    delta.propose(new StepEdit(List.of(two, one), fragments));
    delta.commit();
    assertThat(delta.makespanNanos()).isEqualTo(12);
    var shorter = new StepEdit(List.of(launch(0, List.of(), 3)), new TreeMap<>());
    assertThatThrownBy(() -> delta.propose(shorter))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("point 1 of launch 'launch 0'");
    SortedMap<Integer, TreeFragment> back = new TreeMap<>();
    back.put(1, edge(1, 0, 0, 1));
    assertThatThrownBy(() -> delta.propose(new StepEdit(List.of(), back)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cycle");
    assertThatThrownBy(() -> delta.propose(new StepEdit(List.of(launch(10, List.of(), 1)), back)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("position 10");
    assertThat(delta.nodeCount()).isEqualTo(3);
    assertThat(delta.propose(new StepEdit(List.of(), fragments))).isEqualTo(12);
  }

  @Test
  void takesOneChangeAtATime() {
    Machine machine = Fixtures.chain(1, CopyEngine.DMA);
    var delta = new DeltaSimulation(machine, Fixtures.StatedCosts.INSTANCE, 10, 1);
    var edit = new StepEdit(List.of(launch(0, List.of(), 3, 4)), new TreeMap<>());
    assertThatThrownBy(delta::commit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(delta::rollback).isInstanceOf(IllegalStateException.class);
    assertThat(delta.propose(edit, 6)).isEqualTo(DeltaSimulation.ABOVE_LIMIT);
    assertThatThrownBy(() -> delta.propose(edit)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(delta::commit).isInstanceOf(IllegalStateException.class);
    delta.rollback();
    assertThat(delta.propose(edit, 7)).isEqualTo(7);
    delta.commit();
    assertThat(delta.makespanNanos()).isEqualTo(7);
  }

  private static CostedLaunch launch(int position, List<FutureId> futures, long... nanos) {
    var launch =
        new IndexLaunch(
            "work",
            Rect.ofExtents(nanos.length),
            List.of(),
            TaskArguments.NONE,
            futures,
            LaunchTag.NONE,
            0,
            "launch " + position);
    return new CostedLaunch(
        new MappedLaunch(launch, position, ImmutableIntArray.copyOf(new int[nanos.length]), 0),
        java.util.Arrays.stream(nanos).mapToObj(Fixtures::work).toList());
  }

  private static TreeFragment edge(int from, int fromPoint, int to, int toPoint) {
    var builder = new TreeFragment.Builder();
    builder.addEdge(
        TreeFragment.taskReference(from, fromPoint), TreeFragment.taskReference(to, toPoint));
    return builder.build();
  }
}
