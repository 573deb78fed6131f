package org.soapstone.dnn.kernels;

import com.google.common.primitives.ImmutableIntArray;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The geometry of a window that slides over one, two or three dimensions, of the whole operator and
 * not of a tile.
 *
 * <p>In each dimension, output index {@code y} looks at input indices {@code y·stride − padBefore +
 * k·dilation} for k from 0 to {@code kernel − 1}; those outside the tensor are padding. A kernel
 * finds a tile's own padding from the rects of its views: they are absolute, and the input's rect
 * is clamped to the tensor.
 *
 * @param kernel the extents of the window, each at least 1
 * @param stride from window to window, each at least 1
 * @param dilation from element to element of a window, each at least 1
 * @param padBefore padding at the low ends, each at least 0
 * @param padAfter padding at the high ends, each at least 0; it only says how many windows there
 *     are
 */
public record Window(
    ImmutableIntArray kernel,
    ImmutableIntArray stride,
    ImmutableIntArray dilation,
    ImmutableIntArray padBefore,
    ImmutableIntArray padAfter)
    implements Serializable {

  /** The greatest number of dimensions. */
  public static final int MOST_DIMS = 3;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is below its minimum, or not all are of 1 to {@value
   *     #MOST_DIMS} dimensions
   */
  public Window {
    int dims = kernel.length();
    if (dims < 1
        || dims > MOST_DIMS
        || stride.length() != dims
        || dilation.length() != dims
        || padBefore.length() != dims
        || padAfter.length() != dims) {
      throw new IllegalArgumentException(
          "a window has 1 to %d dimensions, and all of its numbers as many; got %s, %s, %s, %s, %s"
              .formatted(MOST_DIMS, kernel, stride, dilation, padBefore, padAfter));
    }
    if (least(kernel) < 1 || least(stride) < 1 || least(dilation) < 1) {
      throw new IllegalArgumentException(
          ("a window needs kernel extents, strides and dilations of at least 1,"
                  + " got kernel %s, stride %s and dilation %s")
              .formatted(text(kernel), text(stride), text(dilation)));
    }
    if (least(padBefore) < 0 || least(padAfter) < 0) {
      throw new IllegalArgumentException(
          "a window needs padding of at least 0, got %s before and %s after"
              .formatted(text(padBefore), text(padAfter)));
    }
  }

  /**
   * A window over height and width, with the same padding at both ends.
   *
   * @param kernelHeight rows of the window, at least 1
   * @param kernelWidth columns of the window, at least 1
   * @param strideHeight rows between windows, at least 1
   * @param strideWidth columns between windows, at least 1
   * @param padHeight rows of padding above the tensor, at least 0
   * @param padWidth columns of padding left of the tensor, at least 0
   */
  public Window(
      int kernelHeight,
      int kernelWidth,
      int strideHeight,
      int strideWidth,
      int padHeight,
      int padWidth) {
    this(
        ImmutableIntArray.of(kernelHeight, kernelWidth),
        ImmutableIntArray.of(strideHeight, strideWidth),
        ImmutableIntArray.of(1, 1),
        ImmutableIntArray.of(padHeight, padWidth),
        ImmutableIntArray.of(padHeight, padWidth));
  }

  private static int least(ImmutableIntArray numbers) {
    return numbers.stream().min().orElseThrow();
  }

  /** {@return the number of dimensions} */
  public int dims() {
    return kernel.length();
  }

  /**
   * {@return from the first to the last element of a window, both counted}
   *
   * @param dimension the dimension, from 0
   */
  public int span(int dimension) {
    return (kernel.get(dimension) - 1) * dilation.get(dimension) + 1;
  }

  /** {@return the number of elements of a window} */
  public int volume() {
    return kernel.stream().reduce(1, Math::multiplyExact);
  }

  /** {@return whether the elements of a window are neighbours in a tensor} */
  public boolean isDense() {
    return dilation.stream().allMatch(each -> each == 1);
  }

  /** {@return this window with one more dimension before the others, in which it does nothing} */
  Window lifted() {
    return new Window(
        first(1, kernel),
        first(1, stride),
        first(1, dilation),
        first(0, padBefore),
        first(0, padAfter));
  }

  private static ImmutableIntArray first(int value, ImmutableIntArray others) {
    return ImmutableIntArray.builder().add(value).addAll(others).build();
  }

  int kernelHeight() {
    return kernel.get(0);
  }

  int kernelWidth() {
    return kernel.get(1);
  }

  int strideHeight() {
    return stride.get(0);
  }

  int strideWidth() {
    return stride.get(1);
  }

  int padHeight() {
    return padBefore.get(0);
  }

  int padWidth() {
    return padBefore.get(1);
  }

  /** {@return the geometry for people, as in {@code 3x3 stride 2x2 pad 1x1}} */
  @Override
  public String toString() {
    String after = padAfter.equals(padBefore) ? "" : " to " + text(padAfter);
    return "%s stride %s pad %s%s%s"
        .formatted(
            text(kernel),
            text(stride),
            text(padBefore),
            after,
            isDense() ? "" : " dilation " + text(dilation));
  }

  private static String text(ImmutableIntArray numbers) {
    return String.join("x", Arrays.stream(numbers.toArray()).mapToObj(Integer::toString).toList());
  }
}
