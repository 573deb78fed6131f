package org.soapstone.benchmarks.taskbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The relations against the definition, written out as a condition on every pair of points. */
final class GraphTest {
  private static final int ROUNDS = 300;

  /** Whether a point of a full row depends on another, by the words of the definition. */
  private static boolean depends(Graph g, long step, int i, int j) {
    int w = g.width();
    int k = g.radix();
    return switch (g.pattern()) {
      case TRIVIAL -> false;
      case NO_COMM -> j == i;
      case STENCIL_1D -> j >= Math.max(0, i - 1) && j <= Math.min(w - 1, i + 1);
      case STENCIL_1D_PERIODIC -> Math.abs(i - j) <= 1 || Math.abs(i - j) == w - 1;
      case DOM -> j == i || j == i - 1;
      case TREE -> j == i / 2;
      case FFT -> {
        long levels = w == 1 ? 1 : (long) Math.ceil(Math.log(w) / Math.log(2) - 1e-9);
        long d = (step + levels - 1) % levels;
        yield Math.abs(i - j) == 0 || Math.abs(i - j) == Math.round(Math.pow(2, (double) d));
      }
      case ALL_TO_ALL -> true;
      case NEAREST -> k > 0 && j >= i - k / 2 && j <= i + (k - 1) / 2;
      case SPREAD -> {
        long d = step % g.period();
        IntPredicate hit = m -> (i + (long) m * w / k + (m > 0 ? d : 0)) % w == j;
        yield IntStream.range(0, k).anyMatch(hit);
      }
      case RANDOM_NEAREST -> {
        long d = step % g.period();
        boolean near = k > 0 && j >= i - k / 2 && j <= i + (k - 1) / 2;
        yield near && (j == i || SipHash.uniform(g.index(), k, d, j, i) < g.fraction());
      }
    };
  }

  private static Graph random(Pattern pattern, Random random) {
    return new Graph(
        pattern,
        1 + random.nextInt(random.nextBoolean() ? 5 : 40),
        1 + random.nextInt(60),
        random.nextInt(8),
        1 + random.nextInt(5),
        random.nextDouble(),
        random.nextInt(3));
  }

  private static boolean has(Graph graph, long step, int point) {
    return point >= graph.offset(step) && point < graph.offset(step) + graph.width(step);
  }

