package org.soapstone.dnn;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import org.soapstone.dnn.kernels.Window;
import org.soapstone.dnn.operators.ModelException;

/**
 * The window that a convolution or pooling slides over one, two or three dimensions; stride 1,
 * dilation 1 and no padding unless told. A method that is given one number uses it for every
 * dimension.
 *
 * @param window the geometry
 */
public record Kernel(Window window) {

  /** Checks that nothing is null. */
  public Kernel {
    requireNonNull(window, "window");
  }

  /**
   * {@return a square window over height and width}
   *
   * @param size rows and columns
   */
  public static Kernel of(int size) {
    return of(size, size);
  }

  /**
   * {@return a window over height and width}
   *
   * @param height rows
   * @param width columns
   */
  public static Kernel of(int height, int width) {
    return ofExtents(height, width);
  }

  /**
   * {@return a window over one dimension}
   *
   * @param length positions
   */
  public static Kernel of1d(int length) {
    return ofExtents(length);
  }

  /**
   * {@return a window over depth, height and width}
   *
   * @param depth planes
   * @param height rows
   * @param width columns
   */
  public static Kernel of3d(int depth, int height, int width) {
    return ofExtents(depth, height, width);
  }

  private static Kernel ofExtents(int... extents) {
    int dims = extents.length;
    return new Kernel(
        new Window(
            ImmutableIntArray.copyOf(extents),
            all(dims, 1),
            all(dims, 1),
            all(dims, 0),
            all(dims, 0)));
  }

  /**
   * {@return this window moving in larger steps}
   *
   * @param stride positions between windows: one for each dimension, or one for all
   */
  public Kernel stride(int... stride) {
    return new Kernel(
        new Window(
            window.kernel(),
            each(stride),
            window.dilation(),
            window.padBefore(),
            window.padAfter()));
  }

  /**
   * {@return this window on a tensor that is padded alike at both ends}
   *
   * @param padding positions at each end: one for each dimension, or one for all
   */
  public Kernel pad(int... padding) {
    return pad(padding, padding);
  }

  /**
   * {@return this window on a padded tensor}
   *
   * @param before positions at the low ends: one for each dimension, or one for all
   * @param after positions at the high ends: one for each dimension, or one for all
   */
  public Kernel pad(int[] before, int[] after) {
    return new Kernel(
        new Window(window.kernel(), window.stride(), window.dilation(), each(before), each(after)));
  }

  /**
   * {@return this window with its elements apart}
   *
   * @param dilation from element to element: one for each dimension, or one for all
   */
  public Kernel dilate(int... dilation) {
    return new Kernel(
        new Window(
            window.kernel(),
            window.stride(),
            each(dilation),
            window.padBefore(),
            window.padAfter()));
  }

  private ImmutableIntArray each(int[] numbers) {
    if (numbers.length == 1) {
      return all(window.dims(), numbers[0]);
    }
    if (numbers.length != window.dims()) {
      throw new ModelException(
          "%d numbers for a window of %d dimensions; give one for each, or one for all"
              .formatted(numbers.length, window.dims()));
    }
    return ImmutableIntArray.copyOf(numbers);
  }

  private static ImmutableIntArray all(int dims, int value) {
    int[] numbers = new int[dims];
    Arrays.fill(numbers, value);
    return ImmutableIntArray.copyOf(numbers);
  }
}
