package org.soapstone.dnn.kernels;

import java.lang.foreign.MemorySegment;
import java.util.List;
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
import org.soapstone.natives.onednn.ReluBackward;
import org.soapstone.natives.onednn.ReluForward;
import org.soapstone.natives.onednn.TensorDesc;
import org.soapstone.natives.onednn.Write;
import org.soapstone.regions.FieldType;
import org.soapstone.tasks.instances.FieldView;

/**
 * The kernels for {@code FLOAT32} on oneDNN: convolution and pooling of one or two dimensions
 * without groups and dilation, linear layers and the rectifier are oneDNN's, each compiled for its
 * shape once in each thread. Sums and updates are vectorised Java; all else is the reference
 * implementation in plain Java.
 *
 * <p>Every kernel computes in the thread that calls it and in no other. A dense tile is used in
 * place; one with gaps is packed first. The same kernel on the same data gives the same bits.
 */
public final class OneDnnKernels implements Kernels {
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
    requireFloat32(output);
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
      kernel.execute(data(input), data(weight), row(bias), data(output));
    } else {
      kernel.execute(data(input), data(weight), data(output));
    }
  }

  @Override
  public void convolutionBackwardInput(
      Window window, FieldView outputGradient, FieldView weight, FieldView inputGradient) {
    requireFloat32(inputGradient);
    if (inputGradient.rect().isEmpty()) {
      return;
    }
    if (outputGradient.rect().isEmpty()) {
      Copies.clear(inputGradient);
      return;
    }
    WindowTile tile = ConvolutionReference.check(window, inputGradient, weight, outputGradient);
    ConvolutionBackwardData.of(shape(tile, inputGradient, weight, outputGradient), Write.OVERWRITE)
        .execute(data(outputGradient), data(weight), data(inputGradient));
  }

  @Override
  public void convolutionBackwardWeight(
      Window window,
      FieldView input,
      FieldView outputGradient,
      FieldView weightGradient,
      FieldView biasGradient) {
    requireFloat32(weightGradient);
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
      kernel.execute(data(input), data(outputGradient), data(weightGradient), row(biasGradient));
    } else {
      kernel.execute(data(input), data(outputGradient), data(weightGradient));
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
    requireFloat32(output);
    if (output.rect().isEmpty()) {
      return;
    }
    WindowTile tile = PoolingReference.check(window, inputHeight, inputWidth, input, output);
    PoolingForward.of(shape(pooling, tile, input, output), Write.OVERWRITE)
        .execute(data(input), data(output));
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
    requireFloat32(inputGradient);
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
    PoolingBackward.of(shape, tensor(input), Write.OVERWRITE)
        .execute(data(input), data(outputGradient), data(inputGradient));
  }

  @Override
  public void linearForward(FieldView input, FieldView weight, FieldView bias, FieldView output) {
    requireFloat32(output);
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
        kernel.execute(data(in), data(weight), row(bias), data(out));
      } else {
        kernel.execute(data(in), data(weight), data(out));
      }
    }
  }

  @Override
  public void linearBackwardInput(
      FieldView outputGradient, FieldView weight, FieldView inputGradient) {
    requireFloat32(inputGradient);
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
          .execute(data(out), data(weight), data(in));
    }
  }

  @Override
  public void linearBackwardWeight(
      FieldView input, FieldView outputGradient, FieldView weightGradient, FieldView biasGradient) {
    requireFloat32(weightGradient);
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
        kernel.execute(data(in), data(out), data(weightGradient), row(biasGradient));
      } else {
        kernel.execute(data(in), data(out), data(weightGradient));
      }
    }
  }

  @Override
  public void unaryForward(UnaryFunction function, FieldView input, FieldView output) {
    requireFloat32(output);
    if (output.rect().isEmpty()) {
      return;
    }
    if (!(function instanceof UnaryFunction.Relu)) {
      Kernels.super.unaryForward(function, input, output);
      return;
    }
    Checks.alike("relu", output, input);
    ReluForward.of(tensor(input), tensor(output), Write.OVERWRITE)
        .execute(data(input), data(output));
  }

  @Override
  public void unaryBackward(
      UnaryFunction function, FieldView kept, FieldView outputGradient, FieldView inputGradient) {
    requireFloat32(inputGradient);
    if (inputGradient.rect().isEmpty()) {
      return;
    }
    if (!(function instanceof UnaryFunction.Relu)) {
      Kernels.super.unaryBackward(function, kept, outputGradient, inputGradient);
      return;
    }
    Checks.alike("relu", inputGradient, kept, outputGradient);
    ReluBackward.of(tensor(kept), tensor(outputGradient), tensor(inputGradient), Write.OVERWRITE)
        .execute(data(kept), data(outputGradient), data(inputGradient));
  }

  @Override
  public void softmaxCrossEntropyForward(
      FieldView logits, FieldView labels, FieldView probabilities, FieldView losses) {
    requireFloat32(probabilities);
    SoftmaxCrossEntropy.forward(logits, labels, probabilities, losses);
  }

  @Override
  public void softmaxCrossEntropyBackward(
      FieldView probabilities, FieldView labels, double scale, FieldView logitGradient) {
    requireFloat32(logitGradient);
    SoftmaxCrossEntropy.backward(probabilities, labels, scale, logitGradient);
  }

  @Override
  public void add(List<FieldView> inputs, FieldView output) {
    requireFloat32(output);
    FloatRuns.add(Checks.addends(inputs, output));
  }

  @Override
  public void copyShifted(FieldView input, long[] shift, FieldView output) {
    Copies.shifted(input, shift, output);
  }

  @Override
  public void update(UpdateStep step, FieldView weight, FieldView gradient, List<FieldView> state) {
    requireFloat32(weight);
    UpdateFloats.update(step, weight, gradient, state);
  }

  private static void requireFloat32(FieldView view) {
    if (view.type() != FieldType.FLOAT32) {
      throw new IllegalArgumentException(
          ("the kernel set 'onednn' computes in FLOAT32, got %s;"
                  + " choose the kernel set 'reference' for it")
              .formatted(view.type()));
    }
  }

  private static ConvolutionShape shape(
      WindowTile tile, FieldView input, FieldView weight, FieldView output) {
    return new ConvolutionShape(tensor(input), tensor(weight), tensor(output), window(tile));
  }

  private static PoolingShape shape(
      Pooling pooling, WindowTile tile, FieldView input, FieldView output) {
    PoolingMode mode =
        switch (pooling) {
          case MAX -> PoolingMode.MAX;
          case AVERAGE -> PoolingMode.AVERAGE_EXCLUDING_PADDING;
        };
    return new PoolingShape(mode, tensor(input), tensor(output), window(tile));
  }

  private static LinearShape shape(FieldView input, FieldView weight, FieldView output) {
    return new LinearShape(tensor(input), tensor(weight), tensor(output));
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

  private static TensorDesc tensor(FieldView view) {
    long[] dims = new long[view.rect().dims()];
    long[] strides = new long[dims.length];
    for (int d = 0; d < dims.length; d++) {
      dims[d] = view.rect().extent(d);
      strides[d] = view.stride(d);
    }
    return TensorDesc.strided(dims, strides);
  }

  /** A view's memory from its first element on. */
  private static MemorySegment data(FieldView view) {
    return view.segment().asSlice(view.offset());
  }

  /** The memory of a bias, whose elements are neighbours. */
  private static MemorySegment row(FieldView bias) {
    if (!bias.isDense()) {
      throw new IllegalArgumentException(
          "a bias's elements must be neighbours in memory, got a distance of %d"
              .formatted(bias.stride(0)));
    }
    return data(bias);
  }
}
