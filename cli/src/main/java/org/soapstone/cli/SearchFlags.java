package org.soapstone.cli;

import java.time.Duration;
import java.util.List;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.search.SearchMethod;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchProgress;
import org.soapstone.simulator.search.SearchResult;
import org.soapstone.simulator.search.StrategySearch;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How to search for a strategy. */
final class SearchFlags {
  private static final int PERMILLE = 1000;

  @Option(
      names = "--search",
      paramLabel = "METHOD",
      defaultValue = "default",
      description = {
        "How to search (default: ${DEFAULT-VALUE}):",
        "default: chains that exchange temperatures, with moves that look at the plan;",
        "paper: the paper's Markov chains with uniform proposals;",
        "placement: operators are placed, never split;",
        "optcnn: operators are split, never placed; additive costs, exact;",
        "exhaustive: branch and bound over a small space, proven."
      })
  private String method;

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
      description =
          "How many Markov chains to run (default: two; one for each start with --search paper).")
  private Integer chains;

  @Option(
      names = "--start",
      paramLabel = "NAME",
      split = ",",
      description =
          "Strategies to start from (default: data-parallel,expert,optcnn; with --search paper"
              + " data-parallel,random).")
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
    SearchOptions options =
        SearchOptions.DEFAULT
            .withMethod(SearchMethod.of(method))
            .withSeed(seed)
            .withDelta(simulation.delta || !simulation.full)
            .withThreads(Runtime.getRuntime().availableProcessors());
    options = proposals == null ? options.withBudget(budget) : options.withProposals(proposals);
    if (starts != null) {
      starts.forEach(start -> StrategySearch.checkStart(start, space, machine));
      options = options.withStarts(starts);
    }
    return chains == null ? options : options.withChains(chains);
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
