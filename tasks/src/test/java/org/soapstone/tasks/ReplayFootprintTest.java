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

  /** So many steps until the trace is replayed; nothing of it is compiled by then. */
  private static final int COLD = 1_000;

  /** So many steps of the stencil after which the footprint has to be what it is for ever. */
  private static final int WARM = Cases.heavy() ? 100_000 : 10_000;

  private static final int MANY = Cases.heavy() ? 1_000_000 : 50_000;

  private final AtomicLong ran = new AtomicLong();

  @Test
  void aReplayedTaskAllocatesNothingAndLeavesNothingBehind() throws IOException {
    var tasks = TaskRegistry.of(TaskDefinition.cpu("empty", _ -> ran.getAndIncrement()));
    try (var runtime = Runtime.builder(TestMachines.shared(2), tasks).build()) {
      List<Launch> run = ReplayTiming.stencil(runtime.regions(), WIDTH, STEPS);
      long[] threads = ourThreads();
      repeat(runtime, run, COLD / STEPS);
      long allocated = allocatedBytes(threads);
      repeat(runtime, run, (WARM - COLD) / STEPS);
      allocated = allocatedBytes(threads) - allocated;
      long heap = usedHeap();
      long resident = residentBytes();
      long allocatedWarm = allocatedBytes(threads);
      int runs = (MANY - WARM) / STEPS;
      repeat(runtime, run, runs);
      allocated += allocatedBytes(threads) - allocatedWarm;
      double perTask = allocated / ((double) (MANY - COLD) * WIDTH);
      System.out.printf(
          "%d steps: %.3f bytes allocated for each task; after %d steps %d KiB of heap, %d KiB"
              + " resident, at the end %d and %d%n",
          MANY, perTask, WARM, heap >> 10, resident >> 10, usedHeap() >> 10, residentBytes() >> 10);
      assertThat(perTask).as("bytes allocated for each task").isLessThan(0.1);
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

  /** The program's thread and the workers, so that nothing hides there. */
  private static long[] ourThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread ->
            thread == Thread.currentThread() || thread.getName().startsWith("soapstone-worker"))
        .mapToLong(Thread::threadId)
        .toArray();
  }

  private static long allocatedBytes(long[] threads) {
    var counters = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long thread : threads) {
      sum += counters.getThreadAllocatedBytes(thread);
    }
    return sum;
  }

  static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** The memory that the process occupies; 0 where the system does not say. */
  static long residentBytes() throws IOException {
    Path pages = Path.of("/proc/self/statm");
    return Files.exists(pages)
        ? 4096 * Long.parseLong(Files.readString(pages).split(" ", -1)[1])
        : 0;
  }
}
