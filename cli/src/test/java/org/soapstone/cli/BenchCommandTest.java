package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;

/** {@code bench}. */
final class BenchCommandTest {
  private static final String QUICK =
      "bench partitioning --elements 1000,2000 --pieces 4 --workers 1,2 --programs random,pennant"
          + " --operators image,by-field --millis 1";

  @Test
  void partitioningGivesARowForEachMeasurement() {
    JsonNode bench = Invocation.line(QUICK + " --json").json();
    assertThat(ImmutableList.copyOf(bench.fieldNames())).containsExactly("name", "machine", "rows");
    assertThat(bench.get("name").textValue()).isEqualTo("partitioning");
    // 2 sizes, 2 programs, 2 operators, 2 numbers of workers, with and without spaces.
    assertThat(bench.get("rows"))
        .hasSize(32)
        .allSatisfy(row ->
            assertThat(ImmutableList.copyOf(row.fieldNames()))
                .containsExactly(
                    "operator",
                    "program",
                    "elements",
                    "pieces",
                    "workers",
                    "nanos",
                    "elementsPerSecond",
                    "bytesAllocated",
                    "passNanos",
                    "sortNanos"));
    assertThat(bench.findValuesAsText("operator"))
        .containsOnly("image", "image+spaces", "by-field", "by-field+spaces");
  }

  @Test
  void partitioningPrintsATable() {
    String table = Invocation.line(QUICK).succeeds().out();
    assertThat(table).startsWith("operator").contains("by-field+spaces", "pennant", "to sort");
    assertThat(table.lines()).hasSize(33);
  }

  @Test
  void wrongInputIsToldInASentence() {
    assertThat(Invocation.line("bench").complains(2)).contains("soapstone bench partitioning");
    assertThat(Invocation.line("bench partitioning --operators imago").complains(2))
        .contains("there is no operator 'imago'");
    assertThat(Invocation.line("bench partitioning --elements 10").complains(2))
        .contains("the number of elements is 10, must be >= 1000");
  }

  @Test
  void analysisGivesARowForEachNumber() {
    String quick = "bench analysis --in-flight 10,20 --pieces 8 --rounds 1";
    JsonNode bench = Invocation.line(quick + " --json").json();
    assertThat(bench.get("name").textValue()).isEqualTo("analysis");
    assertThat(bench.get("rows"))
        .hasSize(3)
        .allSatisfy(row ->
            assertThat(ImmutableList.copyOf(row.fieldNames()))
                .containsExactly(
                    "launchesInFlight", "pieces", "checkNanos", "launchNanos", "pointNanos"));
    assertThat(Invocation.line("bench analysis --pieces 0").complains(2))
        .contains("the number of pieces is 0, must be from 1 to 65,536");
  }

  @Test
  void trainingGivesARowForEachNetworkAndSystem() {
    String quick =
        "bench training --no-peer --models lenet --batch 2 --threads 1 --rounds 1 --millis 1"
            + " --warm-millis 1";
    JsonNode bench = Invocation.line(quick + " --json").json();
    assertThat(bench.get("name").textValue()).isEqualTo("training");
    assertThat(bench.get("rows"))
        .singleElement()
        .satisfies(row -> {
          assertThat(ImmutableList.copyOf(row.fieldNames()))
              .containsExactly(
                  "model",
                  "batch",
                  "threads",
                  "system",
                  "samplesPerSecond",
                  "ratioToPyTorch",
                  "firstLoss");
          assertThat(row.get("ratioToPyTorch").isNull()).isTrue();
        });
    assertThat(Invocation.line("bench training --no-peer --models lenet6").complains(2))
        .contains("there is no network 'lenet6' to measure");
    assertThat(Invocation.line("bench training").complains(2)).contains("PyTorch is not here");
  }

