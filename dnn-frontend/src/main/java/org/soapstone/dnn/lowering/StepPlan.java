package org.soapstone.dnn.lowering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.dnn.operators.Access;
import org.soapstone.dnn.operators.Access.Effect;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.GlobalNorm;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Phase;
import org.soapstone.dnn.operators.StepRule;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.WeightInitialization;
import org.soapstone.dnn.operators.WeightUpdate;
import org.soapstone.mapper.launch.LaunchTag.Role;

/**
 * Which phase of which operator stands where in a pass, whatever the configurations: positions run
 * from 0 without gaps.
 */
final class StepPlan {
  /** When a launch is made. */
  enum Pass {
    /** Once, before the first step. */
    ONCE,
    /** In every step of a training. */
    STEP,
    /** In every pass of an evaluation. */
    EVALUATION
  }

  /**
   * A phase at its place.
   *
   * @param position among the launches of its pass
   * @param pass when it is made
   * @param role the configuration that splits and places it
   * @param phase the phase
   */
  record Placed(int position, Pass pass, Role role, Phase phase) {}

  private record Contributed(Tensor tensor, Part part) {}

  private final StepRule rule;
  private final TensorRegions regions;
  private final Map<String, List<Placed>> phases = new LinkedHashMap<>();
  private final Map<Contributed, Integer> contributors = new LinkedHashMap<>();
  private final Map<Tensor, Effect> forwardSums = new LinkedHashMap<>();
  private final Map<Tensor, Effect> backwardSums = new LinkedHashMap<>();
  private final int[] starts;
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
    this.starts = new int[rule.microBatches()];
    this.fillStarts = new int[rule.microBatches()];
    this.microBatchEnds = new int[rule.microBatches()];
    for (Operator operator : operators) {
      phases.put(operator.name(), new ArrayList<>());
      operator.forward().forEach(phase -> count(phase, forwardSums));
      operator.backward().forEach(phase -> count(phase, backwardSums));
    }
    backwardSums.keySet().removeAll(forwardSums.keySet());
    int step = 0;
    for (int microBatch = 0; microBatch < rule.microBatches(); microBatch++) {
      step = place(operators, microBatch, step, regions.gradients(microBatch).size());
    }
    int evaluation = forwardSums.size();
    for (Operator operator : operators) {
      evaluation =
          place(operator, operator.evaluation(), evaluation, Pass.EVALUATION, Role.COMPUTE);
    }
    List<Operator> weighted =
        operators.stream().filter(operator -> !regions.owned(operator).isEmpty()).toList();
    if (rule.clips()) {
      for (Operator operator : weighted) {
        Phase norm = GlobalNorm.phase(regions.owned(operator));
        step = place(operator, List.of(norm), step, Pass.STEP, Role.UPDATE);
        contributors.merge(new Contributed(GlobalNorm.SQUARES, Part.GRADIENT), 1, Integer::sum);
      }
    }
    int once = 0;
    for (Operator operator : weighted) {
      Phase update = WeightUpdate.phase(regions.owned(operator), rule);
      step = place(operator, List.of(update), step, Pass.STEP, Role.UPDATE);
      Phase start = WeightInitialization.phase(regions.owned(operator), seed);
      once = place(operator, List.of(start), once, Pass.ONCE, Role.UPDATE);
    }
    stepEnd = step;
    stateStart = once;
  }

  private int place(List<Operator> operators, int microBatch, int start, int gradients) {
    starts[microBatch] = start;
    int step = start + forwardSums.size();
    for (Operator operator : operators) {
      step = place(operator, operator.forward(), step, Pass.STEP, Role.COMPUTE);
    }
    fillStarts[microBatch] = step;
    step += gradients + backwardSums.size();
    for (Operator operator : operators.reversed()) {
      step = place(operator, operator.backward(), step, Pass.STEP, Role.COMPUTE);
    }
    microBatchEnds[microBatch] = step;
    return step;
  }

  private int place(Operator operator, List<Phase> added, int position, Pass pass, Role role) {
    int next = position;
    for (Phase phase : added) {
      phases.get(operator.name()).add(new Placed(next++, pass, role, phase));
    }
    return next;
  }

  /**
   * Counts who contributes to what between two fills, and gathers the values that are sums of
   * contributions. A weight's contributions add up over the micro-batches.
   */
  private void count(Phase phase, Map<Tensor, Effect> sums) {
    for (Access access : phase.accesses()) {
      if (access.effect().combines()) {
        int times = regions.isWeight(access.tensor()) ? rule.microBatches() : 1;
        Tensor owner = regions.owner(access.tensor());
        contributors.merge(new Contributed(owner, access.part()), times, Integer::sum);
        if (access.part() == Part.VALUE) {
          Effect other = sums.putIfAbsent(access.tensor(), access.effect());
          if (other != null && other != access.effect()) {
            throw new IllegalStateException(
                "tensor %s is both a sum and a maximum".formatted(access.tensor()));
          }
        }
      }
    }
  }

  /** {@return what a step does with gradients} */
  StepRule rule() {
    return rule;
  }

  /** {@return an operator's phases of one pass, in program order} */
  List<Placed> phases(String operator, Pass pass) {
    return phases(operator).stream().filter(placed -> placed.pass() == pass).toList();
  }

  /** {@return an operator's phases} */
  List<Placed> phases(String operator) {
    return phases.get(operator);
  }

  /** {@return all phases} */
  List<Placed> all() {
    return phases.values().stream().flatMap(List::stream).toList();
  }

  /** {@return how many accesses contribute to a tensor's part between two fills of it} */
  int contributors(Tensor tensor, Part part) {
    return contributors.getOrDefault(new Contributed(regions.owner(tensor), part), 0);
  }

  /**
   * {@return the values that tiles of the forward pass contribute to, and how they are combined}
   * Their fills are the first launches of a micro-batch and of an evaluation.
   */
  Map<Tensor, Effect> forwardSums() {
    return forwardSums;
  }

  /**
   * {@return the values that tiles of the backward pass contribute to, and how they are combined}
   */
  Map<Tensor, Effect> backwardSums() {
    return backwardSums;
  }

  /** {@return the position of a micro-batch's first launch, where the fills of sums begin} */
  int start(int microBatch) {
    return starts[microBatch];
  }

  /**
   * {@return the position after a micro-batch's forward pass, where the fills of gradients, and
   * then of the backward pass's sums, begin}
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
   * {@return the position, among the launches made once, where the fills of the update rule's
   * state, and then of the operators', begin}
   */
  int stateStart() {
    return stateStart;
  }
}
