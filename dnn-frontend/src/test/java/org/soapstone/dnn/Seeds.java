package org.soapstone.dnn;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The seed of randomised tests: {@code -Dsoapstone.seed=N}, or 1. */
public final class Seeds {
  private static final long SEED = Long.getLong("soapstone.seed", 1);

  private Seeds() {}

  /** {@return the seed, which failing assertions print} */
  public static long seed() {
    return SEED;
  }

  /** {@return a generator seeded with the seed and a number of the test's own} */
  public static RandomGenerator random(long stream) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED * 1_000_003 + stream);
  }
}
