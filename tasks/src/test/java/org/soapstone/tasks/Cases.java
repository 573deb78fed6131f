package org.soapstone.tasks;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs a random test many times. Case i has seed {@code base + i}; a failure names its own, and
 * {@code -Dsoapstone.seed=N} makes that the first case.
 */
public final class Cases {
  private static final long BASE = Long.getLong("soapstone.seed", 20_261_123L);

  private Cases() {}

  /** Whether the whole of the heavy duels is wanted. */
  public static boolean heavy() {
    return Boolean.getBoolean("soapstone.heavy");
  }

  /** How many random programs to run: {@code -Dsoapstone.programs=N}, or as many as fit. */
  public static int programs(int usually, int heavily) {
    return Integer.getInteger("soapstone.programs", heavy() ? heavily : usually);
  }

  /** Runs a test with the seeds of so many cases. */
  public static void forEachSeed(int cases, Consumer<Long> test) {
    for (int i = 0; i < cases; i++) {
      long seed = BASE + i;
      try {
        test.accept(seed);
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError(
            "case %d failed; repeat it with -Dsoapstone.seed=%d: %s"
                .formatted(i, seed, failure.getMessage()),
            failure);
      }
    }
  }

  /** Runs a test with the random numbers of so many cases. */
  public static void forEach(int cases, Consumer<SplittableRandom> test) {
    forEachSeed(cases, seed -> test.accept(new SplittableRandom(seed)));
  }
}
