package org.soapstone.dnn.kernels;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs a check on many random cases. A failure names the seed of its case, and {@code
 * -Dsoapstone.seed} set to it makes that case the first; {@code -Dsoapstone.heavy=true} runs twenty
 * times as many.
 */
final class Duel {
  private static final long BASE = Long.getLong("soapstone.seed", 20_261_123L);
  private static final int HEAVY = 20;

  private Duel() {}

  static void run(int cases, Consumer<SplittableRandom> check) {
    int all = Boolean.getBoolean("soapstone.heavy") ? HEAVY * cases : cases;
    for (int i = 0; i < all; i++) {
      long seed = BASE + i;
      try {
        check.accept(new SplittableRandom(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "case %d failed; repeat it with -Dsoapstone.seed=%d: %s"
                .formatted(i, seed, e.getMessage()),
            e);
      }
    }
  }
}
