package org.soapstone.simulator;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.search.Plan;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchProgress;
import org.soapstone.simulator.search.SearchResult;
import org.soapstone.simulator.search.StrategySearch;

/** Predicts and searches strategies of one program on one machine. Thread-safe. */
public final class Planner {
  private final SearchSpace space;
  private final Machine machine;
  private final CostModel costs;

  /**
   * A planner.
   *
   * @param space the program
   * @param machine the machine
   * @param costs says how long nodes last on it
   */
  public Planner(SearchSpace space, Machine machine, CostModel costs) {
    this.space = requireNonNull(space, "space");
    this.machine = requireNonNull(machine, "machine");
    this.costs = requireNonNull(costs, "costs");
  }

  /** {@return the program} */
  public SearchSpace space() {
    return space;
  }

  /** {@return the machine} */
  public Machine machine() {
    return machine;
  }

  /** {@return what says how long nodes last} */
  public CostModel costs() {
    return costs;
  }

  /**
   * {@return the program under a strategy: lowered, mapped and analysed}
   *
   * @param strategy the strategy
   * @throws org.soapstone.mapper.soap.StrategyException if it does not fit the program and the
   *     machine
   */
  public Plan plan(Strategy strategy) {
    return Plan.of(space, machine, strategy.configurations(space, machine));
  }

  /**
   * {@return how long a step takes under a strategy, and why}
   *
   * @param strategy the strategy
   * @throws org.soapstone.mapper.soap.StrategyException if it does not fit the program and the
   *     machine
   * @throws IllegalArgumentException if the cost model cannot tell
   */
  public Prediction predict(Strategy strategy) {
    return Prediction.of(plan(strategy), costs);
  }

  /**
   * {@return the best strategy found}
   *
   * @param options how to search
   * @throws org.soapstone.simulator.search.NoPlanFitsException if no start fits the machine's
   *     memories
   * @throws IllegalArgumentException if a start is not known, or the cost model cannot tell
   */
  public SearchResult search(SearchOptions options) {
    return new StrategySearch(space, machine, costs).run(options);
  }

  /**
   * {@return the best strategy found}
   *
   * @param options how to search
   * @param listener is told about ten times a second, by one thread at a time
   * @throws org.soapstone.simulator.search.NoPlanFitsException if no start fits the machine's
   *     memories
   * @throws IllegalArgumentException if a start is not known, or the cost model cannot tell
   */
  public SearchResult search(SearchOptions options, Consumer<SearchProgress> listener) {
    return new StrategySearch(space, machine, costs).run(options, listener);
  }
}
