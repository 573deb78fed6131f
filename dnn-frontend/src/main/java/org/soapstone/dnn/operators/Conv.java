package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.soapstone.dnn.kernels.Convolution;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.kernels.Window;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * A convolution over one, two or three dimensions: input [sample, ..., inChannel], weight
 * [outChannel, kernel..., inChannel of a group].
 *
 * <p>Iterates over its output and over a group's input channels, which are contracted. A tile needs
 * its positions and the halo around them, clamped at the tensor's borders but not at the tile's: a
 * split convolution computes what the whole one does. Tiles that split input channels add partial
 * sums up, and those with the first add the bias.
 */
public final class Conv extends Operator {
  private final Convolution convolution;

  /**
   * Describes a convolution with bias and without groups.
   *
   * @param name the layer's name
   * @param input [sample, ..., inChannel], with as many dimensions between as the window has
   * @param outChannels the channels of the output, at least 1
   * @param window the geometry
   * @param initializer where the weight starts; the bias starts at zero
   * @throws ModelException if the window does not fit the input
   */
  public Conv(String name, Tensor input, long outChannels, Window window, Initializer initializer) {
    this(name, input, outChannels, window, 1, true, initializer);
  }

  /**
   * Describes a convolution.
   *
   * @param name the layer's name
   * @param input [sample, ..., inChannel], with as many dimensions between as the window has
   * @param outChannels the channels of the output, at least 1
   * @param window the geometry
   * @param groups divides the channels of input and output; each group of outputs sees its own
   *     inputs
   * @param bias whether there is a bias
   * @param initializer where the weight starts; the bias starts at zero
   * @throws ModelException if the window or the groups do not fit
   */
  public Conv(
      String name,
      Tensor input,
      long outChannels,
      Window window,
      long groups,
      boolean bias,
      Initializer initializer) {
    String kind = kind(window);
    Shapes.requireFloats(name, kind, input);
    ImmutableLongArray shape = Shapes.windowed(name, kind, input, window, false, outChannels);
    long inChannels = Shapes.last(input);
    if (outChannels < 1 || groups < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
      throw ModelException.of(
          name,
          kind,
          ("%d output channels in %d groups of input %s; there must be at least 1, and the groups"
                  + " must divide the channels of input and output")
              .formatted(outChannels, groups, input));
    }
    Tensor output = new Tensor(name, input.type(), shape, true);
    this.convolution = new Convolution(window, outChannels / groups, inChannels / groups, groups);
    super(
        name,
        kind,
        Dimensions.contracting(output, inChannels / groups),
        List.of(input),
        weights(name, input, outChannels, inChannels / groups, window, bias, initializer),
        List.of(output));
  }

  private static String kind(Window window) {
    return "conv" + window.dims() + "d";
  }

  private static List<Weight> weights(
      String name,
      Tensor input,
      long outChannels,
      long inChannels,
      Window window,
      boolean bias,
      Initializer initializer) {
    long fanIn = window.volume() * inChannels;
    long fanOut = window.volume() * outChannels * inChannels / Shapes.last(input);
    ImmutableLongArray.Builder shape = ImmutableLongArray.builder().add(outChannels);
    window.kernel().forEach(shape::add);
    List<Weight> weights = new ArrayList<>();
    weights.add(
        Weight.of(
            name + ".weight",
            input.type(),
            shape.add(inChannels).build(),
            initializer,
            fanIn,
            fanOut));
    if (bias) {
      ImmutableLongArray biases = ImmutableLongArray.of(outChannels);
      weights.add(Weight.of(name + ".bias", input.type(), biases, Initializer.ZERO, fanIn, fanOut));
    }
    return weights;
  }

  /** {@return the geometry} */
  public Window window() {
    return convolution.window();
  }

  @Override
  public String attributes() {
    String groups = convolution.groups() == 1 ? "" : " groups " + convolution.groups();
    return convolution.window() + groups;
  }

  @Override
  public double forwardFlops() {
    return 2.0 * output().volume() * weights().getFirst().fanIn();
  }

  private int tileDims() {
    return output().dims() + 1;
  }

  private int outChannel() {
    return output().dims() - 1;
  }

  private RectMap inputMap() {
    int inChannel = output().dims();
    if (convolution.groups() == 1) {
      return Maps.halo(convolution.window(), tileDims(), inChannel);
    }
    return new GroupedChannels(
        Maps.halo(convolution.window(), tileDims(), inChannel), outChannel(), convolution);
  }

  private RectMap weightMap() {
    Tensor weight = weights().getFirst().tensor();
    int[] dimensions = new int[weight.dims()];
    Arrays.fill(dimensions, Maps.WHOLE);
    dimensions[0] = outChannel();
    dimensions[dimensions.length - 1] = output().dims();
    return Maps.select(tileDims(), weight, dimensions);
  }

