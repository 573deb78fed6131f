package org.soapstone.simulator.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.cost.PlanCosts;
import org.soapstone.simulator.simulation.DeltaSimulation;
import org.soapstone.simulator.simulation.StepEdit;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.TreeFragment;

/**
 * Holds a plan and tells what a change of some operators' configurations would cost, by doing only
 * what the change makes necessary: lowering those operators if they never had the configuration,
 * analysing the region trees whose launches change unless that was done before, and simulating
 * again the nodes whose times change.
 *
 * <pre>{@code
 * long nanos = evaluator.propose(List.of(new Change(3, configuration)), Long.MAX_VALUE);
 * if (nanos < evaluator.nanos()) evaluator.commit(); else evaluator.rollback();
 * }</pre>
 *
 * <p>The predicted time is that of one steady step from a standing start, and equals that of {@link
 * Plan#simulate} to the nanosecond. Not thread-safe.
 */
public final class PlanEvaluator implements Evaluator {
  /** What {@link #propose} returns for a plan that does not fit or takes longer than the limit. */
  public static final long REFUSED = Evaluator.REFUSED;

  private final Lowering lowering;
  private final Fragments fragments;
  private final PlanCosts costs;
  private final StepProgram program;
  private final List<OperatorConfig> configurations;
  private final SortedMap<Integer, TreeBytes> trees = new TreeMap<>();
  private final DeltaSimulation simulation;
  private final TaskLoads loads;
  private final OperatorPositions positions;
  private final long[] workByOperator;
  private final long[] memoryBytes;
  private final long[] capacityBytes;

  // What the open change replaced, to be put back.
  private final List<PlacedLaunch> oldLaunches = new ArrayList<>();
  private final Map<Integer, TreeBytes> oldTrees = new LinkedHashMap<>();
  private final Map<Integer, OperatorConfig> oldConfigurations = new LinkedHashMap<>();
  private boolean isOpen;
  private boolean isSimulated;

  /** Worked out when it is asked for; empty when it is not known. */
  private long[] critical = new long[0];

  /**
   * Starts with a plan, which need not fit the machine's memories.
   *
   * @param space the program
   * @param machine the machine
   * @param model says how long nodes last
   * @param start the configuration of every operator, by its name
   */
  public PlanEvaluator(
      SearchSpace space, Machine machine, CostModel model, Map<String, OperatorConfig> start) {
    lowering = new Lowering(space, machine);
    fragments = new Fragments(lowering);
    costs = new PlanCosts(model);
    configurations = new ArrayList<>();
    for (OperatorSpace operator : lowering.operators()) {
      configurations.add(start.get(operator.name()));
    }
    program = Plan.program(lowering, configurations);
    memoryBytes = new long[machine.memoryCount()];
    capacityBytes = new long[machine.memoryCount()];
    for (int m = 0; m < capacityBytes.length; m++) {
      capacityBytes[m] = machine.memory(m).capacityBytes();
    }
    simulation = new DeltaSimulation(machine, costs, program.stepSpan(), 1);
    List<CostedLaunch> launches = new ArrayList<>();
    program.stepLaunches().forEach(launch -> launch.costed().ifPresent(launches::add));
    launches.forEach(costs::learn);
    loads = new TaskLoads(costs, machine.processorCount());
    positions = OperatorPositions.of(lowering, configurations);
    workByOperator = new long[configurations.size()];
    program.stepLaunches().forEach(launch -> load(launch, 1));
    SortedMap<Integer, TreeFragment> all = new TreeMap<>();
    for (int tree : program.trees()) {
      TreeBytes bytes = analyse(tree);
      trees.put(tree, bytes);
      bytes.addTo(memoryBytes, 1);
      all.put(tree, bytes.fragment());
    }
    simulation.propose(new StepEdit(launches, all));
    simulation.commit();
  }

  private TreeBytes analyse(int tree) {
    return fragments.of(tree, program.onceTouching(tree), program.stepTouching(tree));
  }

  /** {@return the predicted time of the plan, in nanoseconds, without the open change} */
  @Override
  public long nanos() {
    return simulation.makespanNanos();
  }

  @Override
  public long[] taskNanos() {
    return loads.nanos();
  }

  @Override
  public long[] workNanos() {
    return workByOperator;
  }

  @Override
  public long[] criticalNanos() {
    if (critical.length == 0) {
      critical = positions.nanosByOperator(simulation.criticalChain());
    }
    return critical;
  }

  /** {@return the configuration of each operator, in order, with the open change} */
  @Override
  public List<OperatorConfig> configurations() {
    return List.copyOf(configurations);
  }

  /** {@return the operators, in order} */
  public List<OperatorSpace> operators() {
    return lowering.operators();
  }

  /** {@return the simulation, whose open change is this evaluator's} */
  public DeltaSimulation simulation() {
    return simulation;
  }

