package org.soapstone.dnn.operators;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/** The sum of tensors of one shape, element by element; splittable along every dimension. */
public final class Add extends Operator {
  private static final String KIND = "add";

  /**
   * Describes a sum.
   *
   * @param name the layer's name
   * @param inputs at least two tensors of one shape
   * @throws ModelException if there are fewer, or the shapes differ
   */
  public Add(String name, List<Tensor> inputs) {
    if (inputs.size() < 2) {
      throw ModelException.of(
          name, KIND, inputs.size() + " inputs; give it at least 2 of one shape");
    }
    Tensor first = inputs.getFirst();
    for (Tensor input : inputs) {
      if (!input.shape().equals(first.shape())) {
        throw ModelException.of(
            name,
            KIND,
            "inputs %s and %s differ in shape; they must have the same".formatted(first, input));
      }
    }
    boolean differentiable = inputs.stream().anyMatch(Tensor::differentiable);
    Tensor output = new Tensor(name, first.type(), first.shape(), differentiable);
    super(name, KIND, Dimensions.channelAttribute(output), inputs, List.of(), List.of(output));
  }

  @Override
  public List<Phase> forward() {
    List<Access> accesses = new ArrayList<>();
    for (Tensor input : inputs()) {
      accesses.add(Access.reads(input, Maps.same(input)));
    }
    accesses.add(Access.writes(output(), Maps.same(output())));
    return List.of(
        new Phase(
            "add.forward",
            Add::forward,
            new Elementwise(inputs().size() - 1, inputs().size()),
            accesses));
  }

  @Override
  public List<Phase> backward() {
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.readsGradient(output(), Maps.same(output())));
    for (Tensor input : inputs()) {
      if (input.differentiable()) {
        accesses.add(Access.contributes(input, Maps.same(input)));
      }
    }
    return hasBackward()
        ? List.of(
            new Phase("add.backward", Add::backward, new Copies(accesses.size() - 1), accesses))
        : List.of();
  }

  private static void forward(TaskContext context) {
    int inputs = ((Elementwise) context.arguments()).requirement();
    List<FieldView> views = new ArrayList<>(inputs);
    for (int i = 0; i < inputs; i++) {
      views.add(context.region(i).field());
    }
    context.service(Kernels.class).add(views, context.region(inputs).field());
  }

  private static void backward(TaskContext context) {
    Kernels kernels = context.service(Kernels.class);
    FieldView outputGradient = context.region(0).field();
    long[] inPlace = new long[outputGradient.rect().dims()];
    for (int i = 1; i <= ((Copies) context.arguments()).count(); i++) {
      kernels.copyShifted(outputGradient, inPlace, context.region(i).field());
    }
  }
}
