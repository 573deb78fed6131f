package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

class FieldPartitionsTest {
  private static final Rect SIX = Rect.ofExtents(6);
  private static final IndexSpace LINE = IndexSpace.of(SIX);
  private static final Rect TWO = Rect.ofExtents(2);

  private static IndexSpace points(long... coordinates) {
    return IndexSpace.of(Arrays.stream(coordinates).mapToObj(x -> Rect.of(x, x)).toList());
  }

  private static IndexSpace piece(IndexPartition partition, long colour) {
    return partition.space(Point.of(colour));
  }

  @Test
  void byField() {
    IndexPartition owned = FieldPartitions.byField(LINE, Columns.of(SIX, 1, 0, 0, 1, 1, 0), TWO);
    assertThat(piece(owned, 0)).isEqualTo(points(1, 2, 5));
    assertThat(piece(owned, 1)).isEqualTo(points(0, 3, 4));
    assertThat(owned.disjoint()).isEqualTo(Ternary.YES);
    assertThat(owned.complete()).isEqualTo(Ternary.YES);
  }

  @Test
  void byFieldRefusesOrLeavesOutWhatIsNoColour() {
    Columns columns = Columns.of(SIX, 1L, 0L, 7L, 1L, -1L, 0L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldPartitions.byField(LINE, columns, TWO))
        .withMessage(
            "by field of [0..5]: point (2) has colour (7), outside the colours [0..1]; "
                + "store one of them or leave it out");
    IndexPartition some = FieldPartitions.byField(LINE, columns, TWO, Uncoloured.LEFT_OUT);
    assertThat(piece(some, 0)).isEqualTo(points(1, 5));
    assertThat(piece(some, 1)).isEqualTo(points(0, 3));
    assertThat(some.disjoint()).isEqualTo(Ternary.YES);
    assertThat(some.complete()).isEqualTo(Ternary.NO);
  }

  @Test
  void severalWorkersNameTheSamePoint() {
    int[] colours = new int[100_000];
    colours[40_000] = 9;
    colours[90_000] = 8;
    Rect rect = Rect.ofExtents(colours.length);
    FieldOperator operator = FieldOperator.byField(IndexSpace.of(rect), TWO, Uncoloured.REFUSED);
    for (int workers = 1; workers <= 3; workers++) {
      int count = workers;
      assertThatIllegalArgumentException()
          .isThrownBy(() -> operator.apply(Columns.of(rect, colours), count))
          .withMessageContaining("point (40000) has colour (9)");
    }
  }

  @Test
  void imageAndPreimage() {
    IndexPartition halves = Partitions.equal(LINE, TWO);
    Columns pointers = Columns.of(SIX, 0, 5, -1, 5, 6, 2);
    IndexPartition image = FieldPartitions.image(halves, pointers, LINE);
    assertThat(piece(image, 0)).isEqualTo(points(0, 5));
    assertThat(piece(image, 1)).isEqualTo(points(2, 5));
    assertThat(image.disjoint()).isEqualTo(Ternary.UNKNOWN);
    assertThat(image.isDisjoint()).isFalse();
    IndexPartition ghosts = FieldPartitions.imageDifference(halves, pointers, LINE, halves);
    assertThat(piece(ghosts, 0)).isEqualTo(points(5));
    assertThat(piece(ghosts, 1)).isEqualTo(points(2));
    IndexPartition preimage = FieldPartitions.preimage(LINE, pointers, halves);
    assertThat(piece(preimage, 0)).isEqualTo(points(0, 5));
    assertThat(piece(preimage, 1)).isEqualTo(points(1, 3));
    assertThat(preimage.disjoint()).isEqualTo(Ternary.YES);
    assertThat(preimage.complete()).isEqualTo(Ternary.NO);
  }

  @Test
  void aPreimageOfPiecesThatOverlapIsNotDisjoint() {
    IndexPartition both =
        Partitions.explicit(
            LINE, Map.of(Point.of(0), points(0, 1, 2), Point.of(1), points(2, 3, 4, 5)));
    IndexPartition apart = FieldPartitions.preimage(LINE, Columns.of(SIX, 0, 1, 0, 3, 4, 5), both);
    assertThat(apart.disjoint()).isEqualTo(Ternary.YES);
    assertThat(apart.complete()).isEqualTo(Ternary.YES);
    IndexPartition shared = FieldPartitions.preimage(LINE, Columns.of(SIX, 0, 1, 2, 3, 4, 5), both);
    assertThat(shared.disjoint()).isEqualTo(Ternary.NO);
  }

