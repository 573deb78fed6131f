package org.soapstone.mapper.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.Duel;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

class ConfigSpaceTest {

  private static OperatorSpace operator(SplittableRandom random, int mostExtent) {
    return new OperatorSpace(
        "op", "toy", dimensions(random, mostExtent), dimensions(random, mostExtent));
  }

  private static List<Dimension> dimensions(SplittableRandom random, int mostExtent) {
    return IntStream.range(0, random.nextInt(0, 5))
        .mapToObj(
            d -> new Dimension("d" + d, random.nextInt(1, mostExtent), DimensionRole.ATTRIBUTE))
        .toList();
  }

  /** Every vector, by trying them all. */
  private static List<ImmutableIntArray> allVectors(List<Dimension> dimensions, int processors) {
    List<ImmutableIntArray> vectors = new ArrayList<>();
    extend(new int[dimensions.size()], 0, dimensions, processors, vectors);
    return vectors;
  }

  private static void extend(
      int[] degrees, int d, List<Dimension> dimensions, int rest, List<ImmutableIntArray> into) {
    if (d == degrees.length) {
      into.add(ImmutableIntArray.copyOf(degrees));
      return;
    }
    for (int degree = 1; degree <= Math.min(rest, dimensions.get(d).extent()); degree++) {
      degrees[d] = degree;
      extend(degrees, d + 1, dimensions, rest / degree, into);
    }
  }

  @Test
  void enumerationIsEveryVectorOnceInOrder() {
    Duel.run(
        300,
        random -> {
          OperatorSpace operator = operator(random, 9);
          int processors = random.nextInt(1, 40);
          var space = new ConfigSpace(operator, processors);
          List<ImmutableIntArray> all = allVectors(operator.dimensions(), processors);
          assertThat(space.degreeCount()).isEqualTo(all.size());
          assertThat(space.enumerateDegrees(Integer.MAX_VALUE)).isEqualTo(all);
          int limit = random.nextInt(0, all.size() + 1);
          assertThat(space.enumerateDegrees(limit)).isEqualTo(all.subList(0, limit));
          List<ImmutableIntArray> updates =
              operator.updates() ? allVectors(operator.updateDimensions(), processors) : List.of();
          assertThat(space.enumerateUpdateDegrees(Integer.MAX_VALUE)).isEqualTo(updates);
          assertThat(space.updateDegreeCount()).isEqualTo(Math.max(1, updates.size()));
        });
  }

  @Test
  void unevenDegreesAreAmongThem() {
    OperatorSpace conv = ToySpace.network(64).operator("conv1");
    assertThat(new ConfigSpace(conv, 4).enumerateDegrees(100))
        .contains(
            ImmutableIntArray.of(3, 1, 1),
            ImmutableIntArray.of(1, 2, 2),
            ImmutableIntArray.of(1, 4, 1))
        .hasSize(1 + 3 + 3 + 6);
  }

  @Test
  void randomConfigurationsAreAlwaysValid() {
    Duel.run(
        2000,
        random -> {
          OperatorSpace operator = operator(random, random.nextBoolean() ? 5 : 1000);
          int processors = random.nextInt(1, 70);
          OperatorConfig config = new ConfigSpace(operator, processors).random(random);
          checkValid(operator.dimensions(), processors, config.compute());
          assertThat(config.update().isPresent()).isEqualTo(operator.updates());
          config
              .update()
              .ifPresent(update -> checkValid(operator.updateDimensions(), processors, update));
        });
  }

  private static void checkValid(
      List<Dimension> dimensions, int processors, ParallelConfig config) {
    assertThat(config.degrees().length()).isEqualTo(dimensions.size());
    assertThat(config.tiles()).isBetween(1, processors);
    for (int d = 0; d < dimensions.size(); d++) {
      assertThat((long) config.degrees().get(d)).isBetween(1L, dimensions.get(d).extent());
    }
    config.processors().forEach(p -> assertThat(p).isBetween(0, processors - 1));
  }

  @Test
  void everyVectorIsDrawnAboutAsOften() {
    var space = new ConfigSpace(ToySpace.network(64).operator("conv1"), 8);
    Duel.run(
        1,
        random -> {
          Map<ImmutableIntArray, Integer> drawn = new HashMap<>();
          int draws = 400 * (int) space.degreeCount();
          for (int i = 0; i < draws; i++) {
            drawn.merge(space.randomCompute(random).degrees(), 1, Integer::sum);
          }
          assertThat(drawn.keySet())
              .containsExactlyInAnyOrderElementsOf(space.enumerateDegrees(Integer.MAX_VALUE));
          assertThat(drawn.values()).allMatch(count -> count > 280 && count < 540);
        });
  }

  @Test
  void everyPlacementOfTwoTilesIsDrawn() {
    var operator =
        new OperatorSpace(
            "op", "toy", List.of(new Dimension("d", 2, DimensionRole.SAMPLE)), List.of());
    var space = new ConfigSpace(operator, 3);
    Duel.run(
        1,
        random -> {
          Set<ImmutableIntArray> placements = new HashSet<>();
          for (int i = 0; i < 2000; i++) {
            placements.add(space.randomCompute(random).processors());
          }
          assertThat(placements).hasSize(3 + 9);
        });
  }

  @Test
  void sixteenThousandProcessorsAreQuick() {
    var space = new ConfigSpace(ToySpace.network(1 << 20).operator("conv1"), 16_384);
    assertThat(space.degreeCount()).isEqualTo(countSlowly(16_384));
    assertThat(space.enumerateDegrees(2))
        .containsExactly(ImmutableIntArray.of(1, 1, 1), ImmutableIntArray.of(1, 1, 2));
  }

  private static long countSlowly(int processors) {
    long count = 0;
    for (int height = 1; height <= 5; height++) {
      for (int channel = 1; channel <= 6; channel++) {
        count += processors / (height * channel);
      }
    }
    return count;
  }

  @Test
  void noProcessorsIsAnError() {
    OperatorSpace conv = ToySpace.network(64).operator("conv1");
    assertThatThrownBy(() -> new ConfigSpace(conv, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 processors are too few");
  }
}
