package org.soapstone.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.soapstone.dnn.data.DataFiles;
import org.soapstone.dnn.data.DataSplit;
import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.data.DrawnDigits;
import org.soapstone.dnn.data.ImageShape;
import org.soapstone.dnn.data.RandomImages;
import org.soapstone.dnn.zoo.ZooModel;

/** The images that a model is trained and timed with. */
final class Datasets {
  private static final int DRAWN = 10_000;
  private static final int DRAWN_SIDE = 28;
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
    ImageShape shape = new ImageShape(model.height(), model.width(), model.channels());
    DataSplit images = DataFiles.open(path, shape);
    Dataset training = images.training();
    if (!ImageShape.of(training).equals(shape)) {
      throw new IllegalArgumentException(
          "--data '%s' has images of %s, but model '%s' takes %s; give images of that shape"
              .formatted(path, ImageShape.of(training), model.name(), shape));
    }
    return images;
  }

  /** {@return images of a model's shape, to time with} */
  static Dataset generated(ZooModel model, long batch, long seed) {
    boolean digits =
        model.height() == DRAWN_SIDE && model.width() == DRAWN_SIDE && model.channels() == 1;
    return digits
        ? DrawnDigits.of(DRAWN, seed)
        : new RandomImages(
            Math.toIntExact(batch * RANDOM_BATCHES),
            model.height(),
            model.width(),
            model.channels(),
            model.classes(),
            seed);
  }
}
