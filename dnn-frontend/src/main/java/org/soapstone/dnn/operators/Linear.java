package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * A fully connected layer: output [sample, ..., outChannel] = input [sample, ..., inChannel] ·
 * weightᵀ + bias.
 *
 * <p>Iterates over its output and over the input channels, which are contracted: tiles that split
 * them add partial products up, and those with the first input channel add the bias.
 */
public final class Linear extends Operator {
  private static final String KIND = "linear";

  /**
   * Describes a fully connected layer with bias.
   *
   * @param name the layer's name
   * @param input [sample, ..., inChannel]
   * @param outChannels the channels of the output, at least 1
   * @param initializer where the weight starts; the bias starts at zero
   * @throws ModelException if the input has fewer than two dimensions
   */
  public Linear(String name, Tensor input, long outChannels, Initializer initializer) {
    this(name, input, outChannels, initializer, true);
  }

  /**
   * Describes a fully connected layer.
   *
   * @param name the layer's name
   * @param input [sample, ..., inChannel]
   * @param outChannels the channels of the output, at least 1
   * @param initializer where the weight starts; the bias starts at zero
   * @param bias whether there is a bias
   * @throws ModelException if the input has fewer than two dimensions
   */
  public Linear(
      String name, Tensor input, long outChannels, Initializer initializer, boolean bias) {
    Shapes.requireRank(name, KIND, input, 2, "[sample, ..., channel]");
    Shapes.requireFloats(name, KIND, input);
    if (outChannels < 1) {
      throw ModelException.of(name, KIND, outChannels + " output channels; give it at least 1");
    }
    Tensor output =
        new Tensor(name, input.type(), Shapes.withLast(input.shape(), outChannels), true);
    super(
        name,
        KIND,
        Dimensions.contracting(output, Shapes.last(input)),
        List.of(input),
        weights(name, input, outChannels, initializer, bias),
        List.of(output));
  }

  private static List<Weight> weights(
      String name, Tensor input, long outChannels, Initializer initializer, boolean bias) {
    long fanIn = Shapes.last(input);
    List<Weight> weights = new ArrayList<>();
    ImmutableLongArray shape = ImmutableLongArray.of(outChannels, fanIn);
    weights.add(Weight.of(name + ".weight", input.type(), shape, initializer, fanIn, outChannels));
    if (bias) {
      shape = ImmutableLongArray.of(outChannels);
      weights.add(
          Weight.of(name + ".bias", input.type(), shape, Initializer.ZERO, fanIn, outChannels));
    }
    return weights;
  }

  @Override
  public double forwardFlops() {
    return 2.0 * inputs().getFirst().volume() * Shapes.last(output());
  }

  private int tileDims() {
    return output().dims() + 1;
  }

  private int outChannel() {
    return output().dims() - 1;
  }

  private int inChannel() {
    return output().dims();
  }

  private RectMap inputMap() {
    Tensor input = inputs().getFirst();
    int[] dimensions = new int[input.dims()];
    for (int d = 0; d < dimensions.length - 1; d++) {
      dimensions[d] = d;
    }
    dimensions[dimensions.length - 1] = inChannel();
    return Maps.select(tileDims(), input, dimensions);
  }

  private RectMap weightMap() {
    return Maps.select(tileDims(), weights().getFirst().tensor(), outChannel(), inChannel());
  }

  private RectMap biasMap(Tensor bias) {
    return Maps.first(Maps.select(tileDims(), bias, outChannel()), inChannel());
  }

  private Optional<Tensor> bias() {
    return weights().stream().skip(1).map(Weight::tensor).findFirst();
  }

  @Override
  public List<Phase> forward() {
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(inputs().getFirst(), inputMap()));
    accesses.add(Access.reads(weights().getFirst().tensor(), weightMap()));
    accesses.add(Access.adds(output(), Maps.prefix(tileDims(), output())));
    bias().ifPresent(bias -> accesses.add(Access.reads(bias, biasMap(bias))));
    return List.of(
        new Phase("linear.forward", Linear::forward, new Forward(bias().isPresent()), accesses));
  }

  @Override
  public List<Phase> backward() {
    Tensor input = inputs().getFirst();
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(input, inputMap()));
    accesses.add(Access.readsGradient(output(), Maps.prefix(tileDims(), output())));
    accesses.add(Access.contributes(weights().getFirst().tensor(), weightMap()));
    bias().ifPresent(bias -> accesses.add(Access.contributes(bias, biasMap(bias))));
    if (input.differentiable()) {
      accesses.add(Access.reads(weights().getFirst().tensor(), weightMap()));
      accesses.add(Access.contributes(input, inputMap()));
    }
    Backward arguments = new Backward(bias().isPresent(), input.differentiable());
    return List.of(new Phase("linear.backward", Linear::backward, arguments, accesses));
  }

  private static void forward(TaskContext context) {
    FieldView output = context.region(2).field();
    boolean bias = ((Forward) context.arguments()).bias;
    context
        .service(Kernels.class)
        .linearForward(
            context.region(0).field(),
            context.region(1).field(),
            bias ? context.region(3).field() : Bodies.none(output),
            output);
  }

  private static void backward(TaskContext context) {
    Backward arguments = (Backward) context.arguments();
    Kernels kernels = context.service(Kernels.class);
    FieldView outputGradient = context.region(1).field();
    int next = 3;
    kernels.linearBackwardWeight(
        context.region(0).field(),
        outputGradient,
        context.region(2).field(),
        arguments.bias ? context.region(next++).field() : Bodies.none(outputGradient));
    if (arguments.inputGradient) {
      kernels.linearBackwardInput(
          outputGradient, context.region(next).field(), context.region(next + 1).field());
    }
  }

  /**
   * The arguments of the forward task.
   *
   * @param bias whether there is a bias
   */
  record Forward(boolean bias) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return 2.0 * rects.get(2).volume() * rects.get(1).extent(1);
    }

    @Override
    public String workClass() {
      return KIND;
    }
  }

  /**
   * The arguments of the backward task.
   *
   * @param bias whether there is a bias
   * @param inputGradient whether the input's gradient is computed besides the weights'
   */
  record Backward(boolean bias, boolean inputGradient) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return 2.0 * rects.get(1).volume() * rects.get(2).extent(1) * (inputGradient ? 2 : 1);
    }

    @Override
    public String workClass() {
      return KIND;
    }
  }
}
