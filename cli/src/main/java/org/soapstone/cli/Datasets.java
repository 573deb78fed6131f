package org.soapstone.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.soapstone.dnn.data.DataFiles;
import org.soapstone.dnn.data.DataSplit;
import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.data.DrawnDigits;
import org.soapstone.dnn.data.ImageShape;
import org.soapstone.dnn.data.RandomSamples;
import org.soapstone.dnn.data.SampleForm;
import org.soapstone.dnn.zoo.ZooModel;

/** The images that a model is trained and timed with. */
final class Datasets {
  private static final int DRAWN = 10_000;
  private static final ImageShape DIGIT = new ImageShape(28, 28, 1);
  private static final int RANDOM_BATCHES = 64;

  private Datasets() {}

  /**
   * {@return images to train and to test with} Without a folder: drawn digits for a model that
   * takes digits, else random images, on which there is nothing to learn.
   *
   * @param path where images come from, if there is such a place
   * @param model says the shape of the images
   * @param batch the samples of a step
   * @param seed of what is drawn
   * @throws IllegalArgumentException if the images are not what the model takes, or fewer than a
   *     batch
   */
  static DataSplit open(Optional<Path> path, ZooModel model, long batch, long seed) {
    DataSplit images =
        path.map(where -> read(where, model))
            .orElseGet(() -> DataSplit.of(generated(model, batch, seed)));
    Dataset training = images.training();
    if (training.size() < batch) {
      throw new IllegalArgumentException(
          ("there are %d images to train on, fewer than a batch of %d; take a smaller --batch or"
                  + " more images")
              .formatted(training.size(), batch));
    }
    return images;
  }

  /**
   * {@return images to use a model on, all of them} Without a path, drawn or random ones.
   *
   * @param path where images come from, if there is such a place
   * @param model says the shape of the images
   * @param batch the samples of a batch
   * @param seed of what is drawn
   */
  static Dataset whole(Optional<Path> path, ZooModel model, long batch, long seed) {
    return path.map(where -> read(where, model).whole())
        .orElseGet(() -> generated(model, batch, seed));
  }

  private static DataSplit read(Path path, ZooModel model) {
    SampleForm form = model.sampleForm();
    if (!form.isImage()) {
      throw new IllegalArgumentException(
          "--data '%s': model '%s' takes %s, which no file is read for; leave --data out, and it is trained on random samples"
              .formatted(path, model.name(), form));
    }
    ImageShape shape = form.image();
    DataSplit images = DataFiles.open(path, shape);
    Dataset training = images.training();
    if (!ImageShape.of(training).equals(shape)) {
      throw new IllegalArgumentException(
          "--data '%s' has images of %s, but model '%s' takes %s; give images of that shape"
              .formatted(path, ImageShape.of(training), model.name(), shape));
    }
    return images;
  }

  /** {@return samples of a model's form, to time with: drawn digits where it takes digits} */
  static Dataset generated(ZooModel model, long batch, long seed) {
    SampleForm form = model.sampleForm();
    return form.isImage() && form.image().equals(DIGIT)
        ? DrawnDigits.of(DRAWN, seed)
        : new RandomSamples(Math.toIntExact(batch * RANDOM_BATCHES), form, seed);
  }
}
