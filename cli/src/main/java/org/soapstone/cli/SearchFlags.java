package org.soapstone.cli;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchProgress;
import org.soapstone.simulator.search.SearchResult;
import picocli.CommandLine.Option;

/** How to search for a strategy. */
final class SearchFlags {
  private static final int PROGRESS_STEPS = 1000;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long to search, such as 500ms, 30s or 5m (default: ${DEFAULT-VALUE}).")
  private Duration budget;

  @Option(
      names = "--proposals",
      paramLabel = "N",
      description = "Make N proposals instead of searching for a time; the same seed then finds the same strategy.")
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

  @Option(
      names = "--delta",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Simulate again only what a proposal changes (default).")
  private boolean delta;

  @Option(names = "--full", description = "Lower, map, analyse and simulate everything for each proposal.")
  private boolean full;

  /** {@return the options of a search} */
  SearchOptions options(long seed) {
    return new SearchOptions(
        starts,
        chains == null ? starts.size() : chains,
        seed,
        proposals == null ? OptionalLong.empty() : OptionalLong.of(proposals),
        budget,
        delta && !full,
        Runtime.getRuntime().availableProcessors());
  }

  /** {@return what a search finds, with its progress shown} */
  SearchResult run(Planner planner, long seed, Console console) {
    try (Progress bar = console.progress("search", "permille of the budget", PROGRESS_STEPS)) {
      return planner.search(options(seed), state -> show(state, bar));
    }
  }

  private static void show(SearchProgress state, Progress bar) {
    String best =
        state.bestNanos() == Long.MAX_VALUE ? "" : ", best " + Figures.nanos(state.bestNanos());
    bar.update(
        Math.round(state.fraction() * PROGRESS_STEPS), state.proposals() + " proposals" + best);
  }
}
