package org.soapstone.dnn.kernels;

import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.tasks.instances.FieldView;

/**
 * Pooling as nested loops in double precision. The terms of an average are added in row-major order
 * of the window, those of a gradient in row-major order of the output pixels.
 */
final class PoolingReference {
  private static final String NAME = "pooling";

  private PoolingReference() {}

  static void forward(
      Pooling pooling,
      Window window,
      long inputHeight,
      long inputWidth,
      FieldView input,
      FieldView output) {
    if (output.rect().isEmpty()) {
      return;
    }
    WindowTile tile = check(window, inputHeight, inputWidth, input, output);
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] out = scratch.take(output.rect().volume());
    for (int n = 0; n < tile.samples(); n++) {
      for (int y = 0; y < tile.outputHeight(); y++) {
        for (int x = 0; x < tile.outputWidth(); x++) {
          for (int c = 0; c < tile.outputChannels(); c++) {
            out[tile.outputIndex(n, y, x) + c] =
                switch (pooling) {
                  case MAX -> in[greatest(tile, in, n, y, x, c)];
                  case AVERAGE -> sum(tile, in, n, y, x, c) / tile.windowPixels(y, x);
                };
          }
        }
      }
    }
    Elements.store(out, output);
  }

  static void backward(
      Pooling pooling,
      Window window,
      long inputHeight,
      long inputWidth,
      FieldView input,
      FieldView outputGradient,
      FieldView inputGradient) {
    if (inputGradient.rect().isEmpty()) {
      return;
    }
    Scratch scratch = Scratch.begin();
    double[] gradient = Elements.zeros(inputGradient, scratch);
    if (!outputGradient.rect().isEmpty()) {
      WindowTile tile = check(window, inputHeight, inputWidth, input, outputGradient);
      Checks.sameType(NAME, input, inputGradient);
      Checks.sameRect(NAME, input, inputGradient);
      double[] in = Elements.load(input, scratch);
      double[] out = Elements.load(outputGradient, scratch);
      for (int n = 0; n < tile.samples(); n++) {
        for (int y = 0; y < tile.outputHeight(); y++) {
          for (int x = 0; x < tile.outputWidth(); x++) {
            for (int c = 0; c < tile.outputChannels(); c++) {
              double share = out[tile.outputIndex(n, y, x) + c];
              switch (pooling) {
                case MAX -> gradient[greatest(tile, in, n, y, x, c)] += share;
                case AVERAGE -> spread(tile, gradient, n, y, x, c, share / tile.windowPixels(y, x));
              }
            }
          }
        }
      }
    }
    Elements.store(gradient, inputGradient);
  }

  /** The place of a window's greatest element, the first among equals. */
  private static int greatest(WindowTile tile, double[] in, int n, int y, int x, int c) {
    int best = -1;
    for (int ky = tile.firstRow(y); ky < tile.endRow(y); ky++) {
      for (int kx = tile.firstColumn(x); kx < tile.endColumn(x); kx++) {
        int at = tile.inputIndex(n, tile.rowOf(y) + ky, tile.columnOf(x) + kx) + c;
        if (best < 0 || in[at] > in[best]) {
          best = at;
        }
      }
    }
    return best;
  }

  private static double sum(WindowTile tile, double[] in, int n, int y, int x, int c) {
    double sum = 0;
    for (int ky = tile.firstRow(y); ky < tile.endRow(y); ky++) {
      for (int kx = tile.firstColumn(x); kx < tile.endColumn(x); kx++) {
        sum += in[tile.inputIndex(n, tile.rowOf(y) + ky, tile.columnOf(x) + kx) + c];
      }
    }
    return sum;
  }

  private static void spread(
      WindowTile tile, double[] gradient, int n, int y, int x, int c, double share) {
    for (int ky = tile.firstRow(y); ky < tile.endRow(y); ky++) {
      for (int kx = tile.firstColumn(x); kx < tile.endColumn(x); kx++) {
        gradient[tile.inputIndex(n, tile.rowOf(y) + ky, tile.columnOf(x) + kx) + c] += share;
      }
    }
  }

  /**
   * Checks the views of a forward kernel, or the input and the output's gradient of a backward one.
   */
  static WindowTile check(
      Window window, long inputHeight, long inputWidth, FieldView input, FieldView output) {
    Checks.sameType(NAME, output, input);
    if (window.padHeight() >= window.kernelHeight() || window.padWidth() >= window.kernelWidth()) {
      throw new IllegalArgumentException(
          "pooling: padding must be less than the window, else a window may hold no element; got "
              + window);
    }
    WindowTile tile = WindowTile.of(NAME, window, inputHeight, inputWidth, input, output);
    Checks.same(NAME, "channels of input and output", input, 3, output, 3);
    return tile;
  }
}
