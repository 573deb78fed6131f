package org.soapstone.simulator.search;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.simulation.CriticalChain;
import org.soapstone.simulator.simulation.Timeline;
import org.soapstone.tasks.graph.CostedLaunch;

/**
 * Lowers, maps, analyses and simulates the whole program for every proposal: what delta simulation
 * spares.
 */
final class FullEvaluator implements Evaluator {
  private final SearchSpace space;
  private final Machine machine;
  private final CostModel model;
  private final OperatorPositions positions;
  private List<OperatorConfig> configurations;
  private Timed current;
  private List<OperatorConfig> proposed = List.of();
  private Optional<Timed> open = Optional.empty();

  /** A plan that fits, and its simulation. */
  private record Timed(Timeline timeline, TaskLoads loads, ImmutableLongArray work) {}

  FullEvaluator(
      SearchSpace space, Machine machine, CostModel model, Map<String, OperatorConfig> start) {
    this.space = space;
    this.machine = machine;
    this.model = model;
    configurations =
        space.operators().stream().map(operator -> start.get(operator.name())).toList();
    positions = OperatorPositions.of(new Lowering(space, machine), configurations);
    current =
        evaluate(configurations)
            .orElseThrow(() -> new IllegalArgumentException("the start does not fit"));
  }

  private Optional<Timed> evaluate(List<OperatorConfig> candidates) {
    Plan plan = Plan.of(new Lowering(space, machine), candidates);
    if (plan.overflow().isPresent()) {
      return Optional.empty();
    }
    Timeline timeline = plan.simulate(model, 1);
    TaskLoads loads = new TaskLoads(plan.costs(model), machine.processorCount());
    long[] work = new long[candidates.size()];
    for (CostedLaunch launch : plan.launches()) {
      long nanos = loads.add(launch, 1);
      int operator = positions.operatorAt(Math.toIntExact(launch.launch().position()));
      if (operator >= 0) {
        work[operator] += nanos;
      }
    }
    return Optional.of(new Timed(timeline, loads, ImmutableLongArray.copyOf(work)));
  }

  @Override
  public long nanos() {
    return current.timeline().makespanNanos();
  }

  @Override
  public List<OperatorConfig> configurations() {
    return configurations;
  }

  @Override
  public long[] taskNanos() {
    return current.loads().nanos();
  }

  @Override
  public long[] workNanos() {
    return current.work().toArray();
  }

  @Override
  public long[] criticalNanos() {
    return positions.nanosByOperator(CriticalChain.of(current.timeline(), model.handoffNanos()));
  }

  @Override
  public long propose(List<Change> changes, long limitNanos) {
    List<OperatorConfig> candidates = new ArrayList<>(configurations);
    changes.forEach(change -> candidates.set(change.operator(), change.configuration()));
    proposed = List.copyOf(candidates);
    open = evaluate(proposed).filter(timed -> timed.timeline().makespanNanos() <= limitNanos);
    return open.map(timed -> timed.timeline().makespanNanos()).orElse(REFUSED);
  }

  @Override
  public void commit() {
    configurations = proposed;
    current = open.orElseThrow();
    open = Optional.empty();
  }

  @Override
  public void rollback() {
    proposed = List.of();
    open = Optional.empty();
  }
}
