package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.regions.Ternary;
import org.soapstone.regions.deppart.PartitionChecks;
import org.soapstone.regions.deppart.Partitions;

/** What the checker mode finds, and that it finds nothing in programs that are right. */
class CheckerModeTest {
  private static final FieldSpace FIELDS = FieldSpace.of("value", FieldType.INT64);
  private static final IndexSpace ENDS = IndexSpace.of(List.of(Rect.of(0, 1), Rect.of(4, 5)));

  private static Runtime runtime(TaskBody body) {
    return Runtime.builder(
            TestMachines.shared(1), TaskRegistry.of(TaskDefinition.cpu("task", body)))
        .checked()
        .build();
  }

  private static LogicalRegion line(Runtime runtime) {
    return runtime.regions().createRegion("line", IndexSpace.of(Rect.ofExtents(6)), FIELDS);
  }

  private static IndexLaunch launch(
      LogicalRegion line, IndexPartition pieces, Projection projection, Privilege privilege) {
    return IndexLaunch.of(
        "task",
        Rect.ofExtents(2),
        TaskArguments.NONE,
        RegionRequirement.pieces(line, pieces, projection, FieldSet.of(0), privilege));
  }

  /** The root cause of running a body over the ends of a line. */
  private static Throwable cause(Privilege privilege, TaskBody body) {
    try (var runtime = runtime(body)) {
      LogicalRegion line = line(runtime);
      var ends = Partitions.explicit(line.indexSpace(), Map.of(Point.of(0), ENDS));
      runtime.launch(
          IndexLaunch.of(
              "task",
              Rect.ofExtents(1),
              TaskArguments.NONE,
              RegionRequirement.pieces(
                  line, ends, Projection.IDENTITY, FieldSet.of(0), privilege)));
      runtime.fence();
      return new AssertionError("nothing was found");
    } catch (TaskFailedException failed) {
      assertThat(failed).hasMessageContaining("task 'task' failed at point (0) of launch 0");
      return failed.failure().cause();
    }
  }

  @Test
  void writesThroughRawMemoryOutsideThePointsAreFound() {
    assertThat(
            cause(
                Privilege.readWrite(),
                context ->
                    context.region(0).field().segment().set(ValueLayout.JAVA_LONG, 3 * 8, 7)))
        .hasMessage(
            "requirement 0, field 'value' of region 'line': point (3) was written, but is not among"
                + " the points {[0..1], [4..5]}; ask for it");
  }

  @Test
  void writesUnderReadAreFound() {
    assertThat(
            cause(
                Privilege.read(),
                context -> context.region(0).field().segment().set(ValueLayout.JAVA_LONG, 0, 7)))
        .hasMessageContaining("read-only");
    assertThat(cause(Privilege.read(), context -> context.region(0).field().set(Point.of(0), 7L)))
        .hasMessageContaining("field 'value' of region 'line': point (0) cannot be set");
    assertThat(cause(Privilege.read(), context -> context.region(0).field().longAt(Point.of(2))))
        .hasMessageContaining("field 'value' of region 'line': point (2) is outside");
  }

  @Test
  void pointsThatAreDiscardedAndNotWrittenAreFound() {
    assertThat(
            cause(
                Privilege.writeDiscard(),
                context -> context.region(0).field().set(Point.of(0), 1L)))
        .hasMessageContaining(
            "point (1) of {[0..1], [4..5]} was declared to be written, and was not");
  }

