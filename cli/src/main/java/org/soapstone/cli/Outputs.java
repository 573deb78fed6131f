package org.soapstone.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks where results go before long work starts. */
final class Outputs {
  private Outputs() {}

  /** Checks that a file can be written, when one is wanted. */
  static void requireWritableFile(String option, Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          "%s '%s' cannot be written: '%s' is no folder that can be written to; name a file in one that can"
              .formatted(option, file, Files.isDirectory(file) ? file : folder));
    }
  }

  /** Makes a folder, when one is wanted, and checks that it can be written to. */
  static void requireWritableFolder(String option, Path folder) {
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(Files.createTempFile(folder, ".soapstone", ".tmp"));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s '%s' cannot be written to; name a folder that can".formatted(option, folder), e);
    }
  }
}
