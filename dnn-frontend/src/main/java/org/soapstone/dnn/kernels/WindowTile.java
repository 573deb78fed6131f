package org.soapstone.dnn.kernels;

import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * A window that slides over a tile: the operator's geometry in the tile's own coordinates, which
 * count from 0.
 *
 * <p>Output row {@code y} looks at input rows {@code y · window.strideHeight() − padTop} to that
 * plus {@code window.kernelHeight() − 1}; rows outside {@code [0, inputHeight)} are padding. The
 * same holds for columns.
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

  /** The geometry along one dimension. */
  private record Axis(String what, int dimension, int stride, int pad, int size) {

    /**
     * How far the first window reaches out of the input tile, which must be what the output tile
     * needs.
     */
    int padBefore(String kernel, Rect in, Rect out, long tensorEnd) {
      long first = out.lo(dimension) * stride - pad;
      long last = out.hi(dimension) * stride - pad + size - 1;
      long clampedFirst = Math.max(first, 0);
      long clampedLast = Math.min(last, tensorEnd - 1);
      if (in.lo(dimension) != clampedFirst || in.hi(dimension) != clampedLast) {
        throw new IllegalArgumentException(
            "%s: %s %d to %d of the output need %s %d to %d of the input, got %d to %d"
                .formatted(
                    kernel,
                    what,
                    out.lo(dimension),
                    out.hi(dimension),
                    what,
                    clampedFirst,
                    clampedLast,
                    in.lo(dimension),
                    in.hi(dimension)));
      }
      return Math.toIntExact(clampedFirst - first);
    }
  }

  /**
   * Finds the tile's geometry from the absolute rects of its views, where the extents of the input
   * tensor are not known: it is taken to end where the input tile ends.
   *
   * @param kernel the kernel's name, for messages
   * @param window the whole operator's geometry
   * @param input a view of the input or of its gradient
   * @param output a view of the output or of its gradient, not empty
   * @throws IllegalArgumentException if the input is not what the output needs, clamped to the
   *     tensor
   */
  static WindowTile of(String kernel, Window window, FieldView input, FieldView output) {
    Checks.rank(kernel, "input", input, 4);
    return of(kernel, window, input.rect().hi(1) + 1, input.rect().hi(2) + 1, input, output);
  }

  /**
   * Finds the tile's geometry from the absolute rects of its views.
   *
   * @param kernel the kernel's name, for messages
   * @param window the whole operator's geometry
   * @param height rows of the whole input tensor
   * @param width columns of the whole input tensor
   * @param input a view of the input or of its gradient
   * @param output a view of the output or of its gradient, not empty
   * @throws IllegalArgumentException if the input is not what the output needs, clamped to the
   *     tensor
   */
  static WindowTile of(
      String kernel, Window window, long height, long width, FieldView input, FieldView output) {
    Checks.rank(kernel, "input", input, 4);
    Checks.rank(kernel, "output", output, 4);
    Rect in = input.rect();
    Rect out = output.rect();
    int padTop = 0;
    int padLeft = 0;
    if (!in.isEmpty()) {
      Checks.same(kernel, "samples of input and output", input, 0, output, 0);
      Axis rows =
          new Axis("rows", 1, window.strideHeight(), window.padHeight(), window.kernelHeight());
      Axis columns =
          new Axis("columns", 2, window.strideWidth(), window.padWidth(), window.kernelWidth());
      padTop = rows.padBefore(kernel, in, out, height);
      padLeft = columns.padBefore(kernel, in, out, width);
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
        padTop,
        padLeft);
  }

  /** The elements of a window over all input channels. */
  int windowLength() {
    return window.kernelHeight() * window.kernelWidth() * inputChannels;
  }

  /** The input row that an output row's window starts at, negative in the padding. */
  int rowOf(int outputRow) {
    return outputRow * window.strideHeight() - padTop;
  }

  /** The input column that an output column's window starts at, negative in the padding. */
  int columnOf(int outputColumn) {
    return outputColumn * window.strideWidth() - padLeft;
  }

  /** The first row of an output row's window that lies in the input tile. */
  int firstRow(int outputRow) {
    return Math.max(0, -rowOf(outputRow));
  }

  /** After the last row of an output row's window that lies in the input tile. */
  int endRow(int outputRow) {
    return Math.min(window.kernelHeight(), inputHeight - rowOf(outputRow));
  }

  /** The first column of an output column's window that lies in the input tile. */
  int firstColumn(int outputColumn) {
    return Math.max(0, -columnOf(outputColumn));
  }

  /** After the last column of an output column's window that lies in the input tile. */
  int endColumn(int outputColumn) {
    return Math.min(window.kernelWidth(), inputWidth - columnOf(outputColumn));
  }

  /** The number of elements of an output pixel's window that lie in the input tile. */
  int windowPixels(int outputRow, int outputColumn) {
    return (endRow(outputRow) - firstRow(outputRow))
        * (endColumn(outputColumn) - firstColumn(outputColumn));
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
