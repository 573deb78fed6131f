package org.soapstone.mapper.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterTest {

  private static Machine machine(Cluster cluster) {
    return Machine.of("other", CopyEngine.DMA, cluster);
  }

  private static double bytesPerSecond(Cluster cluster, int from, int to) {
    return machine(cluster).route(from, to).bytesPerSecond();
  }

  @Test
  void bandwidthsAreThoseOfRoutes() {
    for (String name : new String[] {"p100", "k80", "h100-8x4"}) {
      Cluster cluster = Machines.named(name).cluster().orElseThrow().withBandwidths(4e9, 1e9);
      int perNode = cluster.processorsPerNode();
      assertThat(bytesPerSecond(cluster, 0, perNode - 1)).as(name).isEqualTo(4e9);
      assertThat(bytesPerSecond(cluster, 0, perNode)).as(name).isEqualTo(1e9);
    }
  }

  @Test
  void sharedPeersMeetInTheLinkOfTheirTarget() {
    Cluster cluster = Machines.named("p100").cluster().orElseThrow();
    assertThat(machine(cluster).route(1, 0).links().asList())
        .doesNotContainAnyElementsOf(machine(cluster).route(2, 0).links().asList());
    Machine shared = machine(cluster.withSharedPeers());
    assertThat(shared.route(1, 0).links().asList())
        .containsAnyElementsOf(shared.route(2, 0).links().asList());
  }

  @Test
  void memoriesHaveTheGivenSize() {
    Cluster cluster = Machines.named("k80").cluster().orElseThrow().withMemoryBytes(123);
    assertThat(machine(cluster).memory(5).capacityBytes()).isEqualTo(123);
    assertThat(Machines.named("local").cluster()).isEmpty();
  }
}
