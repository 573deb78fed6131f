package org.soapstone.simulator.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MetropolisTest {
  private static final long SEED = Long.getLong("soapstone.seed", 11);
  private static final long COST = 1_000_000_000;

  /** The share of proposals of some cost that is accepted must be the paper's probability. */
  @Test
  void acceptsWithTheProbabilityOfThePaper() {
    Metropolis rule = Metropolis.scaledTo(COST);
    int draws = 200_000;
    for (double slower : new double[] {0.0005, 0.001, 0.002, 0.005}) {
      SplittableRandom random = new SplittableRandom(SEED);
      long proposed = (long) (COST * (1 + slower));
      int accepted = 0;
      for (int i = 0; i < draws; i++) {
        accepted += proposed <= rule.threshold(COST, random) ? 1 : 0;
      }
      double expected = Math.exp(rule.beta() * (COST - proposed));
      double deviation = Math.sqrt(expected * (1 - expected) / draws);
      assertThat((double) accepted / draws)
          .as("seed %d, slower by %s", SEED, slower)
          .isBetween(expected - 5 * deviation, expected + 5 * deviation);
    }
  }

  @Test
  void alwaysAcceptsWhatIsNotSlower() {
    Metropolis rule = Metropolis.scaledTo(COST);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 100_000; i++) {
      assertThat(rule.threshold(COST, random)).as("seed %d", SEED).isGreaterThanOrEqualTo(COST);
    }
  }

  @Test
  void theSameRelativeChangeIsAcceptedAlikeWhateverTheProgram() {
    long small = Metropolis.scaledTo(1_000_000).threshold(1_000_000, new SplittableRandom(SEED));
    long large = Metropolis.scaledTo(COST).threshold(COST, new SplittableRandom(SEED));
    assertThat((small - 1_000_000) * 1000).isCloseTo(large - COST, Offset.offset(1001L));
  }
}
