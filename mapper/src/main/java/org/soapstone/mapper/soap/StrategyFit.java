package org.soapstone.mapper.soap;

import com.google.common.math.LongMath;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.soapstone.mapper.json.Suggestions;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.mapper.soap.Strategy.OperatorStrategy;
import org.soapstone.mapper.soap.Strategy.Placement;

/** Compares a strategy with a program and a machine, and lists every difference. */
final class StrategyFit {
  private final Machine machine;
  private final List<String> differences = new ArrayList<>();

  private StrategyFit(Machine machine) {
    this.machine = machine;
  }

  static List<String> differences(Strategy strategy, SearchSpace space, Machine machine) {
    var fit = new StrategyFit(machine);
    fit.compareModel(strategy, space);
    Map<String, OperatorSpace> operators = new LinkedHashMap<>();
    space.operators().forEach(operator -> operators.put(operator.name(), operator));
    operators
        .values()
        .forEach(operator -> fit.compare(operator, strategy.operators().get(operator.name())));
    for (String name : strategy.operators().keySet()) {
      if (!operators.containsKey(name)) {
        fit.add(name, "the model has no such operator; " + remedy(name, operators.keySet()));
      }
    }
    return List.copyOf(fit.differences);
  }

  private static String remedy(String name, Collection<String> operators) {
    return Suggestions.nearest(name, operators)
        .map(near -> "did you mean '" + near + "'?")
        .orElse("remove it");
  }

  private void compareModel(Strategy strategy, SearchSpace space) {
    if (!strategy.model().equals(space.name())) {
      differences.add(
          "it is a strategy for model '%s', not '%s'; search for one of this model"
              .formatted(strategy.model(), space.name()));
    } else if (!strategy.modelFingerprint().isEmpty()
        && !strategy.modelFingerprint().equals(space.fingerprint())) {
      differences.add(
          ("its model '%s' has fingerprint %s, this one %s: operators, shapes or batch differ;"
                  + " search again, or empty the fingerprint to try it")
              .formatted(space.name(), strategy.modelFingerprint(), space.fingerprint()));
    }
  }

  private void add(String operator, String difference) {
    differences.add("operator '" + operator + "': " + difference);
  }

  private void compare(OperatorSpace operator, OperatorStrategy strategy) {
    if (strategy == null) {
      add(operator.name(), "it is missing; add it");
      return;
    }
    compare(operator.name(), "", operator.dimensions(), strategy.compute());
    if (operator.updates() && strategy.update().isEmpty()) {
      add(operator.name(), "its update is missing, and it has weights; add \"update\"");
    } else if (!operator.updates() && strategy.update().isPresent()) {
      add(operator.name(), "it has an update, but no weights; remove \"update\"");
    } else {
      strategy
          .update()
          .ifPresent(
              update -> compare(operator.name(), "update: ", operator.updateDimensions(), update));
    }
  }

  private void compare(
      String operator, String part, List<Dimension> dimensions, Placement placement) {
    long tiles = 1;
    for (Map.Entry<String, Integer> entry : placement.degrees().entrySet()) {
      int degree = entry.getValue();
      Optional<Dimension> dimension =
          dimensions.stream().filter(d -> d.name().equals(entry.getKey())).findFirst();
      if (dimension.isEmpty()) {
        add(
            operator,
            "%sthere is no dimension '%s'; choose from %s"
                .formatted(part, entry.getKey(), names(dimensions)));
      } else if (degree < 1 || degree > dimension.get().extent()) {
        add(
            operator,
            "%sdegree %d of dimension '%s' is %s; give 1 to %d"
                .formatted(
                    part,
                    degree,
                    entry.getKey(),
                    degree < 1 ? "too small" : "larger than the dimension",
                    dimension.get().extent()));
      }
      tiles = LongMath.saturatedMultiply(tiles, Math.max(1, degree));
    }
    compareProcessors(operator, part, tiles, placement.processors());
  }

  private void compareProcessors(
      String operator, String part, long tiles, ImmutableIntArray processors) {
    if (processors.length() != tiles) {
      add(
          operator,
          "%s%d processors for %d tiles; name one for each tile"
              .formatted(part, processors.length(), tiles));
    }
    for (int t = 0; t < processors.length(); t++) {
      int processor = processors.get(t);
      if (processor < 0 || processor >= machine.processorCount()) {
        add(
            operator,
            "%sprocessor %d of tile %d is not there; choose from 0 to %d"
                .formatted(part, processor, t, machine.processorCount() - 1));
      }
    }
  }

  private static String names(List<Dimension> dimensions) {
    return dimensions.isEmpty()
        ? "none"
        : dimensions.stream().map(Dimension::name).collect(Collectors.joining(", "));
  }
}
