package org.soapstone.benchmarks.taskbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TaskBenchTest {
  private static TaskBenchOptions quick(
      List<Pattern> patterns, List<Integer> widths, KernelFamily.Kind kind, boolean metg) {
    return new TaskBenchOptions(
        patterns,
        widths,
        List.of(GraphSystem.values()),
        1,
        Graph.of(Pattern.TRIVIAL, 1, 1),
        16,
        new KernelFamily(kind, 1, 1 << 14),
        metg,
        1,
        1);
  }

  private static List<TaskBenchRow> rows(TaskBenchOptions options) {
    List<TaskBenchRow> rows = new ArrayList<>();
    List<Integer> done = new ArrayList<>();
    TaskBench bench = new TaskBench(options);
    bench.run(rows::add, done::add);
    assertThat(done).hasSize(bench.graphs());
    return rows;
  }

  @Test
  void thereIsARowForEachGraphAndSystem() {
    var options =
        quick(List.of(Pattern.TREE, Pattern.FFT), List.of(1, 4), KernelFamily.Kind.COMPUTE, false);
    assertThat(rows(options))
        .hasSize(2 * 2 * 6)
        .allSatisfy(row -> {
          assertThat(row.tasksPerSecond()).isPositive();
          assertThat(row.metgNanos()).isEmpty();
          assertThat(row.largestEfficiency()).isEmpty();
          assertThat(row.bytesPerTask()).isNotNegative();
        });
  }

  @ParameterizedTest
  @EnumSource(KernelFamily.Kind.class)
  void metgIsMoreThanWhatAnEmptyTaskTakes(KernelFamily.Kind kind) {
    assertThat(rows(quick(List.of(Pattern.NO_COMM), List.of(2), kind, true)))
        .hasSize(6)
        .allSatisfy(row -> assertThat(row.largestEfficiency()).isPresent())
        .filteredOn(row -> row.system() == GraphSystem.SERIAL)
        .allSatisfy(row ->
            assertThat(row.metgNanos().orElseThrow()).isGreaterThan(0.1e9 / row.tasksPerSecond()));
  }

  @Test
  void rowsSayWhoAnalyses() {
    assertThat(GraphSystem.values())
        .extracting(GraphSystem::system, system -> system.mode().label(), GraphSystem::analysedBy)
        .startsWith(
            org.assertj.core.groups.Tuple.tuple("soapstone", "replayed", "the program's thread"),
            org.assertj.core.groups.Tuple.tuple("soapstone", "dynamic", "the program's thread"));
  }

  @Test
  void wrongOptionsAreToldOf() {
    var usual = TaskBenchOptions.DEFAULT;
    assertThatThrownBy(() -> withOutput(usual, 24))
        .hasMessage(
            "the size of an output is 24 bytes, must be a multiple of 16 and at least that");
    assertThatThrownBy(() -> new KernelFamily(KernelFamily.Kind.IMBALANCE, 3, 1024))
        .hasMessage("the imbalance is 3.0, must be from 0 to 2");
    assertThatThrownBy(() -> new KernelFamily(KernelFamily.Kind.MEMORY, 1, 1000))
        .hasMessageContaining("must be a multiple of 1024");
    assertThatThrownBy(() -> KernelFamily.Kind.named("dgemm"))
        .hasMessage("there is no kernel 'dgemm'; the kernels are compute, memory, imbalance");
  }

  private static TaskBenchOptions withOutput(TaskBenchOptions o, int bytes) {
    return new TaskBenchOptions(
        o.patterns(),
        o.widths(),
        o.systems(),
        o.processors(),
        o.graph(),
        bytes,
        o.kernel(),
        o.metg(),
        o.rounds(),
        o.millis());
  }
}
