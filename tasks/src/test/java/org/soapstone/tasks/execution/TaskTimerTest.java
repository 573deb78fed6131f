package org.soapstone.tasks.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.mapper.machine.ProcessorModel;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.instances.FieldView;

@Timeout(60)
class TaskTimerTest {
  private final LogicalRegion region =
      new RegionForest()
          .createRegion(
              "grid",
              IndexSpace.of(Rect.ofExtents(8, 8)),
              FieldSpace.builder()
                  .field("in", FieldType.FLOAT32)
                  .field("label", FieldType.INT32)
                  .field("out", FieldType.FLOAT64)
                  .build());
  private final Rect rect = Rect.of(Point.of(2, 0), Point.of(5, 3));

  private final IndexLaunch launch =
      IndexLaunch.of(
          "work",
          Rect.ofExtents(2),
          TaskArguments.NONE,
          RegionRequirement.whole(region, FieldSet.of(0, 1), Privilege.read()),
          RegionRequirement.whole(
              region, FieldSet.of(2), Privilege.reduce(BuiltInReduction.SUM_F64)));
  private final CostKey key =
      new CostKey(
          "work",
          TaskArguments.NONE,
          1,
          Rect.ofExtents(2),
          List.of(rect, rect),
          List.of(8, 8),
          new ProcessorModel(ProcessorKind.CPU, 1e9, 1e9));

  private static TaskTimer timer(TaskDefinition task) {
    return TaskTimer.builder(TaskRegistry.of(task)).warmUpNanos(0).sampleNanos(0).build();
  }

  @Test
  void runsTheBodyOnScratchInstancesOfTheKeysShape() {
    Set<String> faults = ConcurrentHashMap.newKeySet();
    Set<Integer> threads = ConcurrentHashMap.newKeySet();
    AtomicInteger runs = new AtomicInteger();
    TaskDefinition work =
        TaskDefinition.cpu(
            "work",
            context -> {
              runs.incrementAndGet();
              threads.add(context.processor());
              FieldView in = context.region(0).field(0);
              FieldView label = context.region(0).field(1);
              FieldView out = context.region(1).field();
              boolean sound =
                  context.point().equals(Point.of(1))
                      && in.rect().equals(rect)
                      && in.segment().isReadOnly()
                      && in.floatAt(Point.of(5, 3)) >= 0
                      && in.floatAt(Point.of(2, 0)) != in.floatAt(Point.of(2, 1))
                      && label.intAt(Point.of(3, 3)) == 0
                      && out.doubleAt(Point.of(3, 3)) == 0.0
                      && out.segment().address() % 64 == 0;
              out.fold(Point.of(3, 3), 1.0);
              if (!sound) {
                faults.add("point " + context.point() + ", rect " + in.rect());
              }
            });
    assertThat(timer(work).nanos(key, launch, 2)).isPositive();
    assertThat(faults).isEmpty();
    assertThat(threads).containsExactlyInAnyOrder(0, 1);
    assertThat(runs.get()).isGreaterThanOrEqualTo(2 * (3 + 5));
  }

  @Test
  void measuresHowLongABodyTakes() {
    TaskDefinition sleep = TaskDefinition.cpu("work", _ -> Thread.sleep(3));
    assertThat(timer(sleep).nanos(key, launch, 1)).isBetween(3_000_000L, 1_000_000_000L);
  }

  @Test
  void saysWhatWentWrong() {
    TaskDefinition future = TaskDefinition.cpu("work", context -> context.future(0));
    assertThatThrownBy(() -> timer(future).nanos(key, launch, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'work'")
        .hasMessageContaining("future 0");
    TaskDefinition service = TaskDefinition.cpu("work", context -> context.service(String.class));
    assertThatThrownBy(() -> timer(service).nanos(key, launch, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("java.lang.String");
    IndexLaunch other = IndexLaunch.single("other", TaskArguments.NONE);
    assertThatThrownBy(() -> timer(service).nanos(key, other, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'other'");
  }

  @Test
  void aHookThatThrowsEndsTheMeasurement() {
    TaskTimer timer =
        TaskTimer.builder(TaskRegistry.of(TaskDefinition.cpu("work", _ -> {})))
            .workerHook(processor -> {
              if (processor == 1) {
                throw new IllegalStateException("no kernels here");
              }
            })
            .build();
    assertThatThrownBy(() -> timer.nanos(key, launch, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no kernels here");
  }

  @Test
  void movementsTakeLongerTheMoreTheyMove() {
    var timer = new MovementTimer(1_000_000);
    assertThat(timer.copyNanos(4 << 20, 1)).isGreaterThan(timer.copyNanos(64, 1));
    assertThat(timer.foldNanos(4 << 20, 2)).isGreaterThan(timer.foldNanos(64, 2));
    assertThat(timer.fillNanos(4 << 20, 1)).isGreaterThan(timer.fillNanos(64, 1));
  }
}
