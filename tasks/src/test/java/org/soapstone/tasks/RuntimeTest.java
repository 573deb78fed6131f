package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.MapperException;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
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
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.instances.FieldView;

@Timeout(60)
class RuntimeTest {
  private static final FieldSpace TWO_FIELDS =
      FieldSpace.builder().field("old", FieldType.FLOAT64).field("new", FieldType.FLOAT64).build();

  private static final TaskDefinition NAME =
      TaskDefinition.cpu("name", context -> context.result("" + context.point().coordinate(0)));

  /** Three-point sums of the old field go to the new one. */
  private static final TaskDefinition STENCIL =
      TaskDefinition.cpu(
          "stencil",
          context -> {
            FieldView from = context.region(0).field();
            FieldView to = context.region(1).field();
            Rect halo = from.rect();
            to.rect()
                .forEachPoint(p -> {
                  double sum = 0;
                  for (long at = p.coordinate(0) - 1; at <= p.coordinate(0) + 1; at++) {
                    Point neighbour = Point.of(at);
                    sum += halo.contains(neighbour) ? from.doubleAt(neighbour) : 0;
                  }
                  to.set(p, sum);
                });
          });

  private static Runtime runtime(TaskDefinition... tasks) {
    return Runtime.builder(TestMachines.split(2), TaskRegistry.of(tasks)).build();
  }

  private static LogicalRegion line(Runtime runtime, int length) {
    return runtime
        .regions()
        .createRegion("line", IndexSpace.of(Rect.ofExtents(length)), TWO_FIELDS);
  }

  @Test
  void aStencilOverHalosRunsAsOnOnePiece() {
    try (var runtime = runtime(STENCIL)) {
      int length = 10;
      LogicalRegion line = line(runtime, length);
      double[] expected = new double[length];
      for (int i = 0; i < length; i++) {
        expected[i] = i * i;
      }
      runtime.write(line, 0, FieldData.of(Rect.ofExtents(length), expected));
      var tiles = Partitions.equal(line.indexSpace(), Rect.ofExtents(3));
      var halos =
          Partitions.image(
              tiles, AffineRectMap.builder(1).dimension(0, 1, -1, 1).build(), line.indexSpace());
      for (int step = 0; step < 4; step++) {
        int from = step % 2;
        runtime.launch(
            IndexLaunch.of(
                "stencil",
                tiles.colours(),
                TaskArguments.NONE,
                RegionRequirement.pieces(
                    line, halos, Projection.IDENTITY, FieldSet.of(from), Privilege.read()),
                RegionRequirement.pieces(
                    line,
                    tiles,
                    Projection.IDENTITY,
                    FieldSet.of(1 - from),
                    Privilege.writeDiscard())));
        double[] next = new double[length];
        for (int i = 0; i < length; i++) {
          next[i] =
              (i > 0 ? expected[i - 1] : 0) + expected[i] + (i < length - 1 ? expected[i + 1] : 0);
        }
        expected = next;
      }
      assertThat(runtime.read(line, 0).doubles()).containsExactly(expected);
    }
  }

