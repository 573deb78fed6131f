package org.soapstone.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import picocli.CommandLine.Option;

/** A strategy from a file, or a built-in one by its name. */
final class StrategyOption {
  @Option(
      names = "--strategy",
      paramLabel = "S",
      description =
          "A strategy file, or a built-in strategy: data-parallel, expert, channel-split, height-split, model-parallel, single, random:SEED.")
  private String name;

  /** {@return the strategy, checked against the model and the machine; empty if none was named} */
  Optional<Strategy> resolve(LoweredModel model, Machine machine) {
    if (name == null) {
      return Optional.empty();
    }
    Path file = Path.of(name);
    Strategy strategy =
        Files.exists(file) || name.endsWith(".json")
            ? Strategy.read(file)
            : Strategies.named(name, model, machine);
    strategy.validate(model, machine);
    return Optional.of(strategy);
  }

  /** {@return what the user called it; empty if none was named} */
  Optional<String> name() {
    return Optional.ofNullable(name);
  }
}
