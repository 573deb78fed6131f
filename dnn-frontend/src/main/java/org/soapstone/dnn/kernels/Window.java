package org.soapstone.dnn.kernels;

/**
 * The geometry of a sliding window over height and width, of the whole operator and not of a tile.
 *
 * <p>Output row {@code y} looks at input rows {@code y·strideHeight − padHeight} to that plus
 * {@code kernelHeight − 1}; rows outside the tensor are padding. The same holds for columns. A
 * kernel finds a tile's own padding from the rects of its views: they are absolute, and the input's
 * rect is clamped to the tensor.
 *
 * @param kernelHeight rows of the window, at least 1
 * @param kernelWidth columns of the window, at least 1
 * @param strideHeight rows between windows, at least 1
 * @param strideWidth columns between windows, at least 1
 * @param padHeight rows of padding above the tensor, at least 0
 * @param padWidth columns of padding left of the tensor, at least 0
 */
public record Window(
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int padHeight,
    int padWidth) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is below its minimum
   */
  public Window {
    if (kernelHeight < 1 || kernelWidth < 1 || strideHeight < 1 || strideWidth < 1) {
      throw new IllegalArgumentException(
          ("a window needs kernel extents and strides of at least 1,"
                  + " got kernel %d x %d and stride %d x %d")
              .formatted(kernelHeight, kernelWidth, strideHeight, strideWidth));
    }
    if (padHeight < 0 || padWidth < 0) {
      throw new IllegalArgumentException(
          "a window needs padding of at least 0, got %d rows and %d columns"
              .formatted(padHeight, padWidth));
    }
  }
}