  @Test
  void readsAndWritesRegionsAndPartsOfThem() {
    try (var runtime = runtime()) {
      LogicalRegion line = line(runtime, 4);
      assertThat(runtime.read(line, 0).doubles()).containsExactly(0, 0, 0, 0);
      runtime.fill(line, FieldSet.of(0, 1), FillValue.of(-0.0));
      assertThat(runtime.read(line, 1))
          .isEqualTo(FieldData.of(Rect.ofExtents(4), -0.0, -0.0, -0.0, -0.0));
      IndexSpace ends =
          IndexSpace.of(List.of(Rect.ofPoint(Point.of(0)), Rect.ofPoint(Point.of(3))));
      var parts =
          runtime
              .regions()
              .partition(line, Partitions.explicit(line.indexSpace(), Map.of(Point.of(0), ends)));
      LogicalRegion sparse = parts.subregion(Point.of(0));
      runtime.write(sparse, 0, FieldData.of(Rect.ofExtents(4), 1.0, 2.0, 3.0, 4.0));
      assertThat(runtime.read(line, 0).doubles()).containsExactly(1, -0.0, -0.0, 4);
      assertThat(runtime.read(sparse, 0).doubles()).containsExactly(1, 0, 0, 4);
      assertThatThrownBy(() -> runtime.write(line, 0, FieldData.of(Rect.ofExtents(3), 1f, 2f, 3f)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("FLOAT32")
          .hasMessageContaining("FLOAT64")
          .hasMessageContaining("'old'");
    }
  }

  @Test
  void resultsCombineByABalancedTreeInRowMajorOrder() {
    try (var runtime = runtime(NAME)) {
      FutureMap names =
          runtime.launch(IndexLaunch.of("name", Rect.ofExtents(5), TaskArguments.NONE));
      Future<String> tree = names.reduce(String.class, (a, b) -> "(" + a + b + ")");
      assertThat(tree.get()).isEqualTo("((01)(2(34)))");
      assertThat(tree.isDone()).isTrue();
      assertThat(tree.id()).isEmpty();
      assertThat(names.get(Point.of(3))).isEqualTo("3");
      assertThat(names.future(Point.of(4), String.class).get()).isEqualTo("4");
      assertThatThrownBy(() -> names.future(Point.of(4), Integer.class).get())
          .isInstanceOf(ClassCastException.class);
    }
  }

  @Test
  void bodiesReadTheResultsOfEarlierLaunches() {
    TaskDefinition gather =
        TaskDefinition.cpu(
            "gather",
            context ->
                context.result(
                    context.future(0)
                        + " "
                        + context.future(1)
                        + " "
                        + context.service(String.class)));
    try (var runtime =
        Runtime.builder(TestMachines.shared(2), TaskRegistry.of(NAME, gather))
            .service(String.class, "served")
            .build()) {
      FutureMap many =
          runtime.launch(IndexLaunch.of("name", Rect.ofExtents(3), TaskArguments.NONE));
      Future<String> one =
          runtime.launchSingle(IndexLaunch.single("name", TaskArguments.NONE), String.class);
      Future<String> gathered =
          runtime.launchSingle(
              IndexLaunch.single("gather", TaskArguments.NONE)
                  .after(many.id(), one.id().orElseThrow()),
              String.class);
      assertThat(gathered.get()).isEqualTo("[0, 1, 2] 0 served");
      assertThatThrownBy(() ->
              runtime.launch(
                  IndexLaunch.single("name", TaskArguments.NONE).after(new FutureId(99))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("launch 99");
      assertThatThrownBy(() ->
              runtime.launchSingle(
                  IndexLaunch.of("name", Rect.ofExtents(2), TaskArguments.NONE), String.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 points");
    }
  }

  @Test
  void aBodyMayNeitherWaitNorLaunch() {
    AtomicReference<FutureMap> unfinished = new AtomicReference<>();
    AtomicReference<Runtime> program = new AtomicReference<>();
    TaskDefinition wait = TaskDefinition.cpu("waiting", _ -> unfinished.get().await());
    TaskDefinition launch =
        TaskDefinition.cpu(
            "launching", _ -> program.get().launch(IndexLaunch.single("name", TaskArguments.NONE)));
    try (var runtime = runtime(NAME, wait, launch)) {
      program.set(runtime);
      unfinished.set(runtime.launch(IndexLaunch.single("name", TaskArguments.NONE)));
      FutureMap waiting = runtime.launch(IndexLaunch.single("waiting", TaskArguments.NONE));
      assertThatThrownBy(waiting::await)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("task 'waiting': a leaf body may not wait for a future");
      FutureMap launching = runtime.launch(IndexLaunch.single("launching", TaskArguments.NONE));
      assertThatThrownBy(launching::await)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("task 'launching': a leaf body may not");
    }
  }

  @Test
  void aContextIsOfNoUseOnceTheBodyHasReturned() {
    AtomicReference<TaskContext> kept = new AtomicReference<>();
    TaskDefinition keep = TaskDefinition.cpu("keep", kept::set);
    try (var runtime = runtime(keep)) {
      runtime.launch(IndexLaunch.single("keep", TaskArguments.NONE)).await();
      assertThatThrownBy(() -> kept.get().point())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("only while the body runs");
    }
  }

  @Test
  void aBodyHasNoMoreRightsThanItsPrivilegesGive() {
    TaskDefinition cheat =
        TaskDefinition.cpu(
            "cheat",
            context -> {
              FieldView view = context.region(0).field();
              view.set(view.rect().lo(), 1.0);
            });
    TaskDefinition stray = TaskDefinition.cpu("stray", context -> context.region(0).field(1));
    try (var runtime = runtime(cheat, stray)) {
      LogicalRegion line = line(runtime, 4);
      var read = RegionRequirement.whole(line, FieldSet.of(0), Privilege.read());
      FutureMap cheated = runtime.launch(IndexLaunch.single("cheat", TaskArguments.NONE, read));
      assertThatThrownBy(cheated::await).isInstanceOf(TaskFailedException.class);
      FutureMap strayed = runtime.launch(IndexLaunch.single("stray", TaskArguments.NONE, read));
      assertThatThrownBy(strayed::await)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("names fields {0}, not 1");
      assertThat(runtime.read(line, 0).doubles()).containsOnly(0.0);
    }
  }

  /** Overwriting a buffer outright and folding into it from the identity come to the same bits. */
  @Test
  void buffersAreSetToTheIdentityUnlessTheTaskOverwritesThem() {
    TaskDefinition fold =
        TaskDefinition.cpu(
            "fold",
            context -> {
              FieldView view = context.region(0).field();
              view.rect().forEachPoint(p -> view.fold(p, 0.1 * p.coordinate(0)));
            });
    TaskDefinition overwrite =
        TaskDefinition.named("overwrite")
            .leaf(
                ProcessorKind.CPU,
                context -> {
                  FieldView view = context.region(0).field();
                  view.rect().forEachPoint(p -> view.set(p, 0.1 * p.coordinate(0)));
                })
            .overwritesReductions()
            .build();
    try (var runtime = runtime(fold, overwrite)) {
      FieldData[] sums = new FieldData[2];
      for (int variant = 0; variant < 2; variant++) {
        LogicalRegion line = line(runtime, 7);
        var sum =
            RegionRequirement.whole(
                line, FieldSet.of(0), Privilege.reduce(BuiltInReduction.SUM_F64));
        String task = variant == 0 ? "fold" : "overwrite";
        for (int i = 0; i < 3; i++) {
          runtime.launch(IndexLaunch.of(task, Rect.ofExtents(3), TaskArguments.NONE, sum));
        }
        sums[variant] = runtime.read(line, 0);
      }
      assertThat(sums[0]).isEqualTo(sums[1]);
      assertThat(sums[0].doubles()[6]).isGreaterThan(5.3);
    }
  }

  @Test
  void launchingWaitsWhileTheWindowIsFull() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    TaskDefinition hold = TaskDefinition.cpu("hold", _ -> gate.await());
    AtomicInteger launched = new AtomicInteger();
    try (var runtime =
        Runtime.builder(TestMachines.shared(1), TaskRegistry.of(hold)).window(8).build()) {
      Thread program =
          new Thread(() -> {
            for (int i = 0; i < 50; i++) {
              runtime.launch(IndexLaunch.single("hold", TaskArguments.NONE));
              launched.incrementAndGet();
            }
          });
      program.start();
      while (program.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
      assertThat(launched.get()).isEqualTo(9);
      gate.countDown();
      program.join();
      assertThat(launched.get()).isEqualTo(50);
      runtime.fence();
    }
  }

  @Test
  void aDestroyedTreeMayNotBeNamedAgain() {
    try (var runtime = runtime()) {
      LogicalRegion line = line(runtime, 4);
      runtime.fill(line, FieldSet.of(0), FillValue.of(2.0));
      assertThat(runtime.read(line, 0).doubles()).containsOnly(2.0);
      runtime.destroy(line);
      assertThatThrownBy(() -> runtime.read(line, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'line'")
          .hasMessageContaining("destroyed");
    }
  }

  @Test
  void aWrongLaunchIsRefusedAndTheProgramGoesOn() {
    AtomicInteger wrong = new AtomicInteger();
    Mapper mapper =
        new Mapper() {
          @Override
          public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
            return new int[] {launch.task().equals("name") ? 5 : wrong.get()};
          }
        };
    try (var runtime =
        Runtime.builder(TestMachines.split(2), TaskRegistry.of(NAME)).mapper(mapper).build()) {
      LogicalRegion line = line(runtime, 4);
      assertThatThrownBy(() -> runtime.launch(IndexLaunch.single("name", TaskArguments.NONE)))
          .isInstanceOf(MapperException.class)
          .hasMessageContaining("selectProcessors")
          .hasMessageContaining("5");
      assertThatThrownBy(() -> runtime.launch(IndexLaunch.single("nome", TaskArguments.NONE)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'nome'");
      assertThatThrownBy(() -> runtime.fill(line, FieldSet.of(0), FillValue.of(1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(runtime.position()).isZero();
      assertThat(runtime.read(line, 0).doubles()).containsOnly(0.0);
    }
  }

  /**
   * The one wrong answer that the analysis hears when the launch is under way: it then takes the
   * first source.
   */
  @Test
  void aWrongSourceIsReportedAndTheLaunchMade() {
    Mapper mapper =
        new Mapper() {
          @Override
          public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
            return new int[] {(int) launch.iteration()};
          }

          @Override
          public int selectSource(MapperContext context, int target, int[] candidates) {
            return candidates.length == 1 ? 0 : 7;
          }
        };
    TaskDefinition look =
        TaskDefinition.cpu(
            "look",
            context -> {
              FieldView view = context.region(0).field();
              context.result(view.doubleAt(view.rect().hi()));
            });
    try (var runtime =
        Runtime.builder(TestMachines.split(3), TaskRegistry.of(look)).mapper(mapper).build()) {
      LogicalRegion line = line(runtime, 4);
      runtime.write(line, 0, FieldData.of(Rect.ofExtents(4), 1.0, 2.0, 3.0, 4.0));
      IndexLaunch read =
          IndexLaunch.single(
              "look",
              TaskArguments.NONE,
              RegionRequirement.whole(line, FieldSet.of(0), Privilege.read()));
      runtime.launch(read.at(1));
      long before = runtime.position();
      assertThatThrownBy(() -> runtime.launch(read.at(2)))
          .isInstanceOf(MapperException.class)
          .hasMessageContaining("selectSource");
      assertThat(runtime.position()).isEqualTo(before + 1);
      assertThat(runtime.launchSingle(read.at(2), Double.class).get()).isEqualTo(4.0);
    }
  }

  @Test
  void aClosedRuntimeIsClosed() {
    var runtime = runtime(NAME);
    LogicalRegion line = line(runtime, 2);
    runtime.close();
    runtime.close();
    assertThatThrownBy(() -> runtime.read(line, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
