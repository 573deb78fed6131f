package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Duel;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.PointSets;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

class PropertiesTest {
  private static final long[] SCALE = {0, 1L << 27, 1L << 13, 1L << 9, 1L << 7};

  /** Each point becomes a box, so large that no bitmap suits. */
  private static IndexSpace scaled(IndexSpace space) {
    List<Rect> rects = new ArrayList<>();
    long scale = SCALE[space.dims()];
    for (Rect rect : space.rects()) {
      long[] lo = rect.lo().toArray();
      long[] hi = rect.hi().toArray();
      for (int d = 0; d < lo.length; d++) {
        lo[d] *= scale;
        hi[d] = (hi[d] + 1) * scale - 1;
      }
      rects.add(Rect.of(lo, hi));
    }
    return rects.isEmpty() ? IndexSpace.empty(space.dims()) : IndexSpace.of(rects);
  }

  private static IndexPartition scaled(IndexPartition partition) {
    Map<Point, IndexSpace> pieces = new TreeMap<>();
    for (Point colour : PointSets.of(partition.colours())) {
      pieces.put(colour, scaled(partition.space(colour)));
    }
    return Partitions.explicit(scaled(partition.parentSpace()), pieces);
  }

  @Test
  void bitmapAndTreeAgree() {
    int[] unsuited = {0};
    Duel.run(
        1_500,
        30_000,
        random -> {
          IndexPartition small = disguised(random);
          IndexPartition large = scaled(small);
          assertThat(Coverage.suits(small)).isTrue();
          unsuited[0] += Coverage.suits(large) ? 0 : 1;
          assertThat(Properties.sharedPoint(large).isPresent())
              .isEqualTo(Properties.sharedPoint(small).isPresent());
          assertThat(large.isComplete()).isEqualTo(small.isComplete());
          assertThat(large.isDisjoint()).isEqualTo(small.isDisjoint());
          assertThat(PartitionChecks.overlap(large).isPresent())
              .isEqualTo(PartitionChecks.overlap(small).isPresent());
          assertThat(PartitionChecks.missed(large).isPresent())
              .isEqualTo(PartitionChecks.missed(small).isPresent());
        });
    assertThat(unsuited[0]).as("cases decided without a bitmap").isGreaterThan(500);
  }

  private static IndexPartition disguised(SplittableRandom random) {
    IndexPartition partition = PartitionOracle.randomPartition(random, PointSets.dims(random));
    Map<Point, IndexSpace> pieces = new TreeMap<>();
    for (Point colour : PointSets.of(partition.colours())) {
      pieces.put(colour, partition.space(colour));
    }
    return Partitions.explicit(partition.parentSpace(), pieces);
  }

  @Test
  void witnessesAreTrue() {
    Duel.run(
        2_000,
        30_000,
        random -> {
          IndexPartition partition = disguised(random);
          PartitionChecks.overlap(partition)
              .ifPresent(overlap -> {
                assertThat(overlap.first()).isLessThan(overlap.second());
                assertThat(partition.space(overlap.first()).contains(overlap.point())).isTrue();
                assertThat(partition.space(overlap.second()).contains(overlap.point())).isTrue();
              });
          PartitionChecks.missed(partition)
              .ifPresent(point -> {
                assertThat(partition.parentSpace().contains(point)).isTrue();
                assertThat(partition.coloursOverlapping(Rect.ofPoint(point))).isEmpty();
              });
          assertThat(PartitionChecks.overlap(partition).isEmpty())
              .isEqualTo(partition.isDisjoint());
          assertThat(PartitionChecks.missed(partition).isEmpty()).isEqualTo(partition.isComplete());
        });
  }

  @Test
  void manyScatteredPiecesAreDecidedFast() {
    long n = 1_000_000;
    IndexSpace line = IndexSpace.of(Rect.ofExtents(n));
    List<List<Rect>> rects = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      rects.add(new ArrayList<>());
    }
    SplittableRandom random = new SplittableRandom(7);
    for (long x = 0; x < n; x++) {
      rects.get(random.nextInt(64)).add(Rect.of(x, x));
    }
    Map<Point, IndexSpace> pieces = new TreeMap<>();
    for (int i = 0; i < 64; i++) {
      pieces.put(Point.of(i), IndexSpace.of(rects.get(i)));
    }
    IndexPartition partition = Partitions.explicit(line, pieces);
    assertThat(partition.disjoint()).isEqualTo(Ternary.UNKNOWN);
    assertThat(partition.isDisjoint()).isTrue();
    assertThat(partition.isComplete()).isTrue();
    pieces.put(Point.of(64), IndexSpace.of(Rect.of(n - 1, n - 1)));
    pieces.put(Point.of(0), pieces.get(Point.of(0)).difference(IndexSpace.of(Rect.of(0, 999))));
    IndexPartition wrong = Partitions.explicit(line, pieces);
    assertThat(PartitionChecks.overlap(wrong).orElseThrow().point()).isEqualTo(Point.of(n - 1));
    assertThat(PartitionChecks.missed(wrong).orElseThrow().coordinate(0)).isLessThan(1_000);
  }
}
