package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchPredicate;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** Futures that are reduced, transformed and taken point by point, and predicates. */
@Timeout(60)
class ControlTest {
  private static final FieldSet FIELD = FieldSet.of(0);

  /** Holds up what the predicates of a test depend on. */
  private final CountDownLatch gate = new CountDownLatch(1);

  /** How often the task that is held up has run. */
  private final AtomicInteger runs = new AtomicInteger();

  private record Number(long value) implements TaskArguments {}

  private final TaskRegistry tasks =
      TaskRegistry.of(
          TaskDefinition.cpu("coordinate", c -> c.result(c.point().coordinate(0))),
          TaskDefinition.cpu("number", c -> c.result(((Number) c.arguments()).value)),
          TaskDefinition.cpu(
              "late",
              c -> {
                gate.await();
                runs.incrementAndGet();
                c.result(((Number) c.arguments()).value != 0);
              }),
          TaskDefinition.cpu("sees", c -> c.result((long) runs.get())),
          TaskDefinition.cpu("even", c -> c.result(c.point().coordinate(0) % 2 == 0)),
          TaskDefinition.cpu(
              "fails",
              c -> {
                throw new IllegalStateException("boom");
              }),
          TaskDefinition.combining("subtract", Long.class, (a, b) -> a - b),
          TaskDefinition.transforming("square", Long.class, x -> x * x),
          TaskDefinition.cpu("take", c -> c.result(c.future(0))),
          TaskDefinition.cpu(
              "set",
              c -> {
                FieldView x = c.region(0).field();
                long value = ((Number) c.arguments()).value;
                x.rect().forEachPoint(p -> x.set(p, (double) value));
                c.result(value);
              }),
          TaskDefinition.named("overwrite")
              .leaf(
                  ProcessorKind.CPU,
                  c -> {
                    FieldView x = c.region(0).field();
                    x.rect().forEachPoint(p -> x.set(p, 3.0));
                  })
              .overwritesReductions()
              .build());

  private Runtime runtime() {
    return Runtime.builder(TestMachines.split(2), tasks).build();
  }

  private static FutureMap coordinates(Runtime runtime, int points) {
    return runtime.launch(IndexLaunch.of("coordinate", Rect.ofExtents(points), TaskArguments.NONE));
  }

  private static LogicalRegion line(Runtime runtime) {
    return runtime.createRegion(
        "line", IndexSpace.of(Rect.ofExtents(4)), FieldSpace.of("x", FieldType.FLOAT64));
  }

  private static IndexLaunch set(LogicalRegion line, Privilege privilege, long value) {
    return IndexLaunch.single(
        "set", new Number(value), RegionRequirement.whole(line, FIELD, privilege));
  }

  @Test
  void resultsAreCombinedByABalancedTreeWithoutWaiting() {
    try (var runtime = runtime()) {
      Future<Long> combined = runtime.reduce(coordinates(runtime, 5), "subtract", Long.class);
      Future<Object> taken =
          runtime.launchSingle(
              IndexLaunch.single("take", TaskArguments.NONE).after(combined.id().orElseThrow()),
              Object.class);
      assertThat(taken.get()).isEqualTo((0L - 1) - (2L - (3 - 4)));
      assertThat(runtime.reduce(coordinates(runtime, 1), "subtract", Long.class).get()).isZero();
    }
  }

  @Test
  void resultsAreTransformedPointByPoint() {
    try (var runtime = runtime()) {
      FutureMap squares = runtime.transform(coordinates(runtime, 4), "square");
      assertThat(squares.values()).containsExactly(0L, 1L, 4L, 9L);
      var turned = new Projection.Functor("turned", p -> Point.of(3 - p.coordinate(0)));
      FutureMap taken =
          runtime.launch(
              IndexLaunch.of("take", Rect.ofExtents(4), TaskArguments.NONE)
                  .after(squares.pointwise(turned)));
      assertThat(taken.values()).containsExactly(9L, 4L, 1L, 0L);
      assertThat(taken.future(Point.of(1), Long.class).id()).isPresent();
    }
  }

