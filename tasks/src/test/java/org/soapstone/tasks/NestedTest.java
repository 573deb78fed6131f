package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.CopyLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.access.DataAccess;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.instances.FieldView;

/** Tasks that launch tasks. */
@Timeout(60)
class NestedTest {
  private static final FieldSet X = FieldSet.of(0);
  private static final Privilege SUM = Privilege.reduce(BuiltInReduction.SUM_F64);

  private record Number(long value) implements TaskArguments {}

  /** What the inner task of a test does. */
  private final AtomicReference<Consumer<TaskContext>> body = new AtomicReference<>(_ -> {});

  private final List<String> refused = new ArrayList<>();

  private Runtime runtime() {
    return Runtime.builder(
            TestMachines.split(2),
            TaskRegistry.of(
                TaskDefinition.inner("inner", c -> body.get().accept(c)),
                TaskDefinition.inner("fibonacci", NestedTest::fibonacci),
                TaskDefinition.cpu("sum", c -> c.result((Long) c.future(0) + (Long) c.future(1))),
                TaskDefinition.cpu(
                    "double",
                    c -> {
                      FieldView x = c.region(0).field();
                      c.region(0).space().forEachPoint(p -> x.set(p, 2 * x.doubleAt(p)));
                    }),
                TaskDefinition.cpu(
                    "one",
                    c -> {
                      FieldView x = c.region(0).field();
                      c.region(0).space().forEachPoint(p -> x.fold(p, 1.0));
                    }),
                TaskDefinition.cpu("launches", c -> c.launcher().position()),
                TaskDefinition.cpu(
                    "fails",
                    _ -> {
                      throw new IllegalStateException("boom");
                    })))
        .window(1)
        .build();
  }

  private static void fibonacci(TaskContext context) {
    long n = ((Number) context.arguments()).value;
    if (n < 2) {
      context.result(n);
      return;
    }
    Launcher launcher = context.launcher();
    FutureMap a = launcher.launch(IndexLaunch.single("fibonacci", new Number(n - 1)));
    FutureMap b = launcher.launch(IndexLaunch.single("fibonacci", new Number(n - 2)));
    IndexLaunch sum = IndexLaunch.single("sum", TaskArguments.NONE).after(a.id(), b.id());
    context.result(launcher.launchSingle(sum, Long.class).get());
  }

  private static LogicalRegion line(Launcher launcher) {
    return launcher.createRegion(
        "line", IndexSpace.of(Rect.ofExtents(8)), FieldSpace.of("x", FieldType.FLOAT64));
  }

  private static IndexLaunch on(LogicalRegion region, String task, Privilege privilege) {
    return IndexLaunch.single(
        task, TaskArguments.NONE, RegionRequirement.whole(region, X, privilege));
  }

  private static IndexLaunch onPieces(
      LogicalRegion region, String task, IndexPartition pieces, Privilege privilege) {
    return IndexLaunch.of(
        task,
        pieces.colours(),
        TaskArguments.NONE,
        RegionRequirement.pieces(region, pieces, Projection.IDENTITY, X, privilege));
  }

  private void refuse(Runnable launch) {
    try {
      launch.run();
      refused.add("nothing");
    } catch (IllegalArgumentException | IllegalStateException e) {
      refused.add(e.getMessage());
    }
  }

  @Test
  void tasksLaunchTasksToAnyDepth() {
    try (var runtime = runtime()) {
      assertThat(
              runtime
                  .launchSingle(IndexLaunch.single("fibonacci", new Number(12)), Long.class)
                  .get())
          .isEqualTo(144);
    }
  }

  @Test
  void aChildsEffectsAreInProgramOrder() {
    try (var runtime = runtime()) {
      LogicalRegion line = line(runtime);
      IndexPartition halves = Partitions.equal(line.indexSpace(), Rect.ofExtents(2));
      IndexPartition quarters = Partitions.equal(line.indexSpace(), Rect.ofExtents(4));
      runtime.fill(line, X, FillValue.of(1.0));
      body.set(c -> {
        Launcher launcher = c.launcher();
        IndexSpace mine = halves.space(c.point());
        IndexPartition parts = Partitions.blocks(mine, 2);
        launcher.launch(onPieces(line, "double", parts, Privilege.readWrite()));
        launcher.launch(onPieces(line, "one", parts, SUM));
        launcher.launch(onPieces(line, "double", parts, Privilege.readWrite()));
      });
      runtime.launch(onPieces(line, "inner", halves, Privilege.readWrite()));
      runtime.launch(onPieces(line, "one", quarters, SUM));
      assertThat(runtime.read(line, 0).doubleAt(Point.of(5))).isEqualTo(7.0);
    }
  }

