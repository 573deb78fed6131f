package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.instances.RegionView;

/** A body cannot exceed its privileges: each attempt is the root cause of a failure. */
class PrivilegesTest {
  private static final Point FIRST = Point.of(0);
  private static final FieldSpace FIELDS =
      FieldSpace.builder()
          .field("values", FieldType.INT64)
          .field("others", FieldType.INT64)
          .build();

  /** Runs a body over the first half of a region and its field 'values'. */
  private static void run(Privilege privilege, Consumer<RegionView> body) {
    TaskDefinition task = TaskDefinition.cpu("task", context -> body.accept(context.region(0)));
    try (var runtime = Runtime.builder(TestMachines.shared(1), TaskRegistry.of(task)).build()) {
      LogicalRegion line =
          runtime.regions().createRegion("line", IndexSpace.of(Rect.ofExtents(8)), FIELDS);
      var halves = Partitions.equal(line.indexSpace(), Rect.ofExtents(2));
      runtime.launch(
          IndexLaunch.of(
              "task",
              Rect.ofExtents(1),
              TaskArguments.NONE,
              RegionRequirement.pieces(
                  line, halves, Projection.IDENTITY, FieldSet.of(0), privilege)));
    }
  }

  private static void refuses(Privilege privilege, Consumer<RegionView> body, String... words) {
    assertThatThrownBy(() -> run(privilege, body))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("task")
        .rootCause()
        .hasMessageContainingAll(words);
  }

  @Test
  void readersCannotWrite() {
    run(Privilege.read(), region -> assertThat(region.field().longAt(FIRST)).isZero());
    refuses(
        Privilege.read(),
        region -> region.field().set(FIRST, 1L),
        "field 'values' of region 'line': point (0) cannot be set; the requirement only reads");
    refuses(
        Privilege.read(),
        region -> region.field().fold(FIRST, 1L),
        "fold is for requirements that reduce");
    refuses(Privilege.read(), region -> region.field().segment().fill((byte) 1), "read-only");
  }

  @Test
  void writersCannotFoldOrLeaveTheirPoints() {
    for (Privilege privilege : new Privilege[] {Privilege.readWrite(), Privilege.writeDiscard()}) {
      run(privilege, region -> region.field().set(FIRST, 1L));
      refuses(
          privilege,
          region -> region.field().fold(FIRST, 1L),
          "point (0) cannot be folded into; fold is for requirements that reduce");
      refuses(
          privilege,
          region -> region.field().set(Point.of(4), 1L),
          "field 'values' of region 'line': point (4) is outside [0..3]");
      refuses(
          privilege,
          region -> region.field().segment().set(ValueLayout.JAVA_LONG, 32, 1),
          "Out of bound");
      refuses(
          privilege,
          region -> region.field(1),
          "the requirement on region 'line' names fields {0}, not 1");
    }
  }

  @Test
  void reducersOnlyFoldByTheirOperator() {
    Privilege sum = Privilege.reduce(BuiltInReduction.SUM_I64);
    run(sum, region -> region.field().fold(FIRST, 2L));
    refuses(sum, region -> region.field().set(FIRST, 1L), "the requirement reduces: fold into it");
    refuses(
        sum, region -> region.field().longAt(FIRST), "a requirement that reduces sees no value");
    refuses(
        sum,
        region -> region.field().fold(FIRST, 1.0),
        "is accessed as FLOAT64, but the field is INT64");
    assertThatThrownBy(() -> run(Privilege.reduce(BuiltInReduction.SUM_F64), _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("operator SUM_F64 reduces FLOAT64, but field 'values' is INT64");
  }

  @Test
  void ownOperatorsFoldInProgramOrder() {
    TaskDefinition compose =
        TaskDefinition.cpu(
            "compose",
            context -> {
              long i = context.point().coordinate(0);
              context.region(0).field().fold(FIRST, Composition.map(3, (int) i + 1));
              context.region(0).field().fold(FIRST, Composition.map(5, 7));
            });
    int points = 13;
    try (var runtime = Runtime.builder(TestMachines.split(2), TaskRegistry.of(compose)).build()) {
      LogicalRegion cell =
          runtime
              .regions()
              .createRegion(
                  "cell",
                  IndexSpace.of(Rect.ofExtents(1)),
                  FieldSpace.of("value", FieldType.INT64));
      for (int launch = 0; launch < 3; launch++) {
        runtime.launch(
            IndexLaunch.of(
                "compose",
                Rect.ofExtents(points),
                TaskArguments.NONE,
                RegionRequirement.whole(
                    cell, FieldSet.of(0), Privilege.reduce(Composition.OPERATOR))));
      }
      long expected = 0;
      for (int i = 0; i < 3 * points; i++) {
        long point =
            Composition.OPERATOR.fold(Composition.map(3, i % points + 1), Composition.map(5, 7));
        expected = Composition.OPERATOR.fold(expected, point);
      }
      assertThat(runtime.read(cell, 0).longs()).containsExactly(expected);
    }
  }
}
