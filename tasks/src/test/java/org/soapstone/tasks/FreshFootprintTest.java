package org.soapstone.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;

/**
 * A program without traces holds no more memory after very many tasks than after many. In a JVM of
 * its own whose heap neither grows nor shrinks, so that what is resident says something.
 */
@Timeout(600)
class FreshFootprintTest {
  private static final int WIDTH = 1;

  /** As many launches as the runtime knows the results of: before, it holds more and more. */
  private static final int WARM = 1 << 16;

  @Test
  void analysedTasksLeaveNothingBehind() throws IOException, InterruptedException {
    int tasks = Cases.heavy() ? 1_000_000 : 2 * WARM;
    Process jvm =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                Integer.toString(tasks))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long[] bytes;
    try (var output = jvm.inputReader(UTF_8)) {
      bytes = Arrays.stream(output.readLine().split(" ", -1)).mapToLong(Long::parseLong).toArray();
      assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      jvm.destroyForcibly();
    }
    System.out.printf(
        "%d tasks: after %d %d KiB of heap, %d KiB resident, at the end %d and %d%n",
        tasks, WARM, bytes[0] >> 10, bytes[1] >> 10, bytes[2] >> 10, bytes[3] >> 10);
    assertThat(bytes[2]).as("used heap").isLessThan(bytes[0] + bytes[0] / 20 + (256 << 10));
    assertThat(bytes[3])
        .as("resident memory")
        .isLessThanOrEqualTo(bytes[1] + bytes[1] / 20 + (Cases.heavy() ? 0 : 16 << 20));
  }

  /** Launches as many tasks as its argument says, and prints what it holds. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws IOException {
      AtomicLong ran = new AtomicLong();
      var registry = TaskRegistry.of(TaskDefinition.cpu("empty", _ -> ran.getAndIncrement()));
      int tasks = Integer.parseInt(arguments[0]);
      try (var runtime = Runtime.builder(TestMachines.shared(2), registry).build()) {
        List<Launch> cycle = ReplayTiming.stencil(runtime.regions(), WIDTH, 50);
        launch(runtime, cycle, WARM);
        long heap = ReplayFootprintTest.usedHeap();
        long resident = ReplayFootprintTest.residentBytes();
        launch(runtime, cycle, tasks - WARM);
        System.out.printf(
            "%d %d %d %d%n",
            heap, resident, ReplayFootprintTest.usedHeap(), ReplayFootprintTest.residentBytes());
      }
      if (ran.get() != tasks) {
        throw new IllegalStateException(ran + " of " + tasks + " tasks have run");
      }
    }

    private static void launch(Runtime runtime, List<Launch> cycle, int tasks) {
      for (int step = 0; step < tasks / WIDTH; step++) {
        runtime.launch(((IndexLaunch) cycle.get(step % cycle.size())).at(step));
      }
      runtime.fence();
    }
  }
}
