package org.soapstone.tasks.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.tasks.Cases;

class ImpliedEdgesTest {
  private static final int RUNS = 4;

  @Test
  void whoComesAfterWhomIsLeft() {
    int[] dropped = {0};
    Cases.forEach(500, random -> dropped[0] += duel(random));
    assertThat(dropped[0]).as("edges that were left out").isPositive();
  }

  /** Random edges to later nodes and to any node of the next run; unrolled, all paths are left. */
  private static int duel(SplittableRandom random) {
    int nodes = 1 + random.nextInt(12);
    var edges = ImmutableIntArray.builder();
    int[][] all = new int[nodes][];
    int count = 0;
    for (int to = 0; to < nodes; to++) {
      List<Integer> from = new ArrayList<>();
      for (int p = 0; p < nodes; p++) {
        if (random.nextInt(4) == 0) {
          from.add(~p);
        }
        if (p < to && random.nextInt(4) == 0) {
          from.add(p);
        }
      }
      for (int p : from) {
        edges.add(p).add(to);
        count++;
      }
      all[to] = from.stream().mapToInt(p -> p).toArray();
    }
    int[][] left = ImpliedEdges.remove(nodes, edges.build());
    assertThat(ancestors(left)).isEqualTo(ancestors(all));
    for (int[] predecessors : left) {
      count -= predecessors.length;
    }
    return count;
  }

  private static List<BitSet> ancestors(int[][] predecessors) {
    int nodes = predecessors.length;
    List<BitSet> found = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      for (int n = 0; n < nodes; n++) {
        BitSet before = new BitSet();
        for (int p : predecessors[n]) {
          int at = p < 0 ? (run - 1) * nodes + ~p : run * nodes + p;
          if (at >= 0) {
            before.set(at);
            before.or(found.get(at));
          }
        }
        found.add(before);
      }
    }
    return found;
  }
}
