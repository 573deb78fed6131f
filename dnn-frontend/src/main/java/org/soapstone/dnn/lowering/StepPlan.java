package org.soapstone.dnn.lowering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.dnn.operators.Access.Effect;
import org.soapstone.dnn.operators.GlobalNorm;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Phase;
import org.soapstone.dnn.operators.StepRule;
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

  private final StepRule rule;
  private final TensorRegions regions;
  private final Map<String, List<Placed>> phases = new LinkedHashMap<>();
  private final Map<Tensor, Integer> contributors = new LinkedHashMap<>();
  private final int[] fillStarts;
  private final int[] microBatchEnds;
  private final int stepEnd;
  private final int stateStart;

  /**
   * Plans a step.
   *
   * @param operators in program order
   * @param rule what a step does with gradients
   * @param seed the seed of the weights' first values
   * @param regions says how many gradients there are to fill
   */
  StepPlan(List<Operator> operators, StepRule rule, long seed, TensorRegions regions) {
    this.rule = rule;
    this.regions = regions;
    this.fillStarts = new int[rule.microBatches()];
    this.microBatchEnds = new int[rule.microBatches()];
    operators.forEach(operator -> phases.put(operator.name(), new ArrayList<>()));
    int step = 0;
    for (int microBatch = 0; microBatch < rule.microBatches(); microBatch++) {
      for (Operator operator : operators) {
        step = place(operator, operator.forward(), step, Role.COMPUTE);
      }
      fillStarts[microBatch] = step;
      step += regions.gradients(microBatch).size();
      for (Operator operator : operators.reversed()) {
        List<Phase> backward = operator.backward();
        step = place(operator, backward, step, Role.COMPUTE);
        if (microBatch == 0) {
          backward.forEach(phase -> countContributions(phase));
        }
      }
      microBatchEnds[microBatch] = step;
    }
    List<Operator> weighted =
        operators.stream().filter(operator -> !regions.owned(operator).isEmpty()).toList();
    if (rule.clips()) {
      for (Operator operator : weighted) {
        Phase norm = GlobalNorm.phase(regions.owned(operator));
        step = place(operator, List.of(norm), step, Role.UPDATE);
        contributors.merge(GlobalNorm.SQUARES, 1, Integer::sum);
      }
    }
    int once = 0;
    for (Operator operator : weighted) {
      Phase update = WeightUpdate.phase(regions.owned(operator), rule);
      step = place(operator, List.of(update), step, Role.UPDATE);
      Phase start = WeightInitialization.phase(regions.owned(operator), seed);
      phases.get(operator.name()).add(new Placed(once++, true, Role.UPDATE, start));
    }
    stepEnd = step;
    stateStart = once;
  }

  private int place(Operator operator, List<Phase> added, int position, Role role) {
    int next = position;
    for (Phase phase : added) {
      phases.get(operator.name()).add(new Placed(next++, false, role, phase));
    }
    return next;
  }

  /** A weight's contributions add up over the micro-batches, other tensors' are made anew. */
  private void countContributions(Phase phase) {
    for (var access : phase.accesses()) {
      if (access.effect() == Effect.CONTRIBUTE) {
        int times = regions.isWeight(access.tensor()) ? rule.microBatches() : 1;
        contributors.merge(regions.owner(access.tensor()), times, Integer::sum);
      }
    }
  }

  /** {@return what a step does with gradients} */
  StepRule rule() {
    return rule;
  }

  /** {@return an operator's phases} */
  List<Placed> phases(String operator) {
    return phases.get(operator);
  }

  /** {@return all phases} */
  List<Placed> all() {
    return phases.values().stream().flatMap(List::stream).toList();
  }

  /** {@return how many accesses contribute to a tensor's gradient between two fills of it} */
  int contributors(Tensor tensor) {
    return contributors.getOrDefault(regions.owner(tensor), 0);
  }

  /**
   * {@return the position after a micro-batch's forward pass, where the fills of gradients begin}
   */
  int fillStart(int microBatch) {
    return fillStarts[microBatch];
  }

  /** {@return the position after a micro-batch's backward pass} */
  int microBatchEnd(int microBatch) {
    return microBatchEnds[microBatch];
  }

  /** {@return the number of launches of a step} */
  int stepEnd() {
    return stepEnd;
  }

  /**
   * {@return the position, among the launches made once, where the fills of the update rule's state
   * begin}
   */
  int stateStart() {
    return stateStart;
  }
}
