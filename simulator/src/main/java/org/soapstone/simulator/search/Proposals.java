package org.soapstone.simulator.search;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.soapstone.mapper.soap.ConfigSpace;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;

/**
 * Draws proposals: an operator, uniformly, and a random configuration for it (Jia et al. 2019,
 * section 6.2). Of an operator with weights, the computation changes alone (1/2), the update alone
 * (1/4), or both (1/4), since the paper has no configuration of updates.
 */
final class Proposals {
  /** So often a draw that changes nothing is drawn again. */
  private static final int MOST_DRAWS = 8;

  private final List<ConfigSpace> spaces;

  Proposals(List<OperatorSpace> operators, int processors) {
    spaces = operators.stream().map(operator -> new ConfigSpace(operator, processors)).toList();
  }

  /** {@return a change of one operator; empty if several draws changed nothing} */
  Optional<Change> draw(List<OperatorConfig> current, RandomGenerator random) {
    for (int i = 0; i < MOST_DRAWS; i++) {
      int operator = random.nextInt(spaces.size());
      OperatorConfig old = current.get(operator);
      OperatorConfig drawn = draw(spaces.get(operator), old, random);
      if (!drawn.equals(old)) {
        return Optional.of(new Change(operator, drawn));
      }
    }
    return Optional.empty();
  }

  private static OperatorConfig draw(
      ConfigSpace space, OperatorConfig old, RandomGenerator random) {
    if (!space.operator().updates()) {
      return space.random(random);
    }
    return switch (random.nextInt(4)) {
      case 0 -> space.random(random);
      case 1 -> new OperatorConfig(old.compute(), space.randomUpdate(random));
      default -> new OperatorConfig(space.randomCompute(random), old.update());
    };
  }
}
