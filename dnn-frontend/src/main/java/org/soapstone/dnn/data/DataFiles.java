package org.soapstone.dnn.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Data sets by the place where they lie: what is there says what they are. */
public final class DataFiles {
  private DataFiles() {}

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
