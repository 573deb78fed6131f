package org.soapstone.simulator.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.simulation.FullSimulation;

/**
 * Lowers, maps, analyses and simulates the whole program for every proposal: what delta simulation
 * spares.
 */
final class FullEvaluator implements Evaluator {
  private final SearchSpace space;
  private final Machine machine;
  private final CostModel model;
  private List<OperatorConfig> configurations;
  private List<OperatorConfig> proposed = List.of();
  private long nanos;
  private long proposedNanos;

  FullEvaluator(
      SearchSpace space, Machine machine, CostModel model, Map<String, OperatorConfig> start) {
    this.space = space;
    this.machine = machine;
    this.model = model;
    configurations =
        space.operators().stream().map(operator -> start.get(operator.name())).toList();
    nanos = evaluate(configurations, Long.MAX_VALUE);
  }

  private long evaluate(List<OperatorConfig> candidates, long limitNanos) {
    Plan plan = Plan.of(new Lowering(space, machine), candidates);
    if (plan.overflow().isPresent()) {
      return REFUSED;
    }
    long makespan = new FullSimulation(machine, plan.costs(model)).makespanNanos(plan.graph(1));
    return makespan > limitNanos ? REFUSED : makespan;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public List<OperatorConfig> configurations() {
    return configurations;
  }

  @Override
  public long propose(List<Change> changes, long limitNanos) {
    List<OperatorConfig> candidates = new ArrayList<>(configurations);
    changes.forEach(change -> candidates.set(change.operator(), change.configuration()));
    proposed = List.copyOf(candidates);
    proposedNanos = evaluate(proposed, limitNanos);
    return proposedNanos;
  }

  @Override
  public void commit() {
    configurations = proposed;
    nanos = proposedNanos;
  }

  @Override
  public void rollback() {
    proposed = List.of();
  }
}
