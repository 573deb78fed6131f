package org.soapstone.tasks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;

/**
 * How many tasks with empty bodies a second, in a stencil of a given width: replayed, launch by
 * launch and run by run, and analysed. A program, not a test.
 */
final class ReplayTiming {
  private ReplayTiming() {}

  public static void main(String[] args) {
    int width = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int steps = args.length > 1 ? Integer.parseInt(args[1]) : 50;
    String only = args.length > 2 ? args[2] : "";
    for (String mode : List.of("threads", "runs", "launches", "fresh")) {
      if (mode.equals("threads") && width == 2) {
        measureThreads();
      } else if (only.isEmpty() || only.equals(mode)) {
        measure(mode, width, steps);
      }
    }
  }

  private static void measure(String mode, int width, int steps) {
    Machine machine = TestMachines.shared(Integer.getInteger("processors", 2));
    var tasks = TaskRegistry.of(TaskDefinition.cpu("empty", _ -> {}));
    try (var runtime = Runtime.builder(machine, tasks).build()) {
      List<Launch> run = stencil(runtime.regions(), width, steps);
      for (int round = 0; round < 8; round++) {
        long done = 0;
        long start = System.nanoTime();
        long allocated = allocated();
        long busy = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        while (System.nanoTime() - start < 1_000_000_000L) {
          done += (long) width * steps;
          switch (mode) {
            case "runs" -> runtime.trace("step", run, done);
            case "launches" -> runtime.trace("step", () -> launch(runtime, run));
            default -> launch(runtime, run);
          }
        }
        runtime.fence();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "%s width %d: %.0f tasks a second; on the program's thread %.0f ns and %.1f bytes a task%n",
            mode,
            width,
            done / seconds,
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - busy) / (double) done,
            (allocated() - allocated) / (double) done);
      }
      System.out.println(runtime.traces());
    }
  }

  /** The same dependences between two threads that spin. */
  private static void measureThreads() {
    for (int round = 0; round < 4; round++) {
      var progress = new AtomicLongArray(64);
      long start = System.nanoTime();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        int me = 32 * t;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (long step = 1; step <= 2_000_000; step++) {
                    while (progress.get(32 - me) < step - 1) {
                      Thread.onSpinWait();
                    }
                    progress.set(me, step);
                  }
                }));
      }
      for (Thread thread : threads) {
        while (thread.isAlive()) {
          try {
            thread.join();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
      }
      System.out.printf(
          Locale.ROOT,
          "threads width 2: %.0f tasks a second%n",
          4_000_000 / ((System.nanoTime() - start) / 1e9));
    }
  }

  private static void launch(Runtime runtime, List<Launch> run) {
    for (Launch launch : run) {
      runtime.launch((IndexLaunch) launch);
    }
  }

  static List<Launch> stencil(RegionForest forest, int width, int steps) {
    var grid =
        forest.createRegion(
            "grid",
            IndexSpace.of(Rect.ofExtents(width)),
            FieldSpace.builder()
                .field("even", FieldType.INT64)
                .field("odd", FieldType.INT64)
                .build());
    IndexPartition points = Partitions.equal(grid.indexSpace(), Rect.ofExtents(width));
    List<IndexPartition> shifted = new ArrayList<>();
    for (int shift = -1; shift <= 1; shift++) {
      shifted.add(
          Partitions.image(
              points,
              AffineRectMap.builder(1).dimension(0, 1, shift, shift).build(),
              grid.indexSpace()));
    }
    List<Launch> run = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      List<RegionRequirement> needs = new ArrayList<>();
      needs.add(piece(grid, points, (step + 1) % 2, Privilege.writeDiscard()));
      for (IndexPartition from : shifted) {
        needs.add(piece(grid, from, step % 2, Privilege.read()));
      }
      run.add(
          IndexLaunch.of(
              "empty",
              Rect.ofExtents(width),
              TaskArguments.NONE,
              needs.toArray(RegionRequirement[]::new)));
    }
    return List.copyOf(run);
  }

  private static RegionRequirement piece(
      LogicalRegion grid, IndexPartition partition, int field, Privilege privilege) {
    return RegionRequirement.pieces(
        grid, partition, Projection.IDENTITY, FieldSet.of(field), privilege);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
