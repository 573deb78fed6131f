package org.soapstone.dnn.data;

import static java.util.Objects.checkIndex;

/**
 * Grey images and their labels, held in memory as bytes.
 *
 * <p>A pixel {@code p} from 0 to 255 is loaded as {@code (p / 255 − 0.1307) / 0.3081}: the mean and
 * the standard deviation of MNIST's training images, so that those have mean 0 and deviation 1.
 */
final class GreyImages {
  private static final float MEAN = 0.1307f;
  private static final float DEVIATION = 0.3081f;
  private static final float[] SCALED = new float[256];

  static {
    for (int p = 0; p < SCALED.length; p++) {
      SCALED[p] = (p / 255f - MEAN) / DEVIATION;
    }
  }

  private final int pixelsPerImage;
  private final byte[] pixels;
  private final byte[] labels;

  /** Takes over arrays: the pixels of all images one after another, and a label for each. */
  GreyImages(int pixelsPerImage, byte[] pixels, byte[] labels) {
    this.pixelsPerImage = pixelsPerImage;
    this.pixels = pixels;
    this.labels = labels;
  }

  int size() {
    return labels.length;
  }

  /** One more than the greatest label. */
  int classes() {
    int greatest = 0;
    for (byte label : labels) {
      greatest = Math.max(greatest, Byte.toUnsignedInt(label));
    }
    return greatest + 1;
  }

  void load(int index, float[] into) {
    checkIndex(index, size());
    checkIndex(pixelsPerImage - 1, into.length);
    int start = index * pixelsPerImage;
    for (int i = 0; i < pixelsPerImage; i++) {
      into[i] = SCALED[Byte.toUnsignedInt(pixels[start + i])];
    }
  }

  int label(int index) {
    return Byte.toUnsignedInt(labels[checkIndex(index, size())]);
  }
}