  @Test
  void reductionsOfChildrenAreTheirParents() {
    try (var runtime = runtime()) {
      LogicalRegion line = line(runtime);
      runtime.fill(line, X, FillValue.of(3.0));
      body.set(c -> {
        for (int i = 0; i < 20; i++) {
          c.launcher().launch(on(line, "one", SUM));
        }
      });
      runtime.launch(on(line, "inner", SUM));
      runtime.launch(on(line, "inner", SUM));
      assertThat(runtime.read(line, 0).doubleAt(Point.of(0))).isEqualTo(43.0);
    }
  }

  @Test
  void aChildMayNotAskForMoreThanItsParentHas() {
    try (var runtime = runtime()) {
      LogicalRegion line =
          runtime.createRegion(
              "line",
              IndexSpace.of(Rect.ofExtents(8)),
              FieldSpace.builder()
                  .field("x", FieldType.FLOAT64)
                  .field("y", FieldType.FLOAT64)
                  .build());
      LogicalRegion other = line(runtime);
      IndexPartition halves = Partitions.equal(line.indexSpace(), Rect.ofExtents(2));
      body.set(c -> {
        Launcher launcher = c.launcher();
        refuse(() -> launcher.launch(on(line, "double", Privilege.readWrite())));
        refuse(() -> launcher.launch(on(other, "double", Privilege.readWrite())));
        refuse(() -> launcher.launch(on(line, "double", Privilege.read())));
        refuse(() -> launcher.fill(line, FieldSet.of(1), FillValue.of(0.0)));
        refuse(() -> launcher.launch(onPieces(line, "one", halves, SUM)));
        LogicalRegion own = line(launcher);
        launcher.launch(on(own, "double", Privilege.readWrite()));
        assertThat(launcher.read(own, 0).doubleAt(Point.of(7))).isZero();
      });
      runtime.launch(
          IndexLaunch.single(
              "inner",
              TaskArguments.NONE,
              RegionRequirement.pieces(
                  line, halves, new Projection.Constant(Point.of(1)), X, Privilege.read())));
      runtime.fence();
      assertThat(refused)
          .containsExactly(
              "launch 'double' of task 'double', requirement 0 on region 'line': asks for"
                  + " read-write on field 'x', but task 'inner', which launches it, has [read]; ask"
                  + " for less here or for more there",
              "launch 'double' of task 'double', requirement 0 on region 'line': field 'x' is not"
                  + " among the privileges of task 'inner', which launches it; add it to a"
                  + " requirement of that task or drop it here",
              "launch 'double' of task 'double', requirement 0 on region 'line': asks for points"
                  + " "
                  + line.indexSpace()
                  + ", but task 'inner', which launches it, may touch "
                  + halves.space(Point.of(1))
                  + " that way; name a part of that",
              "fill 'fill of line' of region 'line': field 'y' is not among the privileges of task"
                  + " 'inner', which launches it; add it to a requirement of that task or drop it"
                  + " here",
              "launch 'one' of task 'one', requirement 0 on region 'line': asks for"
                  + " reduce(SUM_F64) on field 'x', but task 'inner', which launches it, has"
                  + " [read]; ask for less here or for more there");
    }
  }

  @Test
  void bodiesDoWhatTheirKindMay() {
    try (var runtime = runtime()) {
      LogicalRegion line = line(runtime);
      AtomicReference<Launcher> kept = new AtomicReference<>();
      body.set(c -> {
        refuse(runtime::position);
        refuse(() -> runtime.launch(on(line, "double", Privilege.readWrite())));
        refuse(() -> c.region(0));
        kept.set(c.launcher());
      });
      runtime.launch(on(line, "inner", Privilege.readWrite()));
      runtime.fence();
      refuse(() -> kept.get().launch(on(line, "double", Privilege.readWrite())));
      assertThat(refused)
          .containsExactly(
              "task 'inner': an inner body may not use the runtime; launch with its own"
                  + " TaskContext.launcher",
              "task 'inner': an inner body may not use the runtime; launch with its own"
                  + " TaskContext.launcher",
              "task 'inner': an inner body does not touch data; launch a task that does, or use"
                  + " Launcher.read and Launcher.write",
              "a launcher is for the thread that runs the inner body of its task; do not use the"
                  + " runtime elsewhere");
      FutureMap leaf = runtime.launch(IndexLaunch.single("launches", TaskArguments.NONE));
      assertThatThrownBy(leaf::await)
          .hasMessageContaining(
              "task 'launches': a leaf body may not launch; give the task an inner variant");
    }
  }

