package org.soapstone.simulator.search;

import java.util.Map;
import java.util.OptionalLong;
import org.soapstone.mapper.soap.OperatorConfig;

/**
 * A plan to choose from, predicted in full.
 *
 * @param origin where it comes from, for people
 * @param configurations the configuration of every operator, by its name
 * @param plan the plan
 * @param nanos its predicted time; empty if it does not fit the machine's memories
 */
record Candidate(
    String origin, Map<String, OperatorConfig> configurations, Plan plan, OptionalLong nanos) {

  boolean fits() {
    return nanos.isPresent();
  }

  boolean isFasterThan(Candidate other) {
    return fits() && (!other.fits() || nanos.getAsLong() < other.nanos.getAsLong());
  }
}
