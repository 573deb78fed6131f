package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/** What each operator is for, on examples one can check by eye. */
class OperatorsTest {
  private static final IndexSpace LINE = line(0, 9);
  private static final IndexSpace GRID = IndexSpace.of(Rect.ofExtents(8, 8));

  private static IndexSpace line(long lo, long hi) {
    return IndexSpace.of(Rect.of(lo, hi));
  }

  private static IndexSpace box(long lo0, long hi0, long lo1, long hi1) {
    return IndexSpace.of(Rect.of(Point.of(lo0, lo1), Point.of(hi0, hi1)));
  }

  @Test
  void equalPartsMayHaveAGranularity() {
    IndexPartition parts = Partitions.equal(LINE, Rect.ofExtents(2), 4);
    assertThat(parts.space(Point.of(0))).isEqualTo(line(0, 3));
    assertThat(parts.space(Point.of(1))).isEqualTo(line(4, 9));
    IndexPartition one = Partitions.equal(LINE, Rect.ofExtents(3), 100);
    assertThat(one.space(Point.of(0)).isEmpty()).isTrue();
    assertThat(one.space(Point.of(1)).isEmpty()).isTrue();
    assertThat(one.space(Point.of(2))).isEqualTo(LINE);
  }

  @Test
  void sparseSpacesAreSplitByVolume() {
    IndexSpace sparse = line(0, 3).union(line(1_000, 1_001)).union(line(5_000, 5_005));
    IndexPartition thirds = Partitions.equal(sparse, Rect.ofExtents(3));
    assertThat(thirds.space(Point.of(0))).isEqualTo(line(0, 3));
    assertThat(thirds.space(Point.of(1))).isEqualTo(line(1_000, 1_001).union(line(5_000, 5_001)));
    assertThat(thirds.space(Point.of(2))).isEqualTo(line(5_002, 5_005));
    IndexPartition strips = Partitions.equal(GRID, Rect.ofExtents(3));
    assertThat(strips.space(Point.of(0))).isEqualTo(box(0, 1, 0, 7).union(box(2, 2, 0, 4)));
    assertThat(strips.space(Point.of(1)).volume()).isEqualTo(21);
  }

  @Test
  void weightsGiveShares() {
    IndexPartition parts = Partitions.weights(LINE, Rect.of(1, 3), new long[] {1, 0, 4}, 1);
    assertThat(parts.space(Point.of(1))).isEqualTo(line(0, 1));
    assertThat(parts.space(Point.of(2)).isEmpty()).isTrue();
    assertThat(parts.space(Point.of(3))).isEqualTo(line(2, 9));
    IndexSpace huge = line(0, Long.MAX_VALUE - 1);
    long[] weights = {Long.MAX_VALUE - 3, 2};
    IndexPartition shares = Partitions.weights(huge, Rect.ofExtents(2), weights, 1);
    assertThat(shares.space(Point.of(1)).volume()).isEqualTo(3);
  }

  @Test
  void blocksMayBeCountedFromAnOrigin() {
    IndexPartition blocks = Partitions.blocks(LINE, Point.of(2), 4);
    assertThat(blocks.colours()).isEqualTo(Rect.of(-1, 1));
    assertThat(blocks.space(Point.of(-1))).isEqualTo(line(0, 1));
    assertThat(blocks.space(Point.of(0))).isEqualTo(line(2, 5));
    assertThat(blocks.space(Point.of(1))).isEqualTo(line(6, 9));
    assertThat(Partitions.blocks(IndexSpace.empty(1), Point.of(50), 4).colours())
        .isEqualTo(Rect.ofExtents(1));
  }

  @Test
  void restrictionsAreBlocksAndHaloedBlocks() {
    long[][] fours = {{4, 0}, {0, 4}};
    Rect colours = Rect.ofExtents(2, 2);
    IndexPartition blocks = Partitions.restriction(GRID, colours, fours, Rect.ofExtents(4, 4));
    assertThat(blocks).isEqualTo(Partitions.equal(GRID, colours));
    assertThat(blocks.disjoint()).isEqualTo(Ternary.YES);
    assertThat(blocks.complete()).isEqualTo(Ternary.YES);
    Rect withHalo = Rect.of(Point.of(-1, -1), Point.of(4, 4));
    IndexPartition halos = Partitions.restriction(GRID, colours, fours, withHalo);
    assertThat(halos.space(Point.of(1, 0))).isEqualTo(box(3, 7, 0, 4));
    assertThat(halos.disjoint()).isEqualTo(Ternary.NO);
    assertThat(List.of(blocks, halos)).hasOnlyElementsOfType(StructuredPartition.class);
    IndexPartition diagonals =
        Partitions.restriction(
            GRID, Rect.ofExtents(4), new long[][] {{2}, {2}}, Rect.ofExtents(2, 2));
    assertThat(diagonals.disjoint()).isEqualTo(Ternary.YES);
    assertThat(diagonals.isComplete()).isFalse();
    IndexPartition backwards =
        Partitions.restriction(LINE, Rect.ofExtents(2), new long[][] {{-5}}, Rect.of(5, 9));
    assertThat(backwards.space(Point.of(1))).isEqualTo(line(0, 4));
  }