  private RectMap biasMap(Tensor bias) {
    return Maps.first(Maps.select(tileDims(), bias, outChannel()), output().dims());
  }

  private Optional<Tensor> bias() {
    return weights().stream().skip(1).map(Weight::tensor).findFirst();
  }

  @Override
  public List<Phase> forward() {
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(input(), inputMap()));
    accesses.add(Access.reads(weights().getFirst().tensor(), weightMap()));
    accesses.add(Access.adds(output(), Maps.prefix(tileDims(), output())));
    bias().ifPresent(bias -> accesses.add(Access.reads(bias, biasMap(bias))));
    Forward arguments = new Forward(convolution, bias().isPresent());
    return List.of(new Phase(kind() + ".forward", Conv::forward, arguments, accesses));
  }

  @Override
  public List<Phase> backward() {
    Tensor weight = weights().getFirst().tensor();
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(input(), inputMap()));
    accesses.add(Access.readsGradient(output(), Maps.prefix(tileDims(), output())));
    accesses.add(Access.contributes(weight, weightMap()));
    bias().ifPresent(bias -> accesses.add(Access.contributes(bias, biasMap(bias))));
    if (input().differentiable()) {
      accesses.add(Access.reads(weight, weightMap()));
      accesses.add(Access.contributes(input(), inputMap()));
    }
    Backward arguments = new Backward(convolution, bias().isPresent(), input().differentiable());
    return List.of(new Phase(kind() + ".backward", Conv::backward, arguments, accesses));
  }

  private static void forward(TaskContext context) {
    Forward arguments = (Forward) context.arguments();
    FieldView output = context.region(2).field();
    context
        .service(Kernels.class)
        .convolutionForward(
            arguments.convolution,
            context.region(0).field(),
            context.region(1).field(),
            arguments.bias ? context.region(3).field() : Bodies.none(output),
            output);
  }

  private static void backward(TaskContext context) {
    Backward arguments = (Backward) context.arguments();
    Kernels kernels = context.service(Kernels.class);
    FieldView outputGradient = context.region(1).field();
    int next = 3;
    kernels.convolutionBackwardWeight(
        arguments.convolution,
        context.region(0).field(),
        outputGradient,
        context.region(2).field(),
        arguments.bias ? context.region(next++).field() : Bodies.none(outputGradient));
    if (arguments.inputGradient) {
      kernels.convolutionBackwardInput(
          arguments.convolution,
          outputGradient,
          context.region(next).field(),
          context.region(next + 1).field());
    }
  }

  /** {@return two operations for each multiply-add between an output tile and a tile of weights} */
  private static double products(Rect output, Rect weight) {
    return 2.0 * output.volume() * weight.volume() / weight.extent(0);
  }

  /**
   * Widens a map of the contracted channels, counted within a group, to the channels of the groups
   * that the output channels belong to.
   *
   * @param map yields contracted channels last
   * @param outChannel the dimension of output channels
   * @param convolution the groups
   */
  private record GroupedChannels(RectMap map, int outChannel, Convolution convolution)
      implements RectMap {
    @Override
    public int sourceDims() {
      return map.sourceDims();
    }

    @Override
    public int targetDims() {
      return map.targetDims();
    }

    @Override
    public Rect apply(Rect tile) {
      if (tile.isEmpty()) {
        return Rect.empty(targetDims());
      }
      Rect within = map.apply(tile);
      long[] lo = within.lo().toArray();
      long[] hi = within.hi().toArray();
      int last = lo.length - 1;
      lo[last] += tile.lo(outChannel) / convolution.outChannels() * convolution.inChannels();
      hi[last] += tile.hi(outChannel) / convolution.outChannels() * convolution.inChannels();
      return Rect.of(lo, hi);
    }
  }

  /**
   * The arguments of the forward task.
   *
   * @param convolution the geometry
   * @param bias whether there is a bias
   */
  record Forward(Convolution convolution, boolean bias) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return products(rects.get(2), rects.get(1));
    }

    @Override
    public String workClass() {
      return "conv";
    }
  }

  /**
   * The arguments of the backward task.
   *
   * @param convolution the geometry
   * @param bias whether there is a bias
   * @param inputGradient whether the input's gradient is computed besides the weights'
   */
  record Backward(Convolution convolution, boolean bias, boolean inputGradient)
      implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return products(rects.get(1), rects.get(2)) * (inputGradient ? 2 : 1);
    }

    @Override
    public String workClass() {
      return "conv";
    }
  }
}
