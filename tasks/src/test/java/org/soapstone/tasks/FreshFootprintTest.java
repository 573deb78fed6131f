package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;

/** Tasks that are analysed, one launch after the other without a trace, leave nothing behind. */
@Timeout(600)
class FreshFootprintTest {
  private static final int WIDTH = 1;

  /** As many launches as the runtime knows the results of: before, it holds more and more. */
  private static final int WARM = 1 << 16;

  private static final int TASKS = Cases.heavy() ? 1_000_000 : 2 * WARM;

  private final AtomicLong ran = new AtomicLong();

  @Test
  void analysedTasksLeaveNothingBehind() throws IOException {
    var tasks = TaskRegistry.of(TaskDefinition.cpu("empty", _ -> ran.getAndIncrement()));
    try (var runtime = Runtime.builder(TestMachines.shared(2), tasks).build()) {
      List<Launch> cycle = ReplayTiming.stencil(runtime.regions(), WIDTH, 50);
      launch(runtime, cycle, WARM);
      long heap = ReplayFootprintTest.usedHeap();
      long resident = ReplayFootprintTest.residentBytes();
      launch(runtime, cycle, TASKS - WARM);
      long heapEnd = ReplayFootprintTest.usedHeap();
      long residentEnd = ReplayFootprintTest.residentBytes();
      System.out.printf(
          "%d tasks: after %d %d KiB of heap, %d KiB resident, at the end %d and %d%n",
          TASKS, WARM, heap >> 10, resident >> 10, heapEnd >> 10, residentEnd >> 10);
      assertThat(heapEnd).as("used heap").isLessThan(heap + heap / 20 + (256 << 10));
      assertThat(residentEnd)
          .as("resident memory")
          .isLessThanOrEqualTo(resident + resident / 20 + (16 << 20));
    }
    assertThat(ran.get()).isEqualTo(TASKS);
  }

  private static void launch(Runtime runtime, List<Launch> cycle, int tasks) {
    for (int step = 0; step < tasks / WIDTH; step++) {
      runtime.launch(((IndexLaunch) cycle.get(step % cycle.size())).at(step));
    }
    runtime.fence();
  }
}
