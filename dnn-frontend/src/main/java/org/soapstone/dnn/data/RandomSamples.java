package org.soapstone.dnn.data;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.SplittableRandom;
import org.soapstone.dnn.data.SampleForm.Sequence;

/**
 * Random samples of any form: nothing to learn, but as much to compute as with real ones. Values
 * lie between −1 and 1. Made anew each time they are loaded; the same seed and number always give
 * the same sample.
 *
 * @param size the number of samples, at least 1
 * @param form what a sample is made of
 * @param seed tells one set from another
 */
public record RandomSamples(int size, SampleForm form, long seed) implements Dataset {
  /** Odd, so that different numbers give different seeds. */
  private static final long SPREAD = 0xd1342543de82ef95L;

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public RandomSamples {
    requireNonNull(form, "form");
    if (size < 1) {
      throw new IllegalArgumentException(
          "%d random samples; there must be at least 1".formatted(size));
    }
  }

  @Override
  public String name() {
    return form.isImage() ? "random images" : "random samples";
  }

  /** {@return the rows of an image; of other values 1} */
  @Override
  public int height() {
    return form.isImage() ? form.image().height() : Math.min(1, form.size());
  }

  /** {@return the columns of an image; of other values 1} */
  @Override
  public int width() {
    return form.isImage() ? form.image().width() : Math.min(1, form.size());
  }

  /** {@return the values of a pixel; of other values their number} */
  @Override
  public int channels() {
    return form.isImage() ? form.image().channels() : form.size();
  }

  @Override
  public List<Sequence> sequences() {
    return form.sequences();
  }

  @Override
  public int classes() {
    return form.classes();
  }

  @Override
  public int labels() {
    return Math.max(1, form.labels());
  }

  @Override
  public int targets() {
    return form.targets() > 0 ? form.targets() : form.classes();
  }

  @Override
  public void load(int index, float[] into) {
    int values = form.size();
    checkIndex(values - 1, into.length);
    SplittableRandom random = generator(index, 0);
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
  public void tokens(int index, int sequence, int[] into) {
    Sequence wanted = form.sequences().get(sequence);
    draw(generator(index, 1 + sequence), wanted.vocabulary(), into);
  }

  @Override
  public int label(int index) {
    int[] labels = new int[labels()];
    labels(index, labels);
    return labels[0];
  }

  @Override
  public void labels(int index, int[] into) {
    draw(generator(index, -1), Math.max(1, form.classes()), into);
  }

  @Override
  public void target(int index, float[] into) {
    SplittableRandom random = generator(index, -1);
    for (int i = 0; i < into.length; i++) {
      into[i] = random.nextInt(2);
    }
  }

  private static void draw(SplittableRandom random, int bound, int[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = random.nextInt(bound);
    }
  }

  private SplittableRandom generator(int index, int stream) {
    long start = (seed ^ checkIndex(index, size) * SPREAD) + stream * (SPREAD << 1 | 1);
    return new SplittableRandom(new SplittableRandom(start).nextLong());
  }
}
