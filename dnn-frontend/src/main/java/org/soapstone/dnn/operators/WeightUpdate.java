package org.soapstone.dnn.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.kernels.UpdateStep;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * The task that changes an operator's weights by their gradients, split along their first
 * dimension. What the rule keeps of each weight is split with it.
 */
public final class WeightUpdate {

  private WeightUpdate() {}

  /**
   * {@return the task's phase}
   *
   * @param weights the weights of one operator
   * @param rule how they change
   */
  public static Phase phase(List<Weight> weights, StepRule rule) {
    List<Access> accesses = new ArrayList<>();
    for (Weight weight : weights) {
      Tensor tensor = weight.tensor();
      var rows = Maps.leading(1, tensor, 0);
      accesses.add(new Access(tensor, Access.Part.VALUE, Access.Effect.READ_WRITE, rows));
      accesses.add(Access.readsGradient(tensor, rows));
      for (Access.Part part : rule.optimizer().state()) {
        accesses.add(new Access(tensor, part, Access.Effect.READ_WRITE, rows));
      }
    }
    if (rule.clips()) {
      accesses.add(Access.readsGradient(GlobalNorm.SQUARES, Maps.leading(1, GlobalNorm.SQUARES)));
    }
    return new Phase(
        rule.optimizer().kind() + ".update",
        WeightUpdate::run,
        new Step(rule, weights.size()),
        accesses);
  }

  private static void run(TaskContext context) {
    Step step = (Step) context.arguments();
    StepRule rule = step.rule;
    int stride = step.requirementsPerWeight();
    OptionalDouble squaredNorm =
        rule.clips()
            ? OptionalDouble.of(Elements.read(context.region(step.weights * stride).field(), 0))
            : OptionalDouble.empty();
    UpdateStep numbers =
        rule.optimizer().step(context.iteration(), rule.gradientScale(squaredNorm));
    Kernels kernels = context.service(Kernels.class);
    for (int first = 0; first < step.weights * stride; first += stride) {
      List<FieldView> state = new ArrayList<>(stride);
      for (int s = first + 2; s < first + stride; s++) {
        state.add(context.region(s).field());
      }
      kernels.update(
          numbers, context.region(first).field(), context.region(first + 1).field(), state);
    }
  }

  /**
   * The arguments; the cost does not depend on the rates.
   *
   * @param rule how weights change
   * @param weights the number of weights
   */
  record Step(StepRule rule, int weights) implements TaskArguments {
    /** The weight, its gradient, and the state. */
    int requirementsPerWeight() {
      return 2 + rule.optimizer().state().size();
    }

    @Override
    public Object costKey() {
      return weights;
    }

    @Override
    public double flops(List<Rect> rects) {
      double elements = 0;
      for (int weight = 0; weight < weights; weight++) {
        elements += rects.get(weight * requirementsPerWeight()).volume();
      }
      return rule.optimizer().flopsPerElement() * elements;
    }

    @Override
    public String workClass() {
      return "update";
    }
  }
}
