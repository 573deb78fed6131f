package org.soapstone.dnn.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with a training's checkpoints, {@code step-000000120.checkpoint} and so on, of which the
 * last few are kept.
 *
 * @param folder the folder
 */
record CheckpointFolder(Path folder) {
  private static final int KEPT = 2;
  private static final Pattern NAME = Pattern.compile("step-\\d+\\.checkpoint");
  private static final Pattern LEFT_OVER = Pattern.compile("step-\\d+\\.checkpoint\\..*\\.tmp");

  /**
   * {@return a folder, made if it is not there, without what an interrupted training left half
   * written}
   *
   * @param folder the folder
   * @throws IllegalArgumentException if it cannot be made or listed
   */
  static CheckpointFolder open(Path folder) {
    try {
      Files.createDirectories(folder);
      for (Path file : list(folder, LEFT_OVER)) {
        Files.delete(file);
      }
      return new CheckpointFolder(folder);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the folder '%s' cannot be used for checkpoints (%s); choose another"
              .formatted(folder, e),
          e);
    }
  }

  /**
   * {@return the checkpoint that a path leads to: a file, or a folder's last}
   *
   * @param path a file or a folder
   * @throws IllegalArgumentException if there is none
   */
  static Path file(Path path) {
    if (!Files.isDirectory(path)) {
      return path;
    }
    return new CheckpointFolder(path)
        .latest()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no checkpoint in folder '%s'; give one that a training saved to"
                    .formatted(path)));
  }

  /** {@return where a step's checkpoint goes} */
  Path file(long steps) {
    return folder.resolve(String.format(Locale.ROOT, "step-%09d.checkpoint", steps));
  }

  /** {@return the checkpoint of the most steps, if there is one} */
  Optional<Path> latest() {
    try {
      List<Path> files = list(folder, NAME);
      return files.isEmpty() ? Optional.empty() : Optional.of(files.getLast());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the folder '%s' cannot be listed (%s); choose another".formatted(folder, e), e);
    }
  }

  /** Deletes all but the last few. */
  void prune() {
    try {
      List<Path> files = list(folder, NAME);
      for (Path file : files.subList(0, Math.max(0, files.size() - KEPT))) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "old checkpoints in '%s' cannot be deleted (%s)".formatted(folder, e), e);
    }
  }

  /** Names sort by step, since steps are written with leading zeros. */
  private static List<Path> list(Path folder, Pattern names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> names.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }
}
