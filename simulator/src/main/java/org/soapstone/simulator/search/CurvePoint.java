package org.soapstone.simulator.search;

/**
 * A moment at which a chain had a new best plan.
 *
 * @param chain the chain, from 0
 * @param proposals how many proposals the chain had made
 * @param seconds how long the chains had been running
 * @param bestNanos the predicted time of the chain's best plan
 */
public record CurvePoint(int chain, long proposals, double seconds, long bestNanos) {}
