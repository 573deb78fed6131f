package org.soapstone.dnn.kernels;

import java.util.Arrays;
import org.soapstone.tasks.instances.FieldView;

/**
 * Convolution in double precision, as the matrix product that it is: for each row of output pixels,
 * the windows are written out as the rows of a matrix, padding as zeros, and multiplied with the
 * weights.
 *
 * <p>The order in which the terms of an element are added depends on the window alone: window row,
 * window column, input channel for an output; sample, output row, output column for a weight's
 * gradient; for an input's gradient first the output channels of a pixel, then the pixels' shares
 * by row and column. So a tile's outputs are those of the whole operator, bit for bit.
 */
final class ConvolutionReference {
  private static final String NAME = "convolution";

  private ConvolutionReference() {}

  static void forward(
      Window window, FieldView input, FieldView weight, FieldView bias, FieldView output) {
    if (output.rect().isEmpty()) {
      return;
    }
    WindowTile tile = check(window, input, weight, bias, output);
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    int outputs = tile.outputChannels();
    double[] start = bias.rect().isEmpty() ? scratch.zeros(outputs) : Elements.load(bias, scratch);
    int length = tile.windowLength();
    double[] filters = scratch.take((long) outputs * length);
    Elements.transpose(Elements.load(weight, scratch), outputs, length, filters);
    double[] out = scratch.take(output.rect().volume());
    double[] windows = scratch.take((long) tile.outputWidth() * length);
    for (int n = 0; n < tile.samples(); n++) {
      for (int y = 0; y < tile.outputHeight(); y++) {
        writeWindows(tile, in, n, y, windows);
        int at = tile.outputIndex(n, y, 0);
        for (int x = 0; x < tile.outputWidth(); x++, at += outputs) {
          System.arraycopy(start, 0, out, at, outputs);
          WeightedRows.add(out, at, windows, x * length, 1, filters, length, outputs);
        }
      }
    }
    Elements.store(out, output);
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
      double[] filters = Elements.load(weight, scratch);
      double[] out = Elements.load(outputGradient, scratch);
      int outputs = tile.outputChannels();
      int length = tile.windowLength();
      double[] windows = scratch.take((long) tile.outputWidth() * length);
      for (int n = 0; n < tile.samples(); n++) {
        for (int y = 0; y < tile.outputHeight(); y++) {
          Arrays.fill(windows, 0, tile.outputWidth() * length, 0);
          int at = tile.outputIndex(n, y, 0);
          for (int x = 0; x < tile.outputWidth(); x++, at += outputs) {
            WeightedRows.add(windows, x * length, out, at, 1, filters, outputs, length);
          }
          addWindows(tile, windows, in, n, y);
        }
      }
    }
    Elements.store(in, inputGradient);
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
    double[] bias = scratch.zeros(weightGradient.rect().extent(0));
    if (!outputGradient.rect().isEmpty()) {
      WindowTile tile = check(window, input, weightGradient, biasGradient, outputGradient);
      double[] in = Elements.load(input, scratch);
      double[] out = Elements.load(outputGradient, scratch);
      int outputs = tile.outputChannels();
      int length = tile.windowLength();
      int width = tile.outputWidth();
      double[] windows = scratch.take((long) width * length);
      for (int n = 0; n < tile.samples(); n++) {
        for (int y = 0; y < tile.outputHeight(); y++) {
          writeWindows(tile, in, n, y, windows);
          int at = tile.outputIndex(n, y, 0);
          for (int o = 0; o < outputs; o++) {
            WeightedRows.add(filters, o * length, out, at + o, outputs, windows, width, length);
            for (int x = 0; x < width; x++) {
              bias[o] += out[at + o + x * outputs];
            }
          }
        }
      }
    }
    Elements.store(filters, weightGradient);
    if (!biasGradient.rect().isEmpty()) {
      Elements.store(bias, biasGradient);
    }
  }

  /**
   * Writes out the windows of a row of output pixels, one after another, each as the weights are
   * ordered.
   */
  private static void writeWindows(WindowTile tile, double[] in, int n, int y, double[] windows) {
    int rowLength = tile.window().kernelWidth() * tile.inputChannels();
    Arrays.fill(windows, 0, tile.outputWidth() * tile.windowLength(), 0);
    for (int x = 0; x < tile.outputWidth(); x++) {
      int first = tile.firstColumn(x);
      int count = (tile.endColumn(x) - first) * tile.inputChannels();
      for (int ky = tile.firstRow(y); ky < tile.endRow(y) && count > 0; ky++) {
        int from = tile.inputIndex(n, tile.rowOf(y) + ky, tile.columnOf(x) + first);
        int to = x * tile.windowLength() + ky * rowLength + first * tile.inputChannels();
        System.arraycopy(in, from, windows, to, count);
      }
    }
  }

  /**
   * Adds the windows of a row of output pixels, one after another, to the input pixels that they
   * look at.
   */
  private static void addWindows(WindowTile tile, double[] windows, double[] in, int n, int y) {
    int rowLength = tile.window().kernelWidth() * tile.inputChannels();
    for (int x = 0; x < tile.outputWidth(); x++) {
      int first = tile.firstColumn(x);
      int count = (tile.endColumn(x) - first) * tile.inputChannels();
      for (int ky = tile.firstRow(y); ky < tile.endRow(y); ky++) {
        int to = tile.inputIndex(n, tile.rowOf(y) + ky, tile.columnOf(x) + first);
        int from = x * tile.windowLength() + ky * rowLength + first * tile.inputChannels();
        for (int i = 0; i < count; i++) {
          in[to + i] += windows[from + i];
        }
      }
    }
  }

  /** Checks all views of a kernel but the bias. */
  static WindowTile check(Window window, FieldView input, FieldView weight, FieldView output) {
    Checks.sameType(NAME, output, input, weight);
    WindowTile tile = WindowTile.of(NAME, window, input, output);
    Checks.rank(NAME, "weight", weight, 4);
    Checks.same(NAME, "output channels of weight and output", weight, 0, output, 3);
    Checks.extent(NAME, "window rows of the weight", weight, 1, window.kernelHeight());
    Checks.extent(NAME, "window columns of the weight", weight, 2, window.kernelWidth());
    if (!input.rect().isEmpty()) {
      Checks.same(NAME, "input channels of weight and input", weight, 3, input, 3);
    }
    return tile;
  }

  /** Checks all views of a kernel; a bias of no points is none. */
  static WindowTile check(
      Window window, FieldView input, FieldView weight, FieldView bias, FieldView output) {
    Checks.bias(NAME, bias, output);
    return check(window, input, weight, output);
  }
}
