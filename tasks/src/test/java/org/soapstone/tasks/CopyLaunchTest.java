package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.CopyLaunch;
import org.soapstone.mapper.launch.CopyLaunch.Duplicates;
import org.soapstone.mapper.launch.CopyLaunch.OutOfRange;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.instances.FieldData;

/** What copies mean, on data that can be checked by eye. */
class CopyLaunchTest {
  private static final FieldSpace FIELDS =
      FieldSpace.builder().field("value", FieldType.INT64).field("at", FieldType.INT32).build();

  /** A source of 6 points with values 10..15, a target of 4 with 1..4, and pointers. */
  private static final class Fixture implements AutoCloseable {
    final Runtime runtime =
        Runtime.builder(TestMachines.split(2), TaskRegistry.of(new TaskDefinition[0])).build();
    final LogicalRegion source = region("source", 6);
    final LogicalRegion target = region("target", 4);
    final IndexPartition halves = Partitions.equal(target.indexSpace(), Rect.ofExtents(2));

    Fixture() {
      write(source, 10, 11, 12, 13, 14, 15);
      write(target, 1, 2, 3, 4);
    }

    private LogicalRegion region(String name, long length) {
      return runtime.regions().createRegion(name, IndexSpace.of(Rect.ofExtents(length)), FIELDS);
    }

    void write(LogicalRegion region, long... values) {
      runtime.write(region, 0, FieldData.of(Rect.ofExtents(values.length), values));
    }

    void point(LogicalRegion region, int... pointers) {
      runtime.write(region, 1, FieldData.of(Rect.ofExtents(pointers.length), pointers));
    }

    long[] run(CopyLaunch.Builder copy) {
      runtime.launch(copy.build());
      return runtime.read(target, 0).longs();
    }

    CopyLaunch.Builder copy() {
      return CopyLaunch.single().source(source).target(target).field("value", "value");
    }

    void fails(CopyLaunch.Builder copy, String... words) {
      runtime.launch(copy.build());
      assertThatThrownBy(() -> runtime.read(target, 0))
          .isInstanceOf(TaskFailedException.class)
          .rootCause()
          .hasMessageContainingAll(words);
      write(target, 1, 2, 3, 4);
    }

    @Override
    public void close() {
      runtime.close();
    }
  }

  @Test
  void copiesPointByPoint() {
    try (var f = new Fixture()) {
      assertThat(f.run(f.copy())).containsExactly(10, 11, 12, 13);
      assertThat(f.run(f.copy().reduce(BuiltInReduction.SUM_I64))).containsExactly(20, 22, 24, 26);
      CopyLaunch.Builder ofRightHalf =
          CopyLaunch.over(Rect.ofExtents(1))
              .source(f.target, f.halves, new Projection.Constant(Point.of(1)))
              .target(
                  f.source,
                  Partitions.blocks(f.source.indexSpace(), 2),
                  new Projection.Constant(Point.of(1)))
              .field("value", "value");
      f.runtime.launch(ofRightHalf.build());
      assertThat(f.runtime.read(f.source, 0).longs()).containsExactly(10, 11, 24, 26, 14, 15);
      f.fails(
          CopyLaunch.single().source(f.region("short", 2)).target(f.target).field("value", "value"),
          "point (2) of the target is not one of the source's points [0..1]");
    }
  }

  @Test
  void gathers() {
    try (var f = new Fixture()) {
      f.point(f.target, 5, 0, 5, 2);
      CopyLaunch.Builder byHalves =
          CopyLaunch.over(Rect.ofExtents(2))
              .source(f.source)
              .target(f.target, f.halves, Projection.IDENTITY)
              .gather(f.target, f.halves, Projection.IDENTITY, OutOfRange.REFUSED, "at")
              .field("value", "value");
      assertThat(f.run(byHalves)).containsExactly(15, 10, 15, 12);
      assertThat(f.run(byHalves.reduce(BuiltInReduction.SUM_I64))).containsExactly(30, 20, 30, 24);
      f.point(f.target, 5, 6, -1, 2);
      assertThat(f.run(f.copy().gather(f.target, OutOfRange.SKIPPED, "at")))
          .containsExactly(15, 20, 30, 12);
      f.fails(
          f.copy().gather(f.target, OutOfRange.REFUSED, "at"),
          "gather: the pointer of point (1) is (6), which is outside [0..5]");
    }
  }

  @Test
  void scatters() {
    try (var f = new Fixture()) {
      f.point(f.source, 3, 9, 0, 9, 9, 1);
      CopyLaunch.Builder skipping =
          f.copy().scatter(f.source, OutOfRange.SKIPPED, Duplicates.REFUSED, "at");
      assertThat(f.run(skipping)).containsExactly(12, 15, 3, 10);
      f.point(f.source, 3, 0, 0, 3, 3, 1);
      f.fails(skipping, "scatter: several points go to (0)");
      assertThat(f.run(f.copy().scatter(f.source, OutOfRange.REFUSED, Duplicates.LAST, "at")))
          .containsExactly(12, 15, 3, 14);
      f.write(f.target, 0, 0, 0, 0);
      assertThat(
              f.run(
                  f.copy()
                      .reduce(BuiltInReduction.SUM_I64)
                      .scatter(f.source, OutOfRange.REFUSED, Duplicates.REFUSED, "at")))
          .containsExactly(23, 15, 0, 37);
    }
  }

  @Test
  void gathersAndScattersAtOnce() {
    try (var f = new Fixture()) {
      LogicalRegion from = f.region("from", 3);
      LogicalRegion to = f.region("to", 3);
      f.point(from, 5, 3, 4);
      f.point(to, 1, 0, 3);
      assertThat(
              f.run(
                  f.copy()
                      .gather(from, OutOfRange.REFUSED, "at")
                      .scatter(to, OutOfRange.REFUSED, Duplicates.REFUSED, "at")))
          .containsExactly(13, 15, 3, 14);
    }
  }

  @Test
  void wrongCopiesAreRefused() {
    try (var f = new Fixture()) {
      refused(CopyLaunch.single().target(f.target), "no source is named");
      refused(CopyLaunch.single().source(f.source).target(f.target), "no field is named");
      refused(
          CopyLaunch.single().source(f.source).target(f.target).field("value", "at"),
          "field 'value' of region 'source' is INT64, but 'at' of 'target' is INT32");
      refused(f.copy().field("value", "value"), "a field of the target is named twice");
      refused(
          f.copy().gather(f.target, OutOfRange.SKIPPED, "at", "at"),
          "gather by 2 fields of region 'target', but points have 1 dimensions");
      assertThatThrownBy(() -> f.runtime.launch(f.copy().reduce(BuiltInReduction.SUM_F64).build()))
          .hasMessageContaining("operator SUM_F64 reduces FLOAT64, but field 'value' is INT64");
      CopyLaunch.Builder everywhere =
          CopyLaunch.over(Rect.ofExtents(2))
              .source(f.source)
              .target(f.target)
              .field("value", "value");
      assertThatThrownBy(() -> f.runtime.launch(everywhere.build()))
          .hasMessageContaining("points (0) and (1) both write-discard [0..3], element (0)");
    }
  }

  private static void refused(CopyLaunch.Builder copy, String words) {
    assertThatThrownBy(copy::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }
}
