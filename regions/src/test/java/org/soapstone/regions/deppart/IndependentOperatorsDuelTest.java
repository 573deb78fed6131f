package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.soapstone.regions.deppart.PartitionOracle.check;
import static org.soapstone.regions.deppart.PartitionOracle.randomColours;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Duel;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.PointSets;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/** The operators that read no other partition against their definitions, point by point. */
class IndependentOperatorsDuelTest {
  private static void assertDisjointAndComplete(IndexPartition partition) {
    assertThat(partition.disjoint()).isEqualTo(Ternary.YES);
    assertThat(partition.complete()).isEqualTo(Ternary.YES);
  }

  /** Where granules are cut for a share of them, by arithmetic without bounds. */
  private static long cut(long part, long parts, long total, long granularity) {
    long granules = (total + granularity - 1) / granularity;
    BigInteger before =
        BigInteger.valueOf(part)
            .multiply(BigInteger.valueOf(granules))
            .divide(BigInteger.valueOf(parts));
    return Math.min(total, before.longValueExact() * granularity);
  }

  @Test
  void equalByDimension() {
    Duel.run(
        1_000,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexSpace space =
              dims == 1 ? IndexSpace.of(PointSets.rect(random, 1)) : PointSets.space(random, dims);
          Rect box = space.bounds();
          Rect colours = randomColours(random, dims);
          long granularity = random.nextInt(1, 5);
          IndexPartition partition = Partitions.equal(space, colours, granularity);
          assertDisjointAndComplete(partition);
          check(
              random,
              partition,
              colour -> {
                NavigableSet<Point> points = PointSets.of(space);
                points.removeIf(point -> !inPart(box, colours, colour, granularity, point));
                return points;
              });
        });
  }

  private static boolean inPart(
      Rect box, Rect colours, Point colour, long granularity, Point point) {
    for (int d = 0; d < box.dims(); d++) {
      long i = colour.coordinate(d) - colours.lo(d);
      long at = point.coordinate(d) - box.lo(d);
      if (at < cut(i, colours.extent(d), box.extent(d), granularity)
          || at >= cut(i + 1, colours.extent(d), box.extent(d), granularity)) {
        return false;
      }
    }
    return true;
  }

  @Test
  void equalInRowMajorOrder() {
    Duel.run(
        1_000,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexSpace space = PointSets.space(random, dims);
          Rect colours = randomColours(random, 1);
          long granularity = random.nextInt(1, 5);
          IndexPartition partition = Partitions.equal(space, colours, granularity);
          assertDisjointAndComplete(partition);
          long[] ones = new long[(int) colours.volume()];
          Arrays.fill(ones, 1);
          check(random, partition, runs(space, colours, ones, granularity));
        });
  }

  /** Runs of the points in row-major order, by counting. */
  private static Function<Point, NavigableSet<Point>> runs(
      IndexSpace space, Rect colours, long[] weights, long granularity) {
    List<Point> points = new ArrayList<>(PointSets.of(space));
    long sum = Arrays.stream(weights).sum();
    return colour -> {
      int i = (int) colours.linearize(colour);
      long before = Arrays.stream(weights, 0, i).sum();
      int from = (int) cut(before, sum, points.size(), granularity);
      int to = (int) cut(before + weights[i], sum, points.size(), granularity);
      return new TreeSet<>(points.subList(from, to));
    };
  }

  @Test
  void weights() {
    Duel.run(
        1_000,
        100_000,
        random -> {
          IndexSpace space = PointSets.space(random, PointSets.dims(random));
          Rect colours = randomColours(random, random.nextInt(1, 3));
          long[] weights = new long[(int) colours.volume()];
          for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextInt(4) == 0 ? 0 : random.nextInt(1, 9);
          }
          weights[random.nextInt(weights.length)] = 3;
          long granularity = random.nextInt(1, 5);
          IndexPartition partition = Partitions.weights(space, colours, weights, granularity);
          assertDisjointAndComplete(partition);
          check(random, partition, runs(space, colours, weights, granularity));
        });
  }

  @Test
  void blocksFromAnOrigin() {
    Duel.run(
        1_000,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexSpace space = PointSets.space(random, dims);
          long[] origin = new long[dims];
          long[] tile = new long[dims];
          for (int d = 0; d < dims; d++) {
            origin[d] = random.nextInt(-9, 10);
            tile[d] = random.nextInt(2, 7);
          }
          IndexPartition partition = Partitions.blocks(space, Point.of(origin), tile);
          assertDisjointAndComplete(partition);
          check(
              random,
              partition,
              colour -> {
                NavigableSet<Point> points = PointSets.of(space);
                points.removeIf(point -> !colour.equals(tileOf(origin, tile, point)));
                return points;
              });
        });
  }

  private static Point tileOf(long[] origin, long[] tile, Point point) {
    long[] colour = new long[tile.length];
    for (int d = 0; d < tile.length; d++) {
      colour[d] = Math.floorDiv(point.coordinate(d) - origin[d], tile[d]);
    }
    return Point.of(colour);
  }

  @Test
  void restriction() {
    Duel.run(
        2_000,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexSpace space = PointSets.space(random, dims);
          Rect colours = randomColours(random, random.nextInt(1, 4));
          long[][] transform = randomTransform(random, dims, colours.dims());
          Rect extent = PointSets.rect(random, dims);
          check(
              random,
              Partitions.restriction(space, colours, transform, extent),
              colour -> {
                NavigableSet<Point> points = PointSets.of(space);
                points.removeIf(point -> !extent.contains(point.minus(product(transform, colour))));
                return points;
              });
        });
  }

  private static long[][] randomTransform(SplittableRandom random, int rows, int columns) {
    long[][] transform = new long[rows][columns];
    boolean simple = random.nextBoolean();
    for (int t = 0; t < rows; t++) {
      for (int s = 0; s < columns; s++) {
        transform[t][s] =
            simple
                ? (s == t % columns ? random.nextInt(6) : 0)
                : random.nextInt(3) == 0 ? random.nextInt(-3, 4) : 0;
      }
    }
    return transform;
  }

  private static Point product(long[][] transform, Point colour) {
    long[] result = new long[transform.length];
    for (int t = 0; t < result.length; t++) {
      for (int s = 0; s < colour.dims(); s++) {
        result[t] += transform[t][s] * colour.coordinate(s);
      }
    }
    return Point.of(result);
  }

  @Test
  void restrictionThroughAMap() {
    Duel.run(
        1_000,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexSpace space = PointSets.space(random, dims);
          Rect colours = randomColours(random, random.nextInt(1, 4));
          AffineRectMap map = AffineRectMapTest.random(random, colours.dims(), dims);
          RectMap given = random.nextBoolean() ? map : new PartitionOracle.Code(map);
          check(
              random,
              Partitions.restriction(space, colours, given),
              colour ->
                  PointSets.common(
                      PointSets.of(space), PointSets.of(map.apply(Rect.ofPoint(colour)))));
        });
  }

  @Test
  void explicitRects() {
    Duel.run(
        1_000,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexSpace space = IndexSpace.of(PointSets.universe(dims));
          Rect colours = randomColours(random, random.nextInt(1, 3));
          Map<Point, List<Rect>> rects = new TreeMap<>();
          for (Point colour : PointSets.of(colours)) {
            switch (random.nextInt(4)) {
              case 0 -> {}
              case 1 -> rects.put(colour, List.of());
              default -> rects.put(colour, PointSets.rects(random, dims));
            }
          }
          check(
              random,
              Partitions.explicitRects(space, colours, rects),
              colour -> PointSets.of(rects.getOrDefault(colour, List.of())));
        });
  }
}
