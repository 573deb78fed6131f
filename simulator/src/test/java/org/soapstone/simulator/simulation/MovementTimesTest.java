package org.soapstone.simulator.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.tasks.graph.NodeKind;

class MovementTimesTest {
  /** Copies within a memory run at 2 bytes a ns; the link carries 1 byte a ns after 100 ns. */
  private static final Machine MACHINE =
      Machine.builder("two", CopyEngine.DMA)
          .memory("a", MemoryKind.DEVICE, 0, 1 << 20, 4e9, 2e9)
          .memory("b", MemoryKind.DEVICE, 0, 1 << 20, 4e9, 2e9)
          .processor("p", ProcessorKind.GPU, 0, "a", 1e12)
          .duplexLink("ab", "a", "b", 1e9, 100)
          .build();

  private final MovementTimes times = new MovementTimes(MACHINE);

  @Test
  void copiesTakeTheirRoute() {
    assertThat(times.nanos(NodeKind.COPY, 0, 1, 1000)).isEqualTo(1100);
    assertThat(times.nanos(NodeKind.COPY, 1, 1, 1000)).isEqualTo(500);
  }

  @Test
  void fillsAndFoldsPassBytesOnceAndThreeTimes() {
    assertThat(times.nanos(NodeKind.FILL, -1, 0, 1000)).isEqualTo(250);
    assertThat(times.nanos(NodeKind.FOLD, 0, 0, 1000)).isEqualTo(750);
    assertThat(times.nanos(NodeKind.FOLD, 0, 1, 1000)).isEqualTo(750 + 1100);
  }

  @Test
  void everythingLastsAtLeastANanosecond() {
    assertThat(times.nanos(NodeKind.FILL, -1, 0, 0)).isEqualTo(1);
    assertThat(times.nanos(NodeKind.COPY, 0, 0, 0)).isEqualTo(1);
    assertThat(times.nanos(NodeKind.FOLD, 1, 1, 0)).isEqualTo(1);
  }

  @Test
  void tasksMoveNothing() {
    assertThatThrownBy(() -> times.nanos(NodeKind.TASK, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TASK");
  }
}
