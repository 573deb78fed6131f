package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.execution.Executor;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.partitioning.DeferredPartition;
import org.soapstone.tasks.partitioning.RegionColumns;

/** Partitions of what a program computes: used before they are known, failing, and refused. */
@Timeout(60)
class DeferredPartitionsTest {
  private static final Rect COLOURS = Rect.ofExtents(3);
  private static final int POINTS = 12;

  /** Opened by a test to let {@code gated} tasks go on. */
  private final CountDownLatch gate = new CountDownLatch(1);

  /** Writes {@code p mod 3} to each point, once the gate is open. */
  private static final TaskDefinition GATED =
      TaskDefinition.cpu(
          "gated",
          context -> {
            context.service(CountDownLatch.class).await();
            FieldView view = context.region(0).field();
            view.rect().forEachPoint(p -> view.set(p, (int) p.coordinate(0) % 3));
          });

  private static final TaskDefinition BOOM =
      TaskDefinition.cpu(
          "boom",
          _ -> {
            throw new IllegalStateException("boom");
          });

  /** Adds the launch point's colour plus one to each point of its piece. */
  private static final TaskDefinition MARK =
      TaskDefinition.cpu(
          "mark",
          context -> {
            FieldView view = context.region(0).field();
            double colour = context.point().coordinate(0) + 1;
            context.region(0).space().forEachPoint(p -> view.set(p, view.doubleAt(p) + colour));
            context.result(context.region(0).space().volume());
          });

  private Runtime runtime(int queue, TaskDefinition... more) {
    var tasks = TaskRegistry.builder().add(GATED).add(BOOM).add(MARK).addAll(List.of(more));
    return Runtime.builder(TestMachines.split(2), tasks.build())
        .service(CountDownLatch.class, gate)
        .queue(queue)
        .build();
  }

  /** Points with a colour and a value. */
  private static LogicalRegion line(Runtime runtime, String name) {
    var fields =
        FieldSpace.builder()
            .field("colour", FieldType.INT32)
            .field("value", FieldType.FLOAT64)
            .build();
    return runtime.regions().createRegion(name, IndexSpace.of(Rect.ofExtents(POINTS)), fields);
  }

  private static final FieldSet COLOUR = FieldSet.of(0);
  private static final FieldSet VALUE = FieldSet.of(1);

  private static IndexLaunch writeColours(LogicalRegion line, String task) {
    return IndexLaunch.single(
        task, TaskArguments.NONE, RegionRequirement.whole(line, COLOUR, Privilege.writeDiscard()));
  }

  private static IndexLaunch mark(LogicalRegion line, IndexPartition pieces) {
    return IndexLaunch.of(
        "mark",
        pieces.colours(),
        TaskArguments.NONE,
        RegionRequirement.pieces(line, pieces, Projection.IDENTITY, VALUE, Privilege.readWrite()));
  }

  private static double[] marks() {
    double[] marks = new double[POINTS];
    for (int p = 0; p < POINTS; p++) {
      marks[p] = p % 3 + 1;
    }
    return marks;
  }

  @Test
  void aLaunchOverAPartitionThatIsNotKnownYetDoesNotWait() {
    try (var runtime = runtime(100)) {
      LogicalRegion line = line(runtime, "line");
      runtime.launch(writeColours(line, "gated"));
      var pieces = runtime.partitions().byField(RegionColumns.of(line, "colour"), COLOURS);
      FutureMap volumes = runtime.launch(mark(line, pieces));
      FutureMap again = runtime.launch(mark(line, pieces).after(volumes.id()));
      runtime.fill(line, COLOUR, FillValue.of(7));
      assertThat(pieces.isKnown()).isFalse();
      assertThat(pieces.colours()).isEqualTo(COLOURS);
      assertThat(pieces.parentSpace()).isEqualTo(line.indexSpace());
      assertThat(pieces.disjoint()).isEqualTo(Ternary.UNKNOWN);
      assertThat(volumes.isDone()).isFalse();
      gate.countDown();
      assertThat(volumes.values()).containsExactly(4L, 4L, 4L);
      assertThat(again.values()).containsExactly(4L, 4L, 4L);
      double[] twice = marks();
      for (int p = 0; p < POINTS; p++) {
        twice[p] *= 2;
      }
      assertThat(runtime.read(line, 1).doubles()).isEqualTo(twice);
      assertThat(runtime.read(line, 0).ints()).containsOnly(7);
      assertThat(pieces.isDisjoint()).isTrue();
      assertThat(pieces.space(Point.of(1)).contains(Point.of(4))).isTrue();
    }
  }