  /** {@return whether the plan, with the open change, fits the machine's memories} */
  public boolean fits() {
    for (int m = 0; m < memoryBytes.length; m++) {
      if (memoryBytes[m] > capacityBytes[m]) {
        return false;
      }
    }
    return true;
  }

  /** {@return the plan, with the open change} */
  public Plan plan() {
    SortedMap<Integer, TreeFragment> all = new TreeMap<>();
    trees.forEach((tree, bytes) -> all.put(tree, bytes.fragment()));
    return new Plan(lowering.machine(), program, all);
  }

  /**
   * {@return the predicted time of the changed plan, in nanoseconds, or {@link #REFUSED} if it does
   * not fit the machine's memories or takes longer than a limit} A plan whose tasks alone hold a
   * processor for longer than that is refused before anything is analysed. The change stays open
   * until {@link #commit} or {@link #rollback}.
   *
   * @param changes new configurations, of an operator at most one
   * @param limitNanos the longest time of interest; to learn that a plan takes longer may be quick
   * @throws IllegalStateException if a change is open
   * @throws IllegalArgumentException if a configuration does not fit its operator or the cost model
   *     cannot tell; the plan is then as before
   */
  @Override
  public long propose(List<Change> changes, long limitNanos) {
    if (isOpen) {
      throw new IllegalStateException("a change is open; commit it or roll it back first");
    }
    isOpen = true;
    isSimulated = false;
    try {
      return apply(changes, limitNanos);
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
  }

  private long apply(List<Change> changes, long limitNanos) {
    List<CostedLaunch> launches = new ArrayList<>();
    NavigableSet<Integer> touched = new TreeSet<>();
    for (Change change : changes) {
      List<PlacedLaunch> lowered = lowering.lower(change.operator(), change.configuration());
      oldConfigurations.putIfAbsent(change.operator(), configurations.get(change.operator()));
      configurations.set(change.operator(), change.configuration());
      for (PlacedLaunch launch : lowered) {
        exchange(launch, launches, touched);
      }
    }
    if (loads.most() > limitNanos) {
      return REFUSED;
    }
    SortedMap<Integer, TreeFragment> changed = new TreeMap<>();
    for (int tree : touched) {
      TreeBytes bytes = analyse(tree);
      oldTrees.put(tree, exchange(tree, bytes));
      changed.put(tree, bytes.fragment());
    }
    if (!fits()) {
      return REFUSED;
    }
    long nanos = simulation.propose(new StepEdit(launches, changed), limitNanos);
    isSimulated = true;
    return nanos > limitNanos ? REFUSED : nanos;
  }

  /** Puts a tree's fragment in the place of the former, and returns that. */
  private TreeBytes exchange(int tree, TreeBytes bytes) {
    TreeBytes old = trees.put(tree, bytes);
    if (old == null) {
      old = TreeBytes.NONE;
    }
    old.addTo(memoryBytes, -1);
    bytes.addTo(memoryBytes, 1);
    return old;
  }

  private void exchange(
      PlacedLaunch launch, List<CostedLaunch> launches, NavigableSet<Integer> touched) {
    launch.costed().filter(_ -> !launch.once()).ifPresent(costs::learn);
    PlacedLaunch old = program.exchange(launch);
    oldLaunches.add(old);
    if (old.isSame(launch)) {
      program.exchange(old);
      return;
    }
    if (!launch.once()) {
      launch.costed().ifPresent(launches::add);
      load(old, -1);
      load(launch, 1);
    }
    old.trees().forEach(touched::add);
    launch.trees().forEach(touched::add);
  }

  private void load(PlacedLaunch launch, int sign) {
    launch
        .costed()
        .ifPresent(costed -> {
          long nanos = loads.add(costed, sign);
          int operator = positions.operatorAt(launch.position());
          if (operator >= 0) {
            workByOperator[operator] += nanos;
          }
        });
  }

  /**
   * Keeps the open change.
   *
   * @throws IllegalStateException if no change is open, or it was refused
   */
  @Override
  public void commit() {
    if (!isOpen || !isSimulated) {
      throw new IllegalStateException(
          isOpen ? "the change was refused; roll it back" : "no change is open; propose one first");
    }
    simulation.commit();
    critical = new long[0];
    forget();
  }

  /**
   * Takes the open change back.
   *
   * @throws IllegalStateException if no change is open
   */
  @Override
  public void rollback() {
    if (!isOpen) {
      throw new IllegalStateException("no change is open; propose one first");
    }
    if (isSimulated) {
      simulation.rollback();
    }
    oldLaunches.reversed().forEach(this::restore);
    oldTrees.forEach(this::exchange);
    oldConfigurations.forEach(configurations::set);
    forget();
  }

  private void restore(PlacedLaunch old) {
    PlacedLaunch launch = program.exchange(old);
    if (launch.id() != old.id() && !old.once()) {
      load(launch, -1);
      load(old, 1);
    }
  }

  private void forget() {
    oldLaunches.clear();
    oldTrees.clear();
    oldConfigurations.clear();
    isOpen = false;
    isSimulated = false;
  }
}
