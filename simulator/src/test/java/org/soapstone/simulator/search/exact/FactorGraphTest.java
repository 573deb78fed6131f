package org.soapstone.simulator.search.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FactorGraphTest {
  private static final long SEED = Long.getLong("soapstone.seed", 31);

  private record Pair(int first, int second, List<Long> costs) {}

  @Test
  void findsWhatTryingEverythingFinds() {
    for (int round = 0; round < 300; round++) {
      SplittableRandom random = new SplittableRandom(SEED + round);
      int[] ways = random.ints(1 + random.nextInt(6), 1, 5).toArray();
      FactorGraph graph = new FactorGraph(ways);
      List<long[]> singles = new ArrayList<>();
      List<Pair> pairs = new ArrayList<>();
      for (int choice = 0; choice < ways.length; choice++) {
        long[] costs = random.longs(ways[choice], 0, 100).toArray();
        singles.add(costs);
        graph.add(choice, costs);
        for (int other = 0; other < choice; other++) {
          if (random.nextInt(3) > 0) {
            long[] tie = random.longs((long) ways[other] * ways[choice], 0, 100).toArray();
            pairs.add(new Pair(other, choice, Arrays.stream(tie).boxed().toList()));
            graph.add(other, choice, tie);
          }
        }
      }
      FactorGraph.Minimum minimum = graph.minimise(1 << 20).orElseThrow();
      long least = least(ways, new int[ways.length], 0, singles, pairs);
      assertThat(minimum.cost()).as("seed %d", SEED + round).isEqualTo(least);
      assertThat(cost(ways, minimum.choices().toArray(), singles, pairs))
          .as("seed %d", SEED + round)
          .isEqualTo(least);
    }
  }

  private static long least(
      int[] ways, int[] chosen, int choice, List<long[]> singles, List<Pair> pairs) {
    if (choice == ways.length) {
      return cost(ways, chosen, singles, pairs);
    }
    long least = Long.MAX_VALUE;
    for (int way = 0; way < ways[choice]; way++) {
      chosen[choice] = way;
      least = Math.min(least, least(ways, chosen, choice + 1, singles, pairs));
    }
    return least;
  }

  private static long cost(int[] ways, int[] chosen, List<long[]> singles, List<Pair> pairs) {
    long cost = 0;
    for (int choice = 0; choice < ways.length; choice++) {
      cost += singles.get(choice)[chosen[choice]];
    }
    for (Pair pair : pairs) {
      cost += pair.costs().get(chosen[pair.first()] * ways[pair.second()] + chosen[pair.second()]);
    }
    return cost;
  }

  @Test
  void aChainNeedsTablesOfTwoChoicesOnly() {
    int[] ways = new int[200];
    Arrays.fill(ways, 10);
    FactorGraph graph = new FactorGraph(ways);
    for (int choice = 1; choice < ways.length; choice++) {
      long[] costs = new long[100];
      Arrays.setAll(costs, i -> i % 11 == 0 ? 1 : 2);
      graph.add(choice - 1, choice, costs);
    }
    assertThat(graph.minimise(100).orElseThrow().cost()).isEqualTo(199);
  }

  @Test
  void tablesThatAreTooLargeAreRefused() {
    FactorGraph graph = new FactorGraph(4, 4, 4);
    for (int second = 1; second < 3; second++) {
      for (int first = 0; first < second; first++) {
        graph.add(first, second, new long[16]);
      }
    }
    assertThat(graph.minimise(63)).isEmpty();
    assertThat(graph.minimise(64)).isPresent();
  }

  @Test
  void wrongCostsAreRefused() {
    FactorGraph graph = new FactorGraph(2, 3);
    assertThatThrownBy(() -> graph.add(0, new long[3])).hasMessageContaining("3 costs for 2 ways");
    assertThatThrownBy(() -> graph.add(1, 0, new long[6])).hasMessageContaining("earlier one");
    assertThatThrownBy(() -> new FactorGraph(1, 0)).hasMessageContaining("choice 1 has 0 ways");
  }
}
