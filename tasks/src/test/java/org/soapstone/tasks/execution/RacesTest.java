package org.soapstone.tasks.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.tasks.Cases;

/** Has {@link Races} run: a little of it, or all of it when heavy. */
class RacesTest {
  private static final long PATIENCE_MINUTES = Cases.heavy() ? 120 : 5;

  @Test
  void nothingComesOutButWhatIsNamed(@TempDir Path results) throws Exception {
    List<String> mode =
        Cases.heavy()
            ? List.of("-m", "quick")
            : List.of(
                "-m sanity -f 1 -iters 1 -time 200 -strideSize 100 -strideCount 10 -sc false -af NONE"
                    .split(" "));
    Path log = results.resolve("log");
    ProcessBuilder stress =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "org.openjdk.jcstress.Main",
            "-t",
            Races.class.getName(),
            "-r",
            results.toString());
    stress.command().addAll(mode);
    if (!Cases.heavy()) {
      stress.command().addAll(List.of("-jvmArgs", "-XX:+UseSerialGC")); // one configuration of many
    }
    stress.directory(results.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
    Process running = stress.start();
    try {
      assertThat(running.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
          .as(() -> "races still run, or hang: " + read(log))
          .isTrue();
    } finally {
      running.destroyForcibly();
    }
    assertThat(running.exitValue()).as(() -> read(log)).isZero();
    assertThat(read(log)).contains("0 failed, 0 soft errs, 0 hard errs").contains("passed");
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
