package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.kernels.Window;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * A two-dimensional convolution with bias: images [sample, height, width, channel], weight
 * [outChannel, kernelHeight, kernelWidth, inChannel].
 *
 * <p>Iterates over its output. A tile needs all input channels of its rows and columns and of the
 * halo around them, clamped at the tensor's borders but not at the tile's: a split convolution
 * computes what the whole one does.
 */
public final class Conv2d extends Operator {
  private static final String KIND = "conv2d";
  private static final int OUT_CHANNEL = 3;

  private final Window window;

  /**
   * Describes a convolution.
   *
   * @param name the layer's name
   * @param input images
   * @param outChannels the channels of the output, at least 1
   * @param window the geometry; padding is the same at both ends
   * @param initializer where the weight starts; the bias starts at zero
   * @throws ModelException if the input is no image or the window does not fit it
   */
  public Conv2d(
      String name, Tensor input, long outChannels, Window window, Initializer initializer) {
    ImmutableLongArray shape = Shapes.windowed(name, KIND, input, window, outChannels);
    if (outChannels < 1) {
      throw ModelException.of(name, KIND, outChannels + " output channels; give it at least 1");
    }
    Tensor output = new Tensor(name, input.type(), shape, true);
    this.window = window;
    super(
        name,
        KIND,
        Dimensions.channelParameter(output),
        List.of(input),
        weights(name, input, outChannels, window, initializer),
        List.of(output));
  }

  private static List<Weight> weights(
      String name, Tensor input, long outChannels, Window window, Initializer initializer) {
    long area = (long) window.kernelHeight() * window.kernelWidth();
    long fanIn = area * input.extent(3);
    long fanOut = area * outChannels;
    ImmutableLongArray shape =
        ImmutableLongArray.of(
            outChannels, window.kernelHeight(), window.kernelWidth(), input.extent(3));
    return List.of(
        new Weight(
            new Tensor(name + ".weight", input.type(), shape, true), initializer, fanIn, fanOut),
        new Weight(
            new Tensor(name + ".bias", input.type(), ImmutableLongArray.of(outChannels), true),
            Initializer.ZERO,
            fanIn,
            fanOut));
  }

  /** {@return the geometry} */
  public Window window() {
    return window;
  }

  @Override
  public String attributes() {
    return Shapes.text(window);
  }

  @Override
  public double forwardFlops() {
    return 2.0 * output().volume() * weights().getFirst().fanIn();
  }

  @Override
  public List<Phase> forward() {
    Tensor input = inputs().getFirst();
    Tensor weight = weights().getFirst().tensor();
    Tensor bias = weights().get(1).tensor();
    return List.of(
        new Phase(
            "conv2d.forward",
            Conv2d::forward,
            new Forward(window),
            List.of(
                Access.reads(input, Maps.halo(window, input, false)),
                Access.reads(weight, Maps.leading(4, weight, OUT_CHANNEL)),
                Access.reads(bias, Maps.leading(4, bias, OUT_CHANNEL)),
                Access.writes(output(), Maps.same(output())))));
  }

  @Override
  public List<Phase> backward() {
    Tensor input = inputs().getFirst();
    Tensor weight = weights().getFirst().tensor();
    Tensor bias = weights().get(1).tensor();
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(input, Maps.halo(window, input, false)));
    accesses.add(Access.readsGradient(output(), Maps.same(output())));
    accesses.add(Access.contributes(weight, Maps.leading(4, weight, OUT_CHANNEL)));
    accesses.add(Access.contributes(bias, Maps.leading(4, bias, OUT_CHANNEL)));
    if (input.differentiable()) {
      accesses.add(Access.reads(weight, Maps.leading(4, weight, OUT_CHANNEL)));
      accesses.add(Access.contributes(input, Maps.halo(window, input, false)));
    }
    return List.of(
        new Phase(
            "conv2d.backward",
            Conv2d::backward,
            new Backward(window, input.differentiable()),
            accesses));
  }

  private static void forward(TaskContext context) {
    Forward arguments = (Forward) context.arguments();
    context
        .service(Kernels.class)
        .convolutionForward(
            arguments.window,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            context.region(3).field());
  }

  private static void backward(TaskContext context) {
    Backward arguments = (Backward) context.arguments();
    Kernels kernels = context.service(Kernels.class);
    FieldView input = context.region(0).field();
    FieldView outputGradient = context.region(1).field();
    kernels.convolutionBackwardWeight(
        arguments.window,
        input,
        outputGradient,
        context.region(2).field(),
        context.region(3).field());
    if (arguments.inputGradient) {
      kernels.convolutionBackwardInput(
          arguments.window, outputGradient, context.region(4).field(), context.region(5).field());
    }
  }

  /** {@return two operations for each multiply-add between an output tile and a tile of weights} */
  private static double products(Rect output, Rect weight) {
    return 2.0 * output.volume() * weight.extent(1) * weight.extent(2) * weight.extent(3);
  }

  /**
   * The arguments of the forward task.
   *
   * @param window the geometry
   */
  record Forward(Window window) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return products(rects.get(3), rects.get(1));
    }

    @Override
    public String workClass() {
      return "conv";
    }
  }

  /**
   * The arguments of the backward task.
   *
   * @param window the geometry
   * @param inputGradient whether the input's gradient is computed besides the weights'
   */
  record Backward(Window window, boolean inputGradient) implements TaskArguments {
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
