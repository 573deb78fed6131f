package org.soapstone.dnn.data;

/**
 * The shape of images.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels values of a pixel, at least 1
 */
public record ImageShape(int height, int width, int channels) {

  /** Checks the extents. */
  public ImageShape {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "images of %d x %d x %d; each must be at least 1".formatted(height, width, channels));
    }
  }

  /**
   * {@return the shape of a data set's images}
   *
   * @param images the data set
   */
  public static ImageShape of(Dataset images) {
    return new ImageShape(images.height(), images.width(), images.channels());
  }

  /** {@return the values of an image} */
  public int size() {
    return Math.multiplyExact(Math.multiplyExact(height, width), channels);
  }

  /** {@return the shape as in {@code 28 x 28 x 1}} */
  @Override
  public String toString() {
    return "%d x %d x %d".formatted(height, width, channels);
  }
}