  @Test
  void paperGivesTheFitsOfFigure6() {
    String fits = "bench paper --figure 6-fits --networks alexnet --clusters p100 --quick";
    JsonNode bench = Invocation.line(fits + " --json").json();
    assertThat(bench.get("name").textValue()).isEqualTo("paper");
    assertThat(bench.get("rows"))
        .hasSize(8)
        .allSatisfy(row ->
            assertThat(ImmutableList.copyOf(row.fieldNames()))
                .startsWith("table", "network", "cluster", "devices", "samplesPerSecondPerDevice"));
    assertThat(Invocation.line("bench paper --figure 8").complains(2))
        .contains("--figure '8': there is no such table; take one of 6, 6-fits");
    assertThat(Invocation.line("bench paper --clusters h100").complains(2))
        .contains("the paper's clusters are p100 and k80");
    assertThat(Invocation.line("bench paper --networks lenet").complains(2))
        .contains("'lenet' is no network of the paper's tables");
  }

  @Test
  void aParameterServerMovesEachGradientAndEachWeight() {
    String line = "simulate lenet --machine k80 --devices 4 --sync ";
    long served =
        Invocation.line(line + "parameter-server --json").json().get("copiedBytes").longValue();
    assertThat(served).isEqualTo(3L * 2 * (61_706L * Float.BYTES + Float.BYTES));
    assertThat(Invocation.line(line + "never").complains(2))
        .contains("--sync 'never': there is no such way");
  }

  private static final String QUICK_GRAPHS =
      "bench taskbench --pattern tree,stencil_1d --width 2 --systems replayed,dynamic,serial"
          + " --processors 1 --rounds 1 --millis 1";

  @Test
  void taskBenchGivesARowForEachGraphAndSystem() {
    JsonNode bench = Invocation.line(QUICK_GRAPHS + " --json").json();
    assertThat(ImmutableList.copyOf(bench.fieldNames()))
        .containsExactly("name", "machine", "processors", "rows");
    assertThat(bench.get("name").textValue()).isEqualTo("taskbench");
    assertThat(bench.get("processors").intValue()).isEqualTo(1);
    // 2 patterns, 3 systems.
    assertThat(bench.get("rows"))
        .hasSize(6)
        .allSatisfy(row -> {
          assertThat(ImmutableList.copyOf(row.fieldNames()))
              .containsExactly(
                  "pattern",
                  "width",
                  "system",
                  "mode",
                  "tasksPerSecond",
                  "metgNanos",
                  "processors",
                  "analysedBy",
                  "largestEfficiency",
                  "bytesPerTask");
          assertThat(row.get("tasksPerSecond").doubleValue()).isPositive();
          assertThat(row.get("metgNanos").isNumber() || row.get("metgNanos").isNull()).isTrue();
        });
    assertThat(bench.findValuesAsText("system")).containsOnly("soapstone", "serial");
    assertThat(bench.findValuesAsText("mode")).containsOnly("replayed", "dynamic");
  }

  @Test
  void taskBenchPrintsATableAndWhoAnalyses() {
    String table = Invocation.line(QUICK_GRAPHS + " --no-metg").succeeds().out();
    assertThat(table).startsWith("pattern").contains("METG(50%)", "soapstone", "replayed");
    assertThat(table.lines()).hasSize(8);
    assertThat(table.lines().toList().getLast()).contains("on the program's thread");
  }

  @Test
  void wrongGraphsAreToldInASentence() {
    assertThat(Invocation.line("bench").complains(2)).contains("soapstone bench taskbench");
    assertThat(Invocation.line("bench taskbench --pattern ring").complains(2))
        .contains("there is no pattern 'ring'; the patterns are trivial, no_comm");
    assertThat(Invocation.line("bench taskbench --systems mpi").complains(2))
        .contains("there is no system 'mpi'");
    assertThat(Invocation.line("bench taskbench --width 0").complains(2))
        .contains("the width is 0, must be from 1 to 65536");
    assertThat(Invocation.line("bench taskbench --output-bytes 24").complains(2))
        .contains("must be a multiple of 16");
    assertThat(Invocation.line("bench taskbench --processors 1000").complains(2))
        .contains("1000 processors are asked for, and this machine has");
    assertThat(Invocation.line("bench taskbench --kernel dgemm").complains(2))
        .contains("there is no kernel 'dgemm'");
  }
}