  @ParameterizedTest
  @EnumSource(Pattern.class)
  void relationsAreThoseOfTheDefinition(Pattern pattern) {
    long seed = Long.getLong("soapstone.seed", 1);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Graph graph = random(pattern, random);
      long step = random.nextInt((int) graph.steps());
      for (int i = 0; i < graph.width(); i++) {
        if (!has(graph, step, i)) {
          continue;
        }
        int point = i;
        int[] expected =
            IntStream.range(0, graph.width())
                .filter(j -> depends(graph, step, point, j) && has(graph, step - 1, j))
                .toArray();
        assertThat(graph.inputs(step, i).stream().toArray())
            .as("inputs of (%d, %d) of %s, seed %d", step, i, graph, seed)
            .containsExactly(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Pattern.class)
  void consumersAreTheInverseOfInputs(Pattern pattern) {
    long seed = Long.getLong("soapstone.seed", 2);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Graph graph = random(pattern, random);
      long step = random.nextInt((int) graph.steps());
      for (int j = 0; j < graph.width(); j++) {
        if (!has(graph, step, j)) {
          continue;
        }
        int input = j;
        int[] expected =
            IntStream.range(0, graph.width())
                .filter(i -> has(graph, step + 1, i))
                .filter(i -> graph.inputs(step + 1, i).get(input))
                .toArray();
        assertThat(graph.consumers(step, j).stream().toArray())
            .as("consumers of (%d, %d) of %s, seed %d", step, j, graph, seed)
            .containsExactly(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Pattern.class)
  void tablesSayWhatTheGraphSays(Pattern pattern) {
    long seed = Long.getLong("soapstone.seed", 3);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS / 10; round++) {
      Graph graph = random(pattern, random);
      Order order = new Order(graph);
      for (long s = 0; s < graph.steps(); s++) {
        long step = s;
        for (int i = graph.offset(s); i < graph.offset(s) + graph.width(s); i++) {
          int point = i;
          String what = "(%d, %d) of %s, seed %d".formatted(step, i, graph, seed);
          assertThat(order.inputs(s, i))
              .as(what)
              .containsExactly(graph.inputs(s, i).stream().toArray());
          boolean overwrites = has(graph, s - 2, i);
          int[] before =
              IntStream.range(0, graph.width())
                  .filter(j -> has(graph, step - 1, j))
                  .filter(j ->
                      graph.inputs(step, point).get(j)
                          || (overwrites && graph.inputs(step - 1, j).get(point)))
                  .toArray();
          assertThat(order.before(s, i)).as(what).containsExactly(before);
          for (int j : before) {
            assertThat(order.after(s - 1, j)).as(what).contains(i);
          }
          boolean unread = overwrites && graph.consumers(s - 2, i).isEmpty();
          assertThat(order.ownBefore(s, i)).as(what).isEqualTo(unread);
          if (overwrites) {
            assertThat(order.ownAfter(s - 2, i)).as(what).isEqualTo(unread);
          }
          for (int successor : order.after(s, i)) {
            assertThat(order.before(s + 1, successor)).as(what).contains(i);
          }
        }
      }
    }
  }

  @Test
  void rowsOfASweepGrowAndShrink() {
    Graph sweep = Graph.of(Pattern.DOM, 4, 9);
    int[] widths = IntStream.range(-1, 10).map(sweep::width).toArray();
    assertThat(widths).containsExactly(0, 1, 2, 3, 4, 4, 4, 3, 2, 1, 0);
    assertThat(IntStream.range(0, 9).map(sweep::offset)).containsExactly(0, 0, 0, 0, 0, 0, 1, 2, 3);
    assertThat(sweep.firstFull()).isEqualTo(3);
    assertThat(sweep.endFull()).isEqualTo(6);
  }

  @Test
  void rowsOfATreeDouble() {
    Graph tree = Graph.of(Pattern.TREE, 6, 9);
    assertThat(IntStream.range(0, 6).map(tree::width)).containsExactly(1, 2, 4, 6, 6, 6);
    assertThat(tree.firstFull()).isEqualTo(3);
  }

  @Test
  void randomNumbersAreThoseOfSipHash() {
    assertThat(SipHash.hash(SipHash.bytes(0, 16), SipHash.bytes(0, 15)))
        .as("the example in the paper of Aumasson and Bernstein")
        .isEqualTo(0xa129ca6149be45e5L);
    Random random = new Random(7);
    for (int round = 0; round < 1000; round++) {
      long[] words = random.longs(random.nextInt(6)).toArray();
      assertThat(Uniform.of(words)).isEqualTo(SipHash.uniform(words)).isBetween(0.0, 1.0);
    }
  }

  @Test
  void wrongGraphsAreToldOf() {
    assertThatThrownBy(() -> Graph.of(Pattern.FFT, 0, 10))
        .hasMessage("the width is 0, must be from 1 to 65536");
    assertThatThrownBy(() -> new Graph(Pattern.FFT, 1, 1, 3, 0, 0.5, 0))
        .hasMessage("the period is 0, must be from 1 to 1024");
    assertThatThrownBy(() -> new Graph(Pattern.FFT, 1, 1, 3, 3, Double.NaN, 0))
        .hasMessage("the fraction of the nearest points is NaN, must be from 0 to 1");
    assertThatThrownBy(() -> Pattern.named("ring")).hasMessageContaining("stencil_1d_periodic");
    assertThatThrownBy(() -> GraphSystem.named("mpi")).hasMessageContaining("fork-join");
  }
}
