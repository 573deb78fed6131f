package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;

/**
 * Brings samples to the experts that they are assigned to: input [sample, channel] becomes [expert,
 * place, channel], with zeros at places that nobody takes (Shazeer et al., ICLR 2017).
 *
 * <p>A sample's choices take the next places of their experts, in row-major order of the
 * assignments; those beyond the capacity are dropped. Iterates over experts, channels and samples,
 * which are contracted: a tile adds the rows of its samples. Every tile reads all assignments,
 * which are few.
 */
public final class GroupBy extends Operator {
  private static final String KIND = "group_by";
  private static final int TILE = 3;

  /**
   * Describes a grouping.
   *
   * @param name the layer's name
   * @param input [sample, channel]
   * @param assignments INT32 [sample, choice], from 0 to less than the experts
   * @param experts the number of experts, at least 1
   * @param capacity the places of each expert, at least 1
   * @throws ModelException if the shapes do not fit each other, or a number is out of range
   */
  public GroupBy(String name, Tensor input, Tensor assignments, long experts, long capacity) {
    Shapes.requireMatrix(name, KIND, input);
    Shapes.requireFloats(name, KIND, input);
    requireAssignments(name, KIND, input.extent(0), assignments);
    if (experts < 1 || capacity < 1) {
      throw ModelException.of(
          name,
          KIND,
          "%d experts of capacity %d; both must be at least 1".formatted(experts, capacity));
    }
    ImmutableLongArray shape = ImmutableLongArray.of(experts, capacity, input.extent(1));
    super(
        name,
        KIND,
        List.of(
            new Dimension("expert", experts, DimensionRole.ATTRIBUTE),
            new Dimension(Dimensions.CHANNEL, input.extent(1), DimensionRole.ATTRIBUTE),
            new Dimension(Dimensions.SAMPLE, input.extent(0), DimensionRole.REDUCTION)),
        List.of(input, assignments),
        List.of(),
        List.of(new Tensor(name, input.type(), shape, input.differentiable())));
  }

  /** Checks that assignments are [sample, choice] of some samples. */
  static void requireAssignments(String name, String kind, long samples, Tensor assignments) {
    Shapes.requireIndices(name, kind, assignments);
    if (assignments.dims() != 2 || assignments.extent(0) != samples) {
      throw ModelException.of(
          name,
          kind,
          "assignments %s; they must be [sample, choice] of %d samples"
              .formatted(assignments, samples));
    }
  }

  private Tensor assignments() {
    return inputs().get(1);
  }

  private RectMap all() {
    return Maps.select(TILE, assignments(), Maps.WHOLE, Maps.WHOLE);
  }

  private RectMap rows() {
    return Maps.select(TILE, input(), 2, 1);
  }

  private RectMap grouped() {
    return Maps.select(TILE, output(), 0, Maps.WHOLE, 1);
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "group_by.forward",
            GroupBy::forward,
            new Experts(output().extent(0)),
            Access.reads(assignments(), all()),
            Access.reads(input(), rows()),
            Access.adds(output(), grouped())));
  }

  @Override
  public List<Phase> backward() {
    return hasBackward()
        ? List.of(
            new Phase(
                "group_by.backward",
                GroupBy::backward,
                new Experts(output().extent(0)),
                Access.reads(assignments(), all()),
                Access.readsGradient(output(), grouped()),
                Access.contributes(input(), rows())))
        : List.of();
  }

  private static void forward(TaskContext context) {
    context
        .service(Kernels.class)
        .groupForward(
            ((Experts) context.arguments()).count,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  private static void backward(TaskContext context) {
    context
        .service(Kernels.class)
        .groupBackward(
            ((Experts) context.arguments()).count,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param count the number of experts
   */
  record Experts(long count) implements TaskArguments {
    @Override
    public String workClass() {
      return "elementwise";
    }
  }
}
