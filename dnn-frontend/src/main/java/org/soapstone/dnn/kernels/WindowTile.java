package org.soapstone.dnn.kernels;

import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * A window that slides over a tile: the operator's geometry in the tile's own coordinates, which count from 0.
 *
 * <p>Output row {@code y} looks at input rows {@code y · window.strideHeight() − padTop} to that plus {@code
 * window.kernelHeight() − 1}; rows outside {@code [0, inputHeight)} are padding. The same holds for columns.
 *
 * @param window kernel extents and strides; its padding is the whole operator's, not the tile's
 * @param samples images in the tile
 * @param inputHeight rows of the input tile
 * @param inputWidth columns of the input tile
 * @param inputChannels channels of the input tile
 * @param outputHeight rows of the output tile
 * @param outputWidth columns of the output tile
 * @param outputChannels channels of the output tile
 * @param padTop rows of padding above the input tile
 * @param padLeft columns of padding left of the input tile
 */
record WindowTile(
    Window window,
    int samples,
    int inputHeight,
    int inputWidth,
    int inputChannels,
    int outputHeight,
    int outputWidth,
    int outputChannels,
    int padTop,
    int padLeft) {

  /**
   * Finds the tile's geometry from the absolute rects of its views.
   *
   * @param kernel the kernel's name, for messages
   * @param window the whole operator's geometry
   * @param input a view of the input or of its gradient
   * @param output a view of the output or of its gradient, not empty
   * @throws IllegalArgumentException if the input is not what the output needs, clamped to a tensor
   */
  static WindowTile of(String kernel, Window window, FieldView input, FieldView output) {
    Checks.rank(kernel, "input", input, 4);
    Checks.rank(kernel, "output", output, 4);
    Rect in = input.rect();
    Rect out = output.rect();
    if (!in.isEmpty()) {
      Checks.same(kernel, "samples of input and output", input, 0, output, 0);
    }
    return new WindowTile(
        window,
        Math.toIntExact(out.extent(0)),
        Math.toIntExact(in.extent(1)),
        Math.toIntExact(in.extent(2)),
        Math.toIntExact(in.extent(3)),
        Math.toIntExact(out.extent(1)),
        Math.toIntExact(out.extent(2)),
        Math.toIntExact(out.extent(3)),
        padBefore(
            kernel, "rows", in, out, 1, window.strideHeight(), window.padHeight(), window.kernelHeight()),
        padBefore(
            kernel, "columns", in, out, 2, window.strideWidth(), window.padWidth(), window.kernelWidth()));
  }

  private static int padBefore(
      String kernel, String what, Rect in, Rect out, int dimension, int stride, int pad, int size) {
    if (in.isEmpty()) {
      return 0;
    }
    long first = out.lo(dimension) * stride - pad;
    long last = out.hi(dimension) * stride - pad + size - 1;
    if (in.lo(dimension) != Math.max(first, 0) || in.hi(dimension) > last) {
      throw new IllegalArgumentException(
          "%s: output %s %d to %d need input %s %d to %d less what is outside the tensor, got %d to %d"
              .formatted(
                  kernel,
                  what,
                  out.lo(dimension),
                  out.hi(dimension),
                  what,
                  first,
                  last,
                  in.lo(dimension),
                  in.hi(dimension)));
    }
    return Math.toIntExact(in.lo(dimension) - first);
  }

  /** Checks the weight's rect: the output tile's channels, the whole window, all input channels. */
  void requireWeight(String kernel, FieldView weight, FieldView input, FieldView output) {
    Checks.rank(kernel, "weight", weight, 4);
    Checks.same(kernel, "output channels of weight and output", weight, 0, output, 3);
    Rect rect = weight.rect();
    if (rect.extent(1) != window.kernelHeight() || rect.extent(2) != window.kernelWidth()) {
      throw new IllegalArgumentException(
          "%s: the weight must have the window's %d rows and %d columns, got %s"
              .formatted(kernel, window.kernelHeight(), window.kernelWidth(), rect));
    }
    if (!input.rect().isEmpty()) {
      Checks.same(kernel, "input channels of weight and input", weight, 3, input, 3);
    }
  }

  /** The input row that the window of an output row starts at, possibly negative. */
  int rowOf(int outputRow) {
    return outputRow * window.strideHeight() - padTop;
  }

  /** The input column that the window of an output column starts at, possibly negative. */
  int columnOf(int outputColumn) {
    return outputColumn * window.strideWidth() - padLeft;
  }

  /** The first window row that lies in the input tile. */
  int firstRow(int inputRow) {
    return Math.max(0, -inputRow);
  }

  /** After the last window row that lies in the input tile. */
  int endRow(int inputRow) {
    return Math.min(window.kernelHeight(), inputHeight - inputRow);
  }

  /** The first window column that lies in the input tile. */
  int firstColumn(int inputColumn) {
    return Math.max(0, -inputColumn);
  }

  /** After the last window column that lies in the input tile. */
  int endColumn(int inputColumn) {
    return Math.min(window.kernelWidth(), inputWidth - inputColumn);
  }

  /** Where an element of the dense input tile lies. */
  int inputIndex(int sample, int row, int column) {
    return ((sample * inputHeight + row) * inputWidth + column) * inputChannels;
  }

  /** Where an element of the dense output tile lies. */
  int outputIndex(int sample, int row, int column) {
    return ((sample * outputHeight + row) * outputWidth + column) * outputChannels;
  }
}
