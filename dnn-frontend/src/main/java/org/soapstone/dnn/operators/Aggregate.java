package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;

/**
 * Brings what experts made of samples back: each sample's output is the sum over its choices of a
 * gate times the row at the place that {@link GroupBy} gave the choice; nothing for those dropped.
 *
 * <p>Iterates over samples, channels and experts, which are contracted. Every tile reads all
 * assignments, which are few.
 */
public final class Aggregate extends Operator {
  private static final String KIND = "aggregate";
  private static final int TILE = 3;

  /**
   * Describes an aggregation.
   *
   * @param name the layer's name
   * @param grouped [expert, place, channel], with the places of a {@link GroupBy}
   * @param assignments INT32 [sample, choice], those of the grouping
   * @param gates [sample, choice]
   * @throws ModelException if the shapes do not fit each other, or a tensor is not differentiable
   */
  public Aggregate(String name, Tensor grouped, Tensor assignments, Tensor gates) {
    Shapes.requireFloats(name, KIND, grouped);
    Shapes.requireSameType(name, KIND, grouped, gates);
    GroupBy.requireAssignments(name, KIND, gates.extent(0), assignments);
    if (grouped.dims() != 3
        || !gates.shape().equals(assignments.shape())
        || !grouped.differentiable()
        || !gates.differentiable()) {
      throw ModelException.of(
          name,
          KIND,
          ("grouped %s, assignments %s and gates %s; they must be [expert, place, channel] and twice"
                  + " [sample, choice], and grouped and gates results of layers")
              .formatted(grouped, assignments, gates));
    }
    ImmutableLongArray shape = ImmutableLongArray.of(gates.extent(0), grouped.extent(2));
    super(
        name,
        KIND,
        List.of(
            new Dimension(Dimensions.SAMPLE, gates.extent(0), DimensionRole.SAMPLE),
            new Dimension(Dimensions.CHANNEL, grouped.extent(2), DimensionRole.ATTRIBUTE),
            new Dimension("expert", grouped.extent(0), DimensionRole.REDUCTION)),
        List.of(grouped, assignments, gates),
        List.of(),
        List.of(new Tensor(name, grouped.type(), shape, true)));
  }

  private RectMap all() {
    return Maps.select(TILE, inputs().get(1), Maps.WHOLE, Maps.WHOLE);
  }

  private RectMap gates() {
    return Maps.leading(TILE, inputs().get(2), 0);
  }

  private RectMap grouped() {
    return Maps.select(TILE, input(), 2, Maps.WHOLE, 1);
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "aggregate.forward",
            Aggregate::forward,
            new Experts(input().extent(0)),
            Access.reads(inputs().get(1), all()),
            Access.reads(inputs().get(2), gates()),
            Access.reads(input(), grouped()),
            Access.adds(output(), Maps.prefix(TILE, output()))));
  }

  @Override
  public List<Phase> backward() {
    return List.of(
        new Phase(
            "aggregate.backward",
            Aggregate::backward,
            new Experts(input().extent(0)),
            Access.reads(inputs().get(1), all()),
            Access.reads(inputs().get(2), gates()),
            Access.reads(input(), grouped()),
            Access.readsGradient(output(), Maps.prefix(TILE, output())),
            Access.contributes(inputs().get(2), gates()),
            Access.contributes(input(), grouped())));
  }

  private static void forward(TaskContext context) {
    context
        .service(Kernels.class)
        .aggregateForward(
            ((Experts) context.arguments()).count,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            context.region(3).field());
  }

  private static void backward(TaskContext context) {
    context
        .service(Kernels.class)
        .aggregateBackward(
            ((Experts) context.arguments()).count,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            context.region(3).field(),
            context.region(4).field(),
            context.region(5).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param count the number of experts
   */
  record Experts(long count) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return 2.0 * rects.get(2).volume();
    }

    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
