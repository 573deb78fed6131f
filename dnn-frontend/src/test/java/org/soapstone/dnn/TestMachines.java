package org.soapstone.dnn;

import java.util.List;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.MachineBuilder;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;

/** Machines like {@code local} and {@code local-split}, of any number of processors. */
public final class TestMachines {
  private static final long GIB = 1L << 30;

  private TestMachines() {}

  /** {@return processors that share one memory, like {@code local}} */
  public static Machine shared(int processors) {
    MachineBuilder builder =
        Machine.builder("shared", CopyEngine.PROCESSOR)
            .memory("memory", MemoryKind.HOST, 0, GIB, 1e10);
    for (int p = 0; p < processors; p++) {
      builder.processor("cpu" + p, ProcessorKind.CPU, 0, "memory", 1e10);
    }
    return builder.build();
  }

  /** {@return processors with a memory each, like {@code local-split}} */
  public static Machine split(int processors) {
    MachineBuilder builder = Machine.builder("split", CopyEngine.PROCESSOR).networkSwitch("bus");
    for (int p = 0; p < processors; p++) {
      builder
          .memory("memory" + p, MemoryKind.HOST, 0, GIB, 1e10)
          .processor("cpu" + p, ProcessorKind.CPU, 0, "memory" + p, 1e10)
          .duplexLink("link" + p, "memory" + p, "bus", 1e10, 100);
    }
    return builder.build();
  }

  /** {@return both} */
  public static List<Machine> both(int processors) {
    return List.of(shared(processors), split(processors));
  }
}
