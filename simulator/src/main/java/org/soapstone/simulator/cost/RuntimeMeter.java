package org.soapstone.simulator.cost;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
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
import org.soapstone.tasks.FutureMap;
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
 * of launches. They are made in runs of a trace, as a training's steps are. So it holds what the
 * program's thread does for them on the same cores.
 *
 * <p>Handing over to another processor is measured as tasks of {@value #CHAINED_TASK_NANOS} ns that
 * go round the processors, each waiting for the one before: its worker has gone to sleep by then,
 * as it has in a program.
 */
final class RuntimeMeter {
  private static final String TASK = "empty";
  private static final int WARM_UP_LAUNCHES = 20_000;
  private static final int LAUNCHES = 4_000;
  private static final int STEP = 20;
  private static final int ROUNDS = 7;
  private static final long SAMPLE_NANOS = 5_000_000;
  private static final int CHAIN = 4_000;
  private static final int CHAIN_WINDOW = 8;
  private static final long CHAINED_TASK_NANOS = 100_000;

  /** Until the JVM has compiled the fold, whose vector code is a thousand times slower before. */
  private static final long WARM_UP_NANOS = 750_000_000;

  private static final long WARM_UP_BYTES = 1 << 18;
  private static final long SMALLEST = 64;
  private static final long LARGEST = 64L << 20;
  private static final int GROWTH = 8;

  private final Machine machine;

  RuntimeMeter(Machine machine) {
    this.machine = machine;
  }

  RuntimeCosts measure() {
    new MovementTimer(WARM_UP_NANOS).foldNanos(WARM_UP_BYTES, 1);
    MovementTimer timer = new MovementTimer(SAMPLE_NANOS);
    int processors = machine.processorCount();
    return new RuntimeCosts(
        nodeNanos(),
        processors == 1 ? 0 : handoffNanos(),
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

  /**
   * The mean over tasks that each wait for the one before, on the next processor, less their own
   * time. The window is small, so that the program's thread launches all the while, as it does in a
   * program; and the mean counts the few that were waited for long.
   */
  private long handoffNanos() {
    TaskRegistry tasks = TaskRegistry.of(TaskDefinition.cpu(TASK, _ -> spin(CHAINED_TASK_NANOS)));
    Mapper aroundTheProcessors =
        new Mapper() {
          @Override
          public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
            return new int[] {(int) (launch.iteration() % context.machine().processorCount())};
          }
        };
    try (Runtime runtime =
        Runtime.builder(machine, tasks).mapper(aroundTheProcessors).window(CHAIN_WINDOW).build()) {
      chain(runtime, CHAIN);
      long start = System.nanoTime();
      chain(runtime, CHAIN);
      return Math.max(0, (System.nanoTime() - start) / CHAIN - CHAINED_TASK_NANOS);
    }
  }

  private static void chain(Runtime runtime, int length) {
    IndexLaunch launch = IndexLaunch.single(TASK, TaskArguments.NONE);
    FutureMap before = runtime.launch(launch);
    for (int i = 1; i < length; i++) {
      before = runtime.launch(launch.at(i).after(before.id()));
    }
    runtime.fence();
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
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
    for (int i = 0; i < times; i += STEP) {
      runtime.trace(
          "step",
          () -> {
            for (int j = 0; j < STEP; j++) {
              runtime.launch(launch);
            }
          });
    }
    runtime.fence();
  }
}
