package org.soapstone.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks where results go before long work starts, and writes them. */
final class Outputs {
  private Outputs() {}

  /** Writes one file. */
  interface Writer {
    /** Writes it. */
    void write(Path file) throws IOException;
  }

  /** Writes a file that an option names. */
  static void write(String option, Path file, Writer writer) {
    try {
      writer.write(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s '%s' cannot be written (%s); name a file that can"
              .formatted(option, file, e.getMessage()),
          e);
    }
  }

  /** Checks that a file can be written, when one is wanted. */
  static void requireWritableFile(String option, Path file) {
    if (file == null) {
      return;
    }
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          "%s '%s' is a folder; name a file".formatted(option, file));
    }
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "%s '%s' cannot be written: there is no folder '%s'; make it first"
              .formatted(option, file, folder));
    }
    if (Files.exists(file) ? !Files.isWritable(file) : !holdsNewFiles(folder)) {
      throw new IllegalArgumentException(
          "%s '%s' cannot be written: permission is denied; name a file that can"
              .formatted(option, file));
    }
  }

  /** Makes a folder, when one is wanted, and checks that it can be written to. */
  static void requireWritableFolder(String option, Path folder) {
    if (folder == null) {
      return;
    }
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "%s '%s' is a file; name a folder".formatted(option, folder));
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s '%s' cannot be made; name a folder that can".formatted(option, folder), e);
    }
    if (!holdsNewFiles(folder)) {
      throw new IllegalArgumentException(
          "%s '%s' cannot be written to: permission is denied; name a folder that can"
              .formatted(option, folder));
    }
  }

  /** Asks by trying: permissions alone do not tell. */
  private static boolean holdsNewFiles(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, ".soapstone", ".tmp"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
