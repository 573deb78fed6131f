package org.soapstone.dnn.data;

import static java.util.Objects.requireNonNull;

/**
 * Samples to train with, and others to test with.
 *
 * @param training what is trained with
 * @param testing what accuracy is measured on; no image of it is trained with
 */
public record DataSplit(Dataset training, Dataset testing) {
  /** Of five images, the last is for testing. */
  private static final int TESTING_SHARE = 5;

  /**
   * Checks that both have images of one shape.
   *
   * @throws DatasetException if they have not
   */
  public DataSplit {
    requireNonNull(training, "training");
    requireNonNull(testing, "testing");
    if (!shape(training).equals(shape(testing))) {
      throw new DatasetException(
          "the images of '%s' are %s and those of '%s' are %s; they must be alike"
              .formatted(training.name(), shape(training), testing.name(), shape(testing)));
    }
  }

  /**
   * {@return the first images for training and the last for testing}
   *
   * @param whole the images
   * @param training how many to train with
   * @param testing how many to test with
   * @throws DatasetException if the images are fewer
   */
  public static DataSplit of(Dataset whole, int training, int testing) {
    if (training < 0 || testing < 0 || (long) training + testing > whole.size()) {
      throw new DatasetException(
          "'%s' has %d images; %d for training and %d for testing are not among them"
              .formatted(whole.name(), whole.size(), training, testing));
    }
    return new DataSplit(
        whole.slice(0, training), whole.slice(whole.size() - testing, whole.size()));
  }

  /**
   * {@return the first four fifths for training and the rest for testing: of 10,000 images, 8,000
   * and 2,000}
   *
   * @param whole the images
   */
  public static DataSplit of(Dataset whole) {
    int testing = whole.size() / TESTING_SHARE;
    return of(whole, whole.size() - testing, testing);
  }

  /** {@return all images: those for training, then those for testing} */
  public Dataset whole() {
    return training.size() == 0 ? testing : new Joined(training, testing);
  }

  /** {@return whether the samples are random, so that there is nothing to learn} */
  public boolean isRandom() {
    return switch (training) {
      case RandomSamples _ -> true;
      case Dataset.Slice slice -> slice.whole() instanceof RandomSamples;
      default -> false;
    };
  }

  /** {@return what people call the samples: images, or texts} */
  public String what() {
    return training.channels() > 0 ? "images" : "texts";
  }

  private static String shape(Dataset images) {
    return "%d x %d x %d".formatted(images.height(), images.width(), images.channels());
  }
}