  @Test
  void falseAssertionsAreFound() {
    try (var runtime = runtime(_ -> {})) {
      LogicalRegion line = line(runtime);
      IndexPartition overlapping =
          Partitions.explicit(
              line.indexSpace(),
              Map.of(
                  Point.of(0), IndexSpace.of(Rect.of(0, 3)),
                  Point.of(1), IndexSpace.of(Rect.of(3, 5))));
      IndexPartition asserted =
          PartitionChecks.asserting(overlapping, Ternary.YES, Ternary.UNKNOWN);
      assertThatThrownBy(() ->
              runtime.launch(launch(line, asserted, Projection.IDENTITY, Privilege.readWrite())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("launch 'task' of task 'task', requirement 0 on region 'line'")
          .hasMessageContaining(
              "asserted to be disjoint, but its pieces (0) and (1) share point (3)");
    }
  }

  @Test
  void impureProjectionsAreFound() {
    AtomicLong calls = new AtomicLong();
    try (var runtime = runtime(_ -> {})) {
      LogicalRegion line = line(runtime);
      IndexPartition halves = Partitions.equal(line.indexSpace(), Rect.ofExtents(2));
      var impure = new Projection.Functor("turn", _ -> Point.of(calls.getAndIncrement() % 2));
      assertThatThrownBy(() -> runtime.launch(launch(line, halves, impure, Privilege.read())))
          .hasMessageContaining(
              "projection 'turn' gives point (0) the colour (1), and gave it (0) before");
      runtime.launch(
          launch(line, halves, new Projection.Functor("same", p -> p), Privilege.read()));
      var other = new Projection.Functor("same", _ -> Point.of(0));
      assertThatThrownBy(() -> runtime.launch(launch(line, halves, other, Privilege.read())))
          .hasMessageContaining("projection 'same' gives point (1) the colour (0)");
    }
  }

  private record Last(long identity) implements ReductionOperator {
    @Override
    public String name() {
      return "last";
    }

    @Override
    public FieldType type() {
      return FieldType.INT64;
    }

    @Override
    public void fold(MemorySegment lhs, long to, MemorySegment rhs, long from, long count) {
      MemorySegment.copy(rhs, from, lhs, to, count * Long.BYTES);
    }

    @Override
    public void fillIdentity(MemorySegment target, long byteOffset, long count) {
      for (long i = 0; i < count; i++) {
        target.set(ValueLayout.JAVA_LONG_UNALIGNED, byteOffset + i * Long.BYTES, identity);
      }
    }
  }

  @Test
  void operatorsThatShareANameAreFound() {
    try (var runtime = runtime(_ -> {})) {
      LogicalRegion line = line(runtime);
      for (long identity : new long[] {0, 0, 7}) {
        IndexLaunch launch =
            IndexLaunch.single(
                "task",
                TaskArguments.NONE,
                RegionRequirement.whole(
                    line, FieldSet.of(0), Privilege.reduce(new Last(identity))));
        if (identity == 0) {
          runtime.launch(launch);
        } else {
          assertThatThrownBy(() -> runtime.launch(launch))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("launch 'task' of task 'task', requirement 0 on region 'line'")
              .hasMessageContaining("reduction operator 'last' is a org.soapstone")
              .hasMessageEndingWith("so name them differently");
        }
      }
    }
  }

  @Test
  void rightProgramsGiveTheSameResults() {
    Cases.forEachSeed(
        Cases.heavy() ? 5_000 : 100,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          var program = new RandomProgram(seed, 1 + random.nextInt(20), 0);
          var interpreter =
              new SequentialInterpreter(RandomBodies.registry(), Map.of()).in(program.forest());
          try (var runtime =
              Runtime.builder(TestMachines.random(random), RandomBodies.registry())
                  .mapper(new RandomMapper(seed))
                  .regions(program.forest())
                  .checked()
                  .build()) {
            for (RandomProgram.Step step : program.steps()) {
              if (!(step instanceof RandomProgram.Step.Launched(Launch launch))) {
                interpreter.fence();
                runtime.executionFence();
                continue;
              }
              interpreter.launch(launch);
              switch (launch) {
                case FillLaunch fill -> runtime.launch(fill);
                case IndexLaunch tasks -> runtime.launch(tasks);
              }
            }
            for (LogicalRegion root : program.roots()) {
              for (Field field : root.fieldSpace().fields()) {
                assertThat(runtime.read(root, field.id()))
                    .isEqualTo(interpreter.read(root, field.id()));
              }
            }
          }
        });
  }
}
