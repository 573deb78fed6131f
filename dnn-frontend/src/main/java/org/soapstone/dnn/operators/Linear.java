package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * A fully connected layer with bias: output [sample, outChannel] = input [sample, inChannel] ·
 * weightᵀ + bias.
 *
 * <p>Iterates over its output; a tile needs whole rows of the input and the weights of its own
 * channels.
 */
public final class Linear extends Operator {
  private static final String KIND = "linear";
  private static final int OUT_CHANNEL = 1;

  /**
   * Describes a fully connected layer.
   *
   * @param name the layer's name
   * @param input [sample, inChannel]
   * @param outChannels the channels of the output, at least 1
   * @param initializer where the weight starts; the bias starts at zero
   * @throws ModelException if the input has other dimensions
   */
  public Linear(String name, Tensor input, long outChannels, Initializer initializer) {
    Shapes.requireMatrix(name, KIND, input);
    if (outChannels < 1) {
      throw ModelException.of(name, KIND, outChannels + " output channels; give it at least 1");
    }
    Tensor output =
        new Tensor(name, input.type(), ImmutableLongArray.of(input.extent(0), outChannels), true);
    super(
        name,
        KIND,
        Dimensions.channelParameter(output),
        List.of(input),
        weights(name, input, outChannels, initializer),
        List.of(output));
  }

  private static List<Weight> weights(
      String name, Tensor input, long outChannels, Initializer initializer) {
    long fanIn = input.extent(1);
    return List.of(
        new Weight(
            new Tensor(
                name + ".weight", input.type(), ImmutableLongArray.of(outChannels, fanIn), true),
            initializer,
            fanIn,
            outChannels),
        new Weight(
            new Tensor(name + ".bias", input.type(), ImmutableLongArray.of(outChannels), true),
            Initializer.ZERO,
            fanIn,
            outChannels));
  }

  @Override
  public double forwardFlops() {
    return 2.0 * inputs().getFirst().volume() * output().extent(1);
  }

  @Override
  public List<Phase> forward() {
    Tensor input = inputs().getFirst();
    Tensor weight = weights().getFirst().tensor();
    Tensor bias = weights().get(1).tensor();
    return List.of(
        new Phase(
            "linear.forward",
            Linear::forward,
            new Forward(),
            List.of(
                Access.reads(input, Maps.leading(2, input, 0)),
                Access.reads(weight, Maps.leading(2, weight, OUT_CHANNEL)),
                Access.reads(bias, Maps.leading(2, bias, OUT_CHANNEL)),
                Access.writes(output(), Maps.same(output())))));
  }

  @Override
  public List<Phase> backward() {
    Tensor input = inputs().getFirst();
    Tensor weight = weights().getFirst().tensor();
    Tensor bias = weights().get(1).tensor();
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(input, Maps.leading(2, input, 0)));
    accesses.add(Access.readsGradient(output(), Maps.same(output())));
    accesses.add(Access.contributes(weight, Maps.leading(2, weight, OUT_CHANNEL)));
    accesses.add(Access.contributes(bias, Maps.leading(2, bias, OUT_CHANNEL)));
    if (input.differentiable()) {
      accesses.add(Access.reads(weight, Maps.leading(2, weight, OUT_CHANNEL)));
      accesses.add(Access.contributes(input, Maps.leading(2, input, 0)));
    }
    return List.of(
        new Phase(
            "linear.backward", Linear::backward, new Backward(input.differentiable()), accesses));
  }

  private static void forward(TaskContext context) {
    context
        .service(Kernels.class)
        .linearForward(
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            context.region(3).field());
  }

  private static void backward(TaskContext context) {
    Kernels kernels = context.service(Kernels.class);
    FieldView outputGradient = context.region(1).field();
    kernels.linearBackwardWeight(
        context.region(0).field(),
        outputGradient,
        context.region(2).field(),
        context.region(3).field());
    if (((Backward) context.arguments()).inputGradient) {
      kernels.linearBackwardInput(
          outputGradient, context.region(4).field(), context.region(5).field());
    }
  }

  /** The arguments of the forward task: none. */
  record Forward() implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return 2.0 * rects.get(3).volume() * rects.get(0).extent(1);
    }

    @Override
    public String workClass() {
      return "linear";
    }
  }

  /**
   * The arguments of the backward task.
   *
   * @param inputGradient whether the input's gradient is computed besides the weights'
   */
  record Backward(boolean inputGradient) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return 2.0 * rects.get(1).volume() * rects.get(0).extent(1) * (inputGradient ? 2 : 1);
    }

    @Override
    public String workClass() {
      return "linear";
    }
  }
}
