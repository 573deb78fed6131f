package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.execution.Sabotage;
import org.soapstone.tasks.partitioning.RegionColumns;

/**
 * An error in a worker itself, for which no node can answer: whoever waits is told of it, wherever
 * it waits, and nothing hangs.
 */
class BreakdownTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What happens while the program waits for the first worker, which breaks down then. */
  private interface Waiting {
    void on(Runtime runtime) throws Exception;
  }

  private final Thread[] workers = new Thread[2];
  private final CountDownLatch started = new CountDownLatch(workers.length);
  private final CountDownLatch broken = new CountDownLatch(1);

  /** Holds its worker up until that is to break down. */
  private void hold(TaskContext context) throws InterruptedException {
    assertThat(broken.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
  }

  private final TaskRegistry tasks =
      TaskRegistry.of(
          TaskDefinition.cpu("hold", this::hold),
          TaskDefinition.cpu("quick", context -> context.result(1.0)),
          TaskDefinition.cpu("meet", context -> context.barrier().await()),
          TaskDefinition.inner(
              "nest", context -> context.launcher().launch(single("quick")).await()));

  /** Points go to processors in turn, from the first on. */
  private static final class InTurn implements Mapper {
    @Override
    public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
      int[] processors = new int[launch.pointCount()];
      Arrays.setAll(processors, p -> p % context.machine().processorCount());
      return processors;
    }
  }

  private static IndexLaunch single(String task) {
    return IndexLaunch.of(task, Rect.ofExtents(1), TaskArguments.NONE);
  }

  /** Has a program wait while the worker that it needs breaks down. */
  private void tells(Waiting waiting) {
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          var runtime =
              Runtime.builder(TestMachines.shared(2), tasks)
                  .mapper(new InTurn())
                  .window(8)
                  .queue(4)
                  .workerHook(processor -> {
                    workers[processor] = Thread.currentThread();
                    started.countDown();
                  })
                  .build();
          runtime.launch(single("hold"));
          Thread.ofPlatform().daemon().start(this::breakSoon);
          Throwable told = catchThrowable(() -> waiting.on(runtime));
          assertThat(told)
              .hasMessageContaining("broke down")
              .hasRootCauseInstanceOf(NullPointerException.class);
          assertThatThrownBy(() -> runtime.launch(single("quick")))
              .isInstanceOf(IllegalStateException.class)
              .hasRootCauseInstanceOf(NullPointerException.class);
          Throwable closing = catchThrowable(runtime::close);
          if (closing != null) {
            assertThat(closing).hasRootCauseInstanceOf(NullPointerException.class);
          }
          for (Thread worker : workers) {
            worker.join(PATIENCE);
            assertThat(worker.isAlive()).isFalse();
          }
        });
  }

  private void breakSoon() {
    try {
      started.await();
      TimeUnit.MILLISECONDS.sleep(100); // so that the program waits
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    Sabotage.breakDown(workers[0]);
    broken.countDown();
  }

  @Test
  void whoeverWaitsForAResultIsTold() {
    tells(runtime -> runtime.launch(single("quick")).await());
  }

  @Test
  void whoeverWaitsForAnInnerTaskIsTold() {
    // The inner task hears of it first, and may even tell.
    tells(runtime -> {
      runtime.launch(single("nest"));
      runtime.fence();
    });
  }

  @Test
  void whoeverWaitsForEverythingIsTold() {
    tells(runtime -> {
      runtime.launch(single("quick"));
      runtime.fence();
    });
  }

  @Test
  void whoeverClosesIsTold() {
    tells(runtime -> {
      runtime.launch(single("quick"));
      runtime.close();
    });
  }

  @Test
  void whoeverWaitsForTheWindowIsTold() {
    tells(runtime -> {
      while (true) {
        runtime.launch(single("quick"));
      }
    });
  }

  @Test
  void whoeverWaitsForAReplayIsTold() {
    List<IndexLaunch> step = List.of(single("quick"), single("quick"));
    tells(runtime -> {
      for (long i = 0; ; i++) {
        runtime.trace("step", step, i);
      }
    });
  }

  /** The second point is at the barrier when the first's worker breaks down. */
  @Test
  void whoeverWaitsAtABarrierIsTold() {
    tells(runtime -> {
      FutureMap met =
          runtime.launch(
              IndexLaunch.of("meet", Rect.ofExtents(2), TaskArguments.NONE).concurrent());
      met.await();
    });
  }

  @Test
  void whoeverWaitsForTheQueueIsTold() {
    tells(runtime -> {
      IndexSpace space = IndexSpace.of(Rect.ofExtents(4));
      LogicalRegion line =
          runtime.createRegion("line", space, FieldSpace.of("colour", FieldType.INT32));
      var pieces = runtime.partitions().byField(RegionColumns.of(line, 0), Rect.ofExtents(2));
      var over =
          IndexLaunch.of(
              "quick",
              Rect.ofExtents(2),
              TaskArguments.NONE,
              RegionRequirement.pieces(
                  line, pieces, Projection.IDENTITY, FieldSet.of(0), Privilege.read()));
      while (true) {
        runtime.launch(over);
      }
    });
  }
}
