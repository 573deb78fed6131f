package org.soapstone.dnn.lowering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.dnn.operators.Access.Effect;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Phase;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.WeightInitialization;
import org.soapstone.dnn.operators.WeightUpdate;
import org.soapstone.mapper.launch.LaunchTag.Role;

/**
 * Which phase of which operator stands where in a step, whatever the configurations: positions run
 * from 0 without gaps.
 */
final class StepPlan {
  /**
   * A phase at its place.
   *
   * @param position among the launches of a step, or among those made once
   * @param once whether it is made once
   * @param role the configuration that splits and places it
   * @param phase the phase
   */
  record Placed(int position, boolean once, Role role, Phase phase) {}

  private final Map<String, List<Placed>> phases = new LinkedHashMap<>();
  private final Map<Tensor, Integer> contributors = new LinkedHashMap<>();
  private final int forwardEnd;
  private final int stepEnd;
  private final int velocityStart;

  StepPlan(List<Operator> operators, Sgd sgd, long seed, int gradientCount) {
    int step = 0;
    for (Operator operator : operators) {
      phases.put(operator.name(), new ArrayList<>());
      step = place(operator, operator.forward(), step, Role.COMPUTE);
    }
    forwardEnd = step;
    step += gradientCount;
    for (Operator operator : operators.reversed()) {
      step = place(operator, operator.backward(), step, Role.COMPUTE);
      operator.backward().forEach(this::countContributions);
    }
    int once = 0;
    for (Operator operator : operators) {
      if (!operator.weights().isEmpty()) {
        step =
            place(
                operator, List.of(WeightUpdate.phase(operator.weights(), sgd)), step, Role.UPDATE);
        phases
            .get(operator.name())
            .add(
                new Placed(
                    once++,
                    true,
                    Role.UPDATE,
                    WeightInitialization.phase(operator.weights(), seed)));
      }
    }
    stepEnd = step;
    velocityStart = once;
  }

  private int place(Operator operator, List<Phase> added, int position, Role role) {
    int next = position;
    for (Phase phase : added) {
      phases.get(operator.name()).add(new Placed(next++, false, role, phase));
    }
    return next;
  }

  private void countContributions(Phase phase) {
    for (var access : phase.accesses()) {
      if (access.effect() == Effect.CONTRIBUTE) {
        contributors.merge(access.tensor(), 1, Integer::sum);
      }
    }
  }

  /** {@return an operator's phases} */
  List<Placed> phases(String operator) {
    return phases.get(operator);
  }

  /** {@return all phases} */
  List<Placed> all() {
    return phases.values().stream().flatMap(List::stream).toList();
  }

  /** {@return how many accesses contribute to a tensor's gradient} */
  int contributors(Tensor tensor) {
    return contributors.getOrDefault(tensor, 0);
  }

  /** {@return the position after the forward pass, where the fills of gradients begin} */
  int forwardEnd() {
    return forwardEnd;
  }

  /** {@return the number of launches of a step} */
  int stepEnd() {
    return stepEnd;
  }

  /** {@return the position, among the launches made once, where the fills of velocities begin} */
  int velocityStart() {
    return velocityStart;
  }
}
