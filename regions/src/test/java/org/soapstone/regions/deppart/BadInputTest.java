package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalPartition;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;

/** Each kind of bad input has its own sentence, and leaves nothing behind. */
class BadInputTest {
  private static final long MAX = Long.MAX_VALUE;
  private static final IndexSpace LINE = line(0, 9);
  private static final IndexSpace GRID = IndexSpace.of(Rect.ofExtents(8, 8));
  private static final IndexPartition HALVES = Partitions.equal(LINE, Rect.ofExtents(2));
  private static final IndexPartition ROWS = Partitions.equal(GRID, Rect.ofExtents(2, 1));

  private static IndexSpace line(long lo, long hi) {
    return IndexSpace.of(Rect.of(lo, hi));
  }

  private static void refused(ThrowingCallable call, String sentence) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(sentence);
  }

  @Test
  void aColourOutsideTheColourSpace() {
    refused(
        () -> HALVES.space(Point.of(2)),
        "colour (2) is not one of the colours [0..1] of this partition; use one of them");
    refused(
        () -> Partitions.explicit(LINE, Rect.ofExtents(2), Map.of(Point.of(2), LINE)),
        "colour (2) is not one of the colours [0..1] of this partition; use one of them");
    refused(
        () ->
            Partitions.explicitRects(
                LINE, Rect.ofExtents(2), Map.of(Point.of(0, 1), List.of(Rect.of(0, 1)))),
        "colour (0,1) is not one of the colours [0..1] of this partition; use one of them");
    refused(
        () -> Partitions.cross(HALVES, HALVES).partition(Point.of(-1)),
        "colour (-1) is not one of the colours [0..1] of this partition; use one of them");
  }

  @Test
  void dimensionsThatDiffer() {
    refused(
        () -> Partitions.blocks(LINE, Point.of(0, 0), 4),
        "space [0..9] has 1 dimensions but origin (0,0) has 2; give one extent for each dimension");
    refused(
        () ->
            Partitions.explicitRects(
                LINE, Rect.ofExtents(1), Map.of(Point.of(0), List.of(Rect.ofExtents(1, 1)))),
        "piece (0) is [0..0]x[0..0] with 2 dimensions, but the parent [0..9] has 1; give it those");
    refused(
        () -> Partitions.mirror(HALVES, GRID),
        "space [0..9] has 1 dimensions but space [0..7]x[0..7] has 2; "
            + "give spaces of the same dimensions");
    refused(
        () -> Partitions.cross(HALVES, ROWS),
        "space [0..9] has 1 dimensions but space [0..7]x[0..7] has 2; "
            + "cross partitions of the same dimensions");
    refused(
        () -> Partitions.restriction(GRID, Rect.ofExtents(2), AffineRectMap.identity(1)),
        "target [0..7]x[0..7] has 2 dimensions, but map 1d -> (d0) takes 1; "
            + "use a map of those dimensions");
    refused(
        () -> Partitions.restriction(LINE, Rect.ofExtents(2, 2), AffineRectMap.identity(1)),
        "colours [0..1]x[0..1] has 2 dimensions, but map 1d -> (d0) takes 1; "
            + "use a map of those dimensions");
    refused(
        () ->
            Partitions.restriction(
                LINE, Rect.ofExtents(2), new long[][] {{4, 1}}, Rect.ofExtents(4)),
        "row 0 of the transform is [4, 1] with 2 factors, but the colours have 1 dimensions; "
            + "give one factor for each");
    refused(
        () ->
            Partitions.restriction(
                LINE, Rect.ofExtents(2), new long[][] {{4}}, Rect.ofExtents(4, 4)),
        "extent [0..3]x[0..3] has 2 dimensions, but the transform has 1 rows; "
            + "give one row for each");
    refused(
        () -> Partitions.exactImage(HALVES, AffineRectMap.identity(2), GRID),
        "source [0..9] has 1 dimensions, but map 2d -> (d0, d1) takes 2; "
            + "use a map of those dimensions");
  }

  @Test
  void argumentsOutOfRange() {
    refused(() -> Partitions.equal(LINE, Rect.ofExtents(2), 0), "granularity is 0, must be >= 1");
    refused(
        () -> Partitions.weights(LINE, Rect.ofExtents(2), new long[] {1}, 1),
        "1 weights are given for the colours [0..1], which are 2; give one for each");
    refused(
        () -> Partitions.weights(LINE, Rect.ofExtents(2), new long[] {1, -1}, 1),
        "the weight of colour (1) is -1, must be >= 0 and the sum of all at most " + MAX);
    refused(
        () -> Partitions.weights(LINE, Rect.ofExtents(2), new long[] {MAX, 1}, 1),
        "the weight of colour (1) is 1, must be >= 0 and the sum of all at most " + MAX);
    refused(
        () -> Partitions.weights(LINE, Rect.ofExtents(2), new long[2], 1),
        "the weights of all colours [0..1] are 0; give at least one more");
    refused(
        () -> Partitions.restriction(LINE, Rect.empty(1), AffineRectMap.identity(1)),
        "the colours of a restriction of [0..9] are empty; give at least one colour");
    refused(
        () -> Partitions.explicit(LINE, Rect.empty(1), Map.of()),
        "the colours of a partition of [0..9] are empty; give at least one colour");
  }

  @Test
  void piecesThatLeaveTheParent() {
    refused(
        () -> Partitions.explicit(LINE, Rect.ofExtents(2), Map.of(Point.of(1), line(8, 11))),
        "piece (1) is [8..11], of which [10..11] is outside the parent [0..9]; leave that out");
    refused(
        () ->
            Partitions.explicitRects(
                LINE, Rect.ofExtents(2), Map.of(Point.of(1), List.of(Rect.of(-3, 1)))),
        "piece (1) is [-3..1], of which [-3..-1] is outside the parent [0..9]; leave that out");
    IndexPartition others = Partitions.equal(line(0, 7), Rect.ofExtents(2));
    refused(
        () -> Partitions.imageDifference(others, AffineRectMap.identity(2), ROWS),
        "source [0..7] has 1 dimensions, but map 2d -> (d0, d1) takes 2; "
            + "use a map of those dimensions");
    refused(
        () ->
            Partitions.imageDifference(
                HALVES, AffineRectMap.identity(1), Partitions.equal(LINE, Rect.ofExtents(3))),
        "partition of [0..9] by colours [0..1] and partition of [0..9] by colours [0..2] cannot "
            + "be combined; give partitions of one space by the same colours");
  }

  @Test
  void numbersBeyondALong() {
    refused(
        () -> Rect.ofExtents(1L << 32, 1L << 32),
        "rect [0..4294967295]x[0..4294967295] has more points than a 64-bit integer counts ("
            + MAX
            + "); use smaller bounds");
    refused(
        () -> line(Long.MIN_VALUE, Long.MIN_VALUE).union(line(MAX, MAX)),
        "rect [-9223372036854775808..9223372036854775807] has more points than a 64-bit integer "
            + "counts ("
            + MAX
            + "); use smaller bounds");
    refused(
        () -> Partitions.blocks(line(MAX - 9, MAX), Point.of(-1), 4),
        "coordinate 9223372036854775807 - -1 is beyond a 64-bit integer; use smaller coordinates");
    refused(
        () -> Partitions.restriction(LINE, Rect.of(0, 2), new long[][] {{-MAX}}, Rect.ofExtents(4)),
        "[0..3] + [[-9223372036854775807]] * colour of [2..2] is beyond a 64-bit integer; "
            + "use smaller factors or colours");
    AffineRectMap far = AffineRectMap.builder(1).dimension(0, MAX, 0, 0).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partitions.restriction(LINE, Rect.of(0, 2), far).space(Point.of(2)))
        .withMessageContaining("affine map: 9223372036854775807 * 2 + 0 is beyond");
  }

  @Test
  void blocksReachTheEndsOfTheCoordinates() {
    IndexPartition top = Partitions.blocks(line(MAX - 9, MAX), Point.of(MAX - 8), 4);
    assertThat(top.colours()).isEqualTo(Rect.of(-1, 2));
    assertThat(top.space(Point.of(-1))).isEqualTo(line(MAX - 9, MAX - 9));
    assertThat(top.space(Point.of(2))).isEqualTo(line(MAX, MAX));
    long min = Long.MIN_VALUE;
    IndexPartition bottom = Partitions.blocks(line(min, min + 9), Point.of(min + 5), 4);
    assertThat(bottom.colours()).isEqualTo(Rect.of(-2, 1));
    assertThat(bottom.space(Point.of(-2))).isEqualTo(line(min, min));
    assertThat(bottom.space(Point.of(1))).isEqualTo(line(min + 9, min + 9));
    IndexPartition far = Partitions.blocks(line(MAX - 1, MAX), Point.of(0), MAX);
    assertThat(far.colours()).isEqualTo(Rect.of(0, 1));
    assertThat(far.space(Point.of(1))).isEqualTo(line(MAX, MAX));
    IndexPartition below = Partitions.blocks(line(min, min + 1), Point.of(0), MAX);
    assertThat(below.colours()).isEqualTo(Rect.of(-2, -1));
    assertThat(below.space(Point.of(-2))).isEqualTo(line(min, min));
    assertThat(below.space(Point.of(-1))).isEqualTo(line(min + 1, min + 1));
    assertThat(below.isDisjoint() && below.isComplete()).isTrue();
  }

  @Test
  void nothingHalfBuiltIsLeftInTheTree() {
    RegionForest forest = new RegionForest();
    FieldSpace fields = FieldSpace.builder().field("x", FieldType.INT64).build();
    LogicalRegion cells = forest.createRegion("cells", LINE, fields);
    List<ThrowingCallable> wrong =
        List.of(
            () -> forest.partition(cells, Partitions.equal(LINE, Rect.ofExtents(2), 0)),
            () -> forest.partition(cells, Partitions.mirror(HALVES, line(0, 5))),
            () -> forest.partition(cells, Partitions.mirror(HALVES, GRID)),
            () -> forest.partition(cells, PendingPartition.of(LINE, Rect.ofExtents(1)).build()),
            () -> forest.partition(cells, ROWS));
    for (ThrowingCallable call : wrong) {
      assertThatIllegalArgumentException().isThrownBy(call);
    }
    LogicalPartition halves = forest.partition(cells, HALVES);
    assertThat(halves.id()).as("refusals take no id").isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> halves.subregion(Point.of(7)));
    assertThat(halves.subregion(Point.of(1)).id()).as("refusals take no id").isEqualTo(1);
    assertThat(forest.size()).isEqualTo(1);
  }
}
