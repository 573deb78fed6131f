package org.soapstone.dnn.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.soapstone.natives.onednn.ConvolutionBackwardData;
import org.soapstone.natives.onednn.ConvolutionBackwardWeights;
import org.soapstone.natives.onednn.ConvolutionForward;
import org.soapstone.natives.onednn.ConvolutionShape;
import org.soapstone.natives.onednn.PoolingBackward;
import org.soapstone.natives.onednn.PoolingForward;
import org.soapstone.natives.onednn.PoolingMode;
import org.soapstone.natives.onednn.PoolingShape;
import org.soapstone.natives.onednn.Write;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Convolutions with groups or dilation, and those and poolings of three dimensions, by oneDNN. A
 * tile of whole groups is a convolution of so many groups, one inside a group is one without
 * groups; a tile that cuts a group and has more than it is none of oneDNN's.
 */
final class OneDnnWindows {
  private OneDnnWindows() {}

  /**
   * {@return the tensors of a tile as oneDNN has them; none if it does not take the tile}
   *
   * @param input the input or its gradient
   * @param weight the weight or its gradient
   * @param output the output or its gradient
   */
  static Optional<ConvolutionShape> convolution(
      Convolution convolution, FieldView input, FieldView weight, FieldView output) {
    if (!OneDnnViews.multiplies(input, weight, output)) {
      return Optional.empty();
    }
    int channel = convolution.window().dims() + 1;
    Rect out = output.rect();
    long each = convolution.outChannels();
    long first = out.lo(channel) / each;
    long groups = out.hi(channel) / each - first + 1;
    boolean whole = out.extent(channel) == groups * each;
    long inputs = weight.rect().extent(channel);
    boolean takes = groups == 1 || (whole && inputs == convolution.inChannels());
    takes &= input.rect().extent(channel) == groups * inputs;
    long least = first * convolution.inChannels() + weight.rect().lo(channel);
    takes &= input.rect().lo(channel) == least;
    if (!takes) {
      return Optional.empty();
    }
    return Optional.of(
        new ConvolutionShape(
            OneDnnViews.tensor(input),
            OneDnnViews.tensor(weight),
            OneDnnViews.tensor(output),
            window("convolution", convolution.window(), input.rect(), out),
            groups));
  }

  /** {@return the window of a tile, whose padding is how far its first window reaches out} */
  private static org.soapstone.natives.onednn.Window window(
      String kernel, Window window, Rect input, Rect output) {
    List<Integer> before = new ArrayList<>();
    for (int d = 0; d < window.dims(); d++) {
      long first = output.lo(d + 1) * window.stride().get(d) - window.padBefore().get(d);
      long reach = input.lo(d + 1) - first;
      if (reach < 0) {
        throw new IllegalArgumentException(
            "%s: the output from %d on in dimension %d needs the input from %d on, got it from %d on"
                .formatted(kernel, output.lo(d + 1), d, first, input.lo(d + 1)));
      }
      before.add(Math.toIntExact(reach));
    }
    return new org.soapstone.natives.onednn.Window(
        window.kernel().asList(), window.stride().asList(), window.dilation().asList(), before);
  }

  static void forward(
      ConvolutionShape shape, FieldView input, FieldView weight, FieldView bias, FieldView output) {
    Checks.bias("convolution", bias, output);
    boolean biased = !bias.rect().isEmpty();
    ConvolutionForward kernel = ConvolutionForward.of(shape, biased, Write.OVERWRITE);
    if (biased) {
      kernel.execute(
          OneDnnViews.data(input),
          OneDnnViews.data(weight),
          OneDnnViews.row(bias),
          OneDnnViews.data(output));
    } else {
      kernel.execute(OneDnnViews.data(input), OneDnnViews.data(weight), OneDnnViews.data(output));
    }
  }

  static void backwardInput(
      ConvolutionShape shape, FieldView outputGradient, FieldView weight, FieldView inputGradient) {
    ConvolutionBackwardData.of(shape, Write.OVERWRITE)
        .execute(
            OneDnnViews.data(outputGradient),
            OneDnnViews.data(weight),
            OneDnnViews.data(inputGradient));
  }

  static void backwardWeight(
      ConvolutionShape shape,
      FieldView input,
      FieldView outputGradient,
      FieldView weightGradient,
      FieldView biasGradient) {
    Checks.bias("convolution", biasGradient, outputGradient);
    boolean biased = !biasGradient.rect().isEmpty();
    var kernel = ConvolutionBackwardWeights.of(shape, biased, Write.OVERWRITE);
    if (biased) {
      kernel.execute(
          OneDnnViews.data(input),
          OneDnnViews.data(outputGradient),
          OneDnnViews.data(weightGradient),
          OneDnnViews.row(biasGradient));
    } else {
      kernel.execute(
          OneDnnViews.data(input),
          OneDnnViews.data(outputGradient),
          OneDnnViews.data(weightGradient));
    }
  }

  /** {@return whether oneDNN pools a tile: of neighbours, without counting padding} */
  static boolean pools(PoolGeometry pool, FieldView input, FieldView output) {
    return OneDnnViews.multiplies(input, output)
        && pool.window().isDense()
        && !pool.includePadding();
  }

  private static PoolingShape shape(PoolGeometry pool, FieldView input, FieldView output) {
    PoolingMode mode =
        switch (pool.pooling()) {
          case MAX -> PoolingMode.MAX;
          case AVERAGE -> PoolingMode.AVERAGE_EXCLUDING_PADDING;
        };
    return new PoolingShape(
        mode,
        OneDnnViews.tensor(input),
        OneDnnViews.tensor(output),
        window("pooling", pool.window(), input.rect(), output.rect()));
  }

  static void pool(PoolGeometry pool, FieldView input, FieldView output) {
    PoolingForward.of(shape(pool, input, output), Write.OVERWRITE)
        .execute(OneDnnViews.data(input), OneDnnViews.data(output));
  }

  static void poolBackward(
      PoolGeometry pool, FieldView input, FieldView outputGradient, FieldView inputGradient) {
    Checks.alike("pooling", input, inputGradient);
    PoolingShape shape = shape(pool, inputGradient, outputGradient);
    PoolingBackward.of(shape, OneDnnViews.tensor(input), Write.OVERWRITE)
        .execute(
            OneDnnViews.data(input),
            OneDnnViews.data(outputGradient),
            OneDnnViews.data(inputGradient));
  }
}
