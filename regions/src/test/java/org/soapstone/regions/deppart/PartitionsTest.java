package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Duel;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

class PartitionsTest {
  private static final IndexSpace LINE = IndexSpace.of(Rect.ofExtents(10));
  private static final IndexSpace GRID = IndexSpace.of(Rect.ofExtents(8, 8));
  private static final AffineRectMap STENCIL =
      AffineRectMap.builder(2).dimension(0, 1, -1, 1).dimension(1, 1, -1, 1).build();

  private static IndexSpace line(long lo, long hi) {
    return IndexSpace.of(Rect.of(lo, hi));
  }

  @Test
  void equalPartsDifferByOneAtMost() {
    IndexPartition thirds = Partitions.equal(LINE, Rect.ofExtents(3));
    assertThat(thirds.space(Point.of(0))).isEqualTo(line(0, 2));
    assertThat(thirds.space(Point.of(1))).isEqualTo(line(3, 5));
    assertThat(thirds.space(Point.of(2))).isEqualTo(line(6, 9));
    assertThat(thirds.disjoint()).isEqualTo(Ternary.YES);
    assertThat(thirds.complete()).isEqualTo(Ternary.YES);
    assertThat(thirds).hasToString("partition of [0..9] by colours [0..2]");
    IndexPartition many = Partitions.equal(line(5, 6), Rect.of(-1, 2));
    assertThat(many.space(Point.of(-1)).isEmpty()).isTrue();
    assertThat(many.space(Point.of(0))).isEqualTo(line(5, 5));
    assertThat(many.space(Point.of(1)).isEmpty()).isTrue();
    assertThat(many.space(Point.of(2))).isEqualTo(line(6, 6));
    assertThat(many.isDisjoint() && many.isComplete()).isTrue();
  }

  @Test
  void equalPartsDoNotOverflow() {
    long n = Long.MAX_VALUE;
    IndexPartition huge = Partitions.equal(line(1, n), Rect.of(0, n - 2));
    assertThat(huge.space(Point.of(0))).isEqualTo(line(1, 1));
    assertThat(huge.space(Point.of(n - 2))).isEqualTo(line(n - 1, n));
    IndexPartition halves = Partitions.equal(line(Long.MIN_VALUE, -2), Rect.ofExtents(2));
    assertThat(halves.space(Point.of(0)).volume()).isEqualTo(n / 2);
    assertThat(halves.space(Point.of(1)).volume()).isEqualTo(n / 2 + 1);
    IndexPartition blocks = Partitions.blocks(line(1, n), n - 1);
    assertThat(blocks.colours()).isEqualTo(Rect.ofExtents(2));
    assertThat(blocks.space(Point.of(1))).isEqualTo(line(n, n));
  }

  @Test
  void equalPartsAreExactWhereProductsOverflow() {
    Duel.run(
        500,
        random -> {
          long extent = random.nextLong(1L << 61, Long.MAX_VALUE);
          long count = random.nextLong(1L << 31, extent);
          long i = random.nextLong(count);
          IndexPartition parts = Partitions.equal(line(0, extent - 1), Rect.ofExtents(count));
          assertThat(parts.space(Point.of(i)))
              .isEqualTo(line(start(i, extent, count), start(i + 1, extent, count) - 1));
        });
  }

  private static long start(long i, long extent, long count) {
    return BigInteger.valueOf(i)
        .multiply(BigInteger.valueOf(extent))
        .divide(BigInteger.valueOf(count))
        .longValueExact();
  }

  @Test
  void aPieceOfAHugeGridCostsNothing() {
    IndexSpace space = IndexSpace.of(Rect.ofExtents(1L << 31, 1L << 31));
    IndexPartition tiles = Partitions.equal(space, Rect.ofExtents(1 << 20, 1 << 20));
    IndexPartition halos = Partitions.image(tiles, STENCIL, space);
    Point colour = Point.of(1, 2);
    assertThat(tiles.space(colour))
        .isEqualTo(IndexSpace.of(Rect.of(Point.of(2048, 4096), Point.of(4095, 6143))));
    assertThat(halos.space(colour))
        .isEqualTo(IndexSpace.of(Rect.of(Point.of(2047, 4095), Point.of(4096, 6144))));
    assertThat(halos.coloursOverlapping(Rect.of(Point.of(2048, 0), Point.of(2049, 1))))
        .containsExactly(Point.of(0, 0), Point.of(1, 0));
    assertThat(halos.disjoint()).isEqualTo(Ternary.NO);
    assertThat(halos.complete()).isEqualTo(Ternary.YES);
  }