  @Test
  void aFailureInsideNamesTheChainOfLaunches() {
    var runtime = runtime();
    LogicalRegion line = line(runtime);
    IndexPartition halves = Partitions.equal(line.indexSpace(), Rect.ofExtents(2));
    runtime.fill(line, X, FillValue.of(1.0));
    body.set(c -> {
      if (((Number) c.arguments()).value == 0) {
        c.launcher()
            .launch(
                IndexLaunch.of(
                        "fails",
                        halves.colours(),
                        TaskArguments.NONE,
                        RegionRequirement.pieces(
                            line, halves, new Projection.Constant(Point.of(1)), X, SUM))
                    .tagged(LaunchTag.NONE, "innermost"));
      } else {
        c.launcher()
            .launch(
                IndexLaunch.single(
                        "inner",
                        new Number(0),
                        RegionRequirement.whole(line, X, Privilege.readWrite()))
                    .tagged(LaunchTag.NONE, "middle"));
        c.result("done");
      }
    });
    Future<String> done =
        runtime.launchSingle(
            IndexLaunch.single(
                    "inner", new Number(1), RegionRequirement.whole(line, X, Privilege.readWrite()))
                .tagged(LaunchTag.NONE, "outermost"),
            String.class);
    // The task itself has not failed, but a half of its data is spoiled.
    assertThat(done.get()).isEqualTo("done");
    var parts = runtime.regions().partition(line, halves);
    assertThat(runtime.read(parts.subregion(Point.of(0)), 0).doubleAt(Point.of(0))).isEqualTo(1.0);
    var thrown =
        catchThrowableOfType(
            TaskFailedException.class, () -> runtime.read(parts.subregion(Point.of(1)), 0));
    assertThat(thrown)
        .hasMessageStartingWith("task 'fails' failed at point (0) of launch 0 (innermost)")
        .hasMessageContaining(
            ", launched by task 'inner' at point (0) of launch 0 (middle), launched by task"
                + " 'inner' at point (0) of launch 1 (outermost): ")
        .hasMessageEndingWith("boom");
    assertThatThrownBy(runtime::close)
        .as("the other point of the innermost launch")
        .isInstanceOf(TaskFailedException.class)
        .hasMessageStartingWith("task 'fails' failed at point (1) of launch 0 (innermost)");
  }

  @Test
  void aBodyThatWaitsForAFailureFailsByItOrGoesOn() {
    var runtime = runtime();
    body.set(c -> {
      FutureMap failed = c.launcher().launch(IndexLaunch.single("fails", TaskArguments.NONE));
      if (((Number) c.arguments()).value == 0) {
        failed.await();
      }
      assertThatThrownBy(failed::await).isInstanceOf(TaskFailedException.class);
      c.result(7L);
    });
    Future<Long> fails =
        runtime.launchSingle(IndexLaunch.single("inner", new Number(0)), Long.class);
    Future<Long> goesOn =
        runtime.launchSingle(IndexLaunch.single("inner", new Number(1)), Long.class);
    assertThat(goesOn.get()).isEqualTo(7);
    assertThatThrownBy(fails::get)
        .isInstanceOf(TaskFailedException.class)
        .hasMessageStartingWith("task 'fails' failed")
        .hasMessageContaining("launched by task 'inner' at point (0) of launch 0 (inner)");
    runtime.close();
  }

  @Test
  void aFenceInsideTellsOfFailuresInsideOnly() {
    var runtime = runtime();
    FutureMap outside = runtime.launch(IndexLaunch.single("fails", TaskArguments.NONE));
    assertThatThrownBy(outside::await).isInstanceOf(TaskFailedException.class);
    runtime.launch(IndexLaunch.single("fails", TaskArguments.NONE));
    body.set(c -> {
      c.launcher().fence();
      c.launcher().launch(IndexLaunch.single("fails", TaskArguments.NONE));
      assertThatThrownBy(c.launcher()::fence)
          .hasMessageContaining("launched by task 'inner' at point (0) of launch 2");
      c.result(1L);
    });
    Future<Long> done =
        runtime.launchSingle(IndexLaunch.single("inner", TaskArguments.NONE), Long.class);
    assertThat(done.get()).isEqualTo(1);
    assertThatThrownBy(runtime::close).hasMessageContaining("of launch 1 (fails)");
  }

