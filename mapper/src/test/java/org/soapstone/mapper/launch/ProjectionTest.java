package org.soapstone.mapper.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/** Projections as affine maps. */
class ProjectionTest {
  private static final long SEED = Long.getLong("soapstone.seed", 4);

  @Test
  void namedProjectionsAreTheirAffineForms() {
    List<Projection> all =
        List.of(
            Projection.IDENTITY,
            new Projection.Constant(Point.of(4, 7, 1)),
            new Projection.Select(List.of(1, 0, 1), Point.of(3, 0, -2)),
            new Projection.Affine(List.of(Point.of(2, -1)), Point.of(5)));
    for (Projection projection : all) {
      var affine = projection.affine(2).orElseThrow();
      Rect.ofExtents(3, 4)
          .forEachPoint(p -> assertThat(affine.colour(p)).isEqualTo(projection.colour(p)));
    }
    assertThat(new Projection.Functor("code", p -> p).affine(2)).isEmpty();
  }

  @Test
  void affineOnesSayTruthfullyThatTheyAreInjective() {
    SplittableRandom random = new SplittableRandom(SEED);
    int injective = 0;
    for (int i = 0; i < 2000; i++) {
      int dims = 1 + random.nextInt(3);
      long[] extents = new long[dims];
      for (int d = 0; d < dims; d++) {
        extents[d] = 1L + random.nextInt(4);
      }
      Rect domain = Rect.ofExtents(extents);
      List<Point> rows =
          IntStream.rangeClosed(0, random.nextInt(3))
              .mapToObj(_ -> Point.of(random.longs(dims, -2, 3).toArray()))
              .toList();
      var affine = new Projection.Affine(rows, Point.of(new long[rows.size()]));
      Set<Point> colours = new HashSet<>();
      domain.forEachPoint(p -> colours.add(affine.colour(p)));
      if (affine.isInjective(domain)) {
        injective++;
        assertThat(colours)
            .as("seed %d: %s over %s", SEED, affine, domain)
            .hasSize((int) domain.volume());
      }
      // A domain so large that a dependence of small integers shows.
      Rect large = Rect.ofExtents(LongStream.of(extents).map(e -> e > 1 ? 30 : 1).toArray());
      Set<Point> ofLarge = new HashSet<>();
      large.forEachPoint(p -> ofLarge.add(affine.colour(p)));
      assertThat(affine.isInjective(large))
          .as("seed %d: %s over %s", SEED, affine, large)
          .isEqualTo(ofLarge.size() == large.volume());
    }
    assertThat(injective).isGreaterThan(200);
  }

  @Test
  void wrongOnesAreRefused() {
    assertThatThrownBy(() -> new Projection.Affine(List.of(Point.of(1)), Point.of(1, 2)))
        .hasMessageContaining("has 1 rows, but offset (1,2) has 2 coordinates");
    assertThatThrownBy(() -> Projection.Affine.of(2, 0).colour(Point.of(1, 2)))
        .hasMessageContaining("is for 1 dimensions, but point (1,2) has 2");
    assertThatThrownBy(() -> Projection.Affine.of(4, 0).colour(Point.of(Long.MAX_VALUE)))
        .isInstanceOf(ArithmeticException.class);
  }
}
