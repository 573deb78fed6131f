package org.soapstone.dnn.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.util.Objects.checkIndex;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * CIFAR-10's binary files: records of a label and 32 x 32 x 3 bytes, channel by channel. They are
 * read where they lie on the disk.
 *
 * <p>A pixel {@code p} of a channel is loaded as {@code (p / 255 − mean) / deviation}, with the
 * means and deviations of CIFAR-10's training images.
 *
 * @see <a href="https://www.cs.toronto.edu/~kriz/cifar.html">the data set, with a description of
 *     the format</a>
 */
public final class CifarDataset implements Dataset {
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int CHANNELS = 3;
  private static final int CLASSES = 10;
  private static final int RECORD_BYTES = 1 + CHANNELS * PLANE;
  private static final float[] MEANS = {0.4914f, 0.4822f, 0.4465f};
  private static final float[] DEVIATIONS = {0.2470f, 0.2435f, 0.2616f};
  private static final String TEST = "test_batch.bin";

  private final String name;
  private final List<MappedFile> files;
  private final int[] starts;

  private CifarDataset(String name, List<MappedFile> files) {
    this.name = name;
    this.files = List.copyOf(files);
    starts = new int[files.size() + 1];
    for (int f = 0; f < files.size(); f++) {
      starts[f + 1] = Math.addExact(starts[f], records(files.get(f)));
    }
  }

  private static int records(MappedFile file) {
    if (file.size() == 0 || file.size() % RECORD_BYTES != 0) {
      throw new DatasetException(
          "'%s' has %d bytes, no multiple of %d: it is truncated at byte %d, or no CIFAR-10 binary; fetch it again"
              .formatted(
                  file.path(),
                  file.size(),
                  RECORD_BYTES,
                  file.size() / RECORD_BYTES * RECORD_BYTES));
    }
    return Math.toIntExact(file.size() / RECORD_BYTES);
  }

  /**
   * {@return the data set of some files}
   *
   * @param name the name people see
   * @param files CIFAR-10 binaries, whose images follow each other
   * @throws DatasetException if a file cannot be read or is truncated
   */
  public static CifarDataset read(String name, List<Path> files) {
    return new CifarDataset(name, files.stream().map(MappedFile::open).toList());
  }

  /** {@return whether a folder has files named like CIFAR-10's} */
  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(TEST)) || Files.exists(batch(folder, 1));
  }

  private static Path batch(Path folder, int number) {
    return folder.resolve("data_batch_" + number + ".bin");
  }

  /**
   * {@return the images of a folder with {@code data_batch_1.bin} to {@code data_batch_5.bin}, as
   * many as are there, to train with, and {@code test_batch.bin} to test with} Where there are no
   * test images, the last fifth of the others is for testing.
   *
   * @param folder the folder
   * @throws DatasetException if a file is missing or damaged
   */
  public static DataSplit open(Path folder) {
    List<Path> batches =
        IntStream.rangeClosed(1, 5).mapToObj(n -> batch(folder, n)).filter(Files::exists).toList();
    if (batches.isEmpty()) {
      throw new DatasetException(
          "folder '%s' has %s but no data_batch_1.bin to train with".formatted(folder, TEST));
    }
    Dataset training = read(folder.getFileName() + "/data_batch", batches);
    Path test = folder.resolve(TEST);
    return Files.exists(test)
        ? new DataSplit(training, read(folder.getFileName() + "/test_batch", List.of(test)))
        : DataSplit.of(training);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return starts[files.size()];
  }

  @Override
  public int height() {
    return SIDE;
  }

  @Override
  public int width() {
    return SIDE;
  }

  @Override
  public int channels() {
    return CHANNELS;
  }

  @Override
  public int classes() {
    return CLASSES;
  }

  private int fileOf(int index) {
    checkIndex(index, size());
    int file = 0;
    while (index >= starts[file + 1]) {
      file++;
    }
    return file;
  }

  @Override
  public void load(int index, float[] into) {
    checkIndex(CHANNELS * PLANE - 1, into.length);
    int file = fileOf(index);
    MemorySegment bytes = files.get(file).bytes();
    long start = (long) (index - starts[file]) * RECORD_BYTES + 1;
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int pixel = 0; pixel < PLANE; pixel++) {
        int value =
            Byte.toUnsignedInt(bytes.get(JAVA_BYTE, start + (long) channel * PLANE + pixel));
        into[pixel * CHANNELS + channel] = (value / 255f - MEANS[channel]) / DEVIATIONS[channel];
      }
    }
  }

  @Override
  public int label(int index) {
    int file = fileOf(index);
    long at = (long) (index - starts[file]) * RECORD_BYTES;
    int label = Byte.toUnsignedInt(files.get(file).bytes().get(JAVA_BYTE, at));
    if (label >= CLASSES) {
      throw new DatasetException(
          "'%s' has label %d at byte %d; it must be from 0 to %d: the file is damaged, fetch it again"
              .formatted(files.get(file).path(), label, at, CLASSES - 1));
    }
    return label;
  }
}