  @Test
  void ranges() {
    IndexPartition halves = Partitions.equal(IndexSpace.of(Rect.ofExtents(2)), TWO);
    Rect two = Rect.ofExtents(2);
    Columns rects = Columns.of(Column.of(two, -3, 4), Column.of(two, 1L, 3L));
    IndexPartition image = FieldPartitions.imageRange(halves, rects, LINE);
    assertThat(piece(image, 0)).isEqualTo(points(0, 1));
    assertThat(piece(image, 1).isEmpty()).isTrue();
    IndexPartition preimage =
        FieldPartitions.preimageRange(
            IndexSpace.of(two), rects, Partitions.equal(LINE, Rect.ofExtents(6)));
    assertThat(piece(preimage, 0)).isEqualTo(points(0));
    assertThat(piece(preimage, 1)).isEqualTo(points(0));
    assertThat(piece(preimage, 4).isEmpty()).isTrue();
    assertThat(preimage.disjoint()).isEqualTo(Ternary.NO);
  }

  @Test
  void manyPointsOfManyBlocks() {
    int n = 70_000;
    SplittableRandom random = new SplittableRandom(5);
    int[] colours = random.ints(n, 0, 300).toArray();
    Arrays.fill(colours, 10_000, 30_000, 7);
    Rect rect = Rect.ofExtents(n);
    IndexSpace line = IndexSpace.of(rect);
    Rect space = Rect.ofExtents(300);
    IndexPartition owned = FieldPartitions.byField(line, Columns.of(rect, colours), space);
    int[] pointers = random.ints(n, -10, n + 10).toArray();
    IndexPartition preimage = FieldPartitions.preimage(line, Columns.of(rect, pointers), owned);
    IndexPartition image = FieldPartitions.image(owned, Columns.of(rect, pointers), line);
    BitSet[] expected = new BitSet[900];
    Arrays.setAll(expected, i -> new BitSet());
    for (int i = 0; i < n; i++) {
      expected[colours[i]].set(i);
      if (pointers[i] >= 0 && pointers[i] < n) {
        expected[300 + colours[pointers[i]]].set(i);
        expected[600 + colours[i]].set(pointers[i]);
      }
    }
    List<IndexPartition> made = List.of(owned, preimage, image);
    for (int c = 0; c < 900; c++) {
      BitSet found = new BitSet();
      piece(made.get(c / 300), c % 300)
          .forEachRect(run -> found.set((int) run.lo(0), (int) run.hi(0) + 1));
      assertThat(found).isEqualTo(expected[c]);
    }
  }

  @Test
  void refusesColumnsThatDoNotFit() {
    Columns one = Columns.of(SIX, new int[6]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldPartitions.byField(LINE, one, Rect.ofExtents(2, 2)))
        .withMessage(
            "by field of [0..5] reads 2 columns, but 1 are given; give one for each coordinate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldPartitions.byField(IndexSpace.of(Rect.ofExtents(7)), one, TWO))
        .withMessageContaining("reads the points [0..6], but the columns are over [0..5]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.of(Column.of(SIX, new int[6]), Column.of(TWO, 1, 2)))
        .withMessageContaining("columns over [0..5] and [0..1] are given together");
    assertThatIllegalArgumentException().isThrownBy(() -> Columns.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.of(SIX, 1, 2))
        .withMessageContaining("2 values for [0..5], which has 6 points");
  }

  @Test
  void refusesFieldsThatHoldNoIntegers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Column.strided(
                MemorySegment.ofArray(new float[6]), FieldType.FLOAT32, SIX, new long[] {1}, 0))
        .withMessage(
            "a column has type FLOAT32, but colours, pointers and rects are read from INT32 or "
                + "INT64; use those");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Column.strided(
                MemorySegment.ofArray(new int[5]), FieldType.INT32, SIX, new long[] {1}, 0))
        .withMessageContaining("values of [0..5] lie at bytes 0 to 23, outside a segment of 20");
  }

  @Test
  void refusesPartialsThatDoNotMakeTheDomain() {
    FieldOperator operator = FieldOperator.byField(LINE, TWO, Uncoloured.REFUSED);
    FieldPartial half = operator.partial(points(0, 1, 2), Columns.of(SIX, new int[6]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> operator.combine(List.of(half)))
        .withMessageContaining("the partials are of 3 points, but the domain [0..5] has 6");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> FieldOperator.byField(LINE, TWO, Uncoloured.REFUSED).combine(List.of(half, half)))
        .withMessageContaining("a partial was made by by field of [0..5]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> operator.partial(points(9), Columns.of(Rect.ofExtents(10), new int[10])))
        .withMessageContaining("chunk [9..9] leaves the domain [0..5]");
  }

  @Test
  void refusesADifferenceWithOtherColours() {
    IndexPartition halves = Partitions.equal(LINE, TWO);
    IndexPartition thirds = Partitions.equal(LINE, Rect.ofExtents(3));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            FieldPartitions.imageDifference(halves, Columns.of(SIX, new int[6]), LINE, thirds))
        .withMessageContaining("give a partition of [0..5] by the same colours");
  }
}
