package org.soapstone.simulator.search;

import static java.util.Objects.requireNonNull;

import org.soapstone.mapper.soap.OperatorConfig;

/**
 * A new configuration for one operator.
 *
 * @param operator the operator's position in the search space
 * @param configuration its new configuration
 */
public record Change(int operator, OperatorConfig configuration) {

  /** Checks that there is a configuration. */
  public Change {
    requireNonNull(configuration, "configuration");
  }
}
