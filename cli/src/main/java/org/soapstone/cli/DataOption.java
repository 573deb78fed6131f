package org.soapstone.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where images come from. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "A folder of IDX files or of CIFAR-10's binaries, a folder with a folder of PNG or JPEG"
              + " images for each class, a .csv file or an .npy file (default: images that are"
              + " drawn here).")
  private Path data;

  /** {@return the file or folder, if there is one} */
  Optional<Path> path() {
    return Optional.ofNullable(data);
  }
}
