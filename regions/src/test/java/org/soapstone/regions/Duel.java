package org.soapstone.regions;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs random cases of a fast path against a slow oracle.
 *
 * <p>Case i has seed {@code base + i}; a failure names its own seed, and {@code -Dsoapstone.seed}
 * set to it makes the failing case the first. {@code -Dsoapstone.heavy=true} runs twenty times as
 * many, or as many as the duel says; each duel prints its cases and seed then.
 */
public final class Duel {
  private static final long BASE = Long.getLong("soapstone.seed", 20_261_123L);
  private static final boolean HEAVY = Boolean.getBoolean("soapstone.heavy");
  private static final int FACTOR = 20;

  private Duel() {}

  /** Runs the cases, each with a generator of its own. */
  public static void run(int cases, Consumer<SplittableRandom> body) {
    run(cases, cases * FACTOR, body);
  }

  /** Runs the cases, or many more when heavy, each with a generator of its own. */
  public static void run(int cases, int heavyCases, Consumer<SplittableRandom> body) {
    int count = HEAVY ? heavyCases : cases;
    if (HEAVY) {
      String test =
          StackWalker.getInstance()
              .walk(frames -> frames.skip(1).dropWhile(Duel::isDuel).findFirst())
              .map(frame -> frame.getClassName() + "." + frame.getMethodName())
              .orElse("");
      System.out.printf("duel %s: %d cases, seed %d%n", test, count, BASE);
    }
    for (long i = 0; i < count; i++) {
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

  private static boolean isDuel(StackWalker.StackFrame frame) {
    return frame.getClassName().equals(Duel.class.getName());
  }
}
