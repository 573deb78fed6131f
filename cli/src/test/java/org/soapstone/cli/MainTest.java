package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "doctor ",
        "models ",
        "machines ",
        "search ",
        "simulate ",
        "train ",
        "graph ",
        "graph diff ",
        "graph dot ",
        "graph why ",
        "bench ",
        "bench partitioning ",
        "bench taskbench ",
        "bench analysis ",
        "bench training "
      })
  void everyCommandTellsTheVersion(String command) {
    Invocation told = Invocation.line(command + "--version").succeeds();
    assertThat(told.out()).matches("soapstone \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d.*\\)\\R");
    assertThat(told.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "doctor",
        "models",
        "machines",
        "search",
        "simulate",
        "train",
        "graph",
        "graph diff",
        "graph dot",
        "graph why",
        "bench",
        "bench partitioning",
        "bench taskbench",
        "bench analysis",
        "bench training"
      })
  void everyCommandHasHelp(String command) {
    Invocation help = Invocation.line(command + " --help").succeeds();
    assertThat(help.out()).startsWith("Usage: soapstone " + command);
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"search", "simulate", "train"})
  void helpTellsDefaults(String command) {
    String help = Invocation.of(command, "--help").out().replaceAll("\\s+", " ");
    assertThat(help)
        .contains("a machine file (default: local)")
        .contains("(default: the model's own)")
        .contains("float32 or float64 (default: float32)")
        .contains("(default: measured for local machines, analytic for others)")
        .contains("All that is random follows from it (default: 0)");
    if (!command.equals("simulate")) {
      assertThat(help)
          .contains("30s or 5m (default: 10s)")
          .contains("(default: data-parallel,expert,optcnn; with --search paper")
          .contains("(default: two; one for each start with --search paper)");
    }
    if (!command.equals("search")) {
      assertThat(help).containsPattern("random:SEED \\(default: (data-parallel|search for one)\\)");
    }
  }

  @Test
  void withoutACommandTheUsageIsShown() {
    Invocation bare = Invocation.of().succeeds();
    assertThat(bare.out()).isEqualTo(Invocation.of("--help").out());
    assertThat(bare.out())
        .startsWith("Usage: soapstone")
        .contains("doctor", "models", "machines", "search", "simulate", "train", "graph")
        .contains("Exit status: 0 done");
  }
}
