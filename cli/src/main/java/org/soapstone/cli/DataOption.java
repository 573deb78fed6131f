package org.soapstone.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.soapstone.dnn.data.DataFiles;
import org.soapstone.dnn.data.DataSplit;
import org.soapstone.dnn.data.ImageShape;
import org.soapstone.dnn.data.SampleForm;
import org.soapstone.dnn.zoo.ZooModel;
import picocli.CommandLine.Option;

/** Where samples come from. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "A folder of IDX files or of CIFAR-10's binaries, a folder with a folder of PNG or JPEG"
              + " images for each class, a .csv file or an .npy file; for a language model a text;"
              + " to classify texts, a folder with a file of lines for each class (default: samples"
              + " that are drawn here).")
  private Path data;

  @Option(
      names = "--test-data",
      paramLabel = "PATH",
      description = "What to test on, like --data (default: a part of that).")
  private Path testData;

  /**
   * {@return the samples of the files, if there are some}
   *
   * @param model says what a sample is made of
   * @throws IllegalArgumentException if they are not what the model takes
   */
  Optional<DataSplit> read(ZooModel model) {
    if (data == null) {
      if (testData != null) {
        throw new IllegalArgumentException(
            "--test-data '%s': there is no --data to train on; give both".formatted(testData));
      }
      return Optional.empty();
    }
    SampleForm form = model.sampleForm();
    DataSplit samples =
        testData == null ? DataFiles.open(data, form) : DataFiles.open(data, testData, form);
    if (form.isImage() && !ImageShape.of(samples.training()).equals(form.image())) {
      throw new IllegalArgumentException(
          "--data '%s' has images of %s, but model '%s' takes %s; give images of that shape"
              .formatted(data, ImageShape.of(samples.training()), model.name(), form.image()));
    }
    return Optional.of(samples);
  }
}
