package org.soapstone.simulator.search;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.cost.PlanCosts;
import org.soapstone.simulator.simulation.FullSimulation;
import org.soapstone.simulator.simulation.Timeline;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.GraphRecord;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MemoryFootprint;
import org.soapstone.tasks.graph.SteadyGraph;
import org.soapstone.tasks.graph.TaskGraph;
import org.soapstone.tasks.graph.TreeFragment;

/**
 * A program under one strategy on one machine: lowered, mapped and analysed, ready to be simulated.
 * What is predicted here is what a live run executes from its third step on: the same tasks, copies
 * and edges.
 *
 * <p>Immutable and safe to share.
 */
public final class Plan {
  private final Machine machine;
  private final List<CostedLaunch> launches;
  private final SortedMap<Integer, TreeFragment> fragments;
  private final int stepSpan;
  private final MemoryFootprint footprint;

  Plan(Machine machine, StepProgram program, SortedMap<Integer, TreeFragment> fragments) {
    this.machine = machine;
    this.launches =
        program.stepLaunches().stream().flatMap(launch -> launch.costed().stream()).toList();
    this.fragments = Collections.unmodifiableSortedMap(new TreeMap<>(fragments));
    this.stepSpan = program.stepSpan();
    List<InstanceSpec> instances = new ArrayList<>();
    fragments.values().forEach(fragment -> instances.addAll(fragment.instances()));
    this.footprint = MemoryFootprint.of(instances, machine);
  }

  /**
   * {@return the plan of a program under a strategy} Everything is made from the beginning: no
   * cache is used.
   *
   * @param space the program
   * @param machine the machine
   * @param configurations the configuration of every operator by its name, see {@link
   *     org.soapstone.mapper.soap.Strategy#configurations}
   * @throws IllegalArgumentException if an operator has no configuration, or one that does not fit
   */
  public static Plan of(
      SearchSpace space, Machine machine, Map<String, OperatorConfig> configurations) {
    List<OperatorConfig> inOrder = new ArrayList<>();
    for (OperatorSpace operator : space.operators()) {
      inOrder.add(
          requireNonNull(
              configurations.get(operator.name()),
              () -> "operator '" + operator.name() + "' has no configuration; give it one"));
    }
    return of(new Lowering(space, machine), inOrder);
  }

  static Plan of(Lowering lowering, List<OperatorConfig> configurations) {
    StepProgram program = program(lowering, configurations);
    Fragments analysis = new Fragments(lowering);
    SortedMap<Integer, TreeFragment> fragments = new TreeMap<>();
    for (int tree : program.trees()) {
      fragments.put(
          tree,
          analysis.of(tree, program.onceTouching(tree), program.stepTouching(tree)).fragment());
    }
    return new Plan(lowering.machine(), program, fragments);
  }

  static StepProgram program(Lowering lowering, List<OperatorConfig> configurations) {
    StepProgram program = new StepProgram();
    for (int op = 0; op < configurations.size(); op++) {
      lowering.lower(op, configurations.get(op)).forEach(program::add);
    }
    lowering.lowerFixed().forEach(program::add);
    return program;
  }

  /** {@return the machine} */
  public Machine machine() {
    return machine;
  }

  /**
   * {@return the index launches of a step, in program order, with their processors and cost keys}
   */
  public List<CostedLaunch> launches() {
    return launches;
  }

  /** {@return what each region tree adds to a step, by the tree's number} */
  public SortedMap<Integer, TreeFragment> fragments() {
    return fragments;
  }

  /**
   * {@return the distance between the positions of consecutive steps: the number of launches of a
   * step}
   */
  public int stepSpan() {
    return stepSpan;
  }

  /** {@return what the plan needs of each memory} */
  public MemoryFootprint footprint() {
    return footprint;
  }

  /** {@return one sentence about the first memory that is too small, or empty if the plan fits} */
  public Optional<String> overflow() {
    return footprint.overflow(machine);
  }

  /**
   * {@return the task graph of consecutive steady steps}
   *
   * @param steps how many, at least 1
   */
  public TaskGraph graph(int steps) {
    return SteadyGraph.compose(launches, List.copyOf(fragments.values()), stepSpan, steps);
  }

  /**
   * {@return one steady step, as it is written down to be compared with what a live run recorded,
   * with the edges that come from the step before}
   */
  public GraphRecord stepRecord() {
    return GraphRecord.ofStep(graph(2), stepSpan, stepSpan);
  }

  /**
   * {@return the costs of this plan's tasks and movements}
   *
   * @param model says how long they last
   * @throws IllegalArgumentException if the model cannot tell
   */
  public PlanCosts costs(CostModel model) {
    return PlanCosts.of(model, launches);
  }

  /**
   * {@return when each node of consecutive steady steps runs, by full simulation from a standing
   * start}
   *
   * @param model says how long nodes last
   * @param steps how many steps, at least 1
   * @throws IllegalArgumentException if the model cannot tell
   */
  public Timeline simulate(CostModel model, int steps) {
    return new FullSimulation(machine, costs(model)).run(graph(steps));
  }
}
