package org.soapstone.simulator.cost;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.simulator.cost.CostTable.RuntimeCosts;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.execution.MovementTimer;

/**
 * Measures what the runtime itself takes on this machine: for each node that it analyses,
 * dispatches and completes, and for each copy, fold and fill by size.
 *
 * <p>The time for each node is that of launches of empty tasks that read two regions and write a
 * third, one point for each processor, each depending on the launch before, divided by the number
 * of launches. So it holds the analysis too, which the program's thread does on the same cores.
 */
final class RuntimeMeter {
  private static final String TASK = "empty";
  private static final int WARM_UP_LAUNCHES = 20_000;
  private static final int LAUNCHES = 4_000;
  private static final int ROUNDS = 7;
  private static final long SAMPLE_NANOS = 5_000_000;

  /** Until the JVM has compiled the fold, whose vector code is a thousand times slower before. */
  private static final long WARM_UP_NANOS = 750_000_000;

  private static final long WARM_UP_BYTES = 1 << 18;
  private static final long WORKING_SET_BYTES = 8L << 20;
  private static final long SMALLEST = 64;
  private static final long LARGEST = 64L << 20;
  private static final int GROWTH = 8;

  private final Machine machine;

  RuntimeMeter(Machine machine) {
    this.machine = machine;
  }

  RuntimeCosts measure() {
    new MovementTimer(WARM_UP_NANOS, WORKING_SET_BYTES).foldNanos(WARM_UP_BYTES, 1);
    MovementTimer timer = new MovementTimer(SAMPLE_NANOS, WORKING_SET_BYTES);
    int processors = machine.processorCount();
    return new RuntimeCosts(
        nodeNanos(),
        curve(bytes -> timer.copyNanos(bytes, processors)),
        curve(bytes -> timer.foldNanos(bytes, processors)),
        curve(bytes -> timer.fillNanos(bytes, processors)));
  }

  private static MovementCurve curve(LongUnaryOperator nanos) {
    int count = 0;
    for (long bytes = SMALLEST; bytes <= LARGEST; bytes *= GROWTH) {
      count++;
    }
    long[] sizes = new long[count];
    long[] times = new long[count];
    long bytes = SMALLEST;
    for (int i = 0; i < count; i++) {
      sizes[i] = bytes;
      times[i] = nanos.applyAsLong(bytes);
      bytes *= GROWTH;
    }
    return MovementCurve.through(sizes, times);
  }

  /** The least of several rounds: what disturbs a round only adds to it. */
  private long nodeNanos() {
    int points = machine.processorCount();
    TaskRegistry tasks = TaskRegistry.of(TaskDefinition.cpu(TASK, _ -> {}));
    long[] rounds = new long[ROUNDS];
    try (Runtime runtime = Runtime.builder(machine, tasks).build()) {
      IndexLaunch launch =
          IndexLaunch.of(
              TASK,
              Rect.ofExtents(points),
              TaskArguments.NONE,
              cells(runtime, points, Privilege.read()),
              cells(runtime, points, Privilege.read()),
              cells(runtime, points, Privilege.readWrite()));
      run(runtime, launch, WARM_UP_LAUNCHES);
      for (int r = 0; r < ROUNDS; r++) {
        long start = System.nanoTime();
        run(runtime, launch, LAUNCHES);
        rounds[r] = (System.nanoTime() - start) / LAUNCHES;
      }
    }
    return Arrays.stream(rounds).min().orElse(0);
  }

  /** A requirement on a region of its own, with a cell for each point. */
  private static RegionRequirement cells(Runtime runtime, int points, Privilege privilege) {
    IndexSpace space = IndexSpace.of(Rect.ofExtents(points));
    LogicalRegion region =
        runtime.regions().createRegion("cells", space, FieldSpace.of("value", FieldType.FLOAT32));
    return RegionRequirement.pieces(
        region,
        Partitions.equal(space, Rect.ofExtents(points)),
        Projection.IDENTITY,
        FieldSet.of(0),
        privilege);
  }

  private static void run(Runtime runtime, IndexLaunch launch, int times) {
    for (int i = 0; i < times; i++) {
      runtime.launch(launch);
    }
    runtime.fence();
  }
}
