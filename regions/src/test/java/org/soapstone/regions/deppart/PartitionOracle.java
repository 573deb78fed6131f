package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.PointSets;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/** Random partitions, and their comparison with a definition, point by point. */
final class PartitionOracle {
  private PartitionOracle() {}

  /** An affine map in disguise, so that the operators know it as code only. */
  record Code(AffineRectMap map) implements RectMap {
    @Override
    public int sourceDims() {
      return map.sourceDims();
    }

    @Override
    public int targetDims() {
      return map.targetDims();
    }

    @Override
    public Rect apply(Rect source) {
      return map.apply(source);
    }

    @Override
    public boolean isPointValued() {
      return map.isPointValued();
    }
  }

  private static final int[] MOST_COLOURS = {0, 7, 4, 3, 2};

  static Rect randomColours(SplittableRandom random, int dims) {
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    for (int d = 0; d < dims; d++) {
      lo[d] = random.nextInt(4) == 0 ? random.nextInt(-2, 3) : 0;
      hi[d] = lo[d] + random.nextInt(MOST_COLOURS[dims]);
    }
    return Rect.of(lo, hi);
  }

  static IndexPartition randomExplicit(SplittableRandom random, IndexSpace parent, Rect colours) {
    Map<Point, IndexSpace> pieces = new TreeMap<>();
    for (Point colour : PointSets.of(colours)) {
      pieces.put(colour, parent.intersection(PointSets.space(random, parent.dims())));
    }
    return Partitions.explicit(parent, pieces);
  }

  static IndexPartition randomPartition(SplittableRandom random, int dims) {
    return switch (random.nextInt(4)) {
      case 0 -> {
        long[] tile = new long[dims];
        for (int d = 0; d < dims; d++) {
          tile[d] = random.nextInt(2, 6);
        }
        yield Partitions.blocks(PointSets.space(random, dims), tile);
      }
      case 1 -> {
        Rect colours = randomColours(random, random.nextInt(1, 3));
        yield randomExplicit(random, PointSets.space(random, dims), colours);
      }
      default -> {
        IndexSpace space = IndexSpace.of(PointSets.rect(random, dims));
        yield Partitions.equal(space, randomColours(random, dims));
      }
    };
  }

  /** Compares pieces, properties and lookups of a partition with its definition. */
  static void check(
      SplittableRandom random,
      IndexPartition partition,
      Function<Point, NavigableSet<Point>> definition) {
    IndexSpace parent = partition.parentSpace();
    NavigableSet<Point> seen = new TreeSet<>();
    NavigableSet<Point> touched = new TreeSet<>();
    Map<Point, IndexSpace> pieces = new TreeMap<>();
    Rect box = PointSets.rect(random, parent.dims());
    boolean disjoint = true;
    for (Point colour : PointSets.of(partition.colours())) {
      NavigableSet<Point> expected = definition.apply(colour);
      IndexSpace piece = partition.space(colour);
      assertThat(PointSets.of(piece)).as("piece %s of %s", colour, partition).isEqualTo(expected);
      assertThat(parent.contains(piece)).isTrue();
      disjoint &= PointSets.common(seen, expected).isEmpty();
      seen.addAll(expected);
      pieces.put(colour, piece);
      if (expected.stream().anyMatch(box::contains)) {
        touched.add(colour);
      }
    }
    boolean complete = seen.size() == parent.volume();
    assertThat(partition.disjoint()).isIn(Ternary.UNKNOWN, Ternary.of(disjoint));
    assertThat(partition.complete()).isIn(Ternary.UNKNOWN, Ternary.of(complete));
    if (random.nextBoolean()) {
      assertThat(partition.isComplete()).as("complete").isEqualTo(complete);
    }
    assertThat(partition.isDisjoint()).as("disjoint").isEqualTo(disjoint);
    assertThat(partition.isComplete()).as("complete").isEqualTo(complete);
    assertThat(partition.disjoint()).isEqualTo(Ternary.of(disjoint));
    assertThat(partition.complete()).isEqualTo(Ternary.of(complete));
    assertThat(partition.coloursOverlapping(box)).containsExactlyElementsOf(touched);
    IndexPartition listed = Partitions.explicit(parent, pieces);
    assertThat(partition).isEqualTo(listed).hasSameHashCodeAs(listed);
    assertThat(listed).isEqualTo(partition);
    assertThat(listed.isComplete()).isEqualTo(complete);
    assertThat(listed.isDisjoint()).isEqualTo(disjoint);
  }

  static NavigableSet<Point> points(IndexPartition partition, Point colour) {
    return PointSets.of(partition.space(colour));
  }
}
