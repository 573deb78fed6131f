package org.soapstone.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.soapstone.regions.PointSets.common;
import static org.soapstone.regions.PointSets.dims;
import static org.soapstone.regions.PointSets.minus;
import static org.soapstone.regions.PointSets.rect;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import org.junit.jupiter.api.Test;

class RectTest {
  @Test
  void agreesWithItsPoints() {
    Duel.run(
        4_000,
        random -> {
          int dims = dims(random);
          Rect a = rect(random, dims);
          Rect b = rect(random, dims);
          NavigableSet<Point> as = PointSets.of(a);
          NavigableSet<Point> bs = PointSets.of(b);
          assertThat(a.volume()).isEqualTo(as.size());
          assertThat(a.isEmpty()).isEqualTo(as.isEmpty());
          assertThat(PointSets.of(a.intersection(b))).isEqualTo(common(as, bs));
          assertThat(a.intersection(b)).isEqualTo(b.intersection(a));
          assertThat(a.intersects(b)).isEqualTo(!common(as, bs).isEmpty());
          assertThat(a.overlapVolume(b)).isEqualTo(common(as, bs).size());
          assertThat(a.contains(b)).isEqualTo(as.containsAll(bs));
          assertThat(a.equals(b)).isEqualTo(as.equals(bs));
          for (Point point : bs) {
            assertThat(a.contains(point)).isEqualTo(as.contains(point));
          }
          Rect hull = a.boundingUnion(b);
          assertThat(hull.contains(a) && hull.contains(b)).isTrue();
          for (int d = 0; d < dims && !hull.isEmpty(); d++) {
            int at = d;
            assertThat(hull.lo(d)).isEqualTo(least(as, bs, at));
          }
        });
  }

  private static long least(NavigableSet<Point> as, NavigableSet<Point> bs, int d) {
    List<Point> all = new ArrayList<>(as);
    all.addAll(bs);
    return all.stream().mapToLong(point -> point.coordinate(d)).min().orElseThrow();
  }

  @Test
  void differenceIsDisjointRowMajorAndExact() {
    Duel.run(
        2_000,
        random -> {
          int dims = dims(random);
          Rect a = rect(random, dims);
          Rect b = rect(random, dims);
          List<Rect> pieces = a.difference(b);
          assertThat(PointSets.of(pieces)).isEqualTo(minus(PointSets.of(a), PointSets.of(b)));
          assertThat(pieces.stream().mapToLong(Rect::volume).sum())
              .isEqualTo(PointSets.of(pieces).size());
          assertThat(pieces.stream().map(Rect::lo).toList()).isSorted();
          assertThat(pieces).hasSizeLessThanOrEqualTo(2 * dims).noneMatch(Rect::isEmpty);
        });
  }

  @Test
  void linearizesRowMajor() {
    Duel.run(
        500,
        random -> {
          Rect a = rect(random, dims(random));
          List<Point> visited = new ArrayList<>();
          a.forEachPoint(visited::add);
          assertThat(visited).containsExactlyElementsOf(PointSets.of(a));
          for (int i = 0; i < visited.size(); i++) {
            assertThat(a.linearize(visited.get(i))).isEqualTo(i);
            assertThat(a.delinearize(i)).isEqualTo(visited.get(i));
          }
        });
  }

  @Test
  void translates() {
    Rect rect = Rect.of(Point.of(0, 1), Point.of(3, 7));
    assertThat(rect.translate(Point.of(-1, 10)))
        .isEqualTo(Rect.of(Point.of(-1, 11), Point.of(2, 17)))
        .hasToString("[-1..2]x[11..17]");
    assertThat(Rect.empty(2).translate(Point.of(5, 5))).isEqualTo(Rect.empty(2));
  }

  @Test
  void hasOneEmptyValue() {
    Rect empty = Rect.of(Point.of(5, 2), Point.of(9, 1));
    assertThat(empty).isEqualTo(Rect.empty(2)).hasSameHashCodeAs(Rect.ofExtents(0, 7));
    assertThat(empty).hasToString("empty(2)").isNotEqualTo(Rect.empty(1));
    assertThat(empty.volume()).isZero();
    assertThat(empty.extent(0)).isZero();
    assertThat(Rect.empty(40)).isEqualTo(Rect.empty(40));
    assertThat(Rect.ofExtents(3).contains(Rect.empty(1))).isTrue();
  }

  @Test
  void holdsAsManyPointsAsALongCounts() {
    assertThat(Rect.of(1, Long.MAX_VALUE).volume()).isEqualTo(Long.MAX_VALUE);
    assertThat(Rect.of(Long.MIN_VALUE, -2).volume()).isEqualTo(Long.MAX_VALUE);
    assertThat(Rect.ofExtents(1L << 31, 1L << 31).volume()).isEqualTo(1L << 62);
    assertThat(Rect.of(Long.MAX_VALUE, Long.MAX_VALUE).volume()).isEqualTo(1);
    for (Runnable tooLarge :
        List.<Runnable>of(
            () -> Rect.of(0, Long.MAX_VALUE),
            () -> Rect.of(Long.MIN_VALUE, Long.MAX_VALUE),
            () -> Rect.ofExtents(1L << 32, 1L << 31),
            () -> Rect.ofExtents(1L << 32, 1L << 32),
            () -> Rect.ofExtents(3, 1L << 62),
            () -> Rect.of(0, 0).boundingUnion(Rect.of(Long.MAX_VALUE, Long.MAX_VALUE)))) {
      assertThatIllegalArgumentException()
          .isThrownBy(tooLarge::run)
          .withMessageMatching("rect \\[.* has more points than a 64-bit integer counts .*");
    }
  }

  @Test
  void refusesWithASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rect.ofExtents(4, -1))
        .withMessage("extents [4, -1]: dimension 1 is -1, must be >= 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rect.empty(0))
        .withMessage("the number of dimensions is 0, must be >= 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rect.ofExtents(4).intersects(Rect.ofExtents(4, 4)))
        .withMessageContaining("rect [0..3] has 1 dimensions but rect [0..3]x[0..3] has 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rect.ofExtents(4).contains(Point.of(1, 1)))
        .withMessageContaining("rect [0..3] has 1 dimensions but point (1,1) has 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rect.ofExtents(4).linearize(Point.of(4)))
        .withMessage("point (4) is outside rect [0..3]; give one of its points");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rect.ofExtents(4).delinearize(4))
        .withMessageContaining("index 4 is outside rect [0..3], which has 4 points");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rect.of(Long.MAX_VALUE, Long.MAX_VALUE).translate(Point.of(1)))
        .withMessageContaining("is beyond a 64-bit integer");
  }

  @Test
  void testsAllocateNothing() {
    Rect a = Rect.ofExtents(8, 8, 8, 8);
    Rect b = Rect.of(Point.of(7, 7, 7, 7), Point.of(9, 9, 9, 9));
    IndexSpace x = IndexSpace.of(a);
    IndexSpace y = IndexSpace.of(b);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int hits = 0;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      hits += a.intersects(b) && !a.contains(b) && a.lo(i & 3) == 0 && a.hi(i & 3) == 7 ? 1 : 0;
      hits += x.intersects(y) && !x.contains(y) && a.overlapVolume(b) == 1 ? 1 : 0;
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(hits).isEqualTo(20_000);
    assertThat(allocated).as("bytes for 80,000 tests").isLessThan(10_000);
  }
}
