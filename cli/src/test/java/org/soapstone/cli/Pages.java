package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Looks at reports. */
final class Pages {
  private Pages() {}

  /** Checks that a folder has one page, which loads nothing and tells some things. */
  static void requireSelfContained(Path folder, String... told) {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("report.html"));
      String page = Files.readString(folder.resolve("report.html"));
      assertThat(page)
          .startsWithIgnoringCase("<!doctype html>")
          .doesNotContainPattern("(?i)<link\\b|\\bsrc\\s*=|@import|url\\((?!#)|<iframe")
          .contains(told);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
