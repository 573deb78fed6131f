package org.soapstone.dnn.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.util.Objects.checkIndex;

import java.lang.foreign.MemorySegment;

/**
 * Grey images and their labels: bytes in memory, or where they lie on the disk.
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
  private final MemorySegment pixels;
  private final MemorySegment labels;

  /** Takes the pixels of all images one after another, and a label for each. */
  GreyImages(int pixelsPerImage, MemorySegment pixels, MemorySegment labels) {
    this.pixelsPerImage = pixelsPerImage;
    this.pixels = pixels;
    this.labels = labels;
  }

  int size() {
    return Math.toIntExact(labels.byteSize());
  }

  /** One more than the greatest label. */
  int classes() {
    int greatest = 0;
    for (int i = 0; i < size(); i++) {
      greatest = Math.max(greatest, label(i));
    }
    return greatest + 1;
  }

  void load(int index, float[] into) {
    checkIndex(index, size());
    checkIndex(pixelsPerImage - 1, into.length);
    long start = (long) index * pixelsPerImage;
    for (int i = 0; i < pixelsPerImage; i++) {
      into[i] = SCALED[Byte.toUnsignedInt(pixels.get(JAVA_BYTE, start + i))];
    }
  }

  int label(int index) {
    return Byte.toUnsignedInt(labels.get(JAVA_BYTE, checkIndex(index, size())));
  }
}
