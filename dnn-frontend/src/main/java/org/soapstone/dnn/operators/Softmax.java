package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.Set;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.tasks.TaskContext;

/**
 * Softmax along one dimension, or its logarithm; splittable along every dimension.
 *
 * <p>Three phases: the greatest element, the sum of exponentials, the quotient. Tiles that split
 * the normalised dimension contribute to the first two.
 */
public final class Softmax extends Operator {
  private final int axis;
  private final boolean log;

  /**
   * Describes a softmax.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param axis the dimension that is normalised; negative counts from the end
   * @param log whether the logarithm is taken
   * @throws ModelException if there is no such dimension, or the input is of another type
   */
  public Softmax(String name, Tensor input, int axis, boolean log) {
    String kind = log ? "log_softmax" : "softmax";
    Shapes.requireFloats(name, kind, input);
    int along = Shapes.axis(name, kind, input, axis);
    ImmutableLongArray statistic = Shapes.with(input.shape(), along, 1);
    this.axis = along;
    this.log = log;
    super(
        name,
        kind,
        Dimensions.reducing(input, Set.of(along)),
        List.of(input),
        List.of(),
        List.of(
            new Tensor(name, input.type(), input.shape(), input.differentiable()),
            Tensor.kept(name + ".max", input.type(), statistic),
            Tensor.kept(name + ".sum", FieldType.FLOAT64, statistic),
            Tensor.kept(name + ".gradientSum", FieldType.FLOAT64, statistic)));
  }

  @Override
  public String attributes() {
    return "axis " + axis;
  }

  private AffineRectMap statistic(Tensor tensor) {
    int[] dimensions = new int[tensor.dims()];
    for (int d = 0; d < dimensions.length; d++) {
      dimensions[d] = d == axis ? Maps.WHOLE : d;
    }
    return Maps.select(tensor.dims(), tensor, dimensions);
  }

  @Override
  public List<Phase> forward() {
    Tensor max = outputs().get(1);
    Tensor sum = outputs().get(2);
    Access reads = Access.reads(input(), Maps.same(input()));
    return List.of(
        new Phase(
            "softmax.max",
            Softmax::max,
            new Step(log, 1),
            reads,
            Access.maximizes(max, statistic(max))),
        new Phase(
            "softmax.sum",
            Softmax::sum,
            new Step(log, 5),
            reads,
            Access.reads(max, statistic(max)),
            Access.adds(sum, statistic(sum))),
        new Phase(
            "softmax.forward",
            Softmax::forward,
            new Step(log, 5),
            reads,
            Access.reads(max, statistic(max)),
            Access.reads(sum, statistic(sum)),
            Access.writes(output(), Maps.same(output()))));
  }

  @Override
  public List<Phase> backward() {
    if (!hasBackward()) {
      return List.of();
    }
    Tensor sum = outputs().get(3);
    Access reads = Access.reads(output(), Maps.same(output()));
    Access gradient = Access.readsGradient(output(), Maps.same(output()));
    return List.of(
        new Phase(
            "softmax.backwardSum",
            Softmax::backwardSum,
            new Step(log, 2),
            reads,
            gradient,
            Access.adds(sum, statistic(sum))),
        new Phase(
            "softmax.backward",
            Softmax::backward,
            new Step(log, 2),
            reads,
            gradient,
            Access.reads(sum, statistic(sum)),
            Access.contributes(input(), Maps.same(input()))));
  }

  private static void max(TaskContext context) {
    context.service(Kernels.class).softmaxMax(context.region(0).field(), context.region(1).field());
  }

  private static void sum(TaskContext context) {
    context
        .service(Kernels.class)
        .softmaxSum(
            context.region(0).field(), context.region(1).field(), context.region(2).field());
  }

  private static void forward(TaskContext context) {
    context
        .service(Kernels.class)
        .softmaxForward(
            ((Step) context.arguments()).log,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            context.region(3).field());
  }

  private static void backwardSum(TaskContext context) {
    context
        .service(Kernels.class)
        .softmaxBackwardSum(
            ((Step) context.arguments()).log,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  private static void backward(TaskContext context) {
    context
        .service(Kernels.class)
        .softmaxBackward(
            ((Step) context.arguments()).log,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            context.region(3).field());
  }

  /**
   * The arguments of all tasks.
   *
   * @param log whether the logarithm is taken
   * @param flopsPerElement the operations for each element, in round numbers
   */
  record Step(boolean log, int flopsPerElement) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return (double) flopsPerElement * rects.getFirst().volume();
    }

    @Override
    public String workClass() {
      return "softmax";
    }
  }
}
