package org.soapstone.dnn.kernels;

import java.util.List;
import java.util.Optional;
import org.soapstone.natives.onednn.ConvolutionBackwardData;
import org.soapstone.natives.onednn.ConvolutionBackwardWeights;
import org.soapstone.natives.onednn.ConvolutionForward;
import org.soapstone.natives.onednn.ConvolutionShape;
import org.soapstone.natives.onednn.LinearBackwardData;
import org.soapstone.natives.onednn.LinearBackwardWeights;
import org.soapstone.natives.onednn.LinearForward;
import org.soapstone.natives.onednn.LinearShape;
import org.soapstone.natives.onednn.OneDnn;
import org.soapstone.natives.onednn.PoolingBackward;
import org.soapstone.natives.onednn.PoolingForward;
import org.soapstone.natives.onednn.PoolingMode;
import org.soapstone.natives.onednn.PoolingShape;
import org.soapstone.natives.onednn.Write;
import org.soapstone.tasks.instances.FieldView;

/**
 * The kernels for {@code FLOAT32} on oneDNN: convolution, pooling, linear layers, products of
 * matrices (those of attention and of recurrent steps among them) and functions of one tensor's
 * elements are oneDNN's, each compiled for its shape once in each thread. Sums, functions of two
 * tensors, softmax, normalisations, gates, rows by index, dropout and updates are Java with
 * vectors; all else is the reference implementation in plain Java.
 *
 * <p>Every kernel computes in the thread that calls it and in no other. A dense tile is used in
 * place; one with gaps is packed first. The same kernel on the same data gives the same bits.
 */
