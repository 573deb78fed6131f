package org.soapstone.dnn.data;

import java.nio.file.Path;

/**
 * Labelled grey images from a pair of IDX files, the format of MNIST: one with images, one with as
 * many labels.
 *
 * <p>A plain file is read where it lies; one that is compressed with gzip is unpacked to a
 * temporary file first. A pixel {@code p} from 0 to 255 is loaded as {@code (p / 255 − 0.1307) /
 * 0.3081}, so that MNIST's training images have mean 0 and standard deviation 1.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">the MNIST database, with a description of the
 *     format</a>
 */
public final class IdxDataset implements Dataset {
  private final String name;
  private final int height;
  private final int width;
  private final int classes;
  private final GreyImages images;

  private IdxDataset(String name, int height, int width, GreyImages images) {
    this.name = name;
    this.height = height;
    this.width = width;
    this.classes = images.classes();
    this.images = images;
  }

  /**
   * {@return the data set of two files}
   *
   * @param name the name people see
   * @param images the images: unsigned bytes in three dimensions, magic number 0x00000803
   * @param labels the labels: unsigned bytes in one dimension, magic number 0x00000801
   * @throws DatasetException if a file cannot be read, is no such file, is truncated or too long,
   *     or the files do not have equally many items; the message says which and what was expected
   */
  public static IdxDataset read(String name, Path images, Path labels) {
    IdxFile imageFile = IdxFile.open(images, "images", 3);
    IdxFile labelFile = IdxFile.open(labels, "labels", 1);
    if (imageFile.extent(0) != labelFile.extent(0)) {
      throw new DatasetException(
          "'%s' holds %d images and '%s' holds %d labels; there must be a label for each image"
              .formatted(images, imageFile.extent(0), labels, labelFile.extent(0)));
    }
    int height = imageFile.extent(1);
    int width = imageFile.extent(2);
    return new IdxDataset(
        name, height, width, new GreyImages(height * width, imageFile.data(), labelFile.data()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int channels() {
    return 1;
  }

  /** {@return one more than the greatest label} */
  @Override
  public int classes() {
    return classes;
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
