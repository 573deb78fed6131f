package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;

/**
 * The task that measures an operator's part of the gradient of all weights, split as its update is:
 * each tile adds the squares of its elements to a sum that all operators share.
 */
public final class GlobalNorm {
  /** The sum, of one element; it is kept as the gradient of a tensor of this name. */
  public static final Tensor SQUARES =
      new Tensor("global norm", FieldType.FLOAT64, ImmutableLongArray.of(1), false);

  private GlobalNorm() {}

  /**
   * {@return the task's phase}
   *
   * @param weights the weights of one operator
   */
  public static Phase phase(List<Weight> weights) {
    List<Access> accesses = new ArrayList<>();
    for (Weight weight : weights) {
      accesses.add(Access.readsGradient(weight.tensor(), Maps.leading(1, weight.tensor(), 0)));
    }
    accesses.add(Access.contributes(SQUARES, Maps.leading(1, SQUARES)));
    return new Phase("gradient.norm", GlobalNorm::run, new Squares(weights.size()), accesses);
  }

  private static void run(TaskContext context) {
    Kernels kernels = context.service(Kernels.class);
    int weights = ((Squares) context.arguments()).weights;
    double sum = 0;
    for (int weight = 0; weight < weights; weight++) {
      sum += kernels.squaredNorm(context.region(weight).field());
    }
    Elements.write(context.region(weights).field(), 0, sum);
  }

  /**
   * The arguments.
   *
   * @param weights the number of weights
   */
  record Squares(int weights) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      double elements = 0;
      for (Rect rect : rects.subList(0, weights)) {
        elements += rect.volume();
      }
      return 2 * elements;
    }

    @Override
    public String workClass() {
      return "update";
    }
  }
}
