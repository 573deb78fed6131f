package org.soapstone.natives.onednn;

/**
 * A window that slides over the height and width of a tensor.
 *
 * <p>Only the padding before the first row and column is given. The padding after the last follows
 * from the extents of source and destination, {@code (destination - 1) * stride + kernel - source -
 * padBefore}, or zero where that is negative; so a tile at any place of a tensor is described by
 * its own extents and by how far its first window reaches out of the tensor.
 *
 * @param kernelHeight rows of the window, at least 1
 * @param kernelWidth columns of the window, at least 1
 * @param strideHeight rows from one window to the next, at least 1
 * @param strideWidth columns from one window to the next, at least 1
 * @param padTop rows of padding above the source, at least 0
 * @param padLeft columns of padding to the left of the source, at least 0
 */
public record Window(
    int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int padTop, int padLeft) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Window {
    if (kernelHeight < 1 || kernelWidth < 1 || strideHeight < 1 || strideWidth < 1) {
      throw new IllegalArgumentException(
          ("a window needs kernel extents and strides of at least 1, got kernel %dx%d and stride"
                  + " %dx%d")
              .formatted(kernelHeight, kernelWidth, strideHeight, strideWidth));
    }
    if (padTop < 0 || padLeft < 0) {
      throw new IllegalArgumentException(
          "a window's padding cannot be negative, got top %d and left %d; shrink the source instead"
              .formatted(padTop, padLeft));
    }
  }

  /**
   * A square window, alike in both dimensions.
   *
   * @param kernel rows and columns of the window
   * @param stride rows and columns from one window to the next
   * @param pad padding above and to the left of the source
   * @return the window
   */
  public static Window square(int kernel, int stride, int pad) {
    return new Window(kernel, kernel, stride, stride, pad, pad);
  }

  /** The padding below and to the right of the source, in oneDNN's order (height, width). */
  long[] padAfter(String operation, TensorDesc source, TensorDesc destination) {
    return new long[] {
      padAfter(
          operation,
          "height",
          source.dim(1),
          destination.dim(1),
          kernelHeight,
          strideHeight,
          padTop),
      padAfter(
          operation, "width", source.dim(2), destination.dim(2), kernelWidth, strideWidth, padLeft)
    };
  }

  private static long padAfter(
      String operation, String dimension, long in, long out, int kernel, int stride, int before) {
    long after = (out - 1) * stride + kernel - in - before;
    if (after <= -stride) {
      throw new IllegalArgumentException(
          ("%s: a source %s of %d does not belong to a destination of %d (kernel %d, stride %d,"
                  + " padding before %d): the windows end %d short of it; give a source tile of %d")
              .formatted(
                  operation, dimension, in, out, kernel, stride, before, -after, in + after));
    }
    return Math.max(0, after);
  }

  @Override
  public String toString() {
    return "window %dx%d stride %dx%d pad %d,%d"
        .formatted(kernelHeight, kernelWidth, strideHeight, strideWidth, padTop, padLeft);
  }
}
