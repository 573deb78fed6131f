package org.soapstone.dnn.operators;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;

/**
 * The task that changes an operator's weights by their gradients, split along their first
 * dimension.
 */
public final class WeightUpdate {
  private static final int VALUE = 0;
  private static final int GRADIENT = 1;
  private static final int VELOCITY = 2;
  private static final int REQUIREMENTS_PER_WEIGHT = 3;
  private static final int FLOPS_PER_ELEMENT = 6;

  private WeightUpdate() {}

  /**
   * {@return the task's phase}
   *
   * @param weights the weights of one operator
   * @param sgd how they change
   */
  public static Phase phase(List<Weight> weights, Sgd sgd) {
    List<Access> accesses = new ArrayList<>();
    for (Weight weight : weights) {
      Tensor tensor = weight.tensor();
      var rows = Maps.leading(1, tensor, 0);
      accesses.add(new Access(tensor, Access.Part.VALUE, Access.Effect.READ_WRITE, rows));
      accesses.add(Access.readsGradient(tensor, rows));
      accesses.add(new Access(tensor, Access.Part.VELOCITY, Access.Effect.READ_WRITE, rows));
    }
    return new Phase("sgd.update", WeightUpdate::run, new Step(sgd, weights.size()), accesses);
  }

  private static void run(TaskContext context) {
    Step step = (Step) context.arguments();
    Kernels kernels = context.service(Kernels.class);
    for (int weight = 0; weight < step.weights; weight++) {
      int first = weight * REQUIREMENTS_PER_WEIGHT;
      kernels.sgd(
          context.region(first + VALUE).field(),
          context.region(first + GRADIENT).field(),
          context.region(first + VELOCITY).field(),
          step.sgd.rateAt(context.iteration()),
          step.sgd.momentum(),
          step.sgd.decay());
    }
  }

  /**
   * The arguments; the cost does not depend on the rates.
   *
   * @param sgd how weights change
   * @param weights the number of weights
   */
  record Step(Sgd sgd, int weights) implements TaskArguments {
    @Override
    public Object costKey() {
      return weights;
    }

    @Override
    public double flops(List<Rect> rects) {
      double elements = 0;
      for (int r = 0; r < rects.size(); r += REQUIREMENTS_PER_WEIGHT) {
        elements += rects.get(r).volume();
      }
      return FLOPS_PER_ELEMENT * elements;
    }

    @Override
    public String workClass() {
      return "update";
    }
  }
}