  /** The circuit's chain of operators, from pointers that a task writes, against a computation. */
  @Test
  void theCircuitsChainNeedsNoWaiting() {
    Cases.forEachSeed(
        20,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int nodes = 1 + random.nextInt(60);
          int wires = 1 + random.nextInt(120);
          int parts = 1 + random.nextInt(5);
          int[] owner = random.ints(nodes, 0, parts).toArray();
          long[] from = random.longs(wires, 0, nodes).toArray();
          long[] to = random.longs(wires, -2, nodes + 2).toArray();
          circuit(owner, from, to, parts);
        });
  }

  private static void circuit(int[] owner, long[] from, long[] to, int parts) {
    try (var runtime = Runtime.builder(TestMachines.split(3), TaskRegistry.of(MARK)).build()) {
      LogicalRegion nodes =
          runtime
              .regions()
              .createRegion(
                  "nodes",
                  IndexSpace.of(Rect.ofExtents(owner.length)),
                  FieldSpace.builder()
                      .field("owner", FieldType.INT32)
                      .field("value", FieldType.FLOAT64)
                      .build());
      LogicalRegion wires =
          runtime
              .regions()
              .createRegion(
                  "wires",
                  IndexSpace.of(Rect.ofExtents(from.length)),
                  FieldSpace.builder()
                      .field("in", FieldType.INT64)
                      .field("out", FieldType.INT64)
                      .build());
      runtime.write(nodes, 0, FieldData.of(nodes.indexSpace().bounds(), owner));
      runtime.write(wires, 0, FieldData.of(wires.indexSpace().bounds(), from));
      runtime.write(wires, 1, FieldData.of(wires.indexSpace().bounds(), to));
      var operators = runtime.partitions();
      IndexSpace all = nodes.indexSpace();
      var own = operators.byField(RegionColumns.of(nodes, "owner"), Rect.ofExtents(parts));
      var outOf = operators.preimage(RegionColumns.of(wires, "in"), own);
      var external = operators.imageDifference(outOf, RegionColumns.of(wires, "out"), all, own);
      var shared = operators.unionOf(external);
      var privateNodes = operators.mirror(own, operators.difference(all, shared));
      var sharedNodes = operators.mirror(own, shared);
      var ghosts = operators.intersection(external, operators.mirror(external, all));
      runtime.launch(mark(nodes, privateNodes));
      runtime.launch(mark(nodes, sharedNodes));

      TreeSet<Long> isShared = new TreeSet<>();
      for (int w = 0; w < from.length; w++) {
        if (to[w] >= 0 && to[w] < owner.length && owner[(int) to[w]] != owner[(int) from[w]]) {
          isShared.add(to[w]);
        }
      }
      double[] values = runtime.read(nodes, 1).doubles();
      for (int n = 0; n < owner.length; n++) {
        Point node = Point.of(n);
        assertThat(values[n]).isEqualTo(owner[n] + 1);
        assertThat(sharedNodes.space(Point.of(owner[n])).contains(node))
            .isEqualTo(isShared.contains((long) n));
        assertThat(privateNodes.space(Point.of(owner[n])).contains(node))
            .isNotEqualTo(isShared.contains((long) n));
      }
      assertThat(shared.get().volume()).isEqualTo(isShared.size());
      for (int w = 0; w < from.length; w++) {
        int part = owner[(int) from[w]];
        assertThat(outOf.space(Point.of(part)).contains(Point.of(w))).isTrue();
        if (isShared.contains(to[w]) && owner[(int) to[w]] != part) {
          assertThat(ghosts.space(Point.of(part)).contains(Point.of(to[w]))).isTrue();
        }
      }
    }
  }

  @Test
  void aFailedWriterSpoilsPartitionsAndWhatIsLaunchedOverThem() {
    try (var runtime = runtime(100)) {
      LogicalRegion line = line(runtime, "line");
      LogicalRegion other = line(runtime, "other");
      gate.countDown();
      runtime.launch(writeColours(line, "boom"));
      runtime.launch(writeColours(other, "gated"));
      var operators = runtime.partitions();
      var pieces = operators.byField(RegionColumns.of(line, "colour"), COLOURS);
      var sound = operators.byField(RegionColumns.of(other, "colour"), COLOURS);
      var chained = operators.union(pieces, pieces);
      FutureMap spoiled = runtime.launch(mark(other, chained));
      FutureMap dependent = runtime.launch(mark(line, sound).after(spoiled.id()));
      assertRootCause(chained::value);
      assertRootCause(spoiled::await);
      assertRootCause(dependent::await);
      assertRootCause(() -> runtime.read(other, 1));
      assertThat(runtime.read(other, 0).ints()).contains(0, 1, 2);
      runtime.fill(other, VALUE, FillValue.of(0.0));
      runtime.launch(mark(other, sound));
      assertThat(runtime.read(other, 1).doubles()).isEqualTo(marks());
      runtime.fence();
    }
  }

  private static void assertRootCause(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("'boom'")
        .hasRootCauseMessage("boom");
  }

  @Test
  void aColourOutsideIsNamed() {
    try (var runtime = runtime(100)) {
      LogicalRegion line = line(runtime, "line");
      gate.countDown();
      runtime.launch(writeColours(line, "gated"));
      var pieces =
          runtime.partitions().byField(RegionColumns.of(line, "colour"), Rect.ofExtents(2));
      runtime.launch(mark(line, pieces));
      assertThatThrownBy(() -> runtime.read(line, 1))
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("field")
          .hasMessageContaining("colour")
          .hasRootCauseInstanceOf(IllegalArgumentException.class);
      // The other chunk has such points too.
      assertThatThrownBy(runtime::fence).hasRootCauseInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Two pieces of an image overlap, so that both points would write the same data. */
  @Test
  void aLaunchFoundWrongAfterQueuingIsToldWithItsProvenanceAndNeverHalfMade() {
    var runtime = runtime(100);
    LogicalRegion line = line(runtime, "line");
    runtime.launch(writeColours(line, "gated"));
    var operators = runtime.partitions();
    var blocks = Partitions.blocks(line.indexSpace(), 4);
    var aliased = operators.image(blocks, RegionColumns.of(line, "colour"), line.indexSpace());
    IndexLaunch wrong = mark(line, aliased).tagged(LaunchTag.NONE, "the wrong one");
    FutureMap results = runtime.launch(wrong);
    runtime.launch(writeColours(line, "gated"));
    gate.countDown();
    var thrown = catchThrowableOfType(TaskFailedException.class, runtime::fence);
    assertThat(thrown)
        .hasMessageContaining("the wrong one")
        .hasMessageContaining("could not be made")
        .hasMessageContaining("give each point a piece of its own");
    assertThatThrownBy(results::await).hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> runtime.read(line, 1)).hasMessageContaining("the wrong one");
    assertThat(runtime.read(line, 0).ints()).contains(0, 1, 2);
    runtime.launch(wrong);
    assertThatThrownBy(runtime::close).hasMessageContaining("the wrong one");
  }

  /** What is wrong whatever the partitions hold is refused at once, and takes no position. */
  @Test
  void whatCanBeSeenAtOnceIsRefusedAtOnce() {
    try (var runtime = runtime(100)) {
      LogicalRegion line = line(runtime, "line");
      runtime.launch(writeColours(line, "gated"));
      var pieces = runtime.partitions().byField(RegionColumns.of(line, "colour"), COLOURS);
      runtime.launch(mark(line, pieces));
      long position = runtime.position();
      var integerSum = Privilege.reduce(BuiltInReduction.SUM_I32);
      IndexLaunch wrong =
          IndexLaunch.of(
              "mark",
              COLOURS,
              TaskArguments.NONE,
              RegionRequirement.pieces(line, pieces, Projection.IDENTITY, VALUE, integerSum));
      assertThatThrownBy(() -> runtime.launch(wrong)).hasMessageContaining("SUM_I32");
      assertThatThrownBy(() -> runtime.launch(IndexLaunch.single("nome", TaskArguments.NONE)))
          .hasMessageContaining("'nome'");
      assertThatThrownBy(() -> runtime.fill(line, VALUE, FillValue.of(1)))
          .hasMessageContaining("INT32");
      assertThat(runtime.position()).isEqualTo(position);
      gate.countDown();
      assertThatThrownBy(() -> runtime.launch(wrong)).hasMessageContaining("SUM_I32");
      runtime.fence();
      assertThatThrownBy(() -> runtime.launch(wrong)).hasMessageContaining("SUM_I32");
      assertThat(runtime.position()).isEqualTo(position);
      assertThat(runtime.read(line, 1).doubles()).isEqualTo(marks());
    }
  }

  @Test
  void operandsAreRefusedAtOnce() {
    try (var runtime = runtime(100)) {
      LogicalRegion line = line(runtime, "line");
      var operators = runtime.partitions();
      assertThatThrownBy(() -> RegionColumns.of(line, "value"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'value'")
          .hasMessageContaining("FLOAT64")
          .hasMessageContaining("INT32");
      assertThatThrownBy(() -> RegionColumns.of(line, "colur")).hasMessageContaining("'colur'");
      RegionColumns colour = RegionColumns.of(line, "colour");
      assertThatThrownBy(() -> operators.byField(colour, Rect.ofExtents(2, 2)))
          .hasMessageContaining("2 coordinates");
      var blocks = Partitions.blocks(line.indexSpace(), 4);
      assertThatThrownBy(() -> operators.imageRange(blocks, colour, line.indexSpace()))
          .hasMessageContaining("a rect");
      var two = Partitions.blocks(line.indexSpace(), 6);
      assertThatThrownBy(() -> operators.union(blocks, two)).hasMessageContaining("colours");
      IndexSpace longer = IndexSpace.of(Rect.ofExtents(POINTS + 1));
      assertThatThrownBy(
              () -> operators.image(Partitions.blocks(longer, 4), colour, line.indexSpace()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("line");
      runtime.fence();
    }
  }

  @Test
  void aFullQueueHoldsTheProgramBack() throws InterruptedException {
    try (var runtime = runtime(3)) {
      LogicalRegion line = line(runtime, "line");
      runtime.launch(writeColours(line, "gated"));
      var pieces = runtime.partitions().byField(RegionColumns.of(line, "colour"), COLOURS);
      AtomicInteger launched = new AtomicInteger();
      List<FutureMap> results = new ArrayList<>();
      Thread program =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 20; i++) {
                  results.add(runtime.launch(mark(line, pieces)));
                  launched.incrementAndGet();
                }
              });
      // One is with the analysis thread, three are queued, and the fifth waits.
      while (launched.get() < 4 || program.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      Thread.sleep(20);
      assertThat(launched).hasValue(4);
      gate.countDown();
      program.join();
      assertThat(results).hasSize(20);
      double[] expected = marks();
      for (int p = 0; p < POINTS; p++) {
        expected[p] *= 20;
      }
      assertThat(runtime.read(line, 1).doubles()).isEqualTo(expected);
    }
  }

  @Test
  void destroyingAndClosingWaitTheirTurn() throws InterruptedException {
    var runtime = runtime(100);
    LogicalRegion line = line(runtime, "line");
    runtime.launch(writeColours(line, "gated"));
    var pieces = runtime.partitions().byField(RegionColumns.of(line, "colour"), COLOURS);
    FutureMap volumes = runtime.launch(mark(line, pieces));
    runtime.destroy(line);
    assertThatThrownBy(() -> runtime.launch(mark(line, pieces))).hasMessageContaining("destroyed");
    assertThat(volumes.isDone()).isFalse();
    Thread closing = Thread.ofPlatform().start(runtime::close);
    gate.countDown();
    closing.join();
    assertThat(volumes.values()).containsExactly(4L, 4L, 4L);
  }

  @Test
  void bodiesMayNotWaitForAPartition() {
    List<DeferredPartition> seen = new ArrayList<>();
    TaskDefinition asks =
        TaskDefinition.cpu(
            "asks",
            context -> {
              if (context.point().coordinate(0) == 1) {
                context.result(seen.getFirst().space(Point.of(0)).volume());
              }
            });
    try (var runtime = runtime(100, asks)) {
      LogicalRegion line = line(runtime, "line");
      runtime.launch(writeColours(line, "gated"));
      seen.add(runtime.partitions().byField(RegionColumns.of(line, "colour"), COLOURS));
      // The gated task holds processor 0.
      IndexLaunch ask = IndexLaunch.of("asks", Rect.ofExtents(2), TaskArguments.NONE);
      FutureMap asked = runtime.launch(ask);
      assertThatThrownBy(() -> asked.get(Point.of(1)))
          .hasMessageContaining("'asks'")
          .hasMessageContaining("may not wait");
      gate.countDown();
      runtime.fence();
      assertThat(runtime.launch(ask).values()).containsExactly(4L);
    }
  }

  /**
   * The analysis forgets launches; a partition that was made before the oldest it knows is known.
   */
  @Test
  void oldPartitionsAreOperandsLikeOthers() {
    try (var runtime = runtime(100)) {
      LogicalRegion line = line(runtime, "line");
      gate.countDown();
      runtime.launch(writeColours(line, "gated"));
      var operators = runtime.partitions();
      var pieces = operators.byField(RegionColumns.of(line, "colour"), COLOURS);
      for (long i = 0; i < Executor.RESULT_HORIZON; i++) {
        runtime.fill(line, VALUE, FillValue.of(0.0));
      }
      assertThat(operators.union(pieces, pieces).value()).isEqualTo(pieces.value());
      runtime.launch(mark(line, pieces));
      assertThat(runtime.read(line, 1).doubles()).isEqualTo(marks());
    }
  }

  /** A sparse region is read in chunks too, and a region without points is none. */
  @Test
  void sparseAndEmptyRegionsArePartitioned() {
    try (var runtime = runtime(100)) {
      IndexSpace sparse = IndexSpace.of(List.of(Rect.of(3, 5), Rect.of(20, 20), Rect.of(30, 49)));
      var fields = FieldSpace.of("colour", FieldType.INT64);
      LogicalRegion region = runtime.regions().createRegion("sparse", sparse, fields);
      long[] colours = new long[47];
      for (int i = 0; i < colours.length; i++) {
        colours[i] = (i + 3L) % 2;
      }
      runtime.write(region, 0, FieldData.of(sparse.bounds(), colours));
      var pieces = runtime.partitions().byField(RegionColumns.of(region, 0), Rect.ofExtents(2));
      sparse.forEachPoint(
          p -> assertThat(pieces.space(Point.of(p.coordinate(0) % 2)).contains(p)).isTrue());
      assertThat(pieces.isComplete()).isTrue();
      LogicalRegion nothing =
          runtime.regions().createRegion("nothing", IndexSpace.empty(1), fields);
      var none = runtime.partitions().byField(RegionColumns.of(nothing, 0), Rect.ofExtents(2));
      assertThat(none.space(Point.of(1)).isEmpty()).isTrue();
    }
  }
}
