package org.soapstone.cli;

import org.soapstone.dnn.data.DataSplit;
import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.data.DrawnDigits;
import org.soapstone.dnn.data.ImageShape;
import org.soapstone.dnn.data.RandomSamples;
import org.soapstone.dnn.data.SampleForm;
import org.soapstone.dnn.zoo.ZooModel;

/** The samples that a model is trained and timed with. */
final class Datasets {
  private static final int DRAWN = 10_000;
  private static final ImageShape DIGIT = new ImageShape(28, 28, 1);
  private static final int RANDOM_BATCHES = 64;

  private Datasets() {}

  /**
   * {@return samples to train and to test with} Without files: drawn digits for a model that takes
   * digits, else random samples, on which there is nothing to learn.
   *
   * @param data where samples come from
   * @param model says what a sample is made of
   * @param batch the samples of a step
   * @param seed of what is drawn
   * @throws IllegalArgumentException if the samples are not what the model takes, or fewer than a
   *     batch
   */
  static DataSplit open(DataOption data, ZooModel model, long batch, long seed) {
    DataSplit samples =
        data.read(model).orElseGet(() -> DataSplit.of(generated(model, batch, seed)));
    Dataset training = samples.training();
    if (training.size() < batch) {
      throw new IllegalArgumentException(
          ("there are %d %s to train on, fewer than a batch of %d; take a smaller --batch or"
                  + " more %s")
              .formatted(training.size(), samples.what(), batch, samples.what()));
    }
    return samples;
  }

  /**
   * {@return samples to use a model on, all of them} Without files, drawn or random ones.
   *
   * @param data where samples come from
   * @param model says what a sample is made of
   * @param batch the samples of a batch
   * @param seed of what is drawn
   */
  static Dataset whole(DataOption data, ZooModel model, long batch, long seed) {
    return data.read(model).map(DataSplit::whole).orElseGet(() -> generated(model, batch, seed));
  }

  /** {@return samples of a model's form, to time with: drawn digits where it takes digits} */
  static Dataset generated(ZooModel model, long batch, long seed) {
    SampleForm form = model.sampleForm();
    return form.isImage() && form.image().equals(DIGIT)
        ? DrawnDigits.of(DRAWN, seed)
        : new RandomSamples(Math.toIntExact(batch * RANDOM_BATCHES), form, seed);
  }
}
