package org.soapstone.dnn.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.soapstone.dnn.data.SampleForm.Sequence;

/** Data sets by the place where they lie: what is there says what they are. */
public final class DataFiles {
  private DataFiles() {}

  /**
   * {@return the samples of a file or folder, of the form that a model takes}
   *
   * <ul>
   *   <li>values alone, such as images: see {@link #open(Path, ImageShape)}
   *   <li>a sequence of words with a label for each: a text, or a {@code .bin} file of numbers, see
   *       {@link LanguageDataset}
   *   <li>a sequence of words with one label: a folder with a file of texts for each class, see
   *       {@link TextDataset}
   * </ul>
   *
   * @param path the file or folder
   * @param form what a sample should be made of
   * @throws DatasetException if there is nothing such, it is damaged, or no file is read for
   *     samples of that form
   */
  public static DataSplit open(Path path, SampleForm form) {
    if (form.isImage()) {
      return open(path, form.image());
    }
    if (form.values().isEmpty() && form.sequences().size() == 1) {
      Sequence sequence = form.sequences().getFirst();
      return form.isLanguage()
          ? DataSplit.of(LanguageDataset.open(path, sequence))
          : TextDataset.open(path, sequence);
    }
    throw new DatasetException(
        "'%s': no file is read for samples of %s; leave it out, and random ones are taken"
            .formatted(path, form));
  }

  /**
   * {@return the samples of two files or folders, of the form that a model takes}
   *
   * @param training what to train with
   * @param testing what to test with; of a text, its words have the numbers that they have in the
   *     other
   * @param form what a sample should be made of
   * @throws DatasetException if there is nothing such, it is damaged, or no file is read for
   *     samples of that form
   */
  public static DataSplit open(Path training, Path testing, SampleForm form) {
    if (form.isLanguage()) {
      LanguageDataset text = LanguageDataset.open(training, form.sequences().getFirst());
      return new DataSplit(text, text.like(testing));
    }
    return new DataSplit(open(training, form).whole(), open(testing, form).whole());
  }

  /**
   * {@return the images of a file or folder}
   *
   * <ul>
   *   <li>a folder with {@code data_batch_1.bin} or {@code test_batch.bin}: CIFAR-10, see {@link
   *       CifarDataset}
   *   <li>a folder with {@code images.npy} and {@code labels.npy}, or one {@code .npy} file: see
   *       {@link TableDataset}
   *   <li>a {@code .csv} file: see {@link TableDataset}
   *   <li>a folder with IDX files, as MNIST has: see {@link IdxFolder}
   *   <li>a folder with a folder of images for each class: see {@link ImageFolder}
   * </ul>
   *
   * @param path the file or folder
   * @param shape the shape that images should have; files that say their shape may have another
   * @throws DatasetException if there is nothing such, or it is damaged
   */
  public static DataSplit open(Path path, ImageShape shape) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    if (Files.isRegularFile(path) && name.endsWith(".csv")) {
      return DataSplit.of(TableDataset.ofCsv(path, shape));
    }
    if (Files.isRegularFile(path) && name.endsWith(".npy")) {
      Dataset images = TableDataset.ofNumPy(path, shape);
      return DataSplit.of(images, 0, images.size());
    }
    if (!Files.isDirectory(path) || IdxFolder.isIn(path)) {
      return IdxFolder.open(path);
    }
    if (CifarDataset.isIn(path)) {
      return CifarDataset.open(path);
    }
    return TableDataset.isIn(path)
        ? DataSplit.of(TableDataset.ofNumPyFolder(path, shape))
        : ImageFolder.open(path, shape);
  }
}
