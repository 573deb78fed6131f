package org.soapstone.mapper.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.soapstone.mapper.Duel;

class MachineJsonTest {
  private static final String LISTED =
      """
      {
        "format": "soapstone-machine/1",
        "name": "toy",
        "copyEngine": "dma",
        "memories": [
          {"name": "m0", "kind": "device", "capacityBytes": 1000, "bytesPerSecond": 1e9},
          {"name": "m1", "kind": "device", "capacityBytes": 1000, "bytesPerSecond": 1e9}
        ],
        "processors": [
          {"name": "g0", "kind": "gpu", "memory": "m0", "peakFlopsPerSecond": 1e12},
          {"name": "g1", "kind": "gpu", "memory": "m1", "peakFlopsPerSecond": 1e12, "visible": ["m0"]}
        ],
        "switches": ["s0"],
        "links": [
          {"name": "l0", "from": "m0", "to": "s0", "bytesPerSecond": 1e9, "latencyNanos": 10, "duplex": true},
          {"name": "l1", "from": "m1", "to": "s0", "bytesPerSecond": 2e9, "latencyNanos": 20, "duplex": true}
        ]
      }
      """;

  private static final String CLUSTER =
      """
      {
        "format": "soapstone-machine/1",
        "name": "toys",
        "copyEngine": "dma",
        "cluster": {
          "nodes": 2,
          "processorsPerNode": 4,
          "processor": {"kind": "gpu", "peakFlopsPerSecond": 1e12},
          "memory": {"kind": "device", "capacityBytes": 1000, "bytesPerSecond": 1e9},
          "hostMemory": {"kind": "host", "capacityBytes": 1000, "bytesPerSecond": 1e9},
          "peers": {"name": "nvlink", "wiring": "mesh", "bytesPerSecond": 1e9, "latencyNanos": 5},
          "hostBus": {"name": "pcie", "processorsPerSwitch": 2, "bytesPerSecond": 1e9, "latencyNanos": 5},
          "network": {"name": "net", "adaptersPerNode": 1, "bytesPerSecond": 1e9, "latencyNanos": 5}
        }
      }
      """;

  private static Machine parse(String text) {
    return MachineJson.parse(text, "machine file toy.json");
  }

  @Test
  void listedFormHasDefaults() {
    Machine machine = parse(LISTED);
    assertThat(machine.memory(0).copyBytesPerSecond()).isEqualTo(5e8);
    assertThat(machine.nodeCount()).isEqualTo(1);
    assertThat(machine.linkCount()).isEqualTo(4);
    assertThat(machine.link(1).name()).isEqualTo("l0/back");
    assertThat(machine.route(0, 1).latencyNanos()).isEqualTo(30);
    assertThat(machine.route(0, 1).bytesPerSecond()).isEqualTo(1e9);
    assertThat(machine.visible(1, 0)).isTrue();
    assertThat(machine.visible(0, 1)).isFalse();
  }

  @Test
  void machinesComeBackFromTheirTextAsTheyWere(@TempDir Path folder) {
    Duel.run(
        200,
        random -> {
          Machine machine = RandomMachines.any(random);
          Machine some = machine.firstProcessors(random.nextInt(1, machine.processorCount() + 1));
          Machine back = parse(MachineJson.toText(some));
          assertThat(back).isEqualTo(some).hasSameHashCodeAs(some);
          assertThat(back.note()).isEqualTo(some.note());
          assertThat(back.fingerprint()).isEqualTo(some.fingerprint());
          assertThat(MachineJson.toText(back)).isEqualTo(MachineJson.toText(some));
        });
    for (String name : Machines.names()) {
      Path file = folder.resolve(name + ".json");
      MachineJson.write(Machines.named(name), file);
      assertThat(MachineJson.read(file)).isEqualTo(Machines.named(name));
    }
  }

  @Test
  void fileThatCannotBeWrittenIsAnError(@TempDir Path folder) {
    Path file = folder.resolve("no/such/folder.json");
    assertThatThrownBy(() -> MachineJson.write(parse(LISTED), file))
        .isInstanceOf(MachineException.class)
        .hasMessageStartingWith("machine file " + file + ": it cannot be written");
  }

