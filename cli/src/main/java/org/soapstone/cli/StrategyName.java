package org.soapstone.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;

/** What people name a strategy by: a file, or the name of a built-in one. */
final class StrategyName {
  /** For help texts. */
  static final String DESCRIPTION =
      "A strategy file, or a built-in strategy: data-parallel, parameter-server, expert,"
          + " model-parallel, pipeline, megatron, round-robin, channel-split, height-split, single,"
          + " random:SEED";

  private StrategyName() {}

  /** {@return the strategy of a name, checked against the model and the machine} */
  static Strategy resolve(String name, SearchSpace model, Machine machine) {
    Path file = Path.of(name);
    Strategy strategy =
        Files.exists(file) || name.endsWith(".json")
            ? Strategy.read(file)
            : Strategies.named(name, model, machine);
    if (!strategy.model().equals(model.name())) {
      throw new IllegalArgumentException(
          "strategy '%s' is for model '%s', not '%s'; search for one of this model"
              .formatted(name, strategy.model(), model.name()));
    }
    strategy.validate(model, machine);
    return strategy;
  }
}
