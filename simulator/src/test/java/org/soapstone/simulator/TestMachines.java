package org.soapstone.simulator;

import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.MachineBuilder;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;

/** Little machines of fixed figures. */
public final class TestMachines {
  private TestMachines() {}

  /** {@return CPU cores with a memory each, and a link each way between every two} */
  public static Machine split(int processors, long capacityBytes) {
    MachineBuilder machine = Machine.builder("split", CopyEngine.PROCESSOR);
    for (int p = 0; p < processors; p++) {
      machine.memory("memory" + p, MemoryKind.HOST, 0, capacityBytes, 1e10, 5e9);
      machine.processor("cpu" + p, ProcessorKind.CPU, 0, "memory" + p, 1e10);
      for (int q = 0; q < p; q++) {
        machine.duplexLink("link" + q + "-" + p, "memory" + q, "memory" + p, 5e9, 500);
      }
    }
    return machine.build();
  }

  /** {@return CPU cores around one memory} */
  public static Machine shared(int processors) {
    MachineBuilder machine = Machine.builder("shared", CopyEngine.PROCESSOR);
    machine.memory("memory", MemoryKind.HOST, 0, 1L << 32, 1e10, 5e9);
    for (int p = 0; p < processors; p++) {
      machine.processor("cpu" + p, ProcessorKind.CPU, 0, "memory", 1e10);
    }
    return machine.build();
  }

  /** {@return devices with copy engines, a memory each and a link each way between every two} */
  public static Machine devices(int processors) {
    MachineBuilder machine = Machine.builder("devices", CopyEngine.DMA);
    for (int p = 0; p < processors; p++) {
      machine.memory("memory" + p, MemoryKind.DEVICE, 0, 1L << 32, 7e11, 3e11);
      machine.processor("gpu" + p, ProcessorKind.GPU, 0, "memory" + p, 1e13);
      for (int q = 0; q < p; q++) {
        machine.duplexLink("link" + q + "-" + p, "memory" + q, "memory" + p, 1.8e10, 1000);
      }
    }
    return machine.build();
  }
}
