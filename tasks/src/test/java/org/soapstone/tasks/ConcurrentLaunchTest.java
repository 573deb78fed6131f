package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.MapperException;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/** Launches whose points run at the same time and wait for each other. */
@Timeout(60)
class ConcurrentLaunchTest {
  private static final int PHASES = 20;

  /** By launch and phase, how many points have arrived. */
  private final AtomicIntegerArray arrived = new AtomicIntegerArray(200 * PHASES);

  private record Numbered(int number, int throwing) implements TaskArguments {}

  private void meet(TaskContext context) {
    var arguments = (Numbered) context.arguments();
    for (int phase = 0; phase < PHASES; phase++) {
      if (arguments.throwing == context.point().coordinate(0) && phase == PHASES / 2) {
        throw new IllegalStateException("boom");
      }
      int at = arguments.number * PHASES + phase;
      arrived.incrementAndGet(at);
      assertThat(context.barrier().await()).isEqualTo(phase);
      assertThat(arrived.get(at)).isEqualTo((int) context.domain().volume());
    }
    context.result(true);
  }

  private final TaskRegistry tasks =
      TaskRegistry.of(
          TaskDefinition.cpu("meet", this::meet),
          TaskDefinition.inner("innerMeet", this::meet),
          TaskDefinition.inner(
              "nest",
              c ->
                  c.launcher()
                      .launch(IndexLaunch.of("meet", Rect.ofExtents(2), c.arguments()).concurrent())
                      .await()),
          TaskDefinition.cpu("plain", _ -> {}),
          TaskDefinition.cpu(
              "leaves",
              c -> {
                if (c.point().coordinate(0) > 0) {
                  c.barrier().await();
                }
              }));

  private static IndexLaunch launch(String task, int points, int number, int throwing) {
    return IndexLaunch.of(task, Rect.ofExtents(points), new Numbered(number, throwing))
        .concurrent();
  }

  @Test
  void pointsOfManyLaunchesMeetWhateverTheMapper() {
    Cases.forEachSeed(
        Cases.heavy() ? 500 : 30,
        seed -> {
          for (int i = 0; i < arrived.length(); i++) {
            arrived.set(i, 0);
          }
          SplittableRandom random = new SplittableRandom(seed);
          int processors = 1 + random.nextInt(4);
          try (var runtime =
              Runtime.builder(TestMachines.split(processors), tasks)
                  .mapper(new RandomMapper(seed))
                  .window(1 + random.nextInt(20))
                  .build()) {
            List<FutureMap> met = new ArrayList<>();
            for (int l = 0; l < 40; l++) {
              switch (random.nextInt(processors > 1 ? 4 : 3)) {
                case 0 ->
                    runtime.launch(
                        IndexLaunch.of("plain", Rect.ofExtents(5), TaskArguments.NONE).at(l));
                case 1 -> met.add(runtime.launch(launch("meet", processors, l, -1).at(l)));
                case 2 ->
                    met.add(
                        runtime.launch(
                            launch("innerMeet", 1 + random.nextInt(processors), l, -1).at(l)));
                default -> runtime.launch(IndexLaunch.single("nest", new Numbered(l, -1)).at(l));
              }
            }
            runtime.fence();
            met.forEach(map -> assertThat(map.values()).containsOnly(true));
          }
        });
  }

  @Test
  void aPointThatFailsFreesTheOthersAndIsTheRootCause() {
    for (String task : List.of("meet", "innerMeet")) {
      for (int throwing = 0; throwing < 3; throwing++) {
        var runtime = Runtime.builder(TestMachines.shared(3), tasks).build();
        FutureMap failed = runtime.launch(launch(task, 3, 0, throwing));
        for (int p = 0; p < 3; p++) {
          int point = p;
          assertThatThrownBy(() -> failed.get(Point.of(point)))
              .isInstanceOf(TaskFailedException.class)
              .hasMessageContaining("failed at point (" + throwing + ")")
              .hasMessageEndingWith("boom");
        }
        runtime.close();
        for (int i = 0; i < arrived.length(); i++) {
          arrived.set(i, 0);
        }
      }
    }
  }

  @Test
  void aPointThatHasReturnedIsWaitedForNoMore() {
    try (var runtime = Runtime.builder(TestMachines.shared(3), tasks).build()) {
      runtime.launch(launch("leaves", 3, 0, -1)).await();
    }
  }

  @Test
  void launchesThatCannotRunAtTheSameTimeAreRefused() {
    try (var runtime = Runtime.builder(TestMachines.shared(2), tasks).build()) {
      assertThatThrownBy(() -> runtime.launch(launch("meet", 3, 0, -1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "launch 'meet' of task 'meet': its 3 points run at the same time, but machine"
                  + " 'shared' has 2 processors; launch no more points than that");
      FutureMap alone = runtime.launch(IndexLaunch.single("meet", new Numbered(0, -1)));
      assertThatThrownBy(alone::await)
          .hasMessageContaining("launch it with IndexLaunch.concurrent");
    }
    Mapper crowding =
        new Mapper() {
          @Override
          public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
            int[] processors = new int[launch.pointCount()];
            Arrays.fill(processors, 1);
            return processors;
          }
        };
    try (var runtime = Runtime.builder(TestMachines.shared(2), tasks).mapper(crowding).build()) {
      assertThatThrownBy(() -> runtime.launch(launch("meet", 2, 0, -1)))
          .isInstanceOf(MapperException.class)
          .hasMessageContaining(
              "points (0) and (1) of a concurrent launch are both given processor 1; choose one for"
                  + " each");
    }
  }
}
