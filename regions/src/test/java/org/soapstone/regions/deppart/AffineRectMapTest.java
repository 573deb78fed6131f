package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Duel;
import org.soapstone.regions.Point;
import org.soapstone.regions.PointSets;
import org.soapstone.regions.Rect;

class AffineRectMapTest {
  /** A map of any kind: windows, scaled and divided, and ranges. */
  static AffineRectMap random(SplittableRandom random, int sourceDims, int targetDims) {
    AffineRectMap.Builder builder = AffineRectMap.builder(sourceDims);
    for (int t = 0; t < targetDims; t++) {
      if (random.nextInt(5) == 0) {
        long lo = random.nextInt(-3, 6);
        builder.all(lo, lo + random.nextInt(8));
      } else {
        long offset = random.nextInt(-3, 3);
        long width = random.nextInt(4);
        int source = random.nextInt(sourceDims);
        builder.dimension(
            source, random.nextInt(1, 4), offset, offset + width, random.nextInt(1, 4));
      }
    }
    return builder.build();
  }

  @Test
  void aConvolutionNeedsItsHalo() {
    AffineRectMap convolution =
        AffineRectMap.builder(3).dimension(0, 1, 0, 0).all(0, 63).dimension(2, 2, -3, 3).build();
    assertThat(convolution.apply(Rect.of(Point.of(4, 0, 10), Point.of(7, 5, 19))))
        .isEqualTo(Rect.of(Point.of(4, 0, 17), Point.of(7, 63, 41)));
    assertThat(convolution).hasToString("3d -> (d0, 0..63, 2*d2+-3..3)");
    assertThat(convolution.isPointValued()).isFalse();
  }

  @Test
  void upSamplingDividesDownwards() {
    AffineRectMap nearest = AffineRectMap.builder(1).dimension(0, 1, 0, 0, 2).build();
    assertThat(nearest.apply(Rect.of(-3, 4))).isEqualTo(Rect.of(-2, 2));
    assertThat(nearest.preimage(Rect.of(1, 2), Rect.of(0, 100))).isEqualTo(Rect.of(2, 5));
    assertThat(nearest.isPointValued()).isTrue();
    assertThat(nearest).hasToString("1d -> ((d0)/2)");
  }

  @Test
  void identityAndSelection() {
    Rect rect = Rect.of(Point.of(1, 2), Point.of(3, 4));
    assertThat(AffineRectMap.identity(2).apply(rect)).isEqualTo(rect);
    assertThat(AffineRectMap.identity(2)).isEqualTo(AffineRectMap.select(2, 0, 1));
    assertThat(AffineRectMap.select(2, 1, 0).apply(rect))
        .isEqualTo(Rect.of(Point.of(2, 1), Point.of(4, 3)));
    assertThat(AffineRectMap.select(2, 1).apply(rect)).isEqualTo(Rect.of(2, 4));
    assertThat(AffineRectMap.identity(2)).hasSameHashCodeAs(AffineRectMap.select(2, 0, 1));
    assertThat(AffineRectMap.identity(2)).isNotEqualTo(AffineRectMap.identity(1));
    assertThat(AffineRectMap.identity(1).apply(Rect.empty(1))).isEqualTo(Rect.empty(1));
  }

  @Test
  void isMonotoneAndCoversWhatPointsNeed() {
    Duel.run(
        2_000,
        random -> {
          int dims = random.nextInt(1, 4);
          AffineRectMap map = random(random, dims, random.nextInt(1, 4));
          Rect outer = PointSets.rect(random, dims);
          Rect inner = outer.intersection(PointSets.rect(random, dims));
          assertThat(map.apply(outer).contains(map.apply(inner))).isTrue();
          for (Point point : PointSets.of(inner)) {
            Rect needed = map.apply(Rect.ofPoint(point));
            assertThat(map.apply(inner).contains(needed)).isTrue();
            assertThat(needed.isEmpty()).isFalse();
            assertThat(!map.isPointValued() || needed.volume() == 1).isTrue();
          }
        });
  }

  @Test
  void isExactWithoutGapsOrRepetition() {
    Duel.run(
        1_000,
        random -> {
          AffineRectMap.Builder builder = AffineRectMap.builder(2);
          for (int t = 0; t < 2; t++) {
            long scale = random.nextInt(1, 4);
            long offset = random.nextInt(-3, 3);
            long width = scale - 1 + random.nextInt(3);
            builder.dimension(1 - t, scale, offset, offset + width, random.nextInt(1, 4));
          }
          AffineRectMap map = builder.build();
          Rect rect = PointSets.rect(random, 2);
          NavigableSet<Point> union = new TreeSet<>();
          for (Point point : PointSets.of(rect)) {
            union.addAll(PointSets.of(map.apply(Rect.ofPoint(point))));
          }
          assertThat(PointSets.of(map.apply(rect))).isEqualTo(union);
        });
  }

  @Test
  void preimageIsThePointsThatNeedTheTarget() {
    Duel.run(
        2_000,
        random -> {
          int dims = random.nextInt(1, 4);
          AffineRectMap map = random(random, dims, random.nextInt(1, 4));
          Rect target = PointSets.rect(random, map.targetDims());
          Rect domain = PointSets.rect(random, dims);
          NavigableSet<Point> needing = PointSets.of(domain);
          needing.removeIf(point -> !map.apply(Rect.ofPoint(point)).intersects(target));
          assertThat(PointSets.of(map.preimage(target, domain))).isEqualTo(needing);
        });
  }

  @Test
  void refusesWithASentence() {
    AffineRectMap.Builder builder = AffineRectMap.builder(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AffineRectMap.builder(0))
        .withMessage("the number of source dimensions is 0, must be >= 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.dimension(2, 1, 0, 0))
        .withMessage("affine map, target dimension 0: source dimension is 2, must be from 0 to 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.dimension(0, 0, 0, 0))
        .withMessageContaining("scale is 0, must be >= 1; for a constant range use all(lo, hi)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.dimension(0, 1, 1, 0))
        .withMessageContaining("offsetLo is 1, must be <= offsetHi, which is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.dimension(0, 1, 0, 0, 0))
        .withMessageContaining("divisor is 0, must be >= 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.all(3, 2))
        .withMessageContaining("lo is 3, must be <= hi, which is 2");
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessage("affine map: no target dimension; add at least one");
    AffineRectMap twice = AffineRectMap.builder(1).dimension(0, 2, 0, 0).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> twice.apply(Rect.of(Long.MAX_VALUE - 1, Long.MAX_VALUE)))
        .withMessageContaining(
            "affine map: 2 * 9223372036854775806 + 0 is beyond a 64-bit integer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> twice.apply(Rect.ofExtents(2, 2)))
        .withMessage(
            "source [0..1]x[0..1] has 2 dimensions, but map 1d -> (2*d0) takes 1; "
                + "use a map of those dimensions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> twice.preimage(Rect.ofExtents(1, 1), Rect.ofExtents(4)))
        .withMessageContaining("target [0..0]x[0..0] has 2 dimensions");
  }
}
