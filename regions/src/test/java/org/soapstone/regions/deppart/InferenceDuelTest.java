package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.soapstone.regions.deppart.PartitionOracle.randomColours;
import static org.soapstone.regions.deppart.PartitionOracle.randomExplicit;
import static org.soapstone.regions.deppart.PartitionOracle.randomPartition;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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

/**
 * What the rules claim of random expressions over all operators, against the points of the pieces.
 */
class InferenceDuelTest {
  private static final int OPERATORS = 11;

  /** How often each operator's rules decided disjoint and complete, by operator and answer. */
  private final Map<String, Integer> claims = new TreeMap<>();

  @Test
  void theRulesNeverClaimWhatThePointsDeny() {
    Duel.run(
        5_000,
        100_000,
        random -> {
          IndexPartition partition = randomPartition(random, PointSets.dims(random));
          for (int depth = random.nextInt(1, 5); depth > 0; depth--) {
            learn(random, partition);
            int operator = random.nextInt(OPERATORS);
            partition = apply(random, operator, partition);
            judge(operator, partition);
          }
        });
    assertThat(claims)
        .as("every rule of the table has decided")
        .containsKeys(
            "0 disjoint YES",
            "0 complete NO",
            "1 disjoint YES",
            "1 complete NO",
            "2 disjoint NO",
            "2 complete YES",
            "3 disjoint YES",
            "3 disjoint NO",
            "3 complete YES",
            "3 complete NO",
            "4 disjoint YES",
            "4 disjoint NO",
            "4 complete YES",
            "4 complete NO",
            "6 disjoint YES",
            "6 disjoint NO",
            "6 complete YES",
            "6 complete NO",
            "7 disjoint YES",
            "8 disjoint YES",
            "8 complete YES",
            "8 complete NO",
            "9 disjoint YES",
            "9 complete YES");
  }

  /** Lets a partition compute what it does not know, or not: rules start from what is known. */
  private static void learn(SplittableRandom random, IndexPartition partition) {
    if (random.nextBoolean()) {
      assertThat(partition.isDisjoint()).isEqualTo(partition.disjoint() == Ternary.YES);
    }
    if (random.nextBoolean()) {
      assertThat(partition.isComplete()).isEqualTo(partition.complete() == Ternary.YES);
    }
  }

  private static IndexPartition apply(SplittableRandom random, int operator, IndexPartition p) {
    IndexSpace parent = p.parentSpace();
    int dims = parent.dims();
    int otherDims = PointSets.dims(random);
    return switch (operator) {
      case 0 -> Partitions.intersection(p, partner(random, p));
      case 1 -> Partitions.difference(p, partner(random, p));
      case 2 -> Partitions.union(p, partner(random, p));
      case 3 -> Partitions.mirror(p, around(random, parent));
      case 4 -> {
        AffineRectMap map = AffineRectMapTest.random(random, dims, otherDims);
        yield Partitions.image(p, map, PointSets.space(random, otherDims));
      }
      case 5 -> {
        AffineRectMap map = AffineRectMapTest.random(random, dims, otherDims);
        yield Partitions.exactImage(p, map, PointSets.space(random, otherDims));
      }
      case 6 -> {
        AffineRectMap map = AffineRectMapTest.random(random, otherDims, dims);
        yield Partitions.preimage(PointSets.space(random, otherDims), map, p);
      }
      case 7 -> {
        AffineRectMap map = AffineRectMapTest.random(random, otherDims, dims);
        RectMap code = new PartitionOracle.Code(map);
        yield Partitions.preimage(PointSets.space(random, otherDims), code, p);
      }
      case 8 -> {
        IndexPartition second = randomExplicit(random, parent, randomColours(random, 1));
        learn(random, second);
        IndexPartition flat = Partitions.cross(p, second).flat();
        yield flat.colours().volume() > 64 ? p : flat;
      }
      case 9 -> Partitions.equal(parent, randomColours(random, 1));
      default ->
          Partitions.restriction(
              parent, p.colours(), AffineRectMapTest.random(random, p.colours().dims(), dims));
    };
  }

  /** Another partition of the same space and colours, with its properties known or not. */
  private static IndexPartition partner(SplittableRandom random, IndexPartition p) {
    IndexPartition partner =
        switch (random.nextInt(3)) {
          case 0 -> p;
          case 1 ->
              Partitions.restriction(
                  p.parentSpace(),
                  p.colours(),
                  AffineRectMapTest.random(random, p.colours().dims(), p.parentSpace().dims()));
          default -> randomExplicit(random, p.parentSpace(), p.colours());
        };
    learn(random, partner);
    return partner;
  }

  private static IndexSpace around(SplittableRandom random, IndexSpace parent) {
    IndexSpace other = PointSets.space(random, parent.dims());
    return switch (random.nextInt(4)) {
      case 0 -> parent;
      case 1 -> parent.union(other);
      case 2 -> parent.intersection(other);
      default -> other;
    };
  }

  private void judge(int operator, IndexPartition partition) {
    Ternary disjoint = partition.disjoint();
    Ternary complete = partition.complete();
    claims.merge(operator + " disjoint " + disjoint, 1, Integer::sum);
    claims.merge(operator + " complete " + complete, 1, Integer::sum);
    Set<Point> seen = new HashSet<>();
    boolean apart = true;
    for (Point colour : PointSets.of(partition.colours())) {
      for (Rect rect : partition.space(colour).rects()) {
        for (Point point : PointSets.of(rect)) {
          apart &= seen.add(point);
        }
      }
    }
    boolean whole = seen.size() == partition.parentSpace().volume();
    assertThat(disjoint)
        .as("claim of operator %d", operator)
        .isIn(Ternary.UNKNOWN, Ternary.of(apart));
    assertThat(complete)
        .as("claim of operator %d", operator)
        .isIn(Ternary.UNKNOWN, Ternary.of(whole));
  }

  @Test
  void aPreimageIsDisjointOnlyIfItsTargetIs() {
    IndexSpace line = IndexSpace.of(Rect.ofExtents(4));
    IndexPartition aliased =
        Partitions.explicit(line, Map.of(Point.of(0), line, Point.of(1), line));
    IndexPartition back = Partitions.preimage(line, AffineRectMap.identity(1), aliased);
    assertThat(back.disjoint()).isNotEqualTo(Ternary.YES);
    assertThat(back.isDisjoint()).isFalse();
  }
}
