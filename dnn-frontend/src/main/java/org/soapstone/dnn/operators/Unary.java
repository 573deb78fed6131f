package org.soapstone.dnn.operators;

import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.kernels.UnaryFunction;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;

/** A function of each element; splittable along every dimension. */
public final class Unary extends Operator {
  private final UnaryFunction function;

  /**
   * Describes a function of each element.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param function the function, after which the kind of layer is called
   * @throws ModelException if the input is of another type
   */
  public Unary(String name, Tensor input, UnaryFunction function) {
    Shapes.requireFloats(name, function.name(), input);
    Tensor output = new Tensor(name, input.type(), input.shape(), input.differentiable());
    this.function = function;
    super(
        name,
        function.name(),
        Dimensions.channelAttribute(output),
        List.of(input),
        List.of(),
        List.of(output));
  }

  @Override
  public String attributes() {
    return function.toString();
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            kind() + ".forward",
            Unary::forward,
            new Apply(function, 1),
            Access.reads(input(), Maps.same(input())),
            Access.writes(output(), Maps.same(output()))));
  }

  @Override
  public List<Phase> backward() {
    if (!hasBackward()) {
      return List.of();
    }
    Tensor kept = function.keepsResult() ? output() : input();
    return List.of(
        new Phase(
            kind() + ".backward",
            Unary::backward,
            new Apply(function, 2),
            Access.reads(kept, Maps.same(kept)),
            Access.readsGradient(output(), Maps.same(output())),
            Access.contributes(input(), Maps.same(input()))));
  }

  private static void forward(TaskContext context) {
    context
        .service(Kernels.class)
        .unaryForward(
            ((Apply) context.arguments()).function,
            context.region(0).field(),
            context.region(1).field());
  }

  private static void backward(TaskContext context) {
    context
        .service(Kernels.class)
        .unaryBackward(
            ((Apply) context.arguments()).function,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param function the function
   * @param requirement the position of the requirement whose elements count
   */
  record Apply(UnaryFunction function, int requirement) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return rects.get(requirement).volume();
    }

    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
