package org.soapstone.dnn.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.dnn.Seeds;

/**
 * A training whose process is killed at random moments, again and again, ends with the bits of one
 * that was not.
 */
class KillTest {
  private static final int KILLS = Boolean.getBoolean("soapstone.heavy") ? 50 : 3;

  /** Kills of one training: more would leave too few steps between two of them. */
  private static final int KILLS_EACH = 5;

  private static final int STEPS_BETWEEN = 8;

  @TempDir Path folder;

  @Test
  void aTrainingThatIsKilledEndsWithTheSameBits() throws Exception {
    RandomGenerator random = Seeds.random(31);
    int killed = 0;
    for (int round = 0; killed < KILLS; round++) {
      String type = round % 2 == 0 ? "FLOAT32" : "FLOAT64";
      int kills = Math.min(KILLS_EACH, KILLS - killed);
      int steps = (kills + 1) * STEPS_BETWEEN * 2;
      Path whole = folder.resolve("whole" + round);
      run(whole, type, steps);
      Path torn = folder.resolve("torn" + round);
      for (int kill = 0; kill < kills; kill++) {
        kill(torn, type, steps, random);
      }
      run(torn, type, steps);
      Path end = new CheckpointFolder(whole).latest().orElseThrow();
      assertThat(end).hasFileName("step-%09d.checkpoint".formatted(steps));
      assertThat(Files.readAllBytes(torn.resolve(end.getFileName())))
          .as("%s, seed %d", type, Seeds.seed())
          .isEqualTo(Files.readAllBytes(end));
      try (var files = Files.list(torn)) {
        assertThat(files).as("nothing is left over").hasSize(2);
      }
      killed += kills;
    }
  }

  private static Process start(Path checkpoints, String type, int steps) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                KilledTraining.class.getName(),
                checkpoints.toString(),
                type,
                Integer.toString(steps)))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void run(Path checkpoints, String type, int steps) throws Exception {
    Process process = start(checkpoints, type, steps);
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.lines()).isNotEmpty();
    }
    assertThat(process.waitFor()).isZero();
  }

  /** Lets some steps pass and a little time, and kills the process, wherever it is. */
  private static void kill(Path checkpoints, String type, int steps, RandomGenerator random)
      throws Exception {
    Process process = start(checkpoints, type, steps);
    try (BufferedReader lines = process.inputReader()) {
      String line = lines.readLine();
      assertThat(line).startsWith("resumed at ");
      for (int left = random.nextInt(1, STEPS_BETWEEN); left > 0; left--) {
        assertThat(lines.readLine()).startsWith("step ");
      }
      TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as("killed, not ended").isNotZero();
  }
}
