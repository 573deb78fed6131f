package org.soapstone.tasks;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.MachineBuilder;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;

/** Machines of CPU cores to run tests on. */
public final class TestMachines {
  private static final long CAPACITY = 64 << 20;

  private TestMachines() {}

  /** Processors that share one memory. */
  public static Machine shared(int processors) {
    MachineBuilder machine = Machine.builder("shared", CopyEngine.PROCESSOR);
    machine.memory("memory", MemoryKind.HOST, 0, CAPACITY, 1e9);
    for (int p = 0; p < processors; p++) {
      machine.processor("cpu" + p, ProcessorKind.CPU, 0, "memory", 1e9);
    }
    return machine.build();
  }

  /** Processors with a memory each. */
  public static Machine split(int processors) {
    return split(processors, CAPACITY);
  }

  /** Processors with a memory of some capacity each. */
  public static Machine split(int processors, long capacityBytes) {
    MachineBuilder machine = Machine.builder("split", CopyEngine.PROCESSOR);
    for (int p = 0; p < processors; p++) {
      machine.memory("memory" + p, MemoryKind.HOST, 0, capacityBytes, 1e9);
      machine.processor("cpu" + p, ProcessorKind.CPU, 0, "memory" + p, 1e9);
    }
    connect(machine, processors);
    return machine.build();
  }

  /** One to four processors and memories; each processor sees a memory or several. */
  public static Machine random(SplittableRandom random) {
    MachineBuilder machine = Machine.builder("random", CopyEngine.PROCESSOR);
    int memories = 1 + random.nextInt(4);
    int processors = random.nextInt(8) == 0 ? 1 : 2 + random.nextInt(3);
    for (int m = 0; m < memories; m++) {
      machine.memory("memory" + m, MemoryKind.HOST, 0, CAPACITY, 1e9);
    }
    for (int p = 0; p < processors; p++) {
      int nearest = random.nextInt(memories);
      String[] also =
          IntStream.range(0, memories)
              .filter(m -> m != nearest && random.nextInt(3) == 0)
              .mapToObj(m -> "memory" + m)
              .toArray(String[]::new);
      machine.processor("cpu" + p, ProcessorKind.CPU, 0, "memory" + nearest, 1e9, also);
    }
    connect(machine, memories);
    return machine.build();
  }

  private static void connect(MachineBuilder machine, int memories) {
    for (int a = 0; a < memories; a++) {
      for (int b = a + 1; b < memories; b++) {
        machine.duplexLink("link" + a + b, "memory" + a, "memory" + b, 1e9, 100);
      }
    }
  }
}
