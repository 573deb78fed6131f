package org.soapstone.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;

/** A program that is given up ends soon, and cleanly. */
@Timeout(60)
class CancelTest {
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger runs = new AtomicInteger();

  private Runtime runtime() {
    return Runtime.builder(
            TestMachines.split(2),
            TaskRegistry.of(
                TaskDefinition.cpu(
                    "slow",
                    _ -> {
                      started.countDown();
                      gate.await();
                    }),
                TaskDefinition.cpu("next", _ -> runs.incrementAndGet()),
                TaskDefinition.cpu("meet", c -> c.barrier().await()),
                TaskDefinition.inner(
                    "endless",
                    c -> {
                      while (true) {
                        c.launcher().launch(IndexLaunch.single("next", TaskArguments.NONE)).await();
                      }
                    })))
        .build();
  }

  private static IndexLaunch on(LogicalRegion line, String task) {
    return IndexLaunch.single(
        task,
        TaskArguments.NONE,
        RegionRequirement.whole(line, FieldSet.of(0), Privilege.readWrite()));
  }

  private LogicalRegion launchManyBehindASlowOne(Runtime runtime) throws InterruptedException {
    LogicalRegion line =
        runtime.createRegion(
            "line", IndexSpace.of(Rect.ofExtents(8)), FieldSpace.of("x", FieldType.FLOAT64));
    runtime.fill(line, FieldSet.of(0), FillValue.of(1.0));
    runtime.launch(on(line, "slow"));
    for (int i = 0; i < 100; i++) {
      runtime.launch(on(line, "next"));
    }
    started.await();
    return line;
  }

  @Test
  void whatHasNotStartedDoesNotRun() throws InterruptedException {
    Runtime runtime = runtime();
    LogicalRegion line = launchManyBehindASlowOne(runtime);
    FutureMap meeting =
        runtime.launch(IndexLaunch.of("meet", Rect.ofExtents(2), TaskArguments.NONE).concurrent());
    runtime.cancel();
    gate.countDown();
    assertThatThrownBy(meeting::await).hasMessageContaining("the runtime was cancelled");
    assertThatThrownBy(() -> runtime.launch(on(line, "next")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the runtime was cancelled; close it and build another one");
    runtime.close();
    assertThat(runs).hasValue(0);
  }

  @Test
  void anotherThreadMayCancelWhileTheProgramWaits() throws InterruptedException {
    Runtime runtime = runtime();
    runtime.launch(IndexLaunch.single("endless", TaskArguments.NONE));
    Thread program = Thread.currentThread();
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              while (runs.get() < 10 || program.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
              }
              runtime.cancel();
              runtime.close();
            });
    assertThatThrownBy(runtime::fence).hasMessageContaining("the runtime was cancelled");
    other.join();
  }

  @Test
  void anInterruptedThreadCancelsWhenItCloses() throws InterruptedException {
    Runtime runtime = runtime();
    launchManyBehindASlowOne(runtime);
    Thread closing =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              runtime.close();
            });
    while (closing.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    gate.countDown();
    closing.join();
    assertThat(runs).hasValue(0);
  }

  /** The program of a JVM that is told to end. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] arguments) {
      var tasks =
          TaskRegistry.of(
              TaskDefinition.cpu(
                  "tick",
                  _ -> {
                    System.out.println("tick");
                    System.out.flush();
                    Thread.sleep(5);
                  }));
      try (var runtime = Runtime.builder(TestMachines.shared(2), tasks).closeAtShutdown().build()) {
        while (true) {
          runtime.launch(IndexLaunch.single("tick", TaskArguments.NONE));
        }
      }
    }
  }

  @Test
  void aJvmThatIsToldToEndEnds() throws IOException, InterruptedException {
    Process jvm =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Endless.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var output = jvm.inputReader(UTF_8)) {
      assertThat(output.readLine()).isEqualTo("tick");
      jvm.toHandle().destroy(); // as Ctrl-C does, but by another signal
      while (output.readLine() != null) {
        // What ran goes on to its end.
      }
      assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      jvm.destroyForcibly();
    }
  }
}