  @Test
  void childrenOfManyParentsAreAtomicAmongThemselves() {
    try (var runtime = runtime()) {
      LogicalRegion line = line(runtime);
      IndexPartition eighths = Partitions.equal(line.indexSpace(), Rect.ofExtents(8));
      runtime.fill(line, X, FillValue.of(1.0));
      body.set(c -> {
        var mine =
            new RegionRequirement(
                line,
                Optional.of(eighths),
                new Projection.Constant(c.point()),
                X,
                Privilege.readWrite(),
                Coherence.ATOMIC);
        for (int i = 0; i < 5; i++) {
          c.launcher()
              .launch(IndexLaunch.of("double", Rect.ofExtents(2), TaskArguments.NONE, mine));
        }
      });
      runtime.launch(onPieces(line, "inner", eighths, Privilege.readWrite()));
      assertThat(runtime.read(line, 0).doubleAt(Point.of(6))).isEqualTo(1024.0);
    }
  }

  /** A parent's regions: 8 numbers, another 8, and pointers into the first, backwards. */
  private static LogicalRegion[] regions(Runtime runtime) {
    LogicalRegion from = line(runtime);
    LogicalRegion to = line(runtime);
    LogicalRegion pointers =
        runtime.createRegion("pointers", from.indexSpace(), FieldSpace.of("to", FieldType.INT64));
    Rect eight = from.indexSpace().bounds();
    runtime.write(from, 0, FieldData.of(eight, 0.0, 1, 2, 3, 4, 5, 6, 7));
    runtime.write(pointers, 0, FieldData.of(eight, 7L, 6, 5, 4, 3, 2, 1, 0));
    runtime.fill(to, X, FillValue.of(100.0));
    return new LogicalRegion[] {from, to, pointers};
  }

  private static IndexLaunch given(LogicalRegion[] regions, Privilege first, Privilege second) {
    return IndexLaunch.single(
        "inner",
        TaskArguments.NONE,
        RegionRequirement.whole(regions[0], X, first),
        RegionRequirement.whole(regions[1], X, second),
        RegionRequirement.whole(regions[2], X, Privilege.read()));
  }

  @Test
  void innerTasksCopyGatherScatterFoldAndFill() {
    try (var runtime = runtime()) {
      LogicalRegion[] of = regions(runtime);
      List<CopyLaunch.Builder> copies =
          List.of(
              CopyLaunch.single(),
              CopyLaunch.single().reduce(BuiltInReduction.SUM_F64),
              CopyLaunch.single().gather(of[2], CopyLaunch.OutOfRange.REFUSED, "to"),
              CopyLaunch.single()
                  .scatter(
                      of[2], CopyLaunch.OutOfRange.REFUSED, CopyLaunch.Duplicates.REFUSED, "to"));
      List<Double> third = new ArrayList<>();
      for (CopyLaunch.Builder copy : copies) {
        body.set(
            c -> c.launcher().launch(copy.source(of[0]).target(of[1]).field("x", "x").build()));
        runtime.launch(given(of, Privilege.read(), Privilege.readWrite()));
        third.add(runtime.read(of[1], 0).doubleAt(Point.of(2)));
      }
      body.set(c -> c.launcher().fill(of[1], X, FillValue.of(9.0)));
      runtime.launch(given(of, Privilege.read(), Privilege.readWrite()));
      third.add(runtime.read(of[1], 0).doubleAt(Point.of(2)));
      assertThat(third).containsExactly(2.0, 4.0, 5.0, 5.0, 9.0);
      body.set(c -> {
        refuse(() -> c.launcher().launch(copies.getFirst().build()));
        refuse(() -> c.launcher().fill(of[0], X, FillValue.of(9.0)));
      });
      runtime.launch(given(of, Privilege.read(), Privilege.read()));
      runtime.fence();
      assertThat(refused)
          .satisfiesExactly(
              copy ->
                  assertThat(copy)
                      .contains("on region 'line': asks for", "task 'inner', which launches it"),
              fill ->
                  assertThat(fill).startsWith("fill 'fill of line' of region 'line': asks for"));
    }
  }

