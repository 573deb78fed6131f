package org.soapstone.dnn.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder with MNIST's files, or files named and made like them.
 *
 * <p>{@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte} are trained with and
 * {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte} are tested with. Where only one
 * of the pairs is there, its first four fifths are trained with and the rest is tested with: of the
 * 10,000 images of {@code t10k} the first 8,000 and the last 2,000. Each file may be compressed,
 * its name then ends in {@code .gz}; the last hyphen may be a dot, as some copies have it.
 */
public final class IdxFolder {
  private static final String IMAGES = "%s-images-idx3-ubyte";
  private static final String LABELS = "%s-labels-idx1-ubyte";

  private IdxFolder() {}

  /**
   * {@return the images of a folder}
   *
   * @param folder the folder
   * @throws DatasetException if there is no such folder, a file is missing or a file is damaged;
   *     the message says what was looked for
   */
  public static DataSplit open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DatasetException(
          "there is no folder '%s'; give one that holds %s and %s, plain or compressed as .gz"
              .formatted(folder, IMAGES.formatted("t10k"), LABELS.formatted("t10k")));
    }
    Optional<Dataset> training = pair(folder, "train");
    Optional<Dataset> testing = pair(folder, "t10k");
    if (training.isPresent() && testing.isPresent()) {
      return new DataSplit(training.get(), testing.get());
    }
    return DataSplit.of(
        training
            .or(() -> testing)
            .orElseThrow(() ->
                new DatasetException(
                    "folder '%s' has neither %s nor %s, plain or compressed as .gz"
                        .formatted(folder, IMAGES.formatted("train"), IMAGES.formatted("t10k")))));
  }

  /** {@return whether a folder has files named like MNIST's} */
  static boolean isIn(Path folder) {
    return Stream.of("train", "t10k")
        .flatMap(prefix -> Stream.of(IMAGES.formatted(prefix), LABELS.formatted(prefix)))
        .anyMatch(name -> find(folder, name).isPresent());
  }

  private static Optional<Dataset> pair(Path folder, String prefix) {
    Optional<Path> images = find(folder, IMAGES.formatted(prefix));
    Optional<Path> labels = find(folder, LABELS.formatted(prefix));
    if (images.isEmpty() && labels.isEmpty()) {
      return Optional.empty();
    }
    String name = folder.toAbsolutePath().normalize().getFileName() + "/" + prefix;
    return Optional.of(
        IdxDataset.read(
            name,
            images.orElseThrow(() -> missing(folder, IMAGES.formatted(prefix), labels)),
            labels.orElseThrow(() -> missing(folder, LABELS.formatted(prefix), images))));
  }

  private static DatasetException missing(Path folder, String name, Optional<Path> other) {
    return new DatasetException(
        "folder '%s' has %s but not %s, plain or compressed as .gz"
            .formatted(folder, other.map(Path::getFileName).orElseThrow(), name));
  }

  private static Optional<Path> find(Path folder, String name) {
    String dotted = name.replace("-idx", ".idx");
    return List.of(name, name + ".gz", dotted, dotted + ".gz").stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
