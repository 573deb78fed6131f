package org.soapstone.tasks;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
  private volatile CountDownLatch gate = new CountDownLatch(1);

  private RuntimeBuilder builder(Duration patience) {
    return Runtime.builder(
            TestMachines.shared(2),
            TaskRegistry.of(
                TaskDefinition.cpu("stuck", _ -> gate.await()),
                TaskDefinition.cpu("stuckLater", this::waitLater),
                TaskDefinition.inner("parent", this::launchStuck),
                TaskDefinition.cpu("idle", _ -> {})))
        .onStall(patience, reports::add);
  }

  private void waitLater(TaskContext context) throws InterruptedException {
    if (context.iteration() >= 5) {
      gate.await();
    }
  }

  private void launchStuck(TaskContext context) {
    LogicalRegion region = context.requirements().getFirst().region();
    context.launcher().launch(launch("stuck", region, "the inner cork"));
    context.launcher().launch(launch("idle", region, "behind the inner cork"));
  }

  private String reportWith(String... words) throws InterruptedException {
    String text = "";
    while (!Stream.of(words).allMatch(text::contains)) {
      text = requireNonNull(reports.poll(30, TimeUnit.SECONDS), "a report other than " + text);
    }
    return text;
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
          text = requireNonNull(reports.poll(30, TimeUnit.SECONDS), "a report other than " + text);
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
  void saysWhatWaitsInsideInnerTasks() throws InterruptedException {
    try (Runtime runtime = builder(Duration.ofMillis(200)).build()) {
      try {
        LogicalRegion region = region(runtime);
        runtime.launch(launch("parent", region, "the parent"));
        runtime.launch(launch("idle", region, "behind the parent"));
        String text = reportWith("5 nodes", "runs a body", "its body is");
        assertThat(text.lines())
            .contains(
                "  task 1.0 'idle' point (0) of launch 1 (behind the parent) on processor 0: waits"
                    + " for 0.0",
                "  in inner task 0.0 'parent' point (0) of launch 0 (the parent), of which 3 nodes"
                    + " are outstanding:",
                "  task 0.0 'stuck' point (0) of launch 0 (the inner cork) on processor 0: runs, or"
                    + " is next",
                "  task 1.0 'idle' point (0) of launch 1 (behind the inner cork) on processor 0:"
                    + " waits for 0.0");
      } finally {
        gate.countDown();
      }
    }
  }

  @Test
  void saysWhatWaitsInsideAReplay() throws InterruptedException {
    for (boolean listed : new boolean[] {true, false}) {
      CountDownLatch before = gate;
      try (Runtime runtime = builder(Duration.ofMillis(200)).build()) {
        try {
          LogicalRegion region = region(runtime);
          List<IndexLaunch> step =
              List.of(
                  launch("stuckLater", region, "the cork"),
                  launch("idle", region, "behind the cork"));
          for (int i = 0; i < 7; i++) {
            int iteration = i;
            if (listed) {
              runtime.trace("step", step, iteration);
            } else {
              runtime.trace("step", () -> step.forEach(l -> runtime.launch(l.at(iteration))));
            }
          }
          assertThat(runtime.traces().getFirst().replayed()).isGreaterThan(2);
          String text = reportWith("of a replayed trace 4 nodes", "runs a body");
          assertThat(text.lines())
              .contains(
                  "  task 10.0 'stuckLater' point (0) of launch 10 (the cork) on processor 0: runs",
                  "  task 11.0 'idle' point (0) of launch 11 (behind the cork) on processor 0:"
                      + " waits for 10.0",
                  "  task 12.0 'stuckLater' point (0) of launch 12 (the cork) on processor 0: waits"
                      + " for 11.0",
                  "  task 13.0 'idle' point (0) of launch 13 (behind the cork) on processor 0:"
                      + " waits for 12.0");
        } finally {
          before.countDown();
        }
      }
      gate = new CountDownLatch(1);
      reports.clear();
    }
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
