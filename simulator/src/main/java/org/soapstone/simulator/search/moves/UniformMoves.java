package org.soapstone.simulator.search.moves;

import java.util.List;
import java.util.random.RandomGenerator;
import org.soapstone.mapper.soap.ConfigSpace;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.simulator.search.Change;

/**
 * The paper's proposals: an operator, uniformly, and a random configuration for it (Jia et al.
 * 2019, section 6.2). Of an operator with weights, the computation changes alone (1/2), the update
 * alone (1/4), or both (1/4), since the paper has no configuration of updates. Proposals are
 * symmetric: what is drawn does not depend on what there was. Immutable and thread-safe.
 */
public final class UniformMoves implements MoveSet {
  /** So often a draw that changes nothing is drawn again. */
  private static final int MOST_DRAWS = 8;

  private final List<ConfigSpace> spaces;

  /**
   * The moves of a program.
   *
   * @param operators its operators
   * @param processors the number of processors
   */
  public UniformMoves(List<OperatorSpace> operators, int processors) {
    spaces = operators.stream().map(operator -> new ConfigSpace(operator, processors)).toList();
  }

  @Override
  public List<Change> draw(PlanView plan, RandomGenerator random) {
    List<OperatorConfig> current = plan.configurations();
    for (int i = 0; i < MOST_DRAWS; i++) {
      int operator = random.nextInt(spaces.size());
      OperatorConfig old = current.get(operator);
      OperatorConfig drawn = draw(spaces.get(operator), old, random);
      if (!drawn.equals(old)) {
        return List.of(new Change(operator, drawn));
      }
    }
    return List.of();
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
