package org.soapstone.natives.onednn;

import java.util.SplittableRandom;

/** The seeds of randomized tests: {@code -Dsoapstone.seed=N} repeats one trial. */
final class Seeds {
  private Seeds() {}

  /** A trial on random input. */
  interface Trial {
    void run(SplittableRandom random, String context);
  }

  /**
   * Runs trials on consecutive seeds, or the one that was asked for; the context names the seed.
   */
  static void each(int trials, Trial trial) {
    Long asked = Long.getLong("soapstone.seed");
    int count = Boolean.getBoolean("soapstone.heavy") ? 100 * trials : trials;
    for (long seed = 0; seed < (asked == null ? count : 1); seed++) {
      long used = asked == null ? seed : asked;
      trial.run(new SplittableRandom(used), "-Dsoapstone.seed=" + used);
    }
  }
}
