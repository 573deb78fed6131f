package org.soapstone.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.soapstone.dnn.zoo.ModelCatalog;
import picocli.CommandLine.Option;

/** Where models of one's own come from. */
final class ClasspathOption {
  @Option(
      names = "--classpath",
      paramLabel = "JAR",
      description =
          "JARs or folders with models of one's own, between them the system's separator of paths.")
  private String classpath = "";

  /** {@return the models that can be named} */
  ModelCatalog catalog() {
    List<Path> paths =
        Arrays.stream(classpath.split(File.pathSeparator))
            .filter(path -> !path.isBlank())
            .map(Path::of)
            .toList();
    try {
      return ModelCatalog.of(paths);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--classpath: " + e.getMessage(), e);
    }
  }
}
