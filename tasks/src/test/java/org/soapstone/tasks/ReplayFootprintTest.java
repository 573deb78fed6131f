package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.Launch;

/** What a replay costs in memory: nothing for a task, and no more after a million steps. */
@Timeout(600)
class ReplayFootprintTest {
  private static final int WIDTH = 2;
  private static final int STEPS = 50;

  /** So many steps of the stencil after which the footprint has to be what it is for ever. */
  private static final int WARM = Cases.heavy() ? 100_000 : 10_000;

  private static final int MANY = Cases.heavy() ? 1_000_000 : 50_000;

  private final AtomicLong ran = new AtomicLong();

  @Test
  void aReplayedTaskAllocatesNothingAndLeavesNothingBehind() throws IOException {
    var tasks = TaskRegistry.of(TaskDefinition.cpu("empty", _ -> ran.getAndIncrement()));
    try (var runtime = Runtime.builder(TestMachines.shared(2), tasks).build()) {
      List<Launch> run = ReplayTiming.stencil(runtime.regions(), WIDTH, STEPS);
      repeat(runtime, run, WARM / STEPS);
      long heap = usedHeap();
      long resident = residentBytes();
      long allocated = allocatedBytes();
      int runs = (MANY - WARM) / STEPS;
      repeat(runtime, run, runs);
      double perTask = (allocatedBytes() - allocated) / ((double) runs * STEPS * WIDTH);
      System.out.printf(
          "%d steps: %.3f bytes allocated for each task; after %d steps %d KiB of heap, %d KiB"
              + " resident, at the end %d and %d%n",
          MANY, perTask, WARM, heap >> 10, resident >> 10, usedHeap() >> 10, residentBytes() >> 10);
      assertThat(perTask).as("bytes allocated for each task").isLessThan(0.25);
      assertThat(usedHeap()).as("used heap").isLessThan(heap + heap / 20 + (256 << 10));
      assertThat(residentBytes())
          .as("resident memory")
          .isLessThanOrEqualTo(resident + resident / 20 + (Cases.heavy() ? 0 : 16 << 20));
      assertThat(runtime.traces().getFirst().replayed()).isGreaterThan(runs);
    }
    assertThat(ran.get()).isEqualTo((long) MANY * WIDTH);
  }

  private static void repeat(Runtime runtime, List<Launch> run, int times) {
    for (int i = 0; i < times; i++) {
      runtime.trace("step", run, i);
    }
    runtime.fence();
  }

  /** By all threads that live, so that nothing hides on a worker. */
  private static long allocatedBytes() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      boolean ours =
          thread == Thread.currentThread() || thread.getName().startsWith("soapstone-worker");
      sum += ours ? threads.getThreadAllocatedBytes(thread.threadId()) : 0;
    }
    return sum;
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** The memory that the process occupies; 0 where the system does not say. */
  private static long residentBytes() throws IOException {
    Path pages = Path.of("/proc/self/statm");
    return Files.exists(pages)
        ? 4096 * Long.parseLong(Files.readString(pages).split(" ", -1)[1])
        : 0;
  }
}
