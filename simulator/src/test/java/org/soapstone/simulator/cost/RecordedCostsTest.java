package org.soapstone.simulator.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.mapper.machine.ProcessorModel;
import org.soapstone.regions.Rect;
import org.soapstone.simulator.TestMachines;
import org.soapstone.simulator.cost.CostTable.RuntimeCosts;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;

class RecordedCostsTest {
  private static final IndexLaunch LAUNCH = IndexLaunch.single("work", TaskArguments.NONE);

  @TempDir private Path folder;

  private static CostKey key(long extent) {
    return new CostKey(
        "work",
        TaskArguments.NONE,
        0,
        Rect.ofExtents(1),
        List.of(Rect.ofExtents(extent)),
        List.of(4),
        new ProcessorModel(ProcessorKind.CPU, 1e9, 1e9));
  }

  private static CostTable table(Optional<RuntimeCosts> runtime) {
    TreeMap<String, Long> tasks = new TreeMap<>();
    tasks.put(key(10).canonical(), 1234L);
    tasks.put("a \"key\" with\nodd characters", 7L);
    return new CostTable("split", "f00", "host|1", "onednn", runtime, tasks);
  }

  private static RuntimeCosts runtime() {
    MovementCurve curve = MovementCurve.through(new long[] {1, 1000}, new long[] {10, 1009});
    return new RuntimeCosts(
        300, 40, curve, curve, MovementCurve.through(new long[] {64}, new long[] {5}));
  }

  @Test
  void filesRoundTrip() throws IOException {
    Path file = folder.resolve("deep/er/costs.json");
    table(Optional.of(runtime())).write(file);
    assertThat(CostTable.read(file)).isEqualTo(table(Optional.of(runtime())));
    table(Optional.empty()).write(file);
    assertThat(CostTable.read(file)).isEqualTo(table(Optional.empty()));
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void answersFromTheTableWithWhatTheRuntimeAdds() throws IOException {
    Path file = folder.resolve("costs.json");
    table(Optional.of(runtime())).write(file);
    RecordedCosts costs = RecordedCosts.read(file, TestMachines.split(2, 1 << 20));
    assertThat(costs.taskNanos(key(10), LAUNCH)).isEqualTo(1234 + 300);
    assertThat(costs.movementNanos(NodeKind.COPY, 0, 0, 1, 500)).isEqualTo(300 + 509);
    assertThat(costs.name()).isEqualTo("recorded:onednn@split");
  }

  @Test
  void aMachineOfItsOwnCopyEnginesMovesByItsFigures() {
    RecordedCosts costs =
        new RecordedCosts(table(Optional.of(runtime())), TestMachines.devices(2), "test");
    assertThat(costs.movementNanos(NodeKind.COPY, 0, 0, 1, 18_000)).isEqualTo(1000 + 1000);
  }

  @Test
  void aMissingKeyIsAnErrorThatNamesIt() {
    RecordedCosts costs =
        new RecordedCosts(table(Optional.empty()), TestMachines.split(2, 1 << 20), "cost file x");
    assertThatThrownBy(() -> costs.taskNanos(key(11), LAUNCH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cost file x")
        .hasMessageContaining(key(11).canonical());
  }

  @Test
  void filesThatAreNoTablesAreRefused() throws IOException {
    var machine = TestMachines.shared(1);
    assertThatThrownBy(() -> RecordedCosts.read(folder.resolve("none.json"), machine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.json is not there");
    for (String text :
        List.of(
            "",
            "{",
            "[]",
            "{\"format\": \"soapstone-costs/99\"}",
            "{\"format\": \"soapstone-costs/2\", \"what\": 1}",
            "{\"format\": \"soapstone-costs/2\", \"taskNanos\": {\"a\": 0}}",
            "{\"format\": \"soapstone-costs/2\", \"taskNanos\": {\"a\": \"b\"}}",
            "{\"format\": \"soapstone-costs/2\", \"runtime\": {\"nodeNanos\": 1}}",
            "{\"format\": \"soapstone-costs/2\", \"taskNanos\": {\"a\": 5")) {
      Path file = Files.writeString(folder.resolve("bad.json"), text);
      assertThatThrownBy(() -> RecordedCosts.read(file, machine))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bad.json");
    }
  }
}
