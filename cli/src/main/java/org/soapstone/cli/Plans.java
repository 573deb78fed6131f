package org.soapstone.cli;

import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.Prediction;
import org.soapstone.simulator.search.NoPlanFitsException;

/** Refuses plans that do not fit their machine. */
final class Plans {
  private Plans() {}

  /**
   * {@return the prediction of a strategy}
   *
   * @throws NoPlanFitsException if the machine's memories are too small for it
   */
  static Prediction predictFitting(Planner planner, Strategy strategy) {
    Prediction prediction = planner.predict(strategy);
    prediction
        .plan()
        .overflow()
        .ifPresent(overflow -> {
          throw new NoPlanFitsException(overflow);
        });
    return prediction;
  }
}