  @Test
  void blocksAreCutOffAtTheEnds() {
    IndexPartition blocks = Partitions.blocks(line(3, 12), 4);
    assertThat(blocks.colours()).isEqualTo(Rect.ofExtents(3));
    assertThat(blocks.space(Point.of(0))).isEqualTo(line(3, 6));
    assertThat(blocks.space(Point.of(2))).isEqualTo(line(11, 12));
    IndexSpace sparse = IndexSpace.of(List.of(Rect.of(0, 1), Rect.of(3, 5), Rect.of(9, 9)));
    IndexPartition pieces = Partitions.blocks(sparse, 4);
    assertThat(pieces.space(Point.of(0))).isEqualTo(sparse.intersection(line(0, 3)));
    assertThat(pieces.space(Point.of(1))).isEqualTo(line(4, 5));
    assertThat(pieces.disjoint()).isEqualTo(Ternary.YES);
    assertThat(pieces.complete()).isEqualTo(Ternary.YES);
  }

  @Test
  void haloesAndGhosts() {
    IndexPartition tiles = Partitions.equal(GRID, Rect.ofExtents(2, 2));
    IndexPartition halos = Partitions.image(tiles, STENCIL, GRID);
    assertThat(halos.space(Point.of(0, 0))).isEqualTo(IndexSpace.of(Rect.ofExtents(5, 5)));
    assertThat(halos.disjoint()).isEqualTo(Ternary.NO);
    assertThat(halos.complete()).isEqualTo(Ternary.YES);
    IndexPartition ghosts = Partitions.difference(halos, tiles);
    assertThat(ghosts.space(Point.of(0, 0)).volume()).isEqualTo(9);
    assertThat(ghosts.disjoint()).isEqualTo(Ternary.UNKNOWN);
    assertThat(ghosts.isDisjoint()).isFalse();
    assertThat(ghosts.disjoint()).as("kept").isEqualTo(Ternary.NO);
    assertThat(ghosts.isComplete()).isFalse();
    assertThat(Partitions.union(tiles, ghosts)).isEqualTo(halos).hasSameHashCodeAs(halos);
    assertThat(Partitions.intersection(halos, tiles)).isEqualTo(tiles);
  }

  @Test
  void droppingASplitDimensionAliases() {
    IndexPartition tiles = Partitions.equal(GRID, Rect.ofExtents(2, 2));
    IndexPartition rows = Partitions.image(tiles, AffineRectMap.select(2, 0), line(0, 7));
    assertThat(rows.disjoint()).isEqualTo(Ternary.NO);
    assertThat(rows.complete()).isEqualTo(Ternary.YES);
    IndexPartition split = Partitions.equal(GRID, Rect.ofExtents(2, 1));
    IndexPartition kept = Partitions.image(split, AffineRectMap.select(2, 0), line(0, 7));
    assertThat(kept.disjoint()).isEqualTo(Ternary.YES);
    IndexPartition turned = Partitions.image(tiles, AffineRectMap.select(2, 1, 0), GRID);
    assertThat(turned.disjoint()).isEqualTo(Ternary.YES);
    assertThat(turned.complete()).isEqualTo(Ternary.YES);
  }

  @Test
  void whatMeetsOrMissesWhereASparseParentHasNoPointsIsComputed() {
    IndexPartition two = Partitions.equal(line(0, 1), Rect.ofExtents(2));
    IndexSpace apart = IndexSpace.of(List.of(Rect.of(0, 1), Rect.of(4, 5)));
    AffineRectMap steps = AffineRectMap.builder(1).dimension(0, 4, 0, 1).build();
    IndexPartition gapped = Partitions.image(two, steps, apart);
    assertThat(gapped.complete()).isEqualTo(Ternary.UNKNOWN);
    assertThat(gapped.isComplete()).isTrue();
    IndexSpace holed = IndexSpace.of(List.of(Rect.of(0, 1), Rect.of(3, 4)));
    AffineRectMap overlapping = AffineRectMap.builder(1).dimension(0, 2, 0, 2).build();
    IndexPartition meeting = Partitions.image(two, overlapping, holed);
    assertThat(meeting.disjoint()).isEqualTo(Ternary.UNKNOWN);
    assertThat(meeting.isDisjoint()).isTrue();
  }

