package org.soapstone.tasks;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;

@Timeout(60)
final class StallTest {
  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
  private final CountDownLatch gate = new CountDownLatch(1);

  private RuntimeBuilder builder(Duration patience) {
    return Runtime.builder(
            TestMachines.shared(2),
            TaskRegistry.of(
                TaskDefinition.cpu("stuck", _ -> gate.await()),
                TaskDefinition.cpu("idle", _ -> {})))
        .onStall(patience, reports::add);
  }

  private static IndexLaunch launch(String task, LogicalRegion region, String provenance) {
    return IndexLaunch.single(
            task,
            TaskArguments.NONE,
            RegionRequirement.whole(
                region, region.fieldSpace().set("value"), Privilege.readWrite()))
        .tagged(LaunchTag.NONE, provenance);
  }

  private static LogicalRegion region(Runtime runtime) {
    return runtime
        .regions()
        .createRegion(
            "box", IndexSpace.of(Rect.ofExtents(4)), FieldSpace.of("value", FieldType.INT32));
  }

  @Test
  void saysOnceWhatRunsAndWhatWaitsForWhat() throws InterruptedException {
    String text = "";
    try (Runtime runtime = builder(Duration.ofMillis(200)).build()) {
      try {
        LogicalRegion region = region(runtime);
        runtime.launch(launch("idle", region, "before"));
        runtime.fence();
        runtime.launch(launch("stuck", region, "the cork"));
        runtime.launch(launch("idle", region, "behind it"));
        // On a busy machine it may seem to stall before all of that is done.
        while (!text.contains("2 nodes") || !text.contains("runs a body")) {
          text = requireNonNull(reports.poll(30, TimeUnit.SECONDS), "a report");
        }
        assertThat(reports.poll(1, TimeUnit.SECONDS)).as("told once").isNull();
      } finally {
        gate.countDown();
      }
    }
    assertThat(text).matches("(?s)nothing has completed for \\d+\\.\\d s, and 2 nodes.*");
    assertThat(text.lines())
        .anySatisfy(line ->
            assertThat(line)
                .contains("soapstone-worker-0 runs a body of task 'stuck': at ")
                .contains("park"))
        .contains(
            "  task 1.0 'stuck' point (0) of launch 1 (the cork) on processor 0: runs, or is next",
            "  task 2.0 'idle' point (0) of launch 2 (behind it) on processor 0: waits for 1.0");
  }

  @Test
  void isQuietWhileTasksCompleteOrNoneAreThere() throws InterruptedException {
    try (Runtime runtime = builder(Duration.ofMillis(800)).build()) {
      LogicalRegion region = region(runtime);
      for (int i = 0; i < 10; i++) {
        runtime.launch(launch("idle", region, "step"));
        runtime.fence();
        Thread.sleep(60);
      }
      Thread.sleep(1200);
    }
    assertThat(reports).isEmpty();
  }

  @Test
  void patienceIsMoreThanNothing() {
    assertThatThrownBy(() -> builder(Duration.ZERO)).hasMessageContaining("more than zero");
  }
}
