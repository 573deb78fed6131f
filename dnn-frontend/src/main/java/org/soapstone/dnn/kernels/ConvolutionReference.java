package org.soapstone.dnn.kernels;

import java.util.Arrays;
import org.soapstone.tasks.instances.FieldView;

/**
 * Convolution as nested loops in double precision.
 *
 * <p>Columns and channels of a window's row are neighbours in the input as in the weights, so each loop over them is one
 * loop. The order in which an element's terms are added depends on the window alone: row, column, input channel for an
 * output; output row, output column, output channel for an input's gradient; sample, output row, output column for a
 * weight's. So a tile's outputs are those of the whole operator, bit for bit.
 */
final class ConvolutionReference {
  private ConvolutionReference() {}

  static void forward(
      Window window, FieldView input, FieldView weight, FieldView bias, FieldView output) {
    if (output.rect().isEmpty()) {
      return;
    }
    WindowTile tile = check(window, input, weight, output);
    checkBias(bias, output);
    Checks.sameType("convolution", output, input, weight, bias);
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] filters = outputChannelLast(Elements.load(weight, scratch), tile, weight, scratch);
    double[] start = Elements.load(bias, scratch);
    double[] out = scratch.take(output.rect().volume());
    for (int n = 0; n < tile.samples(); n++) {
      for (int y = 0; y < tile.outputHeight(); y++) {
        for (int x = 0; x < tile.outputWidth(); x++) {
          int at = tile.outputIndex(n, y, x);
          System.arraycopy(start, 0, out, at, tile.outputChannels());
          addWindow(tile, in, filters, n, y, x, out, at);
        }
      }
    }
    Elements.store(out, output);
  }

  /** Adds all products of one window to the channels of one output pixel. */
  private static void addWindow(
      WindowTile tile, double[] in, double[] filters, int n, int y, int x, double[] out, int at) {
    int row = tile.rowOf(y);
    int column = tile.columnOf(x);
    int channels = tile.inputChannels();
    int outputs = tile.outputChannels();
    int first = tile.firstColumn(column);
    int count = (tile.endColumn(column) - first) * channels;
    for (int ky = tile.firstRow(row); ky < tile.endRow(row); ky++) {
      int from = tile.inputIndex(n, row + ky, column + first);
      int filter = (ky * tile.window().kernelWidth() + first) * channels * outputs;
      for (int i = 0; i < count; i++) {
        addScaled(out, at, in[from + i], filters, filter + i * outputs, outputs);
      }
    }
  }

  static void backwardInput(
      Window window, FieldView outputGradient, FieldView weight, FieldView inputGradient) {
    if (inputGradient.rect().isEmpty()) {
      return;
    }
    Scratch scratch = Scratch.begin();
    double[] in = Elements.zeros(inputGradient, scratch);
    if (!outputGradient.rect().isEmpty()) {
      WindowTile tile = check(window, inputGradient, weight, outputGradient);
      Checks.sameType("convolution", outputGradient, weight, inputGradient);
      double[] filters = Elements.load(weight, scratch);
      double[] out = Elements.load(outputGradient, scratch);
      for (int n = 0; n < tile.samples(); n++) {
        for (int y = 0; y < tile.outputHeight(); y++) {
          for (int x = 0; x < tile.outputWidth(); x++) {
            spreadWindow(tile, out, filters, n, y, x, in);
          }
        }
      }
    }
    Elements.store(in, inputGradient);
  }

  /** Adds one output pixel's share to the gradients of the inputs in its window. */
  private static void spreadWindow(
      WindowTile tile, double[] out, double[] filters, int n, int y, int x, double[] in) {
    int row = tile.rowOf(y);
    int column = tile.columnOf(x);
    int channels = tile.inputChannels();
    int first = tile.firstColumn(column);
    int count = (tile.endColumn(column) - first) * channels;
    int rowLength = tile.window().kernelWidth() * channels;
    int at = tile.outputIndex(n, y, x);
    for (int o = 0; o < tile.outputChannels(); o++) {
      for (int ky = tile.firstRow(row); ky < tile.endRow(row); ky++) {
        int to = tile.inputIndex(n, row + ky, column + first);
        int filter = (o * tile.window().kernelHeight() + ky) * rowLength + first * channels;
        addScaled(in, to, out[at + o], filters, filter, count);
      }
    }
  }

  static void backwardWeight(
      Window window,
      FieldView input,
      FieldView outputGradient,
      FieldView weightGradient,
      FieldView biasGradient) {
    if (weightGradient.rect().isEmpty()) {
      return;
    }
    Scratch scratch = Scratch.begin();
    double[] filters = Elements.zeros(weightGradient, scratch);
    double[] bias = Elements.zeros(biasGradient, scratch);
    if (!outputGradient.rect().isEmpty()) {
      WindowTile tile = check(window, input, weightGradient, outputGradient);
      checkBias(biasGradient, outputGradient);
      Checks.sameType("convolution", outputGradient, input, weightGradient, biasGradient);
      double[] in = Elements.load(input, scratch);
      double[] out = Elements.load(outputGradient, scratch);
      for (int o = 0; o < tile.outputChannels(); o++) {
        for (int n = 0; n < tile.samples(); n++) {
          for (int y = 0; y < tile.outputHeight(); y++) {
            for (int x = 0; x < tile.outputWidth(); x++) {
              double gradient = out[tile.outputIndex(n, y, x) + o];
              bias[o] += gradient;
              gatherWindow(tile, in, gradient, n, y, x, filters, o);
            }
          }
        }
      }
    }
    Elements.store(filters, weightGradient);
    Elements.store(bias, biasGradient);
  }

  /** Adds one window of the input, scaled, to the gradient of one output channel's filter. */
  private static void gatherWindow(
      WindowTile tile, double[] in, double gradient, int n, int y, int x, double[] filters, int o) {
    int row = tile.rowOf(y);
    int column = tile.columnOf(x);
    int channels = tile.inputChannels();
    int first = tile.firstColumn(column);
    int count = (tile.endColumn(column) - first) * channels;
    int rowLength = tile.window().kernelWidth() * channels;
    for (int ky = tile.firstRow(row); ky < tile.endRow(row); ky++) {
      int from = tile.inputIndex(n, row + ky, column + first);
      int filter = (o * tile.window().kernelHeight() + ky) * rowLength + first * channels;
      addScaled(filters, filter, gradient, in, from, count);
    }
  }

  /** {@code to[i] += scale · from[i]}. */
  private static void addScaled(
      double[] to, int toStart, double scale, double[] from, int fromStart, int count) {
    for (int i = 0; i < count; i++) {
      to[toStart + i] += scale * from[fromStart + i];
    }
  }

  /** Moves the output channel of weights from the first place to the last. */
  private static double[] outputChannelLast(
      double[] weight, WindowTile tile, FieldView view, Scratch scratch) {
    double[] moved = scratch.take(view.rect().volume());
    int outputs = tile.outputChannels();
    int length = (int) (view.rect().volume() / outputs);
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < length; i++) {
        moved[i * outputs + o] = weight[o * length + i];
      }
    }
    return moved;
  }

  /** Sets every output pixel to the bias, for a tile whose windows see padding alone. */
  static void forwardOfPadding(FieldView bias, FieldView output) {
    Scratch scratch = Scratch.begin();
    double[] start = Elements.load(bias, scratch);
    double[] out = scratch.take(output.rect().volume());
    int channels = Math.toIntExact(output.rect().extent(3));
    for (int at = 0; at < output.rect().volume(); at += channels) {
      System.arraycopy(start, 0, out, at, channels);
    }
    Elements.store(out, output);
  }

  static WindowTile check(Window window, FieldView input, FieldView weight, FieldView output) {
    WindowTile tile = WindowTile.of("convolution", window, input, output);
    tile.requireWeight("convolution", weight, input, output);
    return tile;
  }

  static void checkBias(FieldView bias, FieldView output) {
    Checks.rank("convolution", "bias", bias, 1);
    Checks.same("convolution", "output channels of bias and output", bias, 0, output, 3);
  }
}
