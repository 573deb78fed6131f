package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.instances.FieldView;

/** What fails spoils what depends on it, and nothing else. */
@Timeout(120)
class FailureTest {
  private static final FieldSet FIELD = FieldSet.of(0);

  /**
   * Random programs in which tasks throw: each element is as the interpreter has it, value or root
   * cause.
   */
  @Test
  void failuresTravelWithTheData() {
    Cases.forEachSeed(Cases.heavy() ? 3_000 : 120, FailureTest::duel);
  }

  private static void duel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    var program = new RandomProgram(seed, 1 + random.nextInt(20), 0.2);
    var interpreter =
        new SequentialInterpreter(RandomBodies.registry(), Map.of()).in(program.forest());
    var runtime =
        Runtime.builder(TestMachines.random(random), RandomBodies.registry())
            .mapper(new RandomMapper(seed))
            .regions(program.forest())
            .build();
    try {
      for (RandomProgram.Step step : program.steps()) {
        switch (step) {
          case RandomProgram.Step.Launched(Launch launch) -> {
            interpreter.launch(launch);
            switch (launch) {
              case IndexLaunch tasks -> runtime.launch(tasks);
              case FillLaunch fill -> runtime.launch(fill);
            }
          }
          default -> {
            interpreter.fence();
            runtime.executionFence();
          }
        }
      }
      for (LogicalRegion root : program.roots()) {
        compareElements(program, root, interpreter, runtime);
      }
    } finally {
      closeQuietly(runtime);
    }
  }

  static void compareElements(
      RandomProgram program,
      LogicalRegion root,
      SequentialInterpreter interpreter,
      Runtime runtime) {
    long[] one = new long[root.indexSpace().dims()];
    Arrays.fill(one, 1);
    var elements = program.forest().partition(root, Partitions.blocks(root.indexSpace(), one));
    for (Point colour : points(elements.indexPartition().colours())) {
      LogicalRegion element = elements.subregion(colour);
      for (Field field : root.fieldSpace().fields()) {
        compare(element, field.id(), interpreter, runtime);
      }
    }
  }

  private static List<Point> points(Rect rect) {
    List<Point> points = new ArrayList<>();
    rect.forEachPoint(points::add);
    return points;
  }

  private static void compare(
      LogicalRegion region, int field, SequentialInterpreter interpreter, Runtime runtime) {
    Object expected = interpreter.launch(BuiltInTasks.readLaunch(region, field)).getFirst();
    if (expected instanceof TaskFailure failure) {
      var thrown =
          catchThrowableOfType(TaskFailedException.class, () -> runtime.read(region, field));
      assertThat(thrown).as("%s is spoiled by %s", region, failure.describe()).isNotNull();
      assertThat(thrown.failure())
          .as("root cause of %s", region)
          .usingComparator(TaskFailure.PROGRAM_ORDER)
          .isEqualTo(failure);
      assertThat(thrown).cause().hasMessage(failure.cause().getMessage());
    } else {
      assertThat(runtime.read(region, field))
          .as("field %d of %s", field, region)
          .isEqualTo(expected);
    }
  }

  /** The failures that nobody asked about come out here, and are not what the test is about. */
  static void closeQuietly(Runtime runtime) {
    try {
      runtime.close();
    } catch (TaskFailedException e) {
      assertThat(e.failure().cause().getMessage())
          .containsPattern("^(thrown by launch|gather: |scatter: )");
    }
  }

  /**
   * Ten steps of five launches on four independent rows; one launch throws at one of the four
   * points.
   */
  @Test
  void aTaskThatThrowsAnywhereNeverHangsAndIsNamed() {
    for (int position = 0; position < 50; position++) {
      runFiftyLaunches(position, position % 4);
    }
  }

  private record Step(int throwingPosition, int throwingPoint, int position)
      implements TaskArguments {}

  private static final TaskDefinition STEP =
      TaskDefinition.cpu(
          "step",
          context -> {
            Step step = (Step) context.arguments();
            if (step.throwingPosition == step.position
                && context.point().coordinate(0) == step.throwingPoint) {
              throw new IllegalStateException("position " + step.position);
            }
            FieldView row = context.region(0).field();
            row.rect().forEachPoint(p -> row.set(p, row.doubleAt(p) * 2 + step.position));
            context.result(row.doubleAt(row.rect().lo()));
          });

  private static void runFiftyLaunches(int throwingPosition, int throwingPoint) {
    try (var runtime = Runtime.builder(TestMachines.split(2), TaskRegistry.of(STEP)).build()) {
      var grid =
          runtime
              .regions()
              .createRegion(
                  "grid",
                  IndexSpace.of(Rect.ofExtents(4, 3)),
                  FieldSpace.of("value", FieldType.FLOAT64));
      var rows = Partitions.blocks(grid.indexSpace(), 1, 3);
      var requirement =
          RegionRequirement.pieces(grid, rows, Projection.IDENTITY, FIELD, Privilege.readWrite());
      runtime.fill(grid, FIELD, FillValue.of(1.0));
      List<FutureMap> results = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        results.add(
            runtime.launch(
                IndexLaunch.of(
                        "step",
                        rows.colours(),
                        new Step(throwingPosition, throwingPoint, i),
                        requirement)
                    .tagged(LaunchTag.NONE, "launch number " + i)));
      }
      double expected = 1;
      for (int i = 0; i < 50; i++) {
        expected = expected * 2 + i;
      }
      var pieces = runtime.regions().partition(grid, rows);
      for (int row = 0; row < 4; row++) {
        Point point = Point.of(row, 0);
        LogicalRegion piece = pieces.subregion(point);
        if (row != throwingPoint) {
          assertThat(runtime.read(piece, 0).doubles()).containsOnly(expected);
          assertThat(results.get(49).get(point)).isEqualTo(expected);
        } else {
          assertRootCause(throwingPosition, point, () -> runtime.read(piece, 0));
          assertRootCause(throwingPosition, point, () -> results.get(49).get(point));
          assertRootCause(throwingPosition, point, () -> runtime.read(grid, 0));
        }
      }
      runtime.fence();
    }
  }

  private static void assertRootCause(int position, Point point, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("'step'")
        .hasMessageContaining("point " + point)
        .hasMessageContaining("launch number " + position)
        .hasRootCauseMessage("position " + position);
  }

  private static final TaskDefinition BOOM =
      TaskDefinition.cpu(
          "boom",
          _ -> {
            throw new IOException("boom");
          });

  private static final TaskDefinition ONES =
      TaskDefinition.cpu(
          "ones",
          context -> {
            FieldView view = context.region(0).field();
            view.rect().forEachPoint(p -> view.set(p, 1.0));
          });

  private static final TaskDefinition ADD =
      TaskDefinition.cpu(
          "add",
          context -> {
            FieldView view = context.region(0).field();
            view.rect().forEachPoint(p -> view.fold(p, 1.0));
          });

  private static Runtime runtime() {
    return Runtime.builder(TestMachines.split(2), TaskRegistry.of(BOOM, ONES, ADD)).build();
  }

  private static LogicalRegion line(Runtime runtime) {
    return runtime
        .regions()
        .createRegion(
            "line", IndexSpace.of(Rect.ofExtents(4)), FieldSpace.of("value", FieldType.FLOAT64));
  }

  private static IndexLaunch on(LogicalRegion region, String task, Privilege privilege) {
    return IndexLaunch.single(
        task, TaskArguments.NONE, RegionRequirement.whole(region, FIELD, privilege));
  }

  @Test
  void overwritingHealsAndFillingHeals() {
    try (var runtime = runtime()) {
      LogicalRegion line = line(runtime);
      FutureMap failed = runtime.launch(on(line, "boom", Privilege.readWrite()));
      runtime.launch(on(line, "ones", Privilege.writeDiscard()));
      assertThat(runtime.read(line, 0).doubles()).containsOnly(1.0);
      runtime.launch(on(line, "boom", Privilege.writeDiscard()));
      runtime.fill(line, FIELD, FillValue.of(3.0));
      assertThat(runtime.read(line, 0).doubles()).containsOnly(3.0);
      assertThatThrownBy(failed::await).hasRootCauseMessage("boom");
      assertThatThrownBy(runtime::fence).hasRootCauseMessage("boom");
    }
  }

  @Test
  void aFailedReductionSpoilsTheSum() {
    try (var runtime = runtime()) {
      LogicalRegion line = line(runtime);
      Privilege sum = Privilege.reduce(BuiltInReduction.SUM_F64);
      runtime.fill(line, FIELD, FillValue.of(0.0));
      runtime.launch(on(line, "add", sum));
      assertThat(runtime.read(line, 0).doubles()).containsOnly(1.0);
      runtime.launch(on(line, "boom", sum));
      runtime.launch(on(line, "add", sum));
      assertThatThrownBy(() -> runtime.read(line, 0)).hasRootCauseMessage("boom");
    }
  }

  @Test
  void failuresPassThroughFutures() {
    try (var runtime = runtime()) {
      LogicalRegion line = line(runtime);
      LogicalRegion other = line(runtime);
      FutureMap failed = runtime.launch(on(line, "boom", Privilege.writeDiscard()));
      IndexLaunch dependent = on(other, "ones", Privilege.writeDiscard()).after(failed.id());
      FutureMap spoiled = runtime.launch(dependent);
      assertThatThrownBy(spoiled::await)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("'boom'")
          .hasRootCauseMessage("boom");
      assertThatThrownBy(() -> runtime.read(other, 0)).hasRootCauseMessage("boom");
    }
  }

  @Test
  void whatNobodyAskedAboutComesOutWhenClosing() {
    var runtime = runtime();
    LogicalRegion line = line(runtime);
    LogicalRegion other = line(runtime);
    runtime.launch(on(line, "boom", Privilege.writeDiscard()));
    runtime.launch(on(other, "boom", Privilege.writeDiscard()));
    var thrown = catchThrowableOfType(TaskFailedException.class, runtime::close);
    assertThat(thrown.failure().launch()).isEqualTo(0);
    assertThat(thrown.getSuppressed()).hasSize(1);
    runtime.close();
  }

  /** Errors too: a body may throw what it likes, and the worker goes on. */
  @Test
  void errorsAreFailuresLikeAnyOther() {
    TaskDefinition deep =
        TaskDefinition.cpu(
            "deep",
            _ -> {
              throw new StackOverflowError("deep");
            });
    try (var runtime =
        Runtime.builder(TestMachines.shared(1), TaskRegistry.of(deep, ONES)).build()) {
      LogicalRegion line = line(runtime);
      FutureMap failed = runtime.launch(on(line, "deep", Privilege.readWrite()));
      assertThatThrownBy(failed::await).hasRootCauseInstanceOf(StackOverflowError.class);
      runtime.launch(on(line, "ones", Privilege.writeDiscard()));
      assertThat(runtime.read(line, 0).doubles()).containsOnly(1.0);
    }
  }
}
