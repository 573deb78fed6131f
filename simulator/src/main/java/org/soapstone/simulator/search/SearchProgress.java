package org.soapstone.simulator.search;

/**
 * How far a search is.
 *
 * @param phase what it is doing
 * @param proposals how many proposals it has made
 * @param accepted how many of them it has accepted
 * @param bestNanos the predicted time of the best plan so far; {@link Long#MAX_VALUE} before there
 *     is one
 * @param fraction how much of the budget is used, from 0 to 1
 */
public record SearchProgress(
    Phase phase, long proposals, long accepted, long bestNanos, double fraction) {

  /** The phases of a search, in order. */
  public enum Phase {
    /** The strategies to start from are predicted. */
    STARTS,
    /** Chains run. */
    CHAINS,
    /** The best plans are predicted again, from the beginning. */
    REPLAY
  }
}