  @Test
  void aPointWaitsForNothingButTheResultThatItTakes() {
    try (var runtime = runtime()) {
      FutureMap mixed =
          runtime.launch(
              IndexLaunch.of("take", Rect.ofExtents(2), TaskArguments.NONE)
                  .after(
                      runtime
                          .launch(IndexLaunch.of("even", Rect.ofExtents(2), TaskArguments.NONE))
                          .pointwise()));
      assertThat(mixed.values()).containsExactly(true, false);
      FutureId outside =
          new FutureId(mixed.id().launch(), mixed.domain(), new Projection.Constant(Point.of(5)));
      assertThatThrownBy(
              () -> runtime.launch(IndexLaunch.single("take", TaskArguments.NONE).after(outside)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("takes the result of point (5), which is not in the domain");
      FutureId another = new FutureId(mixed.id().launch(), Rect.ofExtents(3), Projection.IDENTITY);
      assertThatThrownBy(
              () -> runtime.launch(IndexLaunch.single("take", TaskArguments.NONE).after(another)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("but the domain of that launch is");
    }
  }

  @Test
  void theProgramDoesNotWaitForPredicates() {
    try (var runtime = runtime()) {
      LogicalRegion line = line(runtime);
      runtime.fill(line, FIELD, FillValue.of(1.0));
      LaunchPredicate late = LaunchPredicate.of(number(runtime, "late", 0));
      Future<Long> off =
          runtime.launchSingle(set(line, Privilege.writeDiscard(), 7).when(late, -1L), Long.class);
      Future<Long> on =
          runtime.launchSingle(
              set(line, Privilege.readWrite(), 8).when(late.and(late.not()).or(late.not()), -1L),
              Long.class);
      Future<Long> never =
          runtime.launchSingle(
              set(line, Privilege.writeDiscard(), 9).when(late.or(late)), Long.class);
      assertThat(off.isDone()).isFalse();
      gate.countDown();
      assertThat(off.get()).isEqualTo(-1);
      assertThat(on.get()).isEqualTo(8);
      assertThatThrownBy(never::get).hasMessageContaining("set no result");
      assertThat(runtime.read(line, 0).doubleAt(Point.of(2))).isEqualTo(8.0);
    }
  }

  @Test
  void whatDoesNotRunLeavesDataUntouched() {
    try (var runtime = runtime()) {
      LogicalRegion line = line(runtime);
      runtime.fill(line, FIELD, FillValue.of(1.0));
      runtime.launch(set(line, Privilege.readWrite(), 5));
      LaunchPredicate no = LaunchPredicate.of(number(runtime, "late", 0));
      gate.countDown();
      runtime.launch(set(line, Privilege.writeDiscard(), 7).when(no));
      runtime.launch(
          IndexLaunch.single(
                  "overwrite",
                  TaskArguments.NONE,
                  RegionRequirement.whole(line, FIELD, Privilege.reduce(BuiltInReduction.SUM_F64)))
              .when(no));
      assertThat(runtime.read(line, 0).doubleAt(Point.of(0))).isEqualTo(5.0);
    }
  }

  @Test
  void eachPointHasAPredicateOfItsOwn() {
    try (var runtime = runtime()) {
      FutureMap even =
          runtime.launch(IndexLaunch.of("even", Rect.ofExtents(4), TaskArguments.NONE));
      FutureMap chosen =
          runtime.launch(
              IndexLaunch.of("coordinate", Rect.ofExtents(4), TaskArguments.NONE)
                  .when(LaunchPredicate.of(even.pointwise()), -1L));
      assertThat(chosen.values()).containsExactly(0L, -1L, 2L, -1L);
    }
  }

  @Test
  void aFailedPredicateFailsTheTask() {
    var runtime = runtime();
    LogicalRegion line = line(runtime);
    FutureId failing = number(runtime, "fails", 0);
    LaunchPredicate no = LaunchPredicate.of(failing);
    FutureMap spoiled = runtime.launch(set(line, Privilege.readWrite(), 7).when(no, -1L));
    assertThatThrownBy(spoiled::values)
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("task 'fails'");
    assertThatThrownBy(() -> runtime.read(line, 0)).hasMessageContaining("task 'fails'");
    LaunchPredicate wrong = LaunchPredicate.of(number(runtime, "number", 3));
    FutureMap untrue = runtime.launch(IndexLaunch.single("number", new Number(1)).when(wrong));
    assertThatThrownBy(untrue::values)
        .hasMessageContaining("takes 3 from launch")
        .hasMessageContaining("which is no truth value; let it take a Boolean");
    runtime.close();
  }

  @Test
  void aFenceHoldsBackWhatComesAfterAndNotTheProgram() {
    try (var runtime = runtime()) {
      Future<Boolean> before =
          runtime.launchSingle(IndexLaunch.single("late", new Number(1)), Boolean.class);
      runtime.executionFence();
      Future<Long> after =
          runtime.launchSingle(IndexLaunch.single("sees", new Number(2)), Long.class);
      assertThat(before.isDone()).isFalse();
      gate.countDown();
      assertThat(after.get()).isEqualTo(1);
      runtime.executionFence();
      runtime.executionFence();
      runtime.trace("step", runtime::executionFence);
      assertThat(coordinates(runtime, 2).values()).containsExactly(0L, 1L);
    }
  }

  private static FutureId number(Runtime runtime, String task, long value) {
    return runtime.launch(IndexLaunch.single(task, new Number(value))).id();
  }

  @Test
  void aPredicatedLaunchKeepsTheFailureOfTheDataThatItDoesNotTouch() {
    var runtime = runtime();
    LogicalRegion line = line(runtime);
    runtime.launch(
        IndexLaunch.single(
            "fails",
            TaskArguments.NONE,
            RegionRequirement.whole(line, FIELD, Privilege.writeDiscard())));
    gate.countDown();
    LaunchPredicate no = LaunchPredicate.of(number(runtime, "late", 0));
    List<Object> results =
        runtime.launch(set(line, Privilege.readWrite(), 7).when(no, -1L)).values();
    assertThat(results).containsExactly(-1L);
    assertThatThrownBy(() -> runtime.read(line, 0)).hasMessageContaining("boom");
    LaunchPredicate yes = LaunchPredicate.of(number(runtime, "late", 1));
    runtime.launch(set(line, Privilege.writeDiscard(), 7).when(yes));
    assertThat(runtime.read(line, 0).doubleAt(Point.of(3))).isEqualTo(7.0);
    runtime.close();
  }
}