  @Test
  void aPieceOfAHugeRestrictionCostsNothing() {
    long n = 1L << 40;
    IndexPartition halos =
        Partitions.restriction(
            line(0, n - 1), Rect.ofExtents(1L << 30), new long[][] {{1 << 10}}, Rect.of(-1, 1024));
    assertThat(halos.space(Point.of(7))).isEqualTo(line(7 * 1024 - 1, 8 * 1024));
    IndexPartition mirrored = Partitions.mirror(halos, line(5, n / 2));
    assertThat(mirrored.space(Point.of(0))).isEqualTo(line(5, 1024));
    IndexPartition blocks = Partitions.blocks(line(0, n - 1), 1 << 10);
    IndexPartition common = Partitions.intersection(halos, blocks);
    assertThat(common.space(Point.of(7))).isEqualTo(blocks.space(Point.of(7)));
    assertThat(common.disjoint()).isEqualTo(Ternary.YES);
  }

  @Test
  void exactImagesLeaveOutTheGaps() {
    IndexPartition halves = Partitions.equal(line(0, 3), Rect.ofExtents(2));
    AffineRectMap strided = AffineRectMap.builder(1).dimension(0, 4, 0, 1).build();
    IndexSpace target = line(0, 15);
    assertThat(Partitions.image(halves, strided, target).space(Point.of(0))).isEqualTo(line(0, 5));
    assertThat(Partitions.exactImage(halves, strided, target).space(Point.of(0)))
        .isEqualTo(line(0, 1).union(line(4, 5)));
    AffineRectMap diagonal = AffineRectMap.select(1, 0, 0);
    assertThat(Partitions.exactImage(halves, diagonal, GRID).space(Point.of(1)))
        .isEqualTo(box(2, 2, 2, 2).union(box(3, 3, 3, 3)));
    AffineRectMap stencil = AffineRectMap.builder(1).dimension(0, 4, -1, 3).build();
    assertThat(Partitions.exactImage(halves, stencil, target))
        .as("no gap")
        .isInstanceOf(StructuredPartition.class);
  }

  /** The idiom of the circuit: who owns, who shares, what is read from afar. */
  @Test
  void privateSharedAndGhost() {
    IndexPartition owned = Partitions.equal(LINE, Rect.ofExtents(2));
    AffineRectMap neighbours = AffineRectMap.builder(1).dimension(0, 1, -1, 1).build();
    IndexPartition ghosts = Partitions.imageDifference(owned, neighbours, owned);
    IndexSpace shared = Partitions.unionOf(ghosts);
    assertThat(shared).isEqualTo(line(4, 5));
    IndexPartition kinds =
        PendingPartition.of(LINE, Rect.ofExtents(2))
            .difference(Point.of(0), LINE, List.of(shared))
            .piece(Point.of(1), shared)
            .build();
    CrossProduct cross = Partitions.cross(kinds, owned);
    assertThat(cross.partition(Point.of(1)).space(Point.of(0))).isEqualTo(line(4, 4));
    assertThat(cross.flat().space(Point.of(0, 1))).isEqualTo(line(6, 9));
    assertThat(cross.flat().isDisjoint() && cross.flat().isComplete()).isTrue();
    assertThat(Partitions.mirror(owned, shared)).isEqualTo(cross.partition(Point.of(1)));
  }

  @Test
  void unionOfACompletePartitionIsItsParent() {
    IndexPartition many = Partitions.equal(line(0, 1L << 40), Rect.ofExtents(1L << 36));
    assertThat(Partitions.unionOf(many)).isSameAs(many.parentSpace());
    IndexPartition none = Partitions.explicit(LINE, Rect.ofExtents(3), Map.of());
    assertThat(Partitions.unionOf(none)).isEqualTo(IndexSpace.empty(1));
  }
}
