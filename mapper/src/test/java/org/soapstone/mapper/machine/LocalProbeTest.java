package org.soapstone.mapper.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProbeTest {

  @Test
  void figuresAreThoseOfAMachineAndAreKept(@TempDir Path folder) throws IOException {
    long start = System.nanoTime();
    LocalFigures measured = LocalProbe.figures(folder);
    long measuring = System.nanoTime() - start;
    assertThat(measuring).as("nanoseconds of the probe").isLessThan(5_000_000_000L);
    assertThat(measured.processors()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(measured.peakFlopsPerSecond()).isBetween(1e8, 1e12);
    assertThat(measured.copyBytesPerSecond()).isBetween(1e8, 1e12);
    assertThat(measured.memoryBytesPerSecond())
        .isEqualTo(2 * measured.processors() * measured.copyBytesPerSecond());
    assertThat(measured.copyLatencyNanos()).isBetween(1L, 1_000_000L);
    assertThat(measured.memoryBytes()).isGreaterThan(1L << 28);
    assertThat(measured.cpu()).isNotBlank();

    assertThat(LocalProbe.figures(folder)).isEqualTo(measured);
    assertThat(files(folder)).hasSize(1);
  }

  @Test
  void figuresThatCannotBeReadAreMeasuredAgain(@TempDir Path folder) throws IOException {
    LocalProbe.figures(folder);
    Path file = files(folder).getFirst();
    Files.writeString(file, "cpu=something\nprocessors=many\n");
    LocalFigures again = LocalProbe.figures(folder);
    assertThat(again.processors()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(LocalProbe.figures(folder)).isEqualTo(again);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void splitMachineHasALinkEachWayBetweenEveryTwoProcessors() {
    var figures = new LocalFigures("test", 3, 3L << 30, 1e10, 6e10, 1e10, 500);
    Machine split = LocalMachine.split(figures);
    assertThat(split.linkCount()).isEqualTo(6);
    assertThat(split.route(0, 2).links().length()).isEqualTo(1);
    assertThat(split.route(0, 2).links()).isNotEqualTo(split.route(2, 0).links());
    assertThat(split.route(0, 2).copyNanos(10_000_000)).isEqualTo(1_000_500);
    assertThat(split.memory(1).capacityBytes()).isEqualTo(1L << 30);
    assertThat(split.memory(1).bytesPerSecond()).isEqualTo(2e10);
    assertThat(split.processor(2).name()).isEqualTo("cpu2");
    assertThat(
            LocalMachine.split(new LocalFigures("test", 1, 1L << 30, 1e10, 2e10, 1e10, 5))
                .linkCount())
        .isZero();
    assertThat(LocalMachine.shared(figures).memory(0).capacityBytes()).isEqualTo(3L << 30);
  }
}
