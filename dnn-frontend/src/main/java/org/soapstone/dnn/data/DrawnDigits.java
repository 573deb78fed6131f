package org.soapstone.dnn.data;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/**
 * Digits drawn by a program, 28 by 28 pixels, grey: for those who have no data at hand.
 *
 * <p>Each image is one of ten digits, a few pen strokes each. The strokes are bent, turned,
 * sheared, stretched and moved at random, drawn with a pen of random width and pressure, and
 * covered with noise. A linear classifier does not learn them well; a small convolutional network
 * does within a few passes over some thousands of them. All images are drawn when the set is made,
 * in about 50 microseconds each. The same size and seed always give the same images, and a larger
 * set starts with a smaller one's.
 *
 * <p>Pixels are scaled like those of {@link IdxDataset}.
 */
public final class DrawnDigits implements Dataset {
  /** Rows and columns of an image. */
  private static final int SIDE = 28;

  private static final int DIGITS = 10;

  private final GreyImages images;

  private DrawnDigits(GreyImages images) {
    this.images = images;
  }

  /**
   * {@return drawn digits}
   *
   * @param size how many, at least 1
   * @param seed tells one set from another
   * @throws IllegalArgumentException if the size is below 1 or beyond a Java array
   */
  public static DrawnDigits of(int size, long seed) {
    int most = (Integer.MAX_VALUE - 8) / (SIDE * SIDE);
    if (size < 1 || size > most) {
      throw new IllegalArgumentException(
          "the number of drawn digits must be from 1 to %d, got %d".formatted(most, size));
    }
    byte[] pixels = new byte[size * SIDE * SIDE];
    byte[] labels = new byte[size];
    SplittableRandom root = new SplittableRandom(seed);
    for (int i = 0; i < size; i++) {
      SplittableRandom random = root.split();
      labels[i] = (byte) random.nextInt(DIGITS);
      DigitPen.draw(labels[i], random, pixels, i * SIDE * SIDE, SIDE);
    }
    return new DrawnDigits(
        new GreyImages(SIDE * SIDE, MemorySegment.ofArray(pixels), MemorySegment.ofArray(labels)));
  }

  @Override
  public String name() {
    return "drawn digits";
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public int height() {
    return SIDE;
  }

  @Override
  public int width() {
    return SIDE;
  }

  @Override
  public int channels() {
    return 1;
  }

  @Override
  public int classes() {
    return DIGITS;
  }

  @Override
  public void load(int index, float[] into) {
    images.load(index, into);
  }

  @Override
  public int label(int index) {
    return images.label(index);
  }
}
