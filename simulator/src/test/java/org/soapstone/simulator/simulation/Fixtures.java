package org.soapstone.simulator.simulation;

import java.util.List;
import java.util.random.RandomGenerator;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.MachineBuilder;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.mapper.machine.ProcessorModel;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;

/** Small machines, and tasks and movements that say themselves how long they last. */
final class Fixtures {
  private Fixtures() {}

  /** Arguments that name a duration. */
  record Work(long nanos) implements TaskArguments {}

  /** {@return the cost key of a task of a given duration} */
  static CostKey work(long nanos) {
    return new CostKey(
        "work",
        new Work(nanos),
        0,
        Rect.ofExtents(1),
        List.of(),
        List.of(),
        new ProcessorModel(ProcessorKind.GPU, 1e9, 1e9));
  }

  /**
   * Tasks last as their arguments say, movements 1 ns for each byte.
   *
   * @param handoffNanos what it takes to hand over to another processor
   */
  record StatedCosts(long handoffNanos) implements NodeCosts {
    static final StatedCosts INSTANCE = new StatedCosts(0);

    /** {@return costs in which handing over takes nothing, or a little} */
    static StatedCosts random(RandomGenerator random) {
      return random.nextBoolean() ? INSTANCE : new StatedCosts(1 + random.nextInt(10));
    }

    @Override
    public long taskNanos(CostKey key) {
      return ((Work) key.arguments()).nanos();
    }

    @Override
    public long movementNanos(
        NodeKind kind, int processor, int sourceMemory, int targetMemory, long bytes) {
      return bytes;
    }
  }

  /**
   * {@return processors with a memory each, and a link each way between neighbours and through one
   * switch between others}
   */
  static Machine chain(int processors, CopyEngine engine) {
    MachineBuilder builder = Machine.builder("chain", engine).networkSwitch("hub");
    for (int p = 0; p < processors; p++) {
      builder.memory("m" + p, MemoryKind.DEVICE, 0, 1L << 40, 1e9);
      builder.processor("p" + p, ProcessorKind.GPU, 0, "m" + p, 1e12);
      if (p > 0) {
        builder.duplexLink("n" + p, "m" + (p - 1), "m" + p, 1e9, 0);
      }
      builder.duplexLink("h" + p, "m" + p, "hub", 1e9, 0);
    }
    return builder.build();
  }

  /**
   * {@return the seed of a random test: the system property {@code soapstone.seed}, or the one
   * given}
   */
  static long seed(long otherwise) {
    return Long.getLong("soapstone.seed", otherwise);
  }

  /**
   * {@return how often to repeat: the first, or the second when {@code soapstone.heavy} is true}
   */
  static int rounds(int normal, int heavy) {
    return Boolean.getBoolean("soapstone.heavy") ? heavy : normal;
  }
}
