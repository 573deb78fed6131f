package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * A fully connected layer for each expert, without bias: output [expert, place, outChannel] = input
 * [expert, place, inChannel] · weight [expert, outChannel, inChannel]ᵀ.
 *
 * <p>Iterates over its output and over the input channels, which are contracted. Splitting experts
 * splits their weights: expert parallelism.
 */
public final class ExpertLinear extends Operator {
  private static final String KIND = "expert_linear";
  private static final int TILE = 4;

  /**
   * Describes the experts' layers.
   *
   * @param name the layer's name
   * @param input [expert, place, inChannel]
   * @param outChannels the channels of the output, at least 1
   * @param initializer where the weight starts
   * @throws ModelException if the input has other dimensions
   */
  public ExpertLinear(String name, Tensor input, long outChannels, Initializer initializer) {
    Shapes.requireFloats(name, KIND, input);
    if (input.dims() != 3 || outChannels < 1) {
      throw ModelException.of(
          name,
          KIND,
          "input %s and %d output channels; it takes [expert, place, channel] and at least 1"
              .formatted(input, outChannels));
    }
    long inChannels = input.extent(2);
    ImmutableLongArray weight = ImmutableLongArray.of(input.extent(0), outChannels, inChannels);
    super(
        name,
        KIND,
        List.of(
            new Dimension("expert", input.extent(0), DimensionRole.PARAMETER),
            new Dimension("place", input.extent(1), DimensionRole.ATTRIBUTE),
            new Dimension(Dimensions.CHANNEL, outChannels, DimensionRole.PARAMETER),
            new Dimension(Dimensions.IN_CHANNEL, inChannels, DimensionRole.REDUCTION)),
        List.of(input),
        List.of(
            Weight.of(
                name + ".weight", input.type(), weight, initializer, inChannels, outChannels)),
        List.of(new Tensor(name, input.type(), Shapes.withLast(input.shape(), outChannels), true)));
  }

  private Tensor weight() {
    return weights().getFirst().tensor();
  }

  private RectMap rows() {
    return Maps.select(TILE, input(), 0, 1, 3);
  }

  private RectMap weightMap() {
    return Maps.select(TILE, weight(), 0, 2, 3);
  }

  @Override
  public double forwardFlops() {
    return 2.0 * output().volume() * input().extent(2);
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            "expert_linear.forward",
            ExpertLinear::forward,
            new Products(1),
            Access.reads(input(), rows()),
            Access.reads(weight(), weightMap()),
            Access.adds(output(), Maps.prefix(TILE, output()))));
  }

  @Override
  public List<Phase> backward() {
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.readsGradient(output(), Maps.prefix(TILE, output())));
    accesses.add(Access.reads(weight(), weightMap()));
    accesses.add(Access.reads(input(), rows()));
    accesses.add(Access.contributes(weight(), weightMap()));
    if (input().differentiable()) {
      accesses.add(Access.contributes(input(), rows()));
    }
    Products arguments = new Products(input().differentiable() ? 2 : 1);
    return List.of(
        new Phase("expert_linear.backward", ExpertLinear::backward, arguments, accesses));
  }

  private static void forward(TaskContext context) {
    context
        .service(Kernels.class)
        .matmul(
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            false,
            true);
  }

  private static void backward(TaskContext context) {
    Kernels kernels = context.service(Kernels.class);
    FieldView gradient = context.region(0).field();
    kernels.matmul(gradient, context.region(2).field(), context.region(3).field(), true, false);
    if (((Products) context.arguments()).count > 1) {
      kernels.matmul(gradient, context.region(1).field(), context.region(4).field(), false, false);
    }
  }

  /**
   * The arguments of both tasks.
   *
   * @param count how many products of this size are computed
   */
  record Products(int count) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return 2.0 * count * rects.get(1).volume() * rects.getFirst().extent(1);
    }

    @Override
    public String workClass() {
      return "linear";
    }
  }
}
