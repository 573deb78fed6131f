package org.soapstone.simulator.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.LocalProbe;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.mapper.machine.ProcessorModel;
import org.soapstone.regions.Rect;
import org.soapstone.simulator.TestMachines;
import org.soapstone.simulator.cost.CostTable.RuntimeCosts;
import org.soapstone.simulator.cost.MeasuredCosts.Measurement;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.execution.TaskTimer;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;

class MeasuredCostsTest {
  private static final Machine MACHINE = TestMachines.shared(2);
  private static final RuntimeCosts RUNTIME = runtime();

  @TempDir private Path folder;

  private final AtomicInteger runs = new AtomicInteger();
  private final List<Measurement> measurements = new ArrayList<>();

  private record Spin(long nanos) implements TaskArguments {}

  private static RuntimeCosts runtime() {
    MovementCurve curve = MovementCurve.through(new long[] {64}, new long[] {64});
    return new RuntimeCosts(1000, 500, curve, curve, curve);
  }

  private static CostKey key(long nanos) {
    return new CostKey(
        "spin",
        new Spin(nanos),
        0,
        Rect.ofExtents(1),
        List.of(),
        List.of(),
        new ProcessorModel(ProcessorKind.CPU, 1e9, 1e9));
  }

  private static IndexLaunch launch(long nanos) {
    return IndexLaunch.single("spin", new Spin(nanos));
  }

  private MeasuredCosts.Builder builder() {
    TaskRegistry tasks =
        TaskRegistry.of(
            TaskDefinition.cpu(
                "spin",
                context -> {
                  runs.incrementAndGet();
                  long end = System.nanoTime() + ((Spin) context.arguments()).nanos();
                  while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                  }
                }));
    TaskTimer timer = TaskTimer.builder(tasks).warmUpNanos(0).sampleNanos(0).build();
    return MeasuredCosts.builder(MACHINE, timer, "test kernels")
        .folder(folder)
        .runtime(RUNTIME)
        .onMeasured(measurements::add);
  }

  @Test
  void measuresEachKeyOnceAndAddsTheRuntime() {
    try (MeasuredCosts costs = builder().build()) {
      long first = costs.taskNanos(key(200_000), launch(200_000));
      int after = runs.get();
      assertThat(first).isGreaterThanOrEqualTo(201_000);
      assertThat(costs.taskNanos(key(200_000), launch(200_000))).isEqualTo(first);
      assertThat(runs.get()).isEqualTo(after);
      assertThat(costs.taskNanos(key(900_000), launch(900_000))).isGreaterThan(first);
      assertThat(costs.measuredCount()).isEqualTo(2);
      assertThat(measurements).extracting(Measurement::count).containsExactly(1, 2);
      assertThat(measurements.getFirst().nanos()).isEqualTo(first - 1000);
      assertThat(costs.movementNanos(NodeKind.COPY, 0, 0, 0, 10)).isEqualTo(1064);
      assertThat(costs.measures()).isTrue();
    }
  }

  @Test
  void findsWhatWasMeasuredBefore() {
    long first;
    try (MeasuredCosts costs = builder().build()) {
      first = costs.taskNanos(key(50_000), launch(50_000));
      assertThat(costs.file().getFileName().toString())
          .isEqualTo("costs-" + MACHINE.fingerprint() + "-test_kernels.json");
    }
    int after = runs.get();
    try (MeasuredCosts again = builder().build()) {
      assertThat(again.taskNanos(key(50_000), launch(50_000))).isEqualTo(first);
      assertThat(again.measuredCount()).isZero();
      assertThat(runs.get()).isEqualTo(after);
    }
  }

  @Test
  void aFileThatCannotBeReadIsMadeAnew() throws IOException {
    Path file;
    try (MeasuredCosts costs = builder().build()) {
      file = costs.file();
    }
    Files.writeString(file, "{\"format\": \"soapstone-costs/2\", \"taskNanos\": {\"CPU spin");
    try (MeasuredCosts costs = builder().build()) {
      costs.taskNanos(key(10_000), launch(10_000));
      assertThat(costs.measuredCount()).isEqualTo(1);
    }
    assertThat(CostTable.read(file).taskNanos()).containsOnlyKeys(key(10_000).canonical());
  }

  @Test
  void whatAnotherHostMeasuredDoesNotCount() throws IOException {
    MeasuredCosts costs = builder().build();
    CostTable mine = costs.table();
    mine.taskNanos();
    var foreign = new java.util.TreeMap<>(java.util.Map.of(key(10_000).canonical(), 5L));
    new CostTable(
            mine.machine(),
            mine.machineFingerprint(),
            "elsewhere",
            mine.kernels(),
            mine.runtime(),
            foreign)
        .write(costs.file());
    try (MeasuredCosts here = builder().build()) {
      assertThat(here.taskNanos(key(10_000), launch(10_000))).isGreaterThan(1005);
      assertThat(here.measuredCount()).isEqualTo(1);
    }
    assertThat(CostTable.read(costs.file()).host()).isEqualTo(LocalProbe.hostKey());
  }

  @Test
  void twoModelsKeepEachOthersMeasurements() throws IOException {
    MeasuredCosts one = builder().build();
    MeasuredCosts other = builder().build();
    one.taskNanos(key(1_000), launch(1_000));
    other.taskNanos(key(2_000), launch(2_000));
    one.save();
    other.save();
    assertThat(CostTable.read(one.file()).taskNanos())
        .containsOnlyKeys(key(1_000).canonical(), key(2_000).canonical());
  }

  @Test
  void threadsThatAskAtOnceGetOneMeasurement() throws Exception {
    MeasuredCosts costs = builder().build();
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      List<Callable<Long>> askers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        askers.add(() -> costs.taskNanos(key(100_000), launch(100_000)));
      }
      List<Long> answers = new ArrayList<>();
      for (Future<Long> answer : executor.invokeAll(askers)) {
        answers.add(answer.get());
      }
      assertThat(answers).hasSize(8).containsOnly(answers.getFirst());
    }
    assertThat(costs.measuredCount()).isEqualTo(1);
  }

  @Test
  void measuresWhatTheRuntimeAdds() {
    RuntimeCosts measured = new RuntimeMeter(MACHINE).measure();
    assertThat(measured.nodeNanos()).isBetween(50L, 10_000_000L);
    assertThat(measured.copy().at(1 << 20)).isGreaterThan(measured.copy().at(64));
    assertThat(measured.fold().at(1 << 24)).isGreaterThan(measured.fold().at(1 << 12));
    CostTable table =
        new CostTable("m", "f", "h", "k", Optional.of(measured), new java.util.TreeMap<>());
    assertThat(table.runtime()).contains(measured);
  }

  @Test
  void aTaskThatIsNotForThisKindOfProcessorIsAnError() {
    CostKey gpu =
        new CostKey(
            "spin",
            new Spin(1),
            0,
            Rect.ofExtents(1),
            List.of(),
            List.of(),
            new ProcessorModel(ProcessorKind.GPU, 1e9, 1e9));
    assertThatThrownBy(() -> builder().build().taskNanos(gpu, launch(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GPU");
  }
}
