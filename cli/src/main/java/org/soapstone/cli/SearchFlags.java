package org.soapstone.cli;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchProgress;
import org.soapstone.simulator.search.SearchResult;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How to search for a strategy. */
final class SearchFlags {
  private static final int PERMILLE = 1000;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long to search, such as 500ms, 30s or 5m (default: ${DEFAULT-VALUE}).")
  private Duration budget;

  @Option(
      names = "--proposals",
      paramLabel = "N",
      description =
          "Make N proposals instead of searching for a time; the same seed then finds the same"
              + " strategy.")
  private Long proposals;

  @Option(
      names = "--chains",
      paramLabel = "K",
      description = "How many Markov chains to run (default: one for each start).")
  private Integer chains;

  @Option(
      names = "--start",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "data-parallel,expert,random",
      description = "Strategies to start from (default: ${DEFAULT-VALUE}).")
  private List<String> starts;

  @ArgGroup private Simulation simulation = new Simulation();

  /** Either of two ways to simulate a proposal. */
  private static final class Simulation {
    @Option(
        names = "--delta",
        description = "Simulate again only what a proposal changes (the default).")
    private boolean delta;

    @Option(
        names = "--full",
        description = "Lower, map, analyse and simulate everything for each proposal.")
    private boolean full;
  }

  /**
   * {@return the options of a search, checked}
   *
   * @param space the program
   * @param machine the machine
   * @param seed of all that is random
   */
  SearchOptions options(SearchSpace space, Machine machine, long seed) {
    starts.forEach(start -> Strategies.named(start, space, machine));
    return new SearchOptions(
        starts,
        chains == null ? starts.size() : chains,
        seed,
        proposals == null ? OptionalLong.empty() : OptionalLong.of(proposals),
        budget,
        simulation.delta || !simulation.full,
        Runtime.getRuntime().availableProcessors());
  }

  /** {@return what a search finds, with its progress shown} */
  static SearchResult run(Planner planner, SearchOptions options, Console console) {
    try (Progress bar = console.progress("search", "%", PERMILLE / 100, PERMILLE)) {
      return planner.search(options, state -> show(state, bar));
    }
  }

  private static void show(SearchProgress state, Progress bar) {
    String share =
        switch (state.phase()) {
          case STARTS -> "predicting the strategies to start from";
          case CHAINS -> Figures.format("%.0f %% of the budget", 100 * state.fraction());
          case REPLAY -> "predicting the best plans again";
        };
    String best =
        state.bestNanos() == Long.MAX_VALUE ? "" : ", best " + Figures.nanos(state.bestNanos());
    bar.update(
        Math.round(state.fraction() * PERMILLE), share, state.proposals() + " proposals" + best);
  }
}
