package org.soapstone.natives.onednn;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A window that slides over the dimensions of a tensor between its samples and its channels, of
 * which there are one to three.
 *
 * <p>Only the padding before the first element of each dimension is given. The padding after the
 * last follows from the extents of source and destination, {@code (destination - 1) * stride + span
 * - source - padBefore}, or zero where that is negative; so a tile at any place of a tensor is
 * described by its own extents and by how far its first window reaches out of the tensor.
 *
 * @param kernel the elements of the window in each dimension, at least 1
 * @param stride from one window to the next, at least 1
 * @param dilation from one element of the window to the next, at least 1
 * @param padBefore padding before the source, at least 0
 */
public record Window(
    List<Integer> kernel, List<Integer> stride, List<Integer> dilation, List<Integer> padBefore) {
  private static final int MOST_DIMS = 3;

  /**
   * Copies the lists and checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Window {
    kernel = List.copyOf(kernel);
    stride = List.copyOf(stride);
    dilation = List.copyOf(dilation);
    padBefore = List.copyOf(padBefore);
    int dims = kernel.size();
    if (dims < 1
        || dims > MOST_DIMS
        || stride.size() != dims
        || dilation.size() != dims
        || padBefore.size() != dims) {
      throw new IllegalArgumentException(
          ("a window has 1 to %d dimensions, and as many strides, dilations and paddings; got %s,"
                  + " %s, %s and %s")
              .formatted(MOST_DIMS, kernel, stride, dilation, padBefore));
    }
    if (Collections.min(kernel) < 1
        || Collections.min(stride) < 1
        || Collections.min(dilation) < 1) {
      throw new IllegalArgumentException(
          ("a window needs kernel extents, strides and dilations of at least 1, got kernel %s,"
                  + " stride %s and dilation %s")
              .formatted(by(kernel), by(stride), by(dilation)));
    }
    if (Collections.min(padBefore) < 0) {
      throw new IllegalArgumentException(
          "a window's padding cannot be negative, got %s; shrink the source instead"
              .formatted(by(padBefore)));
    }
  }

  /**
   * A window over height and width without dilation.
   *
   * @param kernelHeight rows of the window, at least 1
   * @param kernelWidth columns of the window, at least 1
   * @param strideHeight rows from one window to the next, at least 1
   * @param strideWidth columns from one window to the next, at least 1
   * @param padTop rows of padding above the source, at least 0
   * @param padLeft columns of padding to the left of the source, at least 0
   */
  public Window(
      int kernelHeight,
      int kernelWidth,
      int strideHeight,
      int strideWidth,
      int padTop,
      int padLeft) {
    this(
        List.of(kernelHeight, kernelWidth),
        List.of(strideHeight, strideWidth),
        List.of(1, 1),
        List.of(padTop, padLeft));
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

  /** {@return the number of dimensions} */
  public int dims() {
    return kernel.size();
  }

  /**
   * {@return from the first to the last element of the window, both counted}
   *
   * @param dimension the dimension, from 0
   */
  public int span(int dimension) {
    return (kernel.get(dimension) - 1) * dilation.get(dimension) + 1;
  }

  /** oneDNN counts the elements between two of a window. */
  long[] gaps() {
    return dilation.stream().mapToLong(each -> each - 1L).toArray();
  }

  static long[] longs(List<Integer> numbers) {
    return numbers.stream().mapToLong(Integer::longValue).toArray();
  }

  /**
   * oneDNN's order of the dimensions of a tensor in ours: the channels, which are last, come before
   * the dimensions that the window slides over.
   */
  int[] order() {
    int[] order = new int[dims() + 2];
    order[1] = dims() + 1;
    for (int d = 2; d < order.length; d++) {
      order[d] = d - 1;
    }
    return order;
  }

  /** The padding after the last element of each dimension of the source. */
  long[] padAfter(String operation, TensorDesc source, TensorDesc destination) {
    long[] after = new long[dims()];
    for (int d = 0; d < after.length; d++) {
      long in = source.dim(d + 1);
      long out = destination.dim(d + 1);
      long beyond = (out - 1) * stride.get(d) + span(d) - in - padBefore.get(d);
      if (beyond <= -stride.get(d)) {
        throw new IllegalArgumentException(
            ("%s: a source of %d in dimension %d does not belong to a destination of %d (%s): the"
                    + " windows end %d short of it; give a source tile of %d")
                .formatted(operation, in, d, out, this, -beyond, in + beyond));
      }
      after[d] = Math.max(0, beyond);
    }
    return after;
  }

  private static String by(List<Integer> numbers) {
    return numbers.stream().map(Object::toString).collect(Collectors.joining("x"));
  }

  @Override
  public String toString() {
    boolean dense = Collections.max(dilation) == 1;
    return "window %s stride %s pad %s%s"
        .formatted(by(kernel), by(stride), by(padBefore), dense ? "" : " dilation " + by(dilation));
  }
}
