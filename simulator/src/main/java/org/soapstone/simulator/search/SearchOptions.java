package org.soapstone.simulator.search;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * How to search.
 *
 * @param method how to search
 * @param starts the names of built-in strategies to start from, see {@link
 *     org.soapstone.mapper.soap.Strategies}; at least one; each {@code random} is another one
 * @param chains how many Markov chains to run, at least 1; chain {@code i} begins at start {@code
 *     i} modulo their number, chains that temper all at the fastest start
 * @param seed all that is random follows from it
 * @param proposals how many proposals to make over all chains; the search is then repeatable
 * @param budget how long to search, when no number of proposals is given
 * @param delta whether to simulate again only what a proposal changes; otherwise each proposal is
 *     lowered, mapped, analysed and simulated as a whole
 * @param threads how many threads run the chains at most, at least 1; does not change the result of
 *     a number of proposals
 */
public record SearchOptions(
    SearchMethod method,
    List<String> starts,
    int chains,
    long seed,
    OptionalLong proposals,
    Duration budget,
    boolean delta,
    int threads) {

  /** How many chains temper unless told. */
  private static final int TEMPERING_CHAINS = 2;

  /** The default method with its starts; two chains, both at a time; seed 0, ten seconds. */
  public static final SearchOptions DEFAULT =
      new SearchOptions(
          SearchMethod.DEFAULT,
          SearchMethod.DEFAULT.starts(),
          TEMPERING_CHAINS,
          0,
          OptionalLong.empty(),
          Duration.ofSeconds(10),
          true,
          Math.max(2, Runtime.getRuntime().availableProcessors()));

  /** Checks the ranges. */
  public SearchOptions {
    requireNonNull(method, "method");
    starts = List.copyOf(starts);
    requireNonNull(proposals, "proposals");
    requireNonNull(budget, "budget");
    if (starts.isEmpty()) {
      throw new IllegalArgumentException(
          "no start is named; name at least one, or 'data-parallel'");
    }
    checkAtLeastOne(chains, "chains");
    checkAtLeastOne(threads, "threads");
    if (proposals.isPresent() && proposals.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "%d proposals; give a number of at least 0".formatted(proposals.getAsLong()));
    }
    if (budget.isNegative()) {
      throw new IllegalArgumentException("a budget of " + budget + "; give at least 0 seconds");
    }
  }

  private static void checkAtLeastOne(int value, String what) {
    if (value < 1) {
      throw new IllegalArgumentException(value + " " + what + "; give at least 1");
    }
  }

  /**
   * {@return these options with another method, its starts, and as many chains as it runs unless
   * told}
   *
   * @param newMethod the method
   */
  public SearchOptions withMethod(SearchMethod newMethod) {
    int newChains = newMethod.tempers() ? TEMPERING_CHAINS : newMethod.starts().size();
    return new SearchOptions(
        newMethod, newMethod.starts(), newChains, seed, proposals, budget, delta, threads);
  }

  /**
   * {@return these options with other starts, and a chain for each}
   *
   * @param newStarts names of built-in strategies
   */
  public SearchOptions withStarts(List<String> newStarts) {
    return new SearchOptions(
        method, newStarts, Math.max(1, newStarts.size()), seed, proposals, budget, delta, threads);
  }

  /**
   * {@return these options with another number of chains}
   *
   * @param newChains at least 1
   */
  public SearchOptions withChains(int newChains) {
    return new SearchOptions(method, starts, newChains, seed, proposals, budget, delta, threads);
  }

  /**
   * {@return these options with another seed}
   *
   * @param newSeed any number
   */
  public SearchOptions withSeed(long newSeed) {
    return new SearchOptions(method, starts, chains, newSeed, proposals, budget, delta, threads);
  }

  /**
   * {@return these options with a number of proposals instead of a time}
   *
   * @param newProposals at least 0
   */
  public SearchOptions withProposals(long newProposals) {
    return new SearchOptions(
        method, starts, chains, seed, OptionalLong.of(newProposals), budget, delta, threads);
  }

  /**
   * {@return these options with a time instead of a number of proposals}
   *
   * @param newBudget at least 0
   */
  public SearchOptions withBudget(Duration newBudget) {
    return new SearchOptions(
        method, starts, chains, seed, OptionalLong.empty(), newBudget, delta, threads);
  }

  /**
   * {@return these options with delta or full simulation}
   *
   * @param newDelta whether to simulate again only what changes
   */
  public SearchOptions withDelta(boolean newDelta) {
    return new SearchOptions(method, starts, chains, seed, proposals, budget, newDelta, threads);
  }

  /**
   * {@return these options with another number of threads}
   *
   * @param newThreads at least 1
   */
  public SearchOptions withThreads(int newThreads) {
    return new SearchOptions(method, starts, chains, seed, proposals, budget, delta, newThreads);
  }
}
