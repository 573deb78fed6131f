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
}
