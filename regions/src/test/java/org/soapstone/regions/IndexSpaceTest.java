package org.soapstone.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.soapstone.regions.PointSets.common;
import static org.soapstone.regions.PointSets.dims;
import static org.soapstone.regions.PointSets.minus;
import static org.soapstone.regions.PointSets.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IndexSpaceTest {
  @Test
  void agreesWithItsPoints() {
    Duel.run(
        6_000,
        100_000,
        random -> {
          int dims = dims(random);
          IndexSpace a = space(random, dims);
          IndexSpace b = space(random, dims);
          NavigableSet<Point> as = PointSets.of(a);
          NavigableSet<Point> bs = PointSets.of(b);
          assertThat(a.intersection(b)).isEqualTo(space(dims, common(as, bs)));
          assertThat(a.difference(b)).isEqualTo(space(dims, minus(as, bs)));
          NavigableSet<Point> both = new TreeSet<>(as);
          both.addAll(bs);
          assertThat(a.union(b)).isEqualTo(space(dims, both));
          assertThat(a.intersects(b)).isEqualTo(!common(as, bs).isEmpty());
          assertThat(a.contains(b)).isEqualTo(as.containsAll(bs));
          assertThat(a.contains(a.intersection(b))).isTrue();
          assertThat(a.equals(b)).isEqualTo(as.equals(bs));
          Rect rect = PointSets.rect(random, dims);
          NavigableSet<Point> inRect = new TreeSet<>(as);
          inRect.removeIf(point -> !rect.contains(point));
          assertThat(a.intersection(rect)).isEqualTo(space(dims, inRect));
          assertThat(a.intersects(rect)).isEqualTo(!inRect.isEmpty());
          for (Point point : PointSets.of(PointSets.universe(dims))) {
            assertThat(a.contains(point)).isEqualTo(as.contains(point));
          }
        });
  }

  @Test
  void isTheUnionOfItsBoxes() {
    Duel.run(
        2_000,
        random -> {
          List<Rect> rects = PointSets.rects(random, dims(random));
          NavigableSet<Point> points = PointSets.of(rects);
          IndexSpace space = IndexSpace.of(rects);
          assertThat(PointSets.of(space)).isEqualTo(points);
          assertThat(space.isEmpty()).isEqualTo(points.isEmpty());
        });
  }

  @Test
  void equalSetsAreEqualValuesHoweverMade() {
    Duel.run(
        3_000,
        random -> {
          int dims = dims(random);
          IndexSpace a = space(random, dims);
          NavigableSet<Point> points = PointSets.of(a);
          List<Rect> singles = new ArrayList<>(points.stream().map(Rect::ofPoint).toList());
          singles.add(Rect.empty(dims));
          Collections.shuffle(singles, new Random(random.nextLong()));
          IndexSpace fromPoints = IndexSpace.of(singles);
          IndexSpace b = space(random, dims);
          IndexSpace fromParts = a.difference(b).union(a.intersection(b));
          assertThat(fromPoints).isEqualTo(a).hasSameHashCodeAs(a);
          assertThat(fromParts).isEqualTo(a).hasSameHashCodeAs(a);
          assertThat(fromPoints.rects()).isEqualTo(a.rects());
          assertThat(a.isDense()).isEqualTo(a.bounds().volume() == points.size());
        });
  }

  @Test
  void keepsTheCanonicalForm() {
    Duel.run(
        2_000,
        random -> {
          IndexSpace a = space(random, dims(random));
          NavigableSet<Point> points = PointSets.of(a);
          List<Rect> rects = a.rects();
          assertThat(a.volume()).isEqualTo(points.size());
          assertThat(rects.stream().mapToLong(Rect::volume).sum()).isEqualTo(points.size());
          assertThat(rects.stream().map(Rect::lo).toList()).isSorted();
          assertThat(rects).isEqualTo(slabs(points, a.dims(), 0));
          List<Point> visited = new ArrayList<>();
          a.forEachPoint(visited::add);
          assertThat(visited).containsExactlyElementsOf(points);
          assertThat(a.rectCount()).isEqualTo(rects.size());
          for (int i = 0; i < rects.size(); i++) {
            for (int d = 0; d < a.dims(); d++) {
              assertThat(a.rectLo(i, d)).isEqualTo(rects.get(i).lo(d));
              assertThat(a.rectHi(i, d)).isEqualTo(rects.get(i).hi(d));
            }
          }
          List<Rect> visitedRects = new ArrayList<>();
          a.forEachRect(visitedRects::add);
          assertThat(visitedRects).isEqualTo(rects);
        });
  }

  /** The definition of the canonical form, on single points: the longest equal cross-sections. */
  private static List<Rect> slabs(NavigableSet<Point> points, int dims, int d) {
    List<Rect> result = new ArrayList<>();
    if (points.isEmpty()) {
      return result;
    }
    TreeSet<Long> at = new TreeSet<>();
    points.forEach(point -> at.add(point.coordinate(d)));
    List<Rect> open = List.of();
    for (long x : at) {
      List<Rect> section = section(points, dims, d, x);
      boolean continues =
          !open.isEmpty() && open.getFirst().hi(d) == x - 1 && flat(open, d, x).equals(section);
      if (continues) {
        open = open.stream().map(rect -> rect.boundingUnion(moved(rect, d, x))).toList();
      } else {
        result.addAll(open);
        open = section;
      }
    }
    result.addAll(open);
    return result;
  }

  private static List<Rect> section(NavigableSet<Point> points, int dims, int d, long x) {
    NavigableSet<Point> section = new TreeSet<>(points);
    section.removeIf(point -> point.coordinate(d) != x);
    return d == dims - 1 ? List.of(Rect.ofPoint(section.first())) : slabs(section, dims, d + 1);
  }

  private static List<Rect> flat(List<Rect> slab, int d, long x) {
    return slab.stream().map(rect -> moved(rect, d, x)).toList();
  }

  private static Rect moved(Rect rect, int d, long x) {
    long[] lo = rect.lo().toArray();
    long[] hi = rect.hi().toArray();
    lo[d] = x;
    hi[d] = x;
    return Rect.of(lo, hi);
  }

  @Test
  void unionOfMany() {
    Duel.run(
        1_000,
        random -> {
          int dims = dims(random);
          List<IndexSpace> spaces = new ArrayList<>();
          NavigableSet<Point> points = new TreeSet<>();
          for (int i = random.nextInt(1, 8); i > 0; i--) {
            spaces.add(space(random, dims));
            points.addAll(PointSets.of(spaces.getLast()));
          }
          assertThat(IndexSpace.union(spaces)).isEqualTo(space(dims, points));
        });
  }

  @Test
  void cutsABoxOutOfManyFast() {
    List<Rect> rects = new ArrayList<>();
    for (long i = 0; i < 200_000; i++) {
      rects.add(Rect.of(3 * i, 3 * i + 1));
    }
    IndexSpace space = IndexSpace.of(rects);
    long found = 0;
    for (long i = 0; i < 20_000; i++) {
      found += space.intersection(Rect.of(30 * i, 30 * i + 4)).volume();
      assertThat(space.intersects(Rect.of(30 * i + 2, 30 * i + 2))).isFalse();
    }
    assertThat(found).isEqualTo(4 * 20_000);
  }

  @Test
  void obeysTheLawsOfSets() {
    Duel.run(
        2_000,
        100_000,
        random -> {
          int dims = dims(random);
          IndexSpace a = space(random, dims);
          IndexSpace b = space(random, dims);
          IndexSpace c = space(random, dims);
          IndexSpace nothing = IndexSpace.empty(dims);
          assertThat(a.union(b)).isEqualTo(b.union(a));
          assertThat(a.intersection(b)).isEqualTo(b.intersection(a));
          assertThat(a.union(b).union(c)).isEqualTo(a.union(b.union(c)));
          assertThat(a.intersection(b).intersection(c))
              .isEqualTo(a.intersection(b.intersection(c)));
          assertThat(a.intersection(b.union(c)))
              .isEqualTo(a.intersection(b).union(a.intersection(c)));
          assertThat(a.union(b.intersection(c))).isEqualTo(a.union(b).intersection(a.union(c)));
          assertThat(a.difference(b.union(c))).isEqualTo(a.difference(b).difference(c));
          assertThat(a.difference(b.intersection(c)))
              .isEqualTo(a.difference(b).union(a.difference(c)));
          assertThat(a.union(nothing)).isEqualTo(a);
          assertThat(a.intersection(nothing)).isEqualTo(nothing);
          assertThat(a.difference(a)).isEqualTo(nothing);
          assertThat(a.union(b).volume())
              .isEqualTo(a.volume() + b.volume() - a.intersection(b).volume());
        });
  }

  @Test
  void translatesThereAndBack() {
    Duel.run(
        500,
        random -> {
          int dims = dims(random);
          IndexSpace a = space(random, dims);
          Point by = PointSets.universe(dims).delinearize(random.nextInt(20));
          NavigableSet<Point> moved = new TreeSet<>();
          PointSets.of(a).forEach(point -> moved.add(point.plus(by)));
          assertThat(a.translate(by)).isEqualTo(space(dims, moved));
          assertThat(a.translate(by).translate(Point.of(new long[dims]).minus(by))).isEqualTo(a);
        });
  }

  @Test
  void showsItsBoxes() {
    IndexSpace sparse = IndexSpace.of(List.of(Rect.of(8, 9), Rect.of(0, 3), Rect.of(2, 4)));
    assertThat(sparse).hasToString("{[0..4], [8..9]}");
    assertThat(sparse.rects()).containsExactly(Rect.of(0, 4), Rect.of(8, 9));
    assertThat(sparse.bounds()).isEqualTo(Rect.of(0, 9));
    assertThat(IndexSpace.of(Rect.ofExtents(2, 2))).hasToString("[0..1]x[0..1]");
    assertThat(IndexSpace.empty(2)).hasToString("empty(2)");
    assertThat(IndexSpace.empty(2).rects()).isEmpty();
    List<Rect> many = new ArrayList<>();
    for (long i = 0; i < 10; i++) {
      many.add(Rect.of(2 * i, 2 * i));
    }
    assertThat(IndexSpace.of(many).toString()).endsWith("[14..14], ... 10 rects}");
  }

  @Test
  void reachesTheEndsOfTheCoordinates() {
    IndexSpace ends =
        IndexSpace.of(List.of(Rect.of(Long.MIN_VALUE, Long.MIN_VALUE + 4), Rect.of(-9, -5)));
    assertThat(ends.contains(Point.of(Long.MIN_VALUE))).isTrue();
    assertThat(ends.contains(Point.of(-10))).isFalse();
    IndexSpace top =
        IndexSpace.of(List.of(Rect.of(5, 9), Rect.of(Long.MAX_VALUE - 4, Long.MAX_VALUE)));
    assertThat(top.difference(IndexSpace.of(Rect.of(Long.MAX_VALUE, Long.MAX_VALUE))).volume())
        .isEqualTo(9);
    assertThat(top.union(IndexSpace.of(Rect.of(10, 12))).volume()).isEqualTo(13);
    assertThat(top.contains(top)).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ends.union(top))
        .withMessageContaining("has more points than a 64-bit integer counts");
  }

  @Test
  void sortsManyBoxesFast() {
    List<Rect> rects = new ArrayList<>();
    for (long i = 0; i < 100_000; i++) {
      long at = (i * 61_803) % 100_000;
      rects.add(Rect.of(3 * at, 3 * at + 1));
    }
    IndexSpace space = IndexSpace.of(rects);
    assertThat(space.volume()).isEqualTo(200_000);
    assertThat(space.rects()).hasSize(100_000);
    assertThat(space.contains(Point.of(3 * 77_777 + 1))).isTrue();
    assertThat(space.contains(Point.of(3 * 77_777 + 2))).isFalse();
  }

  @Test
  void refusesWithASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexSpace.of(List.of()))
        .withMessageContaining("use IndexSpace.empty(dims)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexSpace.union(List.of()))
        .withMessageContaining("use IndexSpace.empty(dims)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexSpace.empty(1).intersects(Rect.empty(2)))
        .withMessageContaining("both must have the same number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexSpace.of(List.of(Rect.of(0, 1), Rect.empty(2))))
        .withMessageContaining("rect [0..1] has 1 dimensions but rect empty(2) has 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexSpace.empty(1).union(IndexSpace.empty(2)))
        .withMessageContaining("both must have the same number");
  }
}
