package org.soapstone.tasks.execution;

import java.util.List;
import java.util.Optional;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.natives.memory.HostMemory;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.instances.InstanceStore;
import org.soapstone.tasks.instances.Mover;
import org.soapstone.tasks.instances.PhysicalInstance;

/**
 * Measures how long this machine's processors take to copy, fold and fill contiguous data, with the
 * code that the executor does it with.
 *
 * <p>Thread-safe, but two measurements at once disturb each other.
 */
public final class MovementTimer {
  private static final FieldSet FIELD = FieldSet.of(0);

  /** What a machine says of its speed is of no consequence here. */
  private static final double RATE = 1e9;

  private final Sampler sampler;

  /**
   * Makes a timer. Between two measured movements a thread walks through other memory, as in {@link
   * TaskTimer}.
   *
   * @param sampleNanos how long a movement is repeated, unmeasured and then measured
   */
  public MovementTimer(long sampleNanos) {
    this.sampler = new Sampler(sampleNanos, sampleNanos, Sampler.DEFAULT_WALK_BYTES, List.of());
  }

  @FunctionalInterface
  private interface Movement {
    void move(Mover mover, PhysicalInstance source, PhysicalInstance target, IndexSpace points);
  }

  /**
   * {@return the median time of a copy, in nanoseconds}
   *
   * @param bytes how much is copied, at least 4
   * @param concurrent how many threads copy at the same time, each on memory of its own
   */
  public long copyNanos(long bytes, int concurrent) {
    return nanos(
        "copy",
        bytes,
        concurrent,
        (mover, from, to, points) -> mover.copy(from, to, points, FIELD));
  }

  /**
   * {@return the median time of a fold of floats by addition, in nanoseconds}
   *
   * @param bytes how much is folded, at least 4
   * @param concurrent how many threads fold at the same time, each on memory of its own
   */
  public long foldNanos(long bytes, int concurrent) {
    return nanos(
        "fold",
        bytes,
        concurrent,
        (mover, from, to, points) -> mover.fold(from, to, points, FIELD, BuiltInReduction.SUM_F32));
  }

  /**
   * {@return the median time of a fill, in nanoseconds}
   *
   * @param bytes how much is filled, at least 4
   * @param concurrent how many threads fill at the same time, each on memory of its own
   */
  public long fillNanos(long bytes, int concurrent) {
    return nanos(
        "fill",
        bytes,
        concurrent,
        (mover, _, to, points) -> mover.fill(to, points, FIELD, FillValue.of(1f)));
  }

  private long nanos(String name, long bytes, int concurrent, Movement movement) {
    long elements = Math.max(1, bytes / Float.BYTES);
    var points = IndexSpace.of(Rect.ofExtents(elements));
    LogicalRegion root =
        new RegionForest().createRegion(name, points, FieldSpace.of("value", FieldType.FLOAT32));
    long capacity = 2L * (elements * Float.BYTES + HostMemory.ALIGNMENT);
    try (var store = new InstanceStore(scratchMachine(concurrent, capacity))) {
      PhysicalInstance[][] pairs = new PhysicalInstance[concurrent][2];
      for (int t = 0; t < concurrent; t++) {
        for (int i = 0; i < 2; i++) {
          pairs[t][i] =
              store.create(
                  new InstanceSpec(root, t, points.bounds(), FIELD, Optional.empty(), i),
                  "timing copies");
        }
      }
      return sampler.medianNanos(
          name,
          concurrent,
          thread -> {
            Mover mover = new Mover();
            return () -> movement.move(mover, pairs[thread][0], pairs[thread][1], points);
          });
    }
  }

  /** One memory for each thread. */
  private static Machine scratchMachine(int memories, long capacityBytes) {
    var machine = Machine.builder("scratch", CopyEngine.PROCESSOR);
    for (int m = 0; m < memories; m++) {
      machine.memory("memory" + m, MemoryKind.HOST, m, capacityBytes, RATE);
      machine.processor("processor" + m, ProcessorKind.CPU, m, "memory" + m, RATE);
      if (m > 0) {
        machine.duplexLink("link" + m, "memory0", "memory" + m, RATE, 0);
      }
    }
    return machine.build();
  }
}
