package org.soapstone.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CoveringTest {
  @Test
  void holdsEveryPointInFewDisjointBoxes() {
    Duel.run(
        3_000,
        100_000,
        random -> {
          IndexSpace space = PointSets.space(random, PointSets.dims(random));
          int most = random.nextInt(1, 9);
          List<Rect> covering = space.covering(most);
          assertThat(covering).hasSizeLessThanOrEqualTo(most);
          NavigableSet<Point> covered = PointSets.of(covering);
          assertThat(covered).containsAll(PointSets.of(space));
          assertThat(covered).as("disjoint").hasSize((int) volume(covering));
          assertThat(covering.stream().map(Rect::lo).toList()).isSorted();
          for (Rect rect : covering) {
            assertThat(space.intersection(rect).bounds()).as("tight").isEqualTo(rect);
          }
          if (space.rectCount() <= most) {
            assertThat(covering).isEqualTo(space.rects());
          }
          assertThat(volume(space.covering(most + 1))).isLessThanOrEqualTo(volume(covering));
        });
  }

  private static long volume(List<Rect> rects) {
    return rects.stream().mapToLong(Rect::volume).sum();
  }

  @Test
  void keepsTheWidestGapsOfALine() {
    Duel.run(
        1_000,
        random -> {
          IndexSpace space = line(random);
          List<Rect> rects = space.rects();
          List<Long> gaps = new ArrayList<>();
          for (int i = 1; i < rects.size(); i++) {
            gaps.add(rects.get(i).lo(0) - rects.get(i - 1).hi(0) - 1);
          }
          gaps.sort(Comparator.reverseOrder());
          int most = random.nextInt(1, 12);
          long kept = gaps.stream().limit(most - 1L).mapToLong(Long::longValue).sum();
          assertThat(volume(space.covering(most))).isEqualTo(space.bounds().volume() - kept);
        });
  }

  private static IndexSpace line(SplittableRandom random) {
    List<Rect> rects = new ArrayList<>();
    for (int i = random.nextInt(1, 40); i > 0; i--) {
      long lo = random.nextInt(1_000);
      rects.add(Rect.of(lo, lo + random.nextInt(30)));
    }
    return IndexSpace.of(rects);
  }

  @Test
  void separatesClusters() {
    List<Rect> rects = new ArrayList<>();
    for (long i = 0; i < 1_000; i++) {
      long corner = (i % 4) * 1_000_000;
      rects.add(Rect.ofPoint(Point.of(corner + i * 7 % 31, corner + i * 11 % 37)));
    }
    IndexSpace space = IndexSpace.of(rects);
    assertThat(space.covering(4))
        .hasSize(4)
        .allSatisfy(rect -> assertThat(rect.volume()).isLessThanOrEqualTo(31 * 37));
    assertThat(space.covering(1)).containsExactly(space.bounds());
  }

  @Test
  void reachesTheEndsOfTheCoordinates() {
    IndexSpace ends =
        IndexSpace.of(
            List.of(
                Rect.of(Long.MIN_VALUE, Long.MIN_VALUE + 1),
                Rect.of(Long.MIN_VALUE + 9, Long.MIN_VALUE + 9),
                Rect.of(-9, -5)));
    assertThat(ends.covering(2))
        .containsExactly(Rect.of(Long.MIN_VALUE, Long.MIN_VALUE + 9), Rect.of(-9, -5));
  }

  @Test
  void refusesWithASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexSpace.empty(1).covering(0))
        .withMessage("a covering of empty(1) with 0 rects is asked for, must be >= 1");
    assertThat(IndexSpace.empty(2).covering(1)).isEmpty();
  }
}
