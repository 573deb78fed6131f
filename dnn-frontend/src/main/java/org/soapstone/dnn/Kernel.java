package org.soapstone.dnn;

import static java.util.Objects.requireNonNull;

import org.soapstone.dnn.kernels.Window;

/**
 * The window that a convolution or pooling slides over an image; stride 1 and no padding unless
 * told.
 *
 * @param window the geometry
 */
public record Kernel(Window window) {

  /** Checks that nothing is null. */
  public Kernel {
    requireNonNull(window, "window");
  }

  /**
   * {@return a square window}
   *
   * @param size rows and columns
   */
  public static Kernel of(int size) {
    return of(size, size);
  }

  /**
   * {@return a window}
   *
   * @param height rows
   * @param width columns
   */
  public static Kernel of(int height, int width) {
    return new Kernel(new Window(height, width, 1, 1, 0, 0));
  }

  /**
   * {@return this window moving in larger steps}
   *
   * @param stride rows and columns between windows
   */
  public Kernel stride(int stride) {
    return stride(stride, stride);
  }

  /**
   * {@return this window moving in larger steps}
   *
   * @param height rows between windows
   * @param width columns between windows
   */
  public Kernel stride(int height, int width) {
    return new Kernel(
        new Window(
            window.kernelHeight(),
            window.kernelWidth(),
            height,
            width,
            window.padHeight(),
            window.padWidth()));
  }

  /**
   * {@return this window on a padded image}
   *
   * @param padding rows above and below, columns left and right
   */
  public Kernel pad(int padding) {
    return pad(padding, padding);
  }

  /**
   * {@return this window on a padded image}
   *
   * @param height rows above and below
   * @param width columns left and right
   */
  public Kernel pad(int height, int width) {
    return new Kernel(
        new Window(
            window.kernelHeight(),
            window.kernelWidth(),
            window.strideHeight(),
            window.strideWidth(),
            height,
            width));
  }
}
