package org.soapstone.mapper.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachinesTest {

  @Test
  void everyBuiltInMachineIsReadAndSaysWhereItsFiguresComeFrom() {
    for (String name : Machines.names()) {
      Machine machine = Machines.named(name);
      assertThat(machine.name()).isEqualTo(name);
      assertThat(machine.note()).isNotBlank();
      assertThat(machine.copyEngine())
          .isEqualTo(name.startsWith("local") ? CopyEngine.PROCESSOR : CopyEngine.DMA);
      for (int from = 0; from < machine.memoryCount(); from++) {
        for (int to = 0; to < machine.memoryCount(); to++) {
          assertThat(machine.route(from, to).links().isEmpty()).isEqualTo(from == to);
          assertThat(machine.route(from, to).copyNanos(1 << 20)).isPositive();
        }
      }
    }
  }

  @Test
  void localSharesOneMemoryAndLocalSplitHasOneForEachProcessor() {
    Machine local = Machines.named("local");
    Machine split = Machines.named("local-split");
    int processors = Runtime.getRuntime().availableProcessors();
    assertThat(local.processorCount()).isEqualTo(processors);
    assertThat(local.memoryCount()).isEqualTo(1);
    assertThat(local.processorsSharing(0)).isEqualTo(processors);
    assertThat(split.processorCount()).isEqualTo(processors);
    assertThat(split.memoryCount()).isEqualTo(processors);
    assertThat(split.linkCount()).isEqualTo(processors * (processors - 1));
    for (int p = 0; p < processors; p++) {
      assertThat(local.nearestMemory(p)).isZero();
      assertThat(split.nearestMemory(p)).isEqualTo(p);
      assertThat(split.processorsSharing(p)).isEqualTo(1);
      for (int m = 0; m < processors; m++) {
        assertThat(split.visible(p, m)).isEqualTo(p == m);
      }
    }
  }

  @Test
  void unknownNameListsWhatThereIs() {
    assertThatThrownBy(() -> Machines.named("p10"))
        .isInstanceOf(MachineException.class)
        .hasMessage(
            "there is no machine named 'p10'; did you mean 'p100'? built in are local, local-split,"
                + " p100, k80, a100-8x4, h100-8x4, h200-8x4, gb200-72x1, xeon-2x16; any other is"
                + " named by the path of its machine file (.json)");
    assertThatThrownBy(() -> Machines.named("a-cray")).hasMessageContaining("built in are local,");
    assertThatThrownBy(() -> Machines.named("h100-8x0")).isInstanceOf(MachineException.class);
  }

  @Test
  void pathsAreRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.json");
    MachineJson.write(Machines.named("k80").firstProcessors(6), file);
    assertThat(Machines.named(file.toString())).isEqualTo(Machines.named("k80").firstProcessors(6));
    assertThatThrownBy(() -> Machines.named(folder.resolve("none.json").toString()))
        .isInstanceOf(MachineException.class)
        .hasMessage(
            "machine file %s: there is no such file; check the path"
                .formatted(folder.resolve("none.json")));
    assertThatThrownBy(() -> Machines.named(folder.toString()))
        .hasMessageContaining("it is a folder");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> Machines.named(file.toString())).hasMessageContaining("not UTF-8");
  }

  @Test
  void familiesHaveAnyNumberOfNodes() {
    assertThat(Machines.named("h200-8x1").processorCount()).isEqualTo(8);
    assertThat(Machines.named("gb200-72x8").processorCount()).isEqualTo(576);
    assertThat(Machines.named("h100-8x2048").processorCount()).isEqualTo(16_384);
    assertThat(Machines.named("xeon-2x3").nodeCount()).isEqualTo(3);
    assertThat(Machines.named("k80-4x16").canonical()).isEqualTo(Machines.named("k80").canonical());
    assertThatThrownBy(() -> Machines.named("p100-8x4"))
        .hasMessageContaining("there is no machine named 'p100-8x4'");
    assertThat(Machines.named("a100-8x128").processorCount()).isEqualTo(1024);
    assertThat(Machines.named("h100-8x4").canonical())
        .isEqualTo(
            Machines.named("h100-8x8")
                .firstProcessors(32)
                .canonical()
                .replace(
                    "\"nodes\":8,\"processorsPerNode\":8,\"processors\":32",
                    "\"nodes\":4,\"processorsPerNode\":8"));
  }

  @Test
  void familiesAreJoinedByPlus() {
    Machine machine = Machines.named("h100-8x2+a100-8x4");
    assertThat(machine.processorCount()).isEqualTo(48);
    assertThat(machine.nodeCount()).isEqualTo(6);
    assertThat(machine.processor(47).name()).isEqualTo("node5/gpu7");
    assertThat(machine.model(15)).isEqualTo(Machines.named("h100-8x1").model(0));
    assertThat(machine.model(16)).isEqualTo(Machines.named("a100-8x1").model(0));
    assertThat(machine.route(15, 16).bytesPerSecond())
        .isEqualTo(Machines.named("a100-8x2").route(7, 8).bytesPerSecond());
    assertThat(machine.note()).contains("H100").contains("A100");
    assertThatThrownBy(() -> Machines.named("h100-8x2+local"))
        .hasMessageContaining("there is no machine named 'h100-8x2+local'");
  }
}
