package org.soapstone.tasks.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.Cases;

/** The check of launches against comparing all points of all requirements with each other. */
class LaunchInterferenceTest {
  private static final Pattern ELEMENT = Pattern.compile("element \\(([-0-9,]+)\\) among them");

  private int refused;
  private int accepted;

  @Test
  void refusesWhatComparingAllWithAllRefuses() {
    Cases.forEach(Cases.heavy() ? 200_000 : 4_000, this::duel);
    assertThat(refused).as("refused").isGreaterThan(500);
    assertThat(accepted).as("accepted").isGreaterThan(500);
  }

  private void duel(SplittableRandom random) {
    IndexLaunch launch = launch(random);
    Optional<String> expected = interference(launch);
    if (expected.isEmpty()) {
      accepted++;
      LaunchInterference.check(launch);
      return;
    }
    refused++;
    assertThatThrownBy(() -> LaunchInterference.check(launch))
        .as(expected.get())
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(thrown -> checkElement(launch, thrown.getMessage()));
  }

  /** The named element is touched by two points, or two requirements, that interfere. */
  private static void checkElement(IndexLaunch launch, String message) {
    Matcher matcher = ELEMENT.matcher(message);
    assertThat(matcher.find()).as(message).isTrue();
    String[] coordinates = matcher.group(1).split(",", -1);
    long[] element = new long[coordinates.length];
    for (int d = 0; d < element.length; d++) {
      element[d] = Long.parseLong(coordinates[d].strip());
    }
    int users = 0;
    for (RegionRequirement requirement : launch.requirements()) {
      for (int p = 0; p < launch.pointCount(); p++) {
        users += requirement.space(launch.point(p)).contains(Point.of(element)) ? 1 : 0;
      }
    }
    assertThat(users).as(message).isGreaterThan(1);
  }

  private static IndexLaunch launch(SplittableRandom random) {
    RegionForest forest = new RegionForest();
    int dims = 1 + random.nextInt(2);
    Rect bounds = dims == 1 ? Rect.ofExtents(24) : Rect.ofExtents(6, 8);
    LogicalRegion root =
        forest.createRegion(
            "data",
            IndexSpace.of(bounds),
            FieldSpace.builder()
                .field("a", FieldType.FLOAT64)
                .field("b", FieldType.FLOAT64)
                .build());
    Rect colours = dims == 1 ? Rect.ofExtents(8) : Rect.ofExtents(3, 4);
    IndexPartition tiles = Partitions.equal(root.indexSpace(), colours);
    var halo = AffineRectMap.builder(dims);
    for (int d = 0; d < dims; d++) {
      halo.dimension(d, 1, 0, random.nextInt(2));
    }
    if (random.nextBoolean()) {
      tiles = listed(tiles);
      assertThat(random.nextBoolean() || tiles.isDisjoint()).isTrue();
    }
    IndexPartition wide = Partitions.image(tiles, halo.build(), root.indexSpace());
    int launchDims = 1 + random.nextInt(2);
    Rect domain =
        launchDims == 1
            ? Rect.of(random.nextInt(3), 3L + random.nextInt(3))
            : Rect.ofExtents(1L + random.nextInt(3), 1L + random.nextInt(3));
    List<RegionRequirement> requirements = new ArrayList<>();
    for (int r = 1 + random.nextInt(3); r > 0; r--) {
      IndexPartition partition =
          switch (random.nextInt(4)) {
            case 0 -> wide;
            // Equal to the tiles, but not known to be disjoint.
            case 1 -> listed(tiles);
            default -> tiles;
          };
      FieldSet fields = FieldSet.of(random.nextInt(2));
      requirements.add(
          RegionRequirement.pieces(
              root, partition, projection(random, domain, colours), fields, privilege(random)));
    }
    return IndexLaunch.of(
        "task", domain, TaskArguments.NONE, requirements.toArray(RegionRequirement[]::new));
  }

  private static IndexPartition listed(IndexPartition tiles) {
    Map<Point, IndexSpace> pieces = new LinkedHashMap<>();
    tiles.colours().forEachPoint(colour -> pieces.put(colour, tiles.space(colour)));
    return Partitions.explicit(tiles.parentSpace(), pieces);
  }

  private static Privilege privilege(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> Privilege.read();
      case 2 -> Privilege.readWrite();
      case 3 -> Privilege.writeDiscard();
      default ->
          Privilege.reduce(
              random.nextBoolean() ? BuiltInReduction.SUM_F64 : BuiltInReduction.MAX_F64);
    };
  }

  /** A projection, of any kind, that stays inside the colours. */
  private static Projection projection(SplittableRandom random, Rect domain, Rect colours) {
    for (int attempt = 0; attempt < 30; attempt++) {
      Projection projection = anyProjection(random, domain, colours);
      boolean inside = true;
      for (int p = 0; p < domain.volume(); p++) {
        Point colour = projection.colour(domain.delinearize(p));
        inside &= colour.dims() == colours.dims() && colours.contains(colour);
      }
      if (inside) {
        return projection;
      }
    }
    return new Projection.Constant(colours.lo());
  }

  private static Projection anyProjection(SplittableRandom random, Rect domain, Rect colours) {
    int target = colours.dims();
    return switch (random.nextInt(4)) {
      case 0 -> Projection.IDENTITY;
      case 1 -> {
        List<Integer> dimensions = new ArrayList<>();
        for (int t = 0; t < target; t++) {
          dimensions.add(random.nextInt(domain.dims()));
        }
        yield new Projection.Select(dimensions, Point.of(small(random, target, 2)));
      }
      case 2 -> {
        List<Point> rows = new ArrayList<>();
        for (int t = 0; t < target; t++) {
          rows.add(Point.of(small(random, domain.dims(), 2)));
        }
        yield new Projection.Affine(rows, Point.of(small(random, target, 3)));
      }
      default -> {
        long factor = 1L + random.nextInt(5);
        yield new Projection.Functor(
            "modular" + factor,
            point -> colours.delinearize(domain.linearize(point) * factor % colours.volume()));
      }
    };
  }

  private static long[] small(SplittableRandom random, int dims, int most) {
    long[] values = new long[dims];
    for (int d = 0; d < dims; d++) {
      values[d] = random.nextInt(-1, most + 1);
    }
    return values;
  }

  private static Optional<String> interference(IndexLaunch launch) {
    List<RegionRequirement> all = launch.requirements();
    for (int r = 0; r < all.size(); r++) {
      for (int s = r; s < all.size(); s++) {
        if (!all.get(r).fields().intersects(all.get(s).fields())
            || !all.get(r).privilege().interferes(all.get(s).privilege())) {
          continue;
        }
        for (int p = 0; p < launch.pointCount(); p++) {
          for (int q = r == s ? p + 1 : 0; q < launch.pointCount(); q++) {
            if (all.get(r).space(launch.point(p)).intersects(all.get(s).space(launch.point(q)))) {
              return Optional.of(
                  "requirement %d of point %d, requirement %d of point %d: %s"
                      .formatted(r, p, s, q, launch));
            }
          }
        }
      }
    }
    return Optional.empty();
  }
}
