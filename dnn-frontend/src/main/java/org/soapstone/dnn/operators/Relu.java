package org.soapstone.dnn.operators;

import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.tasks.TaskContext;

/** The greater of each element and zero; splittable along every dimension. */
public final class Relu extends Operator {

  /**
   * Describes a rectified linear unit.
   *
   * @param name the layer's name
   * @param input images or a matrix
   */
  public Relu(String name, Tensor input) {
    Tensor output = new Tensor(name, input.type(), input.shape(), input.differentiable());
    super(
        name,
        "relu",
        Dimensions.channelAttribute(output),
        List.of(input),
        List.of(),
        List.of(output));
  }

  @Override
  public List<Phase> forward() {
    Tensor input = inputs().getFirst();
    return List.of(
        new Phase(
            "relu.forward",
            Relu::forward,
            new Elementwise(1, 1),
            List.of(
                Access.reads(input, Maps.same(input)),
                Access.writes(output(), Maps.same(output())))));
  }

  @Override
  public List<Phase> backward() {
    Tensor input = inputs().getFirst();
    if (!hasBackward()) {
      return List.of();
    }
    return List.of(
        new Phase(
            "relu.backward",
            Relu::backward,
            new Elementwise(1, 2),
            List.of(
                Access.reads(output(), Maps.same(output())),
                Access.readsGradient(output(), Maps.same(output())),
                Access.contributes(input, Maps.same(input)))));
  }

  private static void forward(TaskContext context) {
    context
        .service(Kernels.class)
        .reluForward(context.region(0).field(), context.region(1).field());
  }

  private static void backward(TaskContext context) {
    context
        .service(Kernels.class)
        .reluBackward(
            context.region(0).field(), context.region(1).field(), context.region(2).field());
  }
}
