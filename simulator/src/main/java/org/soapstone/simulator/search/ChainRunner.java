package org.soapstone.simulator.search;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/**
 * Runs chains in rounds, on any number of threads: in a round each chain makes the same number of
 * proposals, and only between rounds do chains see each other, or anyone the clock. So a search for
 * a time is the same, step by step, as one for the number of proposals that it made.
 *
 * <p><b>Tempering.</b> After a round, chains next to each other in temperature exchange
 * temperatures with probability min(1, exp((beta - beta') (nanos - nanos'))), even and odd pairs by
 * turns (Swendsen and Wang 1986; Geyer 1991): cold chains descend, warm ones leave what the cold
 * ones would be stuck at.
 */
final class ChainRunner {
  /** Proposals of a chain in a round. */
  private static final long ROUND = 16;

  /** Chains are not ended for being stale before they made so many proposals for each operator. */
  private static final long PATIENCE_PER_OPERATOR = 50;

  private static final long LEAST_PATIENCE = 1000;

  private final SearchOptions options;
  private final ExecutorService executor;
  private final RandomGenerator random;
  private final long patience;

  ChainRunner(
      SearchOptions options, ExecutorService executor, RandomGenerator random, int operators) {
    this.options = options;
    this.executor = executor;
    this.random = random;
    this.patience = Math.max(LEAST_PATIENCE, PATIENCE_PER_OPERATOR * operators);
  }

  /** {@return the chains, made on several threads} */
  List<Chain> make(List<Callable<Chain>> chains) {
    return all(chains);
  }

  /** Runs chains until the budget is used or all are stale. */
  void run(List<Chain> chains) {
    long start = System.nanoTime();
    long left = options.proposals().orElse(Long.MAX_VALUE);
    boolean isTimed = options.proposals().isEmpty();
    for (int round = 0; left > 0; round++) {
      List<Chain> active = active(chains);
      boolean isOver = isTimed && System.nanoTime() - start >= options.budget().toNanos();
      if (active.isEmpty() || isOver) {
        break;
      }
      left -= advance(active, left);
      if (options.method().tempers()) {
        exchange(chains, round % 2);
      }
    }
  }

  private List<Chain> active(List<Chain> chains) {
    if (!options.method().tempers()) {
      return chains.stream().filter(chain -> !chain.isStale(patience)).toList();
    }
    return chains.stream().allMatch(chain -> chain.isStale(patience)) ? List.of() : chains;
  }

  /** Deals out a round's proposals evenly, the first chains get what is left over. */
  private long advance(List<Chain> active, long left) {
    long round = Math.min(left, ROUND * active.size());
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int c = 0; c < active.size(); c++) {
      Chain chain = active.get(c);
      long each = round / active.size() + (c < round % active.size() ? 1 : 0);
      work.add(() -> {
        chain.advance(each);
        return true;
      });
    }
    all(work);
    return round;
  }

  private void exchange(List<Chain> chains, int first) {
    List<Chain> byBeta =
        chains.stream()
            .sorted(
                java.util.Comparator.comparingDouble((Chain chain) -> chain.rule().beta())
                    .thenComparingInt(Chain::number))
            .toList();
    for (int c = first; c + 1 < byBeta.size(); c += 2) {
      Chain warm = byBeta.get(c);
      Chain cold = byBeta.get(c + 1);
      double drawn = 1 - random.nextDouble();
      double gain = (cold.rule().beta() - warm.rule().beta()) * (cold.nanos() - warm.nanos());
      if (StrictMath.log(drawn) <= gain) {
        Metropolis rule = warm.rule();
        warm.follow(cold.rule());
        cold.follow(rule);
      }
    }
  }

  private <T> List<T> all(List<Callable<T>> work) {
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : executor.invokeAll(work)) {
        results.add(result.get());
      }
      return results;
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the search was interrupted", e);
    } catch (ExecutionException e) {
      executor.shutdownNow();
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case Throwable failure -> throw new IllegalStateException(failure);
      }
    }
  }

  /** {@return an executor of so many threads} */
  static ExecutorService threads(int count) {
    return Executors.newFixedThreadPool(count);
  }
}
