package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.soapstone.regions.deppart.PartitionOracle.check;
import static org.soapstone.regions.deppart.PartitionOracle.points;
import static org.soapstone.regions.deppart.PartitionOracle.randomColours;
import static org.soapstone.regions.deppart.PartitionOracle.randomExplicit;
import static org.soapstone.regions.deppart.PartitionOracle.randomPartition;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Duel;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.PointSets;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/** Every operator against its definition, point by point; every inference against the points. */
class PartitionsDuelTest {
  @Test
  void equal() {
    Duel.run(
        1_000,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          Rect box = PointSets.rect(random, dims);
          Rect colours = randomColours(random, dims);
          IndexPartition partition = Partitions.equal(IndexSpace.of(box), colours);
          assertThat(partition.disjoint()).isEqualTo(Ternary.YES);
          assertThat(partition.complete()).isEqualTo(Ternary.YES);
          check(
              random,
              partition,
              colour -> {
                NavigableSet<Point> points = PointSets.of(box);
                points.removeIf(point -> !inPart(box, colours, colour, point));
                return points;
              });
        });
  }

  private static boolean inPart(Rect box, Rect colours, Point colour, Point point) {
    for (int d = 0; d < box.dims(); d++) {
      long i = colour.coordinate(d) - colours.lo(d);
      long lo = box.lo(d) + i * box.extent(d) / colours.extent(d);
      long hi = box.lo(d) + (i + 1) * box.extent(d) / colours.extent(d) - 1;
      if (point.coordinate(d) < lo || point.coordinate(d) > hi) {
        return false;
      }
    }
    return true;
  }

  @Test
  void blocks() {
    Duel.run(
        1_000,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexSpace space = PointSets.space(random, dims);
          long[] tile = new long[dims];
          for (int d = 0; d < dims; d++) {
            tile[d] = random.nextInt(1, 6);
          }
          IndexPartition partition = Partitions.blocks(space, tile);
          assertThat(partition.disjoint()).isEqualTo(Ternary.YES);
          assertThat(partition.complete()).isEqualTo(Ternary.YES);
          check(
              random,
              partition,
              colour -> {
                NavigableSet<Point> points = PointSets.of(space);
                points.removeIf(point -> !colour.equals(tileOf(space.bounds(), tile, point)));
                return points;
              });
        });
  }

  private static Point tileOf(Rect bounds, long[] tile, Point point) {
    long[] colour = new long[tile.length];
    for (int d = 0; d < tile.length; d++) {
      colour[d] = (point.coordinate(d) - bounds.lo(d)) / tile[d];
    }
    return Point.of(colour);
  }

  @Test
  void image() {
    Duel.run(
        2_500,
        100_000,
        random -> {
          IndexPartition source = randomPartition(random, PointSets.dims(random));
          checkImage(random, source);
        });
  }

  private static IndexPartition checkImage(SplittableRandom random, IndexPartition source) {
    int targetDims = PointSets.dims(random);
    AffineRectMap map = AffineRectMapTest.random(random, source.parentSpace().dims(), targetDims);
    IndexSpace target = PointSets.space(random, targetDims);
    Function<Point, NavigableSet<Point>> definition =
        colour -> {
          List<Rect> needed = source.space(colour).rects().stream().map(map::apply).toList();
          NavigableSet<Point> points = PointSets.of(target);
          points.removeIf(point -> needed.stream().noneMatch(rect -> rect.contains(point)));
          return points;
        };
    IndexPartition image = Partitions.image(source, map, target);
    if (image instanceof StructuredPartition && target.isDense()) {
      assertThat(image.disjoint().isKnown()).as("decided by dimension").isTrue();
    }
    check(random, image, definition);
    check(random, Partitions.image(source, new PartitionOracle.Code(map), target), definition);
    return image;
  }

  @Test
  void preimage() {
    Duel.run(
        2_500,
        100_000,
        random -> {
          IndexPartition target = randomPartition(random, PointSets.dims(random));
          checkPreimage(random, target);
        });
  }

  private static IndexPartition checkPreimage(SplittableRandom random, IndexPartition target) {
    int dims = PointSets.dims(random);
    AffineRectMap map = AffineRectMapTest.random(random, dims, target.parentSpace().dims());
    IndexSpace domain = PointSets.space(random, dims);
    Map<Point, NavigableSet<Point>> expected = new TreeMap<>();
    for (Point colour : PointSets.of(target.colours())) {
      NavigableSet<Point> needing = PointSets.of(domain);
      NavigableSet<Point> piece = PointSets.of(target.space(colour));
      needing.removeIf(point -> {
        Rect needed = map.apply(Rect.ofPoint(point));
        return piece.stream().noneMatch(needed::contains);
      });
      expected.put(colour, needing);
    }
    IndexPartition preimage = Partitions.preimage(domain, map, target);
    if (preimage instanceof StructuredPartition && domain.isDense()) {
      assertThat(preimage.disjoint().isKnown()).as("decided by dimension").isTrue();
    }
    check(random, preimage, expected::get);
    check(
        random, Partitions.preimage(domain, new PartitionOracle.Code(map), target), expected::get);
    return preimage;
  }

  @Test
  void chainsOfMaps() {
    Duel.run(
        800,
        50_000,
        random -> {
          IndexPartition partition = randomPartition(random, random.nextInt(1, 4));
          for (int i = 0; i < 3; i++) {
            partition =
                random.nextBoolean()
                    ? checkImage(random, partition)
                    : checkPreimage(random, partition);
          }
        });
  }

  @Test
  void pointwise() {
    Duel.run(
        1_500,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexPartition a = randomPartition(random, dims);
          IndexPartition b =
              a.parentSpace().isDense() && a.colours().dims() == dims && random.nextBoolean()
                  ? Partitions.equal(a.parentSpace(), a.colours())
                  : randomExplicit(random, a.parentSpace(), a.colours());
          if (random.nextBoolean()) {
            assertThat(b.isDisjoint() || b.disjoint() == Ternary.NO).isTrue();
            assertThat(b.isComplete() || b.complete() == Ternary.NO).isTrue();
          }
          check(
              random,
              Partitions.intersection(a, b),
              c -> PointSets.common(points(a, c), points(b, c)));
          check(
              random,
              Partitions.difference(a, b),
              c -> PointSets.minus(points(a, c), points(b, c)));
          check(
              random,
              Partitions.union(a, b),
              c -> {
                NavigableSet<Point> both = points(a, c);
                both.addAll(points(b, c));
                return both;
              });
        });
  }
}