  @Test
  void innerTasksMapAndAttachWhatTheyMayTouch() {
    try (var runtime = runtime();
        var arena = Arena.ofShared()) {
      LogicalRegion[] of = regions(runtime);
      MemorySegment memory = arena.allocate(8 * Double.BYTES, Double.BYTES);
      memory.setAtIndex(ValueLayout.JAVA_DOUBLE, 5, 50.0);
      body.set(c -> {
        DataAccess access = c.launcher().access();
        FieldView written = access.map(of[1], X, Privilege.readWrite()).field();
        try (var mapped = access.map(of[0], X, Privilege.read())) {
          mapped.space().forEachPoint(p -> written.set(p, 2 * mapped.field().doubleAt(p)));
          refuse(() -> c.launcher().launch(on(of[1], "double", Privilege.readWrite())));
          refuse(() -> access.map(of[2], X, Privilege.readWrite()));
        }
        refuse(() -> access.attach(of[0], X, memory));
        LogicalRegion own = line(c.launcher());
        access.attach(own, X, memory);
        c.launcher().launch(on(own, "double", Privilege.readWrite()));
      });
      runtime.launch(given(of, Privilege.read(), Privilege.readWrite()));
      FieldData doubled = runtime.read(of[1], 0);
      assertThat(doubled.doubles()).containsExactly(0, 2, 4, 6, 8, 10, 12, 14);
      assertThat(memory.getAtIndex(ValueLayout.JAVA_DOUBLE, 5)).isEqualTo(100);
      assertThat(refused)
          .satisfiesExactly(
              launch -> assertThat(launch).contains("which the program has mapped with read-write"),
              map -> assertThat(map).contains("'pointers': asks for read-write on field 'to'"),
              attach ->
                  assertThat(attach)
                      .startsWith("attachment to region 'line': asks for write-discard"));
      // Attaching what the parent may write leaves zeros, as it does outside.
      body.set(c -> {
        try (var _ = c.launcher().access().attach(of[1], X, memory)) {
          c.launcher().launch(on(of[1], "double", Privilege.readWrite()));
        }
        assertThat(memory.getAtIndex(ValueLayout.JAVA_DOUBLE, 5)).isEqualTo(200);
      });
      runtime.launch(given(of, Privilege.read(), Privilege.readWrite()));
      assertThat(runtime.read(of[1], 0).doubles()).containsOnly(0);
    }
  }

  @Test
  void memoryOfSubProgramsIsGivenBack() {
    try (var runtime =
        Runtime.builder(
                TestMachines.split(2, 1 << 20),
                TaskRegistry.of(
                    TaskDefinition.inner("inner", c -> body.get().accept(c)),
                    TaskDefinition.cpu("touch", c -> c.region(0).field().set(Point.of(0), 1.0))))
            .build()) {
      body.set(c -> {
        LogicalRegion large =
            c.launcher()
                .createRegion(
                    "large",
                    IndexSpace.of(Rect.ofExtents(50_000)),
                    FieldSpace.of("x", FieldType.FLOAT64));
        c.launcher().launch(on(large, "touch", Privilege.writeDiscard()));
      });
      for (int i = 0; i < 50; i++) {
        runtime.launch(IndexLaunch.single("inner", TaskArguments.NONE));
        runtime.fence();
      }
    }
  }

  /** A child that reads what its parent was given, where that is, and is late. */
  @Test
  void whatAParentWasGivenIsNotOverwrittenWhileAChildReadsIt() {
    TaskDefinition late =
        TaskDefinition.cpu(
            "late",
            c -> {
              TimeUnit.MILLISECONDS.sleep(100);
              c.result(c.region(0).field().doubleAt(Point.of(3)));
            });
    TaskDefinition overwrite =
        TaskDefinition.cpu("overwrite", c -> c.region(0).field().set(Point.of(3), 7.0));
    TaskDefinition parent =
        TaskDefinition.inner(
            "parent",
            c -> {
              LogicalRegion given = c.requirements().getFirst().region();
              IndexLaunch read = on(given, "late", Privilege.read());
              Future<Double> before = c.launcher().launchSingle(read, Double.class);
              c.launcher().launch(on(given, "overwrite", Privilege.readWrite()));
              c.result(before.get());
            });
    Mapper inPlace =
        new Mapper() {
          @Override
          public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
            return new int[] {launch.task().equals("late") ? 1 : 0};
          }

          @Override
          public InstanceChoice selectInstance(
              MapperContext context,
              IndexLaunch launch,
              int point,
              int requirement,
              int processor) {
            return new InstanceChoice(0, InstanceChoice.Extent.ROOT, true);
          }
        };
    try (var runtime =
        Runtime.builder(TestMachines.shared(2), TaskRegistry.of(late, overwrite, parent))
            .mapper(inPlace)
            .build()) {
      LogicalRegion line = line(runtime);
      runtime.fill(line, X, FillValue.of(2.0));
      IndexLaunch launch = on(line, "parent", Privilege.readWrite());
      assertThat(runtime.launchSingle(launch, Double.class).get()).isEqualTo(2.0);
      assertThat(runtime.read(line, 0).doubleAt(Point.of(3))).isEqualTo(7.0);
    }
  }
}
