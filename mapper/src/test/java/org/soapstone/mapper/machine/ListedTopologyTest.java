package org.soapstone.mapper.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.Duel;

class ListedTopologyTest {
  private static final long MEGABYTE = 1 << 20;
  private static final int MEMORIES = 4;
  private static final int SWITCHES = 4;

  /** Dijkstra against trying every simple path. */
  @Test
  void routesTakeTheLeastTimeOfAllPaths() {
    Duel.run(
        200,
        random -> {
          ListedTopology topology = (ListedTopology) connected(random).topology();
          for (int from = 0; from < MEMORIES; from++) {
            for (int to = 0; to < MEMORIES; to++) {
              if (from == to) {
                continue;
              }
              List<Integer> path = topology.path(from, to).asList();
              assertThat(nanos(topology, path))
                  .isEqualTo(leastNanos(topology, from, to, new boolean[MEMORIES + SWITCHES]));
              int at = from;
              for (int link : path) {
                assertThat(topology.edges().get(link).from()).isEqualTo(at);
                at = topology.edges().get(link).to();
              }
              assertThat(at).isEqualTo(to);
            }
          }
        });
  }

  private static Machine connected(SplittableRandom random) {
    MachineBuilder builder = Machine.builder("random", CopyEngine.DMA);
    List<String> names = new ArrayList<>();
    for (int m = 0; m < MEMORIES; m++) {
      builder.memory("m" + m, MemoryKind.DEVICE, 0, 1, 1e9);
      names.add("m" + m);
    }
    for (int s = 0; s < SWITCHES; s++) {
      builder.networkSwitch("s" + s);
      names.add("s" + s);
    }
    builder.processor("p", ProcessorKind.GPU, 0, "m0", 1e9);
    for (int m = 0; m < MEMORIES; m++) {
      builder.duplexLink("base" + m, "m" + m, "s0", 1e8, 1_000_000);
    }
    for (int i = 0; i < 14; i++) {
      String from = names.get(random.nextInt(names.size()));
      String to = names.get(random.nextInt(names.size()));
      if (!from.equals(to)) {
        builder.link("l" + i, from, to, 1e8 * random.nextInt(1, 20), 100_000L * random.nextInt(20));
      }
    }
    return builder.build();
  }

  private static long nanos(ListedTopology topology, List<Integer> path) {
    return path.stream().mapToLong(link -> nanos(topology.link(link))).sum();
  }

  private static long nanos(Link link) {
    return link.latencyNanos() + (long) Math.ceil(MEGABYTE * 1e9 / link.bytesPerSecond());
  }

  private static long leastNanos(ListedTopology topology, int from, int to, boolean[] visited) {
    if (from == to) {
      return 0;
    }
    long least = Long.MAX_VALUE;
    visited[from] = true;
    for (ListedTopology.Edge edge : topology.edges()) {
      boolean onward = edge.to() == to || edge.to() >= MEMORIES;
      if (edge.from() == from && onward && !visited[edge.to()]) {
        long rest = leastNanos(topology, edge.to(), to, visited);
        if (rest != Long.MAX_VALUE) {
          least = Math.min(least, nanos(edge.link()) + rest);
        }
      }
    }
    visited[from] = false;
    return least;
  }
}
