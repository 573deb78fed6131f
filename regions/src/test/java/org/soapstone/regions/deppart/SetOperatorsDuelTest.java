package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.soapstone.regions.deppart.PartitionOracle.check;
import static org.soapstone.regions.deppart.PartitionOracle.points;
import static org.soapstone.regions.deppart.PartitionOracle.randomColours;
import static org.soapstone.regions.deppart.PartitionOracle.randomExplicit;
import static org.soapstone.regions.deppart.PartitionOracle.randomPartition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SplittableRandom;
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

/** The operators that combine partitions and spaces against their definitions, point by point. */
class SetOperatorsDuelTest {
  /** Lets a partition compute its properties, or not: rules start from what is known. */
  private static IndexPartition maybeKnown(SplittableRandom random, IndexPartition partition) {
    if (random.nextBoolean()) {
      assertThat(partition.isDisjoint()).isEqualTo(partition.disjoint() == Ternary.YES);
    }
    if (random.nextBoolean()) {
      assertThat(partition.isComplete()).isEqualTo(partition.complete() == Ternary.YES);
    }
    return partition;
  }

  @Test
  void exactImage() {
    Duel.run(
        1_500,
        100_000,
        random -> {
          IndexPartition source = randomPartition(random, PointSets.dims(random));
          int targetDims = PointSets.dims(random);
          AffineRectMap map =
              AffineRectMapTest.random(random, source.parentSpace().dims(), targetDims);
          RectMap given = random.nextInt(4) == 0 ? new PartitionOracle.Code(map) : map;
          IndexSpace target = PointSets.space(random, targetDims);
          check(
              random,
              Partitions.exactImage(source, given, target),
              colour -> {
                NavigableSet<Point> needed = new TreeSet<>();
                for (Point point : points(source, colour)) {
                  needed.addAll(PointSets.of(map.apply(Rect.ofPoint(point))));
                }
                return PointSets.common(PointSets.of(target), needed);
              });
        });
  }

  @Test
  void imageDifference() {
    Duel.run(
        1_000,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexPartition source = randomPartition(random, dims);
          AffineRectMap map = AffineRectMapTest.random(random, dims, dims);
          IndexPartition without =
              random.nextBoolean()
                  ? source
                  : randomExplicit(random, source.parentSpace(), source.colours());
          IndexPartition image = Partitions.image(source, map, without.parentSpace());
          check(
              random,
              Partitions.imageDifference(source, map, without),
              colour -> PointSets.minus(points(image, colour), points(without, colour)));
        });
  }

  @Test
  void intersectionOfStructuredPartitions() {
    Duel.run(
        1_000,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexSpace space = PointSets.space(random, dims);
          Rect colours = randomColours(random, random.nextInt(1, 3));
          IndexPartition a =
              Partitions.restriction(
                  space, colours, AffineRectMapTest.random(random, colours.dims(), dims));
          IndexPartition b =
              Partitions.restriction(
                  space, colours, AffineRectMapTest.random(random, colours.dims(), dims));
          check(
              random,
              Partitions.intersection(maybeKnown(random, a), maybeKnown(random, b)),
              colour -> PointSets.common(points(a, colour), points(b, colour)));
        });
  }

  @Test
  void mirror() {
    Duel.run(
        1_500,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexPartition partition = maybeKnown(random, randomPartition(random, dims));
          IndexSpace parent = partition.parentSpace();
          IndexSpace other = PointSets.space(random, dims);
          IndexSpace space =
              switch (random.nextInt(4)) {
                case 0 -> parent.union(other);
                case 1 -> parent.intersection(other);
                default -> other;
              };
          check(
              random,
              Partitions.mirror(partition, space),
              colour -> PointSets.common(points(partition, colour), PointSets.of(space)));
        });
  }

  @Test
  void cross() {
    Duel.run(
        800,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexPartition first = maybeKnown(random, randomPartition(random, dims));
          IndexPartition second =
              maybeKnown(
                  random,
                  random.nextBoolean()
                      ? randomPartition(random, dims)
                      : randomExplicit(random, first.parentSpace(), randomColours(random, 1)));
          CrossProduct cross = Partitions.cross(first, second);
          int split = first.colours().dims();
          check(
              random,
              cross.flat(),
              pair -> {
                long[] at = pair.toArray();
                Point a = Point.of(Arrays.copyOf(at, split));
                Point b = Point.of(Arrays.copyOfRange(at, split, at.length));
                return PointSets.common(points(first, a), points(second, b));
              });
          Point colour = first.colours().delinearize(random.nextLong(first.colours().volume()));
          IndexPartition within = cross.partition(colour);
          assertThat(within.parentSpace()).isEqualTo(first.space(colour));
          check(random, within, c -> PointSets.common(points(first, colour), points(second, c)));
        });
  }

  @Test
  void unionOfAllPieces() {
    Duel.run(
        1_000,
        100_000,
        random -> {
          IndexPartition partition =
              maybeKnown(random, randomPartition(random, PointSets.dims(random)));
          NavigableSet<Point> all = new TreeSet<>();
          for (Point colour : PointSets.of(partition.colours())) {
            all.addAll(points(partition, colour));
          }
          assertThat(PointSets.of(Partitions.unionOf(partition))).isEqualTo(all);
        });
  }

  @Test
  void pendingPartitions() {
    Duel.run(
        1_000,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          IndexSpace parent = IndexSpace.of(PointSets.universe(dims));
          Rect colours = randomColours(random, random.nextInt(1, 3));
          PendingPartition pending = PendingPartition.of(parent, colours);
          Map<Point, NavigableSet<Point>> expected = new HashMap<>();
          List<Point> order = new ArrayList<>(PointSets.of(colours));
          while (!order.isEmpty()) {
            Point colour = order.remove(random.nextInt(order.size()));
            expected.put(colour, fill(random, pending, colour));
          }
          check(random, pending.build(), (Function<Point, NavigableSet<Point>>) expected::get);
        });
  }

  private static NavigableSet<Point> fill(
      SplittableRandom random, PendingPartition pending, Point colour) {
    int dims = pending.parentSpace().dims();
    List<IndexSpace> spaces = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      spaces.add(PointSets.space(random, dims));
    }
    NavigableSet<Point> points = PointSets.of(spaces.getFirst());
    switch (random.nextInt(4)) {
      case 0 -> pending.piece(colour, spaces.getFirst());
      case 1 -> {
        pending.union(colour, spaces);
        spaces.forEach(space -> points.addAll(PointSets.of(space)));
      }
      case 2 -> {
        pending.intersection(colour, spaces);
        spaces.forEach(space -> points.retainAll(PointSets.of(space)));
      }
      default -> {
        pending.difference(colour, spaces.getFirst(), spaces.subList(1, spaces.size()));
        spaces.subList(1, spaces.size()).forEach(space -> points.removeAll(PointSets.of(space)));
      }
    }
    return points;
  }
}
