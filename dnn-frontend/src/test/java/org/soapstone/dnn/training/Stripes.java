package org.soapstone.dnn.training;

import java.util.SplittableRandom;
import org.soapstone.dnn.data.Dataset;

/**
 * Noisy stripes, easy to tell apart: class k has period k + 2 down the rows or, when odd, along the
 * columns.
 *
 * @param size the number of images
 * @param side rows and columns
 * @param channels values of a pixel
 * @param classes the number of classes
 */
record Stripes(int size, int side, int channels, int classes) implements Dataset {

  @Override
  public String name() {
    return "stripes";
  }

  @Override
  public int height() {
    return side;
  }

  @Override
  public int width() {
    return side;
  }

  @Override
  public void load(int index, float[] into) {
    SplittableRandom random = new SplittableRandom(index);
    int label = label(index);
    int at = 0;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int place = label % 2 == 0 ? y : x;
        for (int c = 0; c < channels; c++) {
          double stripe = place % (label + 2) == 0 ? 1 : 0;
          into[at++] = (float) (stripe + 0.3 * random.nextDouble());
        }
      }
    }
  }

  @Override
  public int label(int index) {
    return index * 7 % classes;
  }
}
