package org.soapstone.dnn.data;

import static java.util.Objects.checkIndex;

import java.util.SplittableRandom;

/**
 * Images of random values between −1 and 1 with random labels: nothing to learn, but as much to
 * compute as with real ones. Made anew each time they are loaded; the same seed and number always
 * give the same image.
 *
 * @param size the number of images, at least 1
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels values of a pixel, at least 1
 * @param classes the number of classes, at least 1
 * @param seed tells one set from another
 */
public record RandomImages(int size, int height, int width, int channels, int classes, long seed)
    implements Dataset {
  /** Odd, so that different numbers give different seeds. */
  private static final long SPREAD = 0xd1342543de82ef95L;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is below 1, or an image is beyond a Java array
   */
  public RandomImages {
    if (size < 1 || height < 1 || width < 1 || channels < 1 || classes < 1) {
      throw new IllegalArgumentException(
          ("random images need a size, extents and classes of at least 1,"
                  + " got %d images of %d x %d x %d in %d classes")
              .formatted(size, height, width, channels, classes));
    }
    if ((double) height * width * channels > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "random images of %d x %d x %d are larger than a Java array"
              .formatted(height, width, channels));
    }
  }

  @Override
  public String name() {
    return "random images";
  }

  @Override
  public void load(int index, float[] into) {
    int values = height * width * channels;
    checkIndex(values - 1, into.length);
    SplittableRandom random = generator(index);
    for (int i = 0; i < values; i += 2) {
      // Two values of 24 bits from one draw of 64.
      long bits = random.nextLong();
      into[i] = (bits >> 40) * 0x1p-23f;
      if (i + 1 < values) {
        into[i + 1] = (bits << 24 >> 40) * 0x1p-23f;
      }
    }
  }

  @Override
  public int label(int index) {
    return Math.floorMod(generator(index).nextLong(), classes);
  }

  private SplittableRandom generator(int index) {
    long start = seed ^ checkIndex(index, size) * SPREAD;
    return new SplittableRandom(new SplittableRandom(start).nextLong());
  }
}
