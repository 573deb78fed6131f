package org.soapstone.mapper;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs random cases. Case i has seed {@code base + i}; a failure names its own seed, and {@code
 * -Dsoapstone.seed} set to it makes the failing case the first. {@code -Dsoapstone.heavy=true} runs
 * twenty times as many.
 */
public final class Duel {
  private static final long BASE = Long.getLong("soapstone.seed", 20_261_123L);
  private static final int FACTOR = Boolean.getBoolean("soapstone.heavy") ? 20 : 1;

  private Duel() {}

  /** Runs the cases, each with a generator of its own. */
  public static void run(int cases, Consumer<SplittableRandom> body) {
    for (long i = 0; i < (long) cases * FACTOR; i++) {
      long seed = BASE + i;
      try {
        body.accept(new SplittableRandom(seed));
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            "case %d failed; repeat it with -Dsoapstone.seed=%d: %s"
                .formatted(i, seed, failure.getMessage()),
            failure);
      }
    }
  }
}
