package org.soapstone.dnn.operators;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.tasks.TaskContext;

/**
 * The task that gives an operator's weights their first values, split along their first dimension.
 */
public final class WeightInitialization {
  private WeightInitialization() {}

  /**
   * {@return the task's phase}
   *
   * @param weights the weights of one operator
   * @param seed the seed of the training
   */
  public static Phase phase(List<Weight> weights, long seed) {
    List<Access> accesses = new ArrayList<>();
    for (Weight weight : weights) {
      accesses.add(Access.writes(weight.tensor(), Maps.leading(1, weight.tensor(), 0)));
    }
    return new Phase(
        "weights.initialize", WeightInitialization::run, new Start(seed, weights), accesses);
  }

  private static void run(TaskContext context) {
    Start start = (Start) context.arguments();
    for (int i = 0; i < start.weights.size(); i++) {
      Weight weight = start.weights.get(i);
      Elements.fill(
          context.region(i).field(),
          weight.tensor().rect(),
          weight.initializer().values(weight, start.seed));
    }
  }

  /**
   * The arguments.
   *
   * @param seed the seed of the training
   * @param weights the weights, with what their distributions depend on
   */
  record Start(long seed, List<Weight> weights) implements TaskArguments {
    /** Copies the list. */
    Start {
      weights = List.copyOf(weights);
    }

    @Override
    public Object costKey() {
      return weights.size();
    }

    @Override
    public String workClass() {
      return "load";
    }
  }
}
