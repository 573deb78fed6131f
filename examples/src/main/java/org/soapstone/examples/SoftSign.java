package org.soapstone.examples;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.soapstone.dnn.operators.Access;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Phase;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * An operator of one's own: x / (1 + |x|) of a matrix [sample, channel], splittable along both
 * dimensions. It says which tasks it needs and which rects a tile of them touches; partitioning,
 * movement and gradients follow.
 */
final class SoftSign extends Operator {

  SoftSign(String name, Tensor input) {
    Tensor output = new Tensor(name, input.type(), input.shape(), input.differentiable());
    super(
        name,
        "soft_sign",
        List.of(
            new Dimension("sample", input.extent(0), DimensionRole.SAMPLE),
            new Dimension("channel", input.extent(1), DimensionRole.ATTRIBUTE)),
        List.of(input),
        List.of(),
        List.of(output));
  }

  @Override
  public List<Phase> forward() {
    AffineRectMap same = AffineRectMap.identity(2);
    return List.of(
        new Phase(
            "soft_sign.forward",
            context -> map(context, 1, (x, _) -> x / (1 + Math.abs(x))),
            TaskArguments.NONE,
            List.of(Access.reads(inputs().getFirst(), same), Access.writes(output(), same))));
  }

  @Override
  public List<Phase> backward() {
    Tensor input = inputs().getFirst();
    AffineRectMap same = AffineRectMap.identity(2);
    return List.of(
        new Phase(
            "soft_sign.backward",
            context ->
                map(context, 2, (x, slope) -> slope / ((1 + Math.abs(x)) * (1 + Math.abs(x)))),
            TaskArguments.NONE,
            List.of(
                Access.reads(input, same),
                Access.readsGradient(output(), same),
                Access.contributes(input, same))));
  }

  /** Sets the last region from the others, element by element. */
  private static void map(TaskContext context, int last, DoubleBinaryOperator function) {
    List<FieldView> views =
        IntStream.rangeClosed(0, last).mapToObj(r -> context.region(r).field()).toList();
    FieldView to = views.getLast();
    to.rect()
        .forEachPoint(point -> {
          double x = value(views.getFirst(), point);
          double slope = value(views.get(last - 1), point);
          double result = function.applyAsDouble(x, slope);
          if (to.type() == FieldType.FLOAT32) {
            to.set(point, (float) result);
          } else {
            to.set(point, result);
          }
        });
  }

  private static double value(FieldView view, Point point) {
    return view.type() == FieldType.FLOAT32 ? view.floatAt(point) : view.doubleAt(point);
  }
}
