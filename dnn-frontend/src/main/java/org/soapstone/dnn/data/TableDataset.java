package org.soapstone.dnn.data;

import static java.util.Objects.checkIndex;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Samples that are rows of numbers, from NumPy's {@code .npy} files or from {@code .csv} files: the
 * values of an image, then a class, or target values. The files are read where they lie.
 */
public final class TableDataset implements Dataset {
  private static final String IMAGES = "images.npy";
  private static final String LABELS = "labels.npy";

  /** Numbers in rows and columns. */
  private interface Table {
    /** Loads the first columns of a row. */
    void load(int row, int columns, float[] into);
  }

  private final String name;
  private final ImageShape shape;
  private final int size;
  private final int classes;
  private final int targets;
  private final Table values;
  private final Table wanted;

  private TableDataset(
      String name,
      ImageShape shape,
      int size,
      int classes,
      int targets,
      Table values,
      Table wanted) {
    this.name = name;
    this.shape = shape;
    this.size = size;
    this.classes = classes;
    this.targets = targets;
    this.values = values;
    this.wanted = wanted;
  }

  /**
   * {@return the rows of a CSV file: the values of an image, row-major, and behind them one column
   * with the class, counted from 0, or columns with target values}
   *
   * @param file numbers between commas, a sample a line; the first line may be a heading
   * @param shape the shape of the images
   * @throws DatasetException if the file cannot be read, or a line has another number of columns or
   *     something else than numbers; the message names the line
   */
  public static TableDataset ofCsv(Path file, ImageShape shape) {
    CsvFile csv = CsvFile.open(file);
    int targets = csv.columns() - shape.size();
    if (targets < 1) {
      throw new DatasetException(
          "'%s' has %d columns; images of %s need %d, and at least one more for the class or the target values"
              .formatted(file, csv.columns(), shape, shape.size()));
    }
    int classes = targets == 1 ? csv.classesOfLastColumn() : 0;
    return new TableDataset(
        file.getFileName().toString(),
        shape,
        csv.rows(),
        classes,
        classes > 0 ? classes : targets,
        (row, columns, into) -> load(csv.row(row), 0, columns, into),
        (row, columns, into) -> load(csv.row(row), shape.size(), columns, into));
  }

  /**
   * {@return the images of a NumPy file, without classes: to predict with}
   *
   * @param file an array whose first dimension is the sample
   * @param shape the shape of the images
   * @throws DatasetException if it is no such array
   */
  public static TableDataset ofNumPy(Path file, ImageShape shape) {
    NumPyFile images = images(file, shape);
    return new TableDataset(
        file.getFileName().toString(),
        shape,
        images.items(),
        1,
        1,
        table(images),
        (_, columns, into) -> Arrays.fill(into, 0, columns, 0));
  }

  /** {@return whether a folder has NumPy files} */
  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(IMAGES));
  }

  /**
   * {@return the images of a folder with {@code images.npy} and {@code labels.npy}: integers are
   * classes, floats are target values}
   *
   * @param folder the folder
   * @param shape the shape of the images
   * @throws DatasetException if they are no such arrays, or of different lengths
   */
  public static TableDataset ofNumPyFolder(Path folder, ImageShape shape) {
    NumPyFile images = images(folder.resolve(IMAGES), shape);
    NumPyFile labels = NumPyFile.open(folder.resolve(LABELS));
    if (labels.items() != images.items()) {
      throw new DatasetException(
          "'%s' has %d images and '%s' %d labels; there must be one for each"
              .formatted(images.path(), images.items(), labels.path(), labels.items()));
    }
    boolean classified = labels.isInteger() && labels.itemSize() == 1;
    int classes = classified ? classes(labels) : 0;
    return new TableDataset(
        folder.getFileName().toString(),
        shape,
        images.items(),
        classes,
        classified ? classes : labels.itemSize(),
        table(images),
        table(labels));
  }

  private static int classes(NumPyFile labels) {
    int greatest = 0;
    for (int row = 0; row < labels.items(); row++) {
      double label = labels.at(row);
      if (label < 0 || label > Short.MAX_VALUE) {
        throw new DatasetException(
            "'%s' has class %.0f at row %d; classes are counted from 0"
                .formatted(labels.path(), label, row));
      }
      greatest = Math.max(greatest, (int) label);
    }
    return greatest + 1;
  }

  private static NumPyFile images(Path file, ImageShape shape) {
    NumPyFile images = NumPyFile.open(file);
    if (images.itemSize() != shape.size()) {
      throw new DatasetException(
          "'%s' has shape %s; images of %s need %d values for each of the first dimension"
              .formatted(file, images.shapeText(), shape, shape.size()));
    }
    return images;
  }

  private static Table table(NumPyFile file) {
    return (row, columns, into) -> {
      long start = (long) row * file.itemSize();
      for (int column = 0; column < columns; column++) {
        into[column] = (float) file.at(start + column);
      }
    };
  }

  private static void load(double[] row, int from, int columns, float[] into) {
    for (int column = 0; column < columns; column++) {
      into[column] = (float) row[from + column];
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int height() {
    return shape.height();
  }

  @Override
  public int width() {
    return shape.width();
  }

  @Override
  public int channels() {
    return shape.channels();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int targets() {
    return targets;
  }

  @Override
  public void load(int index, float[] into) {
    values.load(checkIndex(index, size), shape.size(), into);
  }

  @Override
  public int label(int index) {
    float[] label = new float[1];
    wanted.load(checkIndex(index, size), 1, label);
    return classes == 0 ? 0 : (int) label[0];
  }

  @Override
  public void target(int index, float[] into) {
    Arrays.fill(into, 0);
    if (classes > 0) {
      into[label(index)] = 1;
    } else {
      wanted.load(checkIndex(index, size), targets, into);
    }
  }
}
