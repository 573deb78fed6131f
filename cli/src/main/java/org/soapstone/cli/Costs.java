package org.soapstone.cli;

import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.cost.MeasuredCosts;

/**
 * How long tasks last, for the time of a command: what was measured is kept in the end.
 *
 * @param model says how long
 */
record Costs(CostModel model) implements AutoCloseable {
  @Override
  public void close() {
    if (model instanceof MeasuredCosts measured) {
      measured.close();
    }
  }
}
