package org.soapstone.mapper.soap;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

/**
 * How every operator of a program is split and placed: what a search finds, and a file of format
 * {@value #FORMAT} keeps.
 *
 * <p>It is keyed by names, so that a file can be read without the program; {@link #configurations}
 * checks it against one. Degrees that are left out are 1, as are {@code microBatches}; fingerprints
 * that are empty are not compared.
 *
 * @param model the name of the program
 * @param modelFingerprint the {@link SearchSpace#fingerprint} it was made for, or empty
 * @param machine the name of the machine it was made for, or empty; it may be used on others
 * @param machineFingerprint the {@link Machine#fingerprint} it was made for, or empty
 * @param costs which costs it was searched with, or empty
 * @param microBatches into how many parts the batch is cut, at least 1
 * @param operators the operators, in program order
 */
public record Strategy(
    String model,
    String modelFingerprint,
    String machine,
    String machineFingerprint,
    String costs,
    int microBatches,
    ImmutableMap<String, OperatorStrategy> operators) {

  /** The format that is read and written. */
  public static final String FORMAT = "soapstone-strategy/1";

  /** Checks that nothing is null. */
  public Strategy {
    requireNonNull(model, "model");
    requireNonNull(modelFingerprint, "modelFingerprint");
    requireNonNull(machine, "machine");
    requireNonNull(machineFingerprint, "machineFingerprint");
    requireNonNull(costs, "costs");
    requireNonNull(operators, "operators");
    if (microBatches < 1) {
      throw new StrategyException(
          "microBatches: " + microBatches + " is too small; give a number of at least 1");
    }
  }

  /**
   * One operator.
   *
   * @param compute how forward and backward are split and placed
   * @param update how the update of its weights is; present exactly when it has weights
   */
  public record OperatorStrategy(Placement compute, Optional<Placement> update) {
    /** Checks that nothing is null. */
    public OperatorStrategy {
      requireNonNull(compute, "compute");
      requireNonNull(update, "update");
    }
  }

  /**
   * One computation.
   *
   * @param degrees the number of parts along the dimensions that are named; 1 along the others
   * @param processors the processor of each tile, in row-major order
   */
  public record Placement(ImmutableMap<String, Integer> degrees, ImmutableIntArray processors) {
    /** Checks that nothing is null. */
    public Placement {
      requireNonNull(degrees, "degrees");
      requireNonNull(processors, "processors");
    }
  }

  /**
   * {@return the strategy that some configurations make}
   *
   * @param space the program
   * @param machine the machine they are meant for
   * @param costs which costs they were searched with, or empty
   * @param configurations from every operator's name to its configuration
   * @throws StrategyException if the configurations do not fit the program and the machine
   */
  public static Strategy of(
      SearchSpace space,
      Machine machine,
      String costs,
      Map<String, OperatorConfig> configurations) {
    ImmutableMap.Builder<String, OperatorStrategy> operators = ImmutableMap.builder();
    for (OperatorSpace operator : space.operators()) {
      OperatorConfig config =
          Optional.ofNullable(configurations.get(operator.name()))
              .orElseThrow(() ->
                  new StrategyException(
                      "operator '" + operator.name() + "' has no configuration; give it one"));
      operators.put(
          operator.name(),
          new OperatorStrategy(
              placement(operator.name(), operator.dimensions(), config.compute()),
              config
                  .update()
                  .map(u -> placement(operator.name(), operator.updateDimensions(), u))));
    }
    var strategy =
        new Strategy(
            space.name(),
            space.fingerprint(),
            machine.name(),
            machine.fingerprint(),
            costs,
            1,
            operators.buildOrThrow());
    strategy.validate(space, machine);
    return strategy;
  }

  private static Placement placement(
      String operator, List<Dimension> dimensions, ParallelConfig config) {
    if (config.degrees().length() != dimensions.size()) {
      throw new StrategyException(
          "operator '%s': %d degrees for %d dimensions; give one for each"
              .formatted(operator, config.degrees().length(), dimensions.size()));
    }
    ImmutableMap.Builder<String, Integer> degrees = ImmutableMap.builder();
    for (int d = 0; d < dimensions.size(); d++) {
      degrees.put(dimensions.get(d).name(), config.degrees().get(d));
    }
    return new Placement(degrees.buildOrThrow(), config.processors());
  }

  /**
   * {@return everything in which this strategy does not fit a program and a machine, one sentence
   * each} The machine's name and fingerprint are no difference: a strategy may be tried on another
   * machine.
   *
   * @param space the program
   * @param target the machine
   */
  public List<String> differences(SearchSpace space, Machine target) {
    return StrategyFit.differences(this, space, target);
  }

  /**
   * Checks that this strategy fits.
   *
   * @param space the program
   * @param target the machine
   * @throws StrategyException if it does not; the message lists every difference
   */
  public void validate(SearchSpace space, Machine target) {
    List<String> differences = differences(space, target);
    if (!differences.isEmpty()) {
      String separator = differences.size() == 1 ? " " : "\n  - ";
      throw new StrategyException(
          "the strategy does not fit model '%s' on machine '%s' (%d processors):%s%s"
              .formatted(
                  space.name(),
                  target.name(),
                  target.processorCount(),
                  separator,
                  String.join(separator, differences)));
    }
  }

  /**
   * {@return the configuration of every operator of a program, in program order}
   *
   * @param space the program
   * @param target the machine
   * @throws StrategyException if this strategy does not fit them; the message lists every
   *     difference
   */
  public ImmutableMap<String, OperatorConfig> configurations(SearchSpace space, Machine target) {
    validate(space, target);
    ImmutableMap.Builder<String, OperatorConfig> configurations = ImmutableMap.builder();
    for (OperatorSpace operator : space.operators()) {
      OperatorStrategy strategy = operators.get(operator.name());
      configurations.put(
          operator.name(),
          new OperatorConfig(
              configuration(operator.dimensions(), strategy.compute()),
              strategy.update().map(u -> configuration(operator.updateDimensions(), u))));
    }
    return configurations.buildOrThrow();
  }

  private static ParallelConfig configuration(List<Dimension> dimensions, Placement placement) {
    ImmutableIntArray.Builder degrees = ImmutableIntArray.builder(dimensions.size());
    for (Dimension dimension : dimensions) {
      degrees.add(placement.degrees().getOrDefault(dimension.name(), 1));
    }
    return new ParallelConfig(degrees.build(), placement.processors());
  }

  /**
   * {@return the strategy that a file holds}
   *
   * @param file the file
   * @throws StrategyException if it is missing or is not such a file
   */
  public static Strategy read(Path file) {
    return StrategyJson.read(file);
  }

  /**
   * {@return the strategy that a text holds}
   *
   * @param text JSON
   * @param source names the text in messages
   * @throws StrategyException if it is not such a text
   */
  public static Strategy parse(String text, String source) {
    return StrategyJson.parse(text, source);
  }

  /**
   * Writes this strategy to a file, which {@link #read} reads back as an equal strategy.
   *
   * @param file the file; its folder must exist
   * @throws StrategyException if the file cannot be written
   */
  public void write(Path file) {
    StrategyJson.write(this, file);
  }

  /** {@return this strategy as JSON, one operator to a line} */
  public String toText() {
    return StrategyJson.toText(this);
  }
}