  @Test
  void structuredPartitionsAreDescriptions() {
    IndexPartition tiles = Partitions.equal(GRID, Rect.ofExtents(4, 2));
    assertThat(Partitions.equal(GRID, Rect.ofExtents(4, 2))).isEqualTo(tiles);
    assertThat(Partitions.blocks(GRID, 2, 4)).isEqualTo(tiles).hasSameHashCodeAs(tiles);
    assertThat(Partitions.blocks(GRID, 4, 2)).isNotEqualTo(tiles);
    IndexPartition halos = Partitions.image(tiles, STENCIL, GRID);
    IndexPartition back = Partitions.preimage(GRID, STENCIL, tiles);
    assertThat(List.of(tiles, halos, back)).hasOnlyElementsOfType(StructuredPartition.class);
    assertThat(back).as("a symmetric stencil").isEqualTo(halos);
  }

  @Test
  void explicitPiecesMayBeAnything() {
    Map<Point, IndexSpace> pieces = new LinkedHashMap<>();
    pieces.put(Point.of(3), line(4, 9));
    pieces.put(Point.of(1), line(0, 4));
    IndexPartition partition = Partitions.explicit(LINE, pieces);
    pieces.clear();
    assertThat(partition.colours()).isEqualTo(Rect.of(1, 3));
    assertThat(partition.space(Point.of(2)).isEmpty()).isTrue();
    assertThat(partition.space(Point.of(3))).isEqualTo(line(4, 9));
    assertThat(partition.disjoint()).isEqualTo(Ternary.UNKNOWN);
    assertThat(partition.isDisjoint()).isFalse();
    assertThat(partition.isComplete()).isTrue();
    assertThat(partition.coloursOverlapping(Rect.of(4, 4)))
        .containsExactly(Point.of(1), Point.of(3));
  }

  @Test
  void preimageOfAnAliasedTargetIsNotDisjoint() {
    IndexPartition aliased =
        Partitions.explicit(LINE, Map.of(Point.of(0), line(0, 6), Point.of(1), line(3, 9)));
    IndexPartition back = Partitions.preimage(LINE, AffineRectMap.identity(1), aliased);
    assertThat(back.disjoint()).isNotEqualTo(Ternary.YES);
    assertThat(back.isDisjoint()).isFalse();
  }

  @Test
  void refusesWithASentence() {
    IndexPartition halves = Partitions.equal(LINE, Rect.ofExtents(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partitions.equal(GRID, Rect.ofExtents(2, 2, 2)))
        .withMessage(
            "space [0..7]x[0..7] has 2 dimensions but colours [0..1]x[0..1]x[0..1] have 3; "
                + "give one count for each dimension, or one for all");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partitions.equal(LINE, Rect.empty(1)))
        .withMessage("the colours of a partition of [0..9] are empty; give at least one colour");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partitions.blocks(GRID, 2))
        .withMessageContaining("has 2 dimensions but tile [2] has 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partitions.blocks(GRID, 2, 0))
        .withMessage("tile [2, 0]: the extent in dimension 1 is 0, must be >= 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partitions.explicit(LINE, Map.of()))
        .withMessageContaining("no piece is given for a partition of [0..9]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partitions.explicit(LINE, Map.of(Point.of(1), line(8, 11))))
        .withMessage(
            "piece (1) is [8..11], of which [10..11] is outside the parent [0..9]; leave that out");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partitions.explicit(LINE, Map.of(Point.of(1), GRID)))
        .withMessageContaining(
            "piece (1) is [0..7]x[0..7] with 2 dimensions, but the parent [0..9]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Partitions.explicit(LINE, Map.of(Point.of(0), LINE, Point.of(1L << 40), LINE)))
        .withMessageContaining("use fewer colours");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partitions.image(halves, STENCIL, GRID))
        .withMessageContaining(
            "source [0..9] has 1 dimensions, but map 2d -> (d0+-1..1, d1+-1..1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partitions.preimage(GRID, STENCIL, halves))
        .withMessageContaining("target [0..9] has 1 dimensions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partitions.union(halves, Partitions.equal(LINE, Rect.ofExtents(3))))
        .withMessage(
            "partition of [0..9] by colours [0..1] and partition of [0..9] by colours [0..2] cannot "
                + "be combined; give partitions of one space by the same colours");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> halves.space(Point.of(-1)))
        .withMessage(
            "colour (-1) is not one of the colours [0..1] of this partition; use one of them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> halves.coloursOverlapping(Rect.ofExtents(1, 1)))
        .withMessageContaining("both must have the same number");
  }
}