  /** Each: a piece of the text, what takes its place, and what the message says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "to": "s0", "bytesPerSecond": 2e9 | "to": "m7", "bytesPerSecond": 2e9 | links[1].to: there is no memory or switch named 'm7'; there are m0, m1, s0
          "from": "m1"        | "from": "m9"          | links[1].from: there is no memory or switch named 'm9'
          "memory": "m1"      | "memory": "m2"        | processors[1].memory: there is no memory named 'm2'; there are m0, m1
          "memory": "m1"      | "memory": "s0"        | processors[1].memory: there is no memory named 's0'
          "visible": ["m0"]   | "visible": ["x"]      | processors[1].visible[0]: there is no memory named 'x'
          machine/1           | machine/2             | format: 'soapstone-machine/2' is not a format that is read here; it must be 'soapstone-machine/1'
          "name": "m1"        | "name": "m0"          | memories[1].name: the name 'm0' is taken
          "name": "g1"        | "name": "g0"          | processors[1].name: the name 'g0' is taken
          "name": "l1"        | "name": "l0"          | links[1].name: the name 'l0' is taken
          "name": "l1"        | "name": "l0/back"     | links[1].name: the name 'l0/back' is taken
          ["s0"]              | ["m0"]                | switches[0]: the name 'm0' is taken
          "name": "g1"        | "name": " "           | processors[1].name: the name is blank
          2e9                 | -2e9                  | links[1].bytesPerSecond: -2.0E9 is not a usable rate
          2e9                 | 0                     | links[1].bytesPerSecond: 0.0 is not a usable rate
          2e9                 | 1e999                 | links[1].bytesPerSecond: Infinity is not a usable rate
          2e9                 | "fast"                | links[1].bytesPerSecond: it is the text "fast"; give a number
          "latencyNanos": 20  | "latencyNanos": -1    | links[1].latencyNanos: -1 is too small
          "latencyNanos": 20  | "latencyNanos": 1.5   | links[1].latencyNanos: it is 1.5; give a whole number
          "latencyNanos": 20  | "latency": 20         | links[1]: there is no field 'latency'
          "copyEngine"        | "copyEngin"           | there is no field 'copyEngin'; did you mean 'copyEngine'?
          "memory": "m1",     | ``                    | processors[1]: the field 'memory' is missing
          "dma"               | "mda"                 | copyEngine: 'mda' is unknown; choose from processor, dma
          "kind": "gpu", "memory": "m1" | "kind": "tpu", "memory": "m1" | processors[1].kind: 'tpu' is unknown; choose from cpu, gpu
          "capacityBytes": 1000, "bytesPerSecond": 1e9},|"capacityBytes": 0, "bytesPerSecond": 1e9},| memories[0].capacityBytes: 0 is too small
          "duplex": true},    | "duplex": false},     | links: memory 'm0' cannot be reached from memory 'm1'
          "to": "s0", "bytesPerSecond": 2e9 | "to": "m1", "bytesPerSecond": 2e9 | links[1].to: the link ends where it starts
          "memory": "m1",     | "memory": "m1", "node": 99999999999, | processors[1].node: 99999999999 is out of range
          "memory": "m1",     | "memory": "m1", "node": -1, | processors[1].node: -1 is too small
          "name": "toy"       | "name": "toy", "name": "toy" | line 3, column
          """)
  void wrongListedMachineIsAnError(String piece, String replacement, String message) {
    assertThat(LISTED).contains(piece);
    int at = LISTED.indexOf(piece);
    String wrong = LISTED.substring(0, at) + replacement + LISTED.substring(at + piece.length());
    assertThatThrownBy(() -> parse(wrong))
        .isInstanceOf(MachineException.class)
        .hasMessageStartingWith("machine file toy.json: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "nodes": 2           | "nodes": 0             | cluster.nodes: 0 is too small
          "processorsPerNode": 4 | "processorsPerNode": 4, "processors": 9 | cluster.processors: machine 'toys' has 8 processors, not 9
          "processorsPerNode": 4 | "processorPerNode": 4 | cluster: there is no field 'processorPerNode'; did you mean 'processorsPerNode'?
          "wiring": "mesh"     | "wiring": "ring"       | cluster.peers.wiring: 'ring' is unknown; choose from mesh, switch
          "adaptersPerNode": 1 | "adaptersPerNode": 5   | cluster.network.adaptersPerNode: 5 adapters for 4 processors; give 1 to 4
          "adaptersPerNode": 1, "bytesPerSecond": 1e9 | "adaptersPerNode": 1, "bytesPerSecond": -1 | cluster.network.bytesPerSecond: -1.0 is not a usable rate
          "peakFlopsPerSecond": 1e12 | "peakFlopsPerSecond": 0 | cluster.processor.peakFlopsPerSecond: 0.0 is not a usable rate
          "processorsPerSwitch": 2 | "processorsPerSwitch": -2 | cluster.hostBus.processorsPerSwitch: -2 is too small
          "nodes": 2           | "nodes": 1000000       | cluster.nodes: 1000000 nodes of 4 processors are more than
          "network"            | "networks"             | cluster: there is no field 'networks'
          """)
  void wrongClusterIsAnError(String piece, String replacement, String message) {
    assertThat(CLUSTER).contains(piece);
    assertThatThrownBy(() -> parse(CLUSTER.replace(piece, replacement)))
        .isInstanceOf(MachineException.class)
        .hasMessageStartingWith("machine file toy.json: " + message);
  }

  @Test
  void truncatedTextIsAnErrorWithLineAndColumn() {
    for (int length = 0; length < LISTED.strip().length(); length++) {
      String truncated = LISTED.substring(0, length);
      assertThatThrownBy(() -> parse(truncated))
          .isInstanceOf(MachineException.class)
          .hasMessageMatching(
              "machine file toy\\.json: line \\d+, column \\d+: it is not valid JSON: .*");
    }
    assertThatThrownBy(() -> parse(LISTED + "}"))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("it is not valid JSON");
    assertThatThrownBy(() -> parse("[1]"))
        .hasMessage("machine file toy.json: it does not hold a JSON object; start it with {");
  }

  @Test
  void emptyListsAreErrors() {
    assertThatThrownBy(() -> Machine.builder("none", CopyEngine.DMA).build())
        .hasMessageStartingWith("memories: the list is empty");
    assertThatThrownBy(() ->
            Machine.builder("none", CopyEngine.DMA).memory("m", MemoryKind.HOST, 0, 1, 1e9).build())
        .hasMessageStartingWith("processors: the list is empty");
  }
}
