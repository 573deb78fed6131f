package org.soapstone.simulator.search;

import java.util.function.Consumer;

/** Counts what all chains do and tells a listener now and then. Thread-safe. */
final class ProgressMeter {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long INTERVAL_NANOS = 100_000_000;

  private final Consumer<SearchProgress> listener;
  private final SearchOptions options;
  private volatile long start = System.nanoTime();
  private long told = start - INTERVAL_NANOS;
  private long proposals;
  private long accepted;
  private long bestNanos = Long.MAX_VALUE;

  ProgressMeter(SearchOptions options, Consumer<SearchProgress> listener) {
    this.options = options;
    this.listener = listener;
  }

  /** Chains begin: what {@link #seconds} counts from. */
  void begin() {
    start = System.nanoTime();
  }

  double seconds() {
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  synchronized void count(boolean isAccepted) {
    proposals++;
    accepted += isAccepted ? 1 : 0;
    if (System.nanoTime() - told >= INTERVAL_NANOS) {
      tell(SearchProgress.Phase.CHAINS);
    }
  }

  synchronized void best(long nanos) {
    bestNanos = Math.min(bestNanos, nanos);
  }

  synchronized void tell(SearchProgress.Phase phase) {
    told = System.nanoTime();
    double budgetSeconds = options.budget().toNanos() / NANOS_PER_SECOND;
    double fraction =
        switch (phase) {
          case STARTS -> 0;
          case CHAINS ->
              options.proposals().isPresent()
                  ? (double) proposals / Math.max(1, options.proposals().getAsLong())
                  : budgetSeconds == 0 ? 1 : seconds() / budgetSeconds;
          case REPLAY -> 1;
        };
    listener.accept(
        new SearchProgress(phase, proposals, accepted, bestNanos, Math.min(1, fraction)));
  }
}