public final class OneDnnKernels
    implements Kernels,
        FloatElementKernels,
        FloatMovementKernels,
        FloatReductionKernels,
        FloatNormalizationKernels,
        FloatSequenceKernels {
  /** The name of this kernel set. */
  public static final String NAME = "onednn";

  /**
   * Makes kernels; they have no state of their own.
   *
   * @throws IllegalStateException if oneDNN is not available; the message says what is missing
   */
  public OneDnnKernels() {
    if (!OneDnn.available()) {
      throw new IllegalStateException(OneDnn.status());
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void convolutionForward(
      Window window, FieldView input, FieldView weight, FieldView bias, FieldView output) {
    OneDnnViews.requireFloat32(output);
    if (output.rect().isEmpty()) {
      return;
    }
    WindowTile tile = ConvolutionReference.check(window, input, weight, bias, output);
    if (input.rect().isEmpty()) {
      // Windows that see padding alone: there is nothing to multiply.
      ConvolutionReference.forward(window, input, weight, bias, output);
      return;
    }
    boolean biased = !bias.rect().isEmpty();
    ConvolutionForward kernel =
        ConvolutionForward.of(shape(tile, input, weight, output), biased, Write.OVERWRITE);
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

  @Override
  public void convolutionBackwardInput(
      Window window, FieldView outputGradient, FieldView weight, FieldView inputGradient) {
    OneDnnViews.requireFloat32(inputGradient);
    if (inputGradient.rect().isEmpty()) {
      return;
    }
    if (outputGradient.rect().isEmpty()) {
      Copies.clear(inputGradient);
      return;
    }
    WindowTile tile = ConvolutionReference.check(window, inputGradient, weight, outputGradient);
    ConvolutionBackwardData.of(shape(tile, inputGradient, weight, outputGradient), Write.OVERWRITE)
        .execute(
            OneDnnViews.data(outputGradient),
            OneDnnViews.data(weight),
            OneDnnViews.data(inputGradient));
  }

  @Override
  public void convolutionBackwardWeight(
      Window window,
      FieldView input,
      FieldView outputGradient,
      FieldView weightGradient,
      FieldView biasGradient) {
    OneDnnViews.requireFloat32(weightGradient);
    if (weightGradient.rect().isEmpty()) {
      return;
    }
    if (outputGradient.rect().isEmpty() || input.rect().isEmpty()) {
      // No windows, or windows that see padding alone: there is nothing to multiply.
      ConvolutionReference.backwardWeight(
          window, input, outputGradient, weightGradient, biasGradient);
      return;
    }
    WindowTile tile =
        ConvolutionReference.check(window, input, weightGradient, biasGradient, outputGradient);
    boolean biased = !biasGradient.rect().isEmpty();
    ConvolutionBackwardWeights kernel =
        ConvolutionBackwardWeights.of(
            shape(tile, input, weightGradient, outputGradient), biased, Write.OVERWRITE);
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

  @Override
  public void poolForward(
      Pooling pooling,
      Window window,
      long inputHeight,
      long inputWidth,
      FieldView input,
      FieldView output) {
    OneDnnViews.requireFloat32(output);
    if (output.rect().isEmpty()) {
      return;
    }
    WindowTile tile = PoolingReference.check(window, inputHeight, inputWidth, input, output);
    PoolingForward.of(shape(pooling, tile, input, output), Write.OVERWRITE)
        .execute(OneDnnViews.data(input), OneDnnViews.data(output));
  }

  @Override
  public void poolBackward(
      Pooling pooling,
      Window window,
      long inputHeight,
      long inputWidth,
      FieldView input,
      FieldView outputGradient,
      FieldView inputGradient) {
    OneDnnViews.requireFloat32(inputGradient);
    if (inputGradient.rect().isEmpty()) {
      return;
    }
    if (outputGradient.rect().isEmpty()) {
      Copies.clear(inputGradient);
      return;
    }
    WindowTile tile =
        PoolingReference.check(window, inputHeight, inputWidth, input, outputGradient);
    Checks.alike("pooling", input, inputGradient);
    PoolingShape shape = shape(pooling, tile, inputGradient, outputGradient);
    PoolingBackward.of(shape, OneDnnViews.tensor(input), Write.OVERWRITE)
        .execute(
            OneDnnViews.data(input),
            OneDnnViews.data(outputGradient),
            OneDnnViews.data(inputGradient));
  }

  @Override
  public void convolutionForward(
      Convolution convolution,
      FieldView input,
      FieldView weight,
      FieldView bias,
      FieldView output) {
    Optional<ConvolutionShape> shape = general(convolution, input, weight, output);
    if (shape.isPresent()) {
      OneDnnWindows.forward(shape.get(), input, weight, bias, output);
    } else {
      Kernels.super.convolutionForward(convolution, input, weight, bias, output);
    }
  }

  @Override
  public void convolutionBackwardInput(
      Convolution convolution,
      FieldView outputGradient,
      FieldView weight,
      FieldView inputGradient) {
    Optional<ConvolutionShape> shape = general(convolution, inputGradient, weight, outputGradient);
    if (shape.isPresent()) {
      OneDnnWindows.backwardInput(shape.get(), outputGradient, weight, inputGradient);
    } else {
      Kernels.super.convolutionBackwardInput(convolution, outputGradient, weight, inputGradient);
    }
  }

  @Override
  public void convolutionBackwardWeight(
      Convolution convolution,
      FieldView input,
      FieldView outputGradient,
      FieldView weightGradient,
      FieldView biasGradient) {
    Optional<ConvolutionShape> shape = general(convolution, input, weightGradient, outputGradient);
    if (shape.isPresent()) {
      OneDnnWindows.backwardWeight(
          shape.get(), input, outputGradient, weightGradient, biasGradient);
    } else {
      Kernels.super.convolutionBackwardWeight(
          convolution, input, outputGradient, weightGradient, biasGradient);
    }
  }

  /** What oneDNN takes of the convolutions that are not plain. */
  private static Optional<ConvolutionShape> general(
      Convolution convolution, FieldView input, FieldView weight, FieldView output) {
    return convolution.isPlain()
        ? Optional.empty()
        : OneDnnWindows.convolution(convolution, input, weight, output);
  }

  @Override
  public void poolForward(PoolGeometry pool, FieldView input, FieldView output) {
    if (!pool.isPlain() && OneDnnWindows.pools(pool, input, output)) {
      OneDnnWindows.pool(pool, input, output);
    } else {
      Kernels.super.poolForward(pool, input, output);
    }
  }

  @Override
  public void poolBackward(
      PoolGeometry pool, FieldView input, FieldView outputGradient, FieldView inputGradient) {
    if (!pool.isPlain() && OneDnnWindows.pools(pool, input, outputGradient)) {
      OneDnnWindows.poolBackward(pool, input, outputGradient, inputGradient);
    } else {
      Kernels.super.poolBackward(pool, input, outputGradient, inputGradient);
    }
  }

  @Override
  public void linearForward(FieldView input, FieldView weight, FieldView bias, FieldView output) {
    OneDnnViews.requireFloat32(output);
    if (output.rect().isEmpty()) {
      return;
    }
    LinearReference.check(input, weight, bias, output);
    boolean biased = !bias.rect().isEmpty();
    List<FieldView> rows = Views.matrices(output, input);
    for (int i = 0; i < rows.size(); i += 2) {
      FieldView out = rows.get(i);
      FieldView in = rows.get(i + 1);
      LinearForward kernel = LinearForward.of(shape(in, weight, out), biased, Write.OVERWRITE);
      if (biased) {
        kernel.execute(
            OneDnnViews.data(in),
            OneDnnViews.data(weight),
            OneDnnViews.row(bias),
            OneDnnViews.data(out));
      } else {
        kernel.execute(OneDnnViews.data(in), OneDnnViews.data(weight), OneDnnViews.data(out));
      }
    }
  }

  @Override
  public void linearBackwardInput(
      FieldView outputGradient, FieldView weight, FieldView inputGradient) {
    OneDnnViews.requireFloat32(inputGradient);
    if (inputGradient.rect().isEmpty()) {
      return;
    }
    if (outputGradient.rect().isEmpty()) {
      Copies.clear(inputGradient);
      return;
    }
    LinearReference.check(inputGradient, weight, outputGradient);
    List<FieldView> rows = Views.matrices(outputGradient, inputGradient);
    for (int i = 0; i < rows.size(); i += 2) {
      FieldView out = rows.get(i);
      FieldView in = rows.get(i + 1);
      LinearBackwardData.of(shape(in, weight, out), Write.OVERWRITE)
          .execute(OneDnnViews.data(out), OneDnnViews.data(weight), OneDnnViews.data(in));
    }
  }

  @Override
  public void linearBackwardWeight(
      FieldView input, FieldView outputGradient, FieldView weightGradient, FieldView biasGradient) {
    OneDnnViews.requireFloat32(weightGradient);
    if (weightGradient.rect().isEmpty()) {
      return;
    }
    boolean biased = !biasGradient.rect().isEmpty();
    if (outputGradient.rect().isEmpty()) {
      Copies.clear(weightGradient);
      Copies.clear(biasGradient);
      return;
    }
    LinearReference.check(input, weightGradient, biasGradient, outputGradient);
    List<FieldView> rows = Views.matrices(outputGradient, input);
    for (int i = 0; i < rows.size(); i += 2) {
      FieldView out = rows.get(i);
      FieldView in = rows.get(i + 1);
      Write write = i == 0 ? Write.OVERWRITE : Write.ACCUMULATE;
      LinearBackwardWeights kernel =
          LinearBackwardWeights.of(shape(in, weightGradient, out), biased, write);
      if (biased) {
        kernel.execute(
            OneDnnViews.data(in),
            OneDnnViews.data(out),
            OneDnnViews.data(weightGradient),
            OneDnnViews.row(biasGradient));
      } else {
        kernel.execute(
            OneDnnViews.data(in), OneDnnViews.data(out), OneDnnViews.data(weightGradient));
      }
    }
  }

  @Override
  public void softmaxCrossEntropyForward(
      FieldView logits, FieldView labels, FieldView probabilities, FieldView losses) {
    OneDnnViews.requireFloat32(probabilities);
    if (FloatCrossEntropy.takes(logits, probabilities, losses)) {
      FloatCrossEntropy.forward(logits, labels, probabilities, losses);
    } else {
      SoftmaxCrossEntropy.forward(logits, labels, probabilities, losses);
    }
  }

  @Override
  public void softmaxCrossEntropyBackward(
      FieldView probabilities, FieldView labels, double scale, FieldView logitGradient) {
    OneDnnViews.requireFloat32(logitGradient);
    if (FloatCrossEntropy.takes(probabilities, logitGradient)) {
      FloatCrossEntropy.backward(probabilities, labels, scale, logitGradient);
    } else {
      SoftmaxCrossEntropy.backward(probabilities, labels, scale, logitGradient);
    }
  }

  @Override
  public void add(List<FieldView> inputs, FieldView output) {
    OneDnnViews.requireFloat32(output);
    FloatRuns.add(Checks.addends(inputs, output));
  }

  @Override
  public void copyShifted(FieldView input, long[] shift, FieldView output) {
    Copies.shifted(input, shift, output);
  }

  @Override
  public void update(UpdateStep step, FieldView weight, FieldView gradient, List<FieldView> state) {
    OneDnnViews.requireFloat32(weight);
    UpdateFloats.update(step, weight, gradient, state);
  }

  private static ConvolutionShape shape(
      WindowTile tile, FieldView input, FieldView weight, FieldView output) {
    return new ConvolutionShape(
        OneDnnViews.tensor(input),
        OneDnnViews.tensor(weight),
        OneDnnViews.tensor(output),
        window(tile));
  }

  private static PoolingShape shape(
      Pooling pooling, WindowTile tile, FieldView input, FieldView output) {
    PoolingMode mode =
        switch (pooling) {
          case MAX -> PoolingMode.MAX;
          case AVERAGE -> PoolingMode.AVERAGE_EXCLUDING_PADDING;
        };
    return new PoolingShape(
        mode, OneDnnViews.tensor(input), OneDnnViews.tensor(output), window(tile));
  }

  private static LinearShape shape(FieldView input, FieldView weight, FieldView output) {
    return new LinearShape(
        OneDnnViews.tensor(input), OneDnnViews.tensor(weight), OneDnnViews.tensor(output));
  }

  private static org.soapstone.natives.onednn.Window window(WindowTile tile) {
    Window window = tile.window();
    return new org.soapstone.natives.onednn.Window(
        window.kernelHeight(),
        window.kernelWidth(),
        window.strideHeight(),
        window.strideWidth(),
        tile.padTop(),
        tile.padLeft());
  }
}
