package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class SearchCommandTest {
  @TempDir private Path folder;

  @Test
  void jsonHasTheDocumentedFields() {
    JsonNode found =
        Invocation.line("search lenet --machine p100 --devices 2 --proposals 20 --seed 3 --json")
            .json();
    assertThat(ImmutableList.copyOf(found.fieldNames()))
        .containsExactly(
            "model",
            "machine",
            "devices",
            "batch",
            "seed",
            "chains",
            "proposals",
            "accepted",
            "seconds",
            "proposalsPerSecond",
            "dataParallelNanos",
            "expertNanos",
            "bestNanos",
            "lowerBoundNanos",
            "speedupOverDataParallel",
            "spaceBoundNanos",
            "proof",
            "peakMemoryBytes",
            "strategy",
            "method",
            "comparison");
    assertThat(found.get("model").textValue()).isEqualTo("lenet");
    assertThat(found.get("machine").textValue()).isEqualTo("p100");
    assertThat(found.get("devices").intValue()).isEqualTo(2);
    assertThat(found.get("batch").intValue()).isEqualTo(64);
    assertThat(found.get("seed").intValue()).isEqualTo(3);
    assertThat(found.get("chains").intValue()).isEqualTo(2);
    assertThat(found.get("method").textValue()).isEqualTo("default");
    assertThat(found.get("comparison").isNull()).isTrue();
    assertThat(found.get("spaceBoundNanos").longValue())
        .isPositive()
        .isLessThanOrEqualTo(found.get("bestNanos").longValue());
    assertThat(found.get("proposals").intValue()).isEqualTo(20);
    assertThat(found.get("bestNanos").longValue())
        .isPositive()
        .isLessThanOrEqualTo(found.get("dataParallelNanos").longValue())
        .isLessThanOrEqualTo(found.get("expertNanos").longValue())
        .isGreaterThanOrEqualTo(found.get("lowerBoundNanos").longValue());
    assertThat(found.at("/strategy/format").textValue()).isEqualTo("soapstone-strategy/1");
    assertThat(found.at("/strategy/operators/conv1/degrees/sample").isInt()).isTrue();
  }

  @Test
  void whatSearchesAreComparedWithIsToldWhateverTheStart() {
    JsonNode found =
        Invocation.line(
                "search lenet --machine p100 --devices 2 --proposals 3 --start single --json")
            .json();
    assertThat(found.get("chains").intValue()).isOne();
    assertThat(found.get("dataParallelNanos").longValue()).isPositive();
    assertThat(found.get("expertNanos").longValue()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--delta", "--full"})
  void theSameSeedFindsTheSameStrategy(String simulation) throws IOException {
    String words =
        "search lenet --machine p100 --devices 4 --search paper --start random --proposals 60 --seed 5 "
            + simulation
            + " --out";
    Path one = folder.resolve("one.json");
    Path two = folder.resolve("two.json");
    String said = Invocation.line(words, one).succeeds().out();
    Invocation.line(words, two).succeeds();
    assertThat(one).hasSameTextualContentAs(two);
    assertThat(said).contains("60 proposals").contains("strategy written to " + one);
    Path third = folder.resolve("three.json");
    Invocation.line(words.replace("--seed 5", "--seed 6"), third).succeeds();
    assertThat(Files.readString(third)).isNotEqualTo(Files.readString(one));
  }

  @Test
  void deltaAndFullFindTheSameStrategy() {
    String words = "search lenet --machine p100 --devices 4 --proposals 60 --seed 5 --json ";
    JsonNode delta = Invocation.line(words + "--delta").json();
    JsonNode full = Invocation.line(words + "--full").json();
    assertThat(full.get("bestNanos")).isEqualTo(delta.get("bestNanos"));
    assertThat(full.get("strategy")).isEqualTo(delta.get("strategy"));
  }

  @Test
  void theStrategyFoundIsPredictedAlikeBySimulate() {
    Path plan = folder.resolve("plan.json");
    JsonNode found =
        Invocation.line(
                "search alexnet --machine k80 --devices 4 --proposals 20 --json --out", plan)
            .json();
    JsonNode simulated =
        Invocation.line("simulate alexnet --machine k80 --devices 4 --json --strategy", plan)
            .json();
    assertThat(simulated.get("stepNanos")).isEqualTo(found.get("bestNanos"));
    assertThat(simulated.get("lowerBoundNanos")).isEqualTo(found.get("lowerBoundNanos"));
    assertThat(simulated.get("peakMemoryBytes")).isEqualTo(found.get("peakMemoryBytes"));
  }

  @Test
  void searchesAreComparedSideBySide() {
    JsonNode found =
        Invocation.line(
                "search lenet --machine p100 --devices 2 --proposals 10 --search paper --compare"
                    + " --json")
            .json();
    assertThat(found.get("method").textValue()).isEqualTo("paper");
    assertThat(found.get("comparison").findValuesAsText("strategy"))
        .contains("data-parallel", "expert", "--search optcnn", "--search placement")
        .endsWith("--search paper");
    assertThat(found.at("/comparison/0/stepNanos")).isEqualTo(found.get("dataParallelNanos"));
    assertThat(
            Invocation.line("search lenet --machine p100 --devices 2 --proposals 10 --compare")
                .succeeds()
                .out())
        .contains("data-parallel", "--search placement", "no strategy beats");
  }

  @Test
  void aPlanIsExplained() {
    String words = "explain lenet --machine p100 --devices 4 --strategy expert";
    assertThat(Invocation.line(words).succeeds().out())
        .contains("a step takes", "it is bound by", "critical chain", "not as in 'data-parallel'");
    JsonNode why = Invocation.line(words + " --json").json();
    assertThat(why.get("stepNanos").longValue())
        .isEqualTo(
            why.get("computingNanos").longValue()
                + why.get("movingNanos").longValue()
                + why.get("handingNanos").longValue());
    assertThat(why.get("gains")).isNotEmpty();
    assertThat(Invocation.line(words + " --against expert").succeeds().out())
        .contains("every operator is as in 'expert'");
  }

  @Test
  void theReportNeedsNothingElse() {
    Path report = folder.resolve("made/report");
    String said =
        Invocation.line("search lenet --machine p100 --devices 2 --proposals 10 --report", report)
            .succeeds()
            .out();
    assertThat(said).contains("report written to");
    Pages.requireSelfContained(report, "lenet on p100", "conv1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"search lenet --proposals 5", "simulate lenet"})
  void whatFitsNoMemoryEndsWithStatus3(String command) throws IOException {
    Path machine = Files.writeString(folder.resolve("m.json"), MachineFiles.oneCore(1000));
    assertThat(Invocation.line(command + " --machine", machine).complains(3))
        .contains("memory 'm0'", "1000 bytes", "larger memory");
  }

  @Test
  void aMachineFileIsAsGoodAsABuiltInMachine() throws IOException {
    Path machine = Files.writeString(folder.resolve("m.json"), MachineFiles.oneCore(1L << 32));
    JsonNode found = Invocation.line("search lenet --proposals 5 --json --machine", machine).json();
    assertThat(found.get("machine").textValue()).isEqualTo("one-core");
    assertThat(Invocation.line("machines", machine).succeeds().out()).contains("one-core");
  }

  @Test
  void recordedCostsArePredictedFrom() throws IOException {
    Path costs =
        Files.writeString(
            folder.resolve("costs.json"),
            """
            {"format": "soapstone-costs/2", "machine": "m", "machineFingerprint": "0",
             "host": "h", "kernels": "onednn", "taskNanos": {}}
            """);
    assertThat(
            Invocation.line("simulate lenet --machine p100 --devices 2 --costs", costs)
                .complains(2))
        .contains("costs.json", "has no time for task");
  }
}
