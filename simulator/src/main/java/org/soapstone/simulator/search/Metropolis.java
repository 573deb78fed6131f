package org.soapstone.simulator.search;

import java.util.random.RandomGenerator;

/**
 * The rule by which a chain accepts proposals: with probability min(1, exp(beta * (cost −
 * proposed))).
 *
 * <p>The paper leaves beta open; its authors' code of 2018 has 5 for each millisecond, and programs
 * of about 100 ms. Here beta is {@value #SCALE} over the chain's first cost, so that the same
 * relative change is accepted equally often whatever the program: a plan that is slower by a
 * thousandth of the first one's time with probability 0.37, by half a hundredth with 0.007. Chains
 * of some thousand proposals found faster plans with it than with a fifth or five times of it.
 *
 * @param beta how unwilling the chain is to become slower, for each nanosecond
 */
record Metropolis(double beta) {
  static final double SCALE = 1000;

  /** {@return the rule for a chain} */
  static Metropolis scaledTo(long startNanos) {
    return new Metropolis(SCALE / startNanos);
  }

  /** {@return the rule of a chain that is so many times as cold} */
  Metropolis colder(double times) {
    return new Metropolis(beta * times);
  }

  /**
   * {@return the largest cost that is accepted} Drawing the threshold first gives the same chain as
   * comparing afterwards, u < exp(beta * (cost − proposed)), and lets a simulation stop once it is
   * above.
   */
  long threshold(long cost, RandomGenerator random) {
    double u = 1 - random.nextDouble(); // in (0, 1]
    double slack = -StrictMath.log(u) / beta;
    return cost + (long) Math.min(slack, 1e18);
  }
}
