package org.soapstone.mapper.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.Duel;
import org.soapstone.mapper.machine.Cluster.Network;

class MachineTest {

  private static List<String> linkNames(Machine machine, int from, int to) {
    List<String> names = new ArrayList<>();
    machine.route(from, to).links().forEach(link -> names.add(machine.link(link).name()));
    return names;
  }

  @Test
  void copyTakesLatencyPlusBytesOverBandwidthRoundedUp() {
    var route = new Route(ImmutableIntArray.of(0), 100, 3e9);
    assertThat(route.copyNanos(3)).isEqualTo(101);
    assertThat(route.copyNanos(4)).isEqualTo(102);
    assertThat(route.copyNanos(0)).isEqualTo(100);
    assertThat(new Route(ImmutableIntArray.of(), 0, 1e9).copyNanos(0)).isEqualTo(1);
  }

  @Test
  void p100JoinsTheGpusOfANodeByNvlinkAndNodesByOneAdapterEach() {
    Machine p100 = Machines.named("p100");
    assertThat(p100.processorCount()).isEqualTo(16);
    assertThat(p100.nodeCount()).isEqualTo(4);
    assertThat(p100.copyEngine()).isEqualTo(CopyEngine.DMA);
    assertThat(linkNames(p100, 0, 1)).containsExactly("node0/nvlink-0-1");
    assertThat(linkNames(p100, 7, 4)).containsExactly("node1/nvlink-3-0");
    assertThat(linkNames(p100, 0, 4))
        .containsExactly(
            "node0/pcie-0-up",
            "node0/infiniband0-out",
            "node1/infiniband0-in",
            "node1/pcie-0-down");
    assertThat(linkNames(p100, 3, 4)).contains("node0/infiniband0-out", "node1/infiniband0-in");
    assertThat(p100.route(0, 4).bytesPerSecond()).isEqualTo(12.5e9);
    assertThat(p100.route(0, 4).latencyNanos()).isEqualTo(3000);
    assertThat(p100.processor(5).name()).isEqualTo("node1/gpu1");
    assertThat(p100.processor(5).node()).isEqualTo(1);
    assertThat(p100.memory(16).kind()).isEqualTo(MemoryKind.HOST);
    assertThat(linkNames(p100, 0, 16))
        .containsExactly("node0/pcie-0-up", "node0/pcie-host-memory-in");
  }

  @Test
  void k80SharesBusSwitchesBetweenNeighbours() {
    Machine k80 = Machines.named("k80");
    assertThat(k80.processorCount()).isEqualTo(64);
    assertThat(linkNames(k80, 0, 1)).containsExactly("node0/pcie-0-up", "node0/pcie-1-down");
    assertThat(linkNames(k80, 0, 2))
        .containsExactly(
            "node0/pcie-0-up",
            "node0/pcie-switch0-up",
            "node0/pcie-switch1-down",
            "node0/pcie-2-down");
    assertThat(linkNames(k80, 1, 63))
        .containsExactly(
            "node0/pcie-1-up",
            "node0/pcie-switch0-up",
            "node0/infiniband0-out",
            "node15/infiniband0-in",
            "node15/pcie-switch1-down",
            "node15/pcie-3-down");
    assertThat(k80.route(0, 4).bytesPerSecond()).isEqualTo(7e9);
  }

  @Test
  void currentMachinesHaveAnAdapterForEachGpu() {
    Machine h100 = Machines.named("h100-8x4");
    assertThat(h100.processorCount()).isEqualTo(32);
    assertThat(linkNames(h100, 1, 2)).containsExactly("node0/nvlink-1-up", "node0/nvlink-2-down");
    assertThat(linkNames(h100, 1, 10))
        .containsExactly(
            "node0/pcie-1-up",
            "node0/infiniband1-out",
            "node1/infiniband2-in",
            "node1/pcie-2-down");
  }

  @Test
  void routeWithinAMemoryHasItsCopyRate() {
    Machine p100 = Machines.named("p100");
    Route local = p100.route(3, 3);
    assertThat(local.links().isEmpty()).isTrue();
    assertThat(local.latencyNanos()).isZero();
    assertThat(local.bytesPerSecond())
        .isEqualTo(p100.localCopyBytesPerSecond(3))
        .isEqualTo(3.66e11);
  }

  /** The rule's arithmetic against shortest paths over the same parts, listed one by one. */
  @Test
  void clusterRoutesAreTheShortestPathsOfTheSamePartsListed() {
    Duel.run(
        300,
        random -> {
          Machine byRule =
              random.nextBoolean()
                  ? Machine.of("cluster", CopyEngine.DMA, RandomMachines.cluster(random))
                  : RandomMachines.joined(random);
          int processors = random.nextInt(1, byRule.processorCount() + 1);
          Machine some = byRule.firstProcessors(processors);
          Machine listed = listedLike(some);
          assertThat(listed.memoryCount()).isEqualTo(some.memoryCount());
          for (int p = 0; p < processors; p++) {
            assertThat(some.processor(p)).isEqualTo(listed.processor(p));
            assertThat(some.model(p)).isEqualTo(listed.model(p));
          }
          for (int from = 0; from < some.memoryCount(); from++) {
            assertThat(some.memory(from)).isEqualTo(listed.memory(from));
            assertThat(some.processorsSharing(from)).isEqualTo(listed.processorsSharing(from));
            for (int to = 0; to < some.memoryCount(); to++) {
              assertThat(linkNames(some, from, to))
                  .as("%d to %d of %s", from, to, some.canonical())
                  .isEqualTo(linkNames(listed, from, to));
              assertThat(some.route(from, to).copyNanos(12345))
                  .isEqualTo(listed.route(from, to).copyNanos(12345));
            }
          }
        });
  }

  private static Machine listedLike(Machine machine) {
    MachineBuilder builder = Machine.builder("listed", machine.copyEngine());
    for (int m = 0; m < machine.memoryCount(); m++) {
      Memory memory = machine.memory(m);
      builder.memory(
          memory.name(),
          memory.kind(),
          memory.node(),
          memory.capacityBytes(),
          memory.bytesPerSecond(),
          memory.copyBytesPerSecond());
    }
    for (int p = 0; p < machine.processorCount(); p++) {
      Processor processor = machine.processor(p);
      builder.processor(
          processor.name(),
          processor.kind(),
          processor.node(),
          machine.memory(p).name(),
          processor.peakFlopsPerSecond());
    }
    builder.networkSwitch("network");
    boolean joined = machine.topology() instanceof JoinedTopology;
    List<Cluster> clusters =
        switch (machine.topology()) {
          case ClusterTopology topology -> List.of(topology.cluster());
          case JoinedTopology topology -> topology.clusters();
          case ListedTopology _ -> throw new IllegalArgumentException("listed already");
        };
    int node = 0;
    int first = 0;
    int host = machine.processorCount();
    for (Cluster cluster : clusters) {
      for (int n = 0; n < cluster.nodes() && first < machine.processorCount(); n++) {
        String prefix = cluster.nodes() == 1 && !joined ? "" : "node" + node + "/";
        new NodeLinks(machine, cluster, node, prefix, first, host, builder).add();
        node++;
        first += cluster.processorsPerNode();
        host += cluster.hostMemory().isPresent() ? 1 : 0;
      }
    }
    return builder.build();
  }

  /** The links of one node, from the description in {@link Cluster}. */
  private record NodeLinks(
      Machine machine,
      Cluster cluster,
      int node,
      String prefix,
      int first,
      int host,
      MachineBuilder builder) {

    void add() {
      int count = Math.min(cluster.processorsPerNode(), machine.processorCount() - first);
      String root = "root" + node;
      builder.networkSwitch(root);
      cluster.peers().ifPresent(peers -> addPeers(count, peers));
      cluster.hostBus().ifPresent(bus -> addBus(count, root, bus));
      cluster.network().ifPresent(network -> addAdapters(root, network));
    }

    private void addPeers(int count, Cluster.Peers peers) {
      String hub = "peers" + node;
      builder.networkSwitch(hub);
      for (int a = 0; a < count; a++) {
        String memory = machine.memory(first + a).name();
        String name = prefix + peers.name() + "-" + a;
        if (peers.wiring() == Cluster.Wiring.SWITCH) {
          link(name + "-up", memory, hub, peers.bytesPerSecond(), peers.latencyNanos());
          link(name + "-down", hub, memory, peers.bytesPerSecond(), peers.latencyNanos());
          continue;
        }
        for (int b = 0; b < count; b++) {
          if (a != b) {
            String other = machine.memory(first + b).name();
            link(name + "-" + b, memory, other, peers.bytesPerSecond(), peers.latencyNanos());
          }
        }
      }
    }

    private void addBus(int count, String root, Cluster.HostBus bus) {
      int perSwitch = bus.processorsPerSwitch();
      for (int s = 0; perSwitch > 0 && s < cluster.processorsPerNode() / perSwitch; s++) {
        String name = prefix + bus.name() + "-switch" + s;
        builder.networkSwitch(root + "/" + s);
        link(name + "-up", root + "/" + s, root, bus.bytesPerSecond(), bus.latencyNanos());
        link(name + "-down", root, root + "/" + s, bus.bytesPerSecond(), bus.latencyNanos());
      }
      for (int a = 0; a < count; a++) {
        String memory = machine.memory(first + a).name();
        String place = perSwitch == 0 ? root : root + "/" + a / perSwitch;
        String name = prefix + bus.name() + "-" + a;
        link(name + "-up", memory, place, bus.bytesPerSecond(), bus.latencyNanos());
        link(name + "-down", place, memory, bus.bytesPerSecond(), bus.latencyNanos());
      }
      if (cluster.hostMemory().isPresent()) {
        String memory = machine.memory(host).name();
        String name = prefix + bus.name() + "-host-memory";
        link(name + "-in", root, memory, bus.bytesPerSecond(), bus.latencyNanos());
        link(name + "-out", memory, root, bus.bytesPerSecond(), bus.latencyNanos());
      }
    }

    private void addAdapters(String root, Network network) {
      boolean atSwitches = network.adaptersPerNode() > 1;
      int switches =
          cluster.hostBus().orElseThrow().processorsPerSwitch() == 0
              ? 0
              : cluster.processorsPerNode() / cluster.hostBus().orElseThrow().processorsPerSwitch();
      for (int k = 0; k < network.adaptersPerNode(); k++) {
        String place = atSwitches || switches == 1 ? root + "/" + k : root;
        String name = prefix + network.name() + k;
        link(name + "-out", place, "network", network.bytesPerSecond(), network.latencyNanos());
        link(name + "-in", "network", place, network.bytesPerSecond(), network.latencyNanos());
      }
    }

    private void link(String name, String from, String to, double rate, long latencyNanos) {
      builder.link(name, from, to, rate, latencyNanos);
    }
  }

  @Test
  void sixteenThousandProcessorsCostNothing() {
    Machine machine = Machines.named("h100-8x2048");
    assertThat(machine.processorCount()).isEqualTo(16_384);
    assertThat(machine.route(0, 16_383).links().length()).isEqualTo(4);
    assertThat(machine.canonical().length()).isLessThan(2000);
    assertThat(machine.processor(16_383).name()).isEqualTo("node2047/gpu7");
    assertThat(machine.firstProcessors(12).nodeCount()).isEqualTo(2);
  }

  @Test
  void routesPassThroughSwitchesAndNeverThroughMemories() {
    MachineBuilder builder =
        Machine.builder("relay", CopyEngine.DMA)
            .memory("a", MemoryKind.DEVICE, 0, 1, 1e9)
            .memory("b", MemoryKind.DEVICE, 0, 1, 1e9)
            .memory("c", MemoryKind.DEVICE, 0, 1, 1e9)
            .processor("p", ProcessorKind.GPU, 0, "a", 1e9)
            .duplexLink("ab", "a", "b", 1e9, 1)
            .duplexLink("bc", "b", "c", 1e9, 1);
    assertThatThrownBy(builder::build)
        .isInstanceOf(MachineException.class)
        .hasMessage(
            "links: memory 'c' cannot be reached from memory 'a'; add links that lead there,"
                + " directly or through switches (a route passes through no other memory)");
    Machine machine =
        builder
            .networkSwitch("s")
            .duplexLink("as", "a", "s", 1e6, 1)
            .duplexLink("cs", "c", "s", 1e6, 1)
            .build();
    assertThat(linkNames(machine, 0, 2)).containsExactly("as", "cs/back");
  }

  @Test
  void restrictionKeepsTheFirstProcessorsTheirMemoriesAndTheirRoutes() {
    Duel.run(
        300,
        random -> {
          Machine whole = RandomMachines.any(random);
          int count = random.nextInt(1, whole.processorCount() + 1);
          Machine part = whole.firstProcessors(count);
          assertThat(part.processorCount()).isEqualTo(count);
          for (int p = 0; p < count; p++) {
            assertThat(part.processor(p).name()).isEqualTo(whole.processor(p).name());
            assertThat(part.kind(p)).isEqualTo(whole.kind(p)).isEqualTo(part.processor(p).kind());
            assertThat(part.memory(part.nearestMemory(p)).name())
                .isEqualTo(whole.memory(whole.nearestMemory(p)).name());
            assertThat(part.visible(p, part.nearestMemory(p))).isTrue();
            for (int q = 0; q < count; q++) {
              assertThat(linkNames(part, part.nearestMemory(p), part.nearestMemory(q)))
                  .isEqualTo(linkNames(whole, whole.nearestMemory(p), whole.nearestMemory(q)));
            }
          }
          int shared = 0;
          for (int m = 0; m < part.memoryCount(); m++) {
            assertThat(part.memory(m).id()).isEqualTo(m);
            shared += part.processorsSharing(m);
          }
          assertThat(shared).isEqualTo(count);
          assertThat(part.equals(whole)).isEqualTo(count == whole.processorCount());
        });
  }

  @Test
  void restrictionToMoreThanThereAreIsAnError() {
    Machine p100 = Machines.named("p100");
    assertThatThrownBy(() -> p100.firstProcessors(17))
        .isInstanceOf(MachineException.class)
        .hasMessage("machine 'p100' has 16 processors, not 17; ask for 1 to 16");
    assertThatThrownBy(() -> p100.firstProcessors(0)).isInstanceOf(MachineException.class);
    assertThat(p100.firstProcessors(16)).isSameAs(p100);
  }

  @Test
  void fingerprintFollowsThePartsAndNotTheNames() {
    Machine p100 = Machines.named("p100");
    assertThat(p100.named("other", "").fingerprint()).isEqualTo(p100.fingerprint());
    assertThat(p100.named("other", "")).isNotEqualTo(p100);
    assertThat(p100.firstProcessors(4).fingerprint()).isNotEqualTo(p100.fingerprint());
    assertThat(p100.fingerprint()).matches("[0-9a-f]{16}");
    assertThat(Machines.named("p100").fingerprint()).isEqualTo(p100.fingerprint());
  }

  @Test
  void clusterThatCannotBeReachedIsAnError() {
    Cluster cluster = ((ClusterTopology) Machines.named("p100").topology()).cluster();
    assertThatThrownBy(() ->
            new Cluster(
                2,
                4,
                cluster.processor(),
                cluster.memory(),
                Optional.empty(),
                cluster.peers(),
                cluster.hostBus(),
                Optional.empty()))
        .hasMessageStartingWith("network: 2 nodes cannot reach each other");
    assertThatThrownBy(() ->
            new Cluster(
                1,
                4,
                cluster.processor(),
                cluster.memory(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()))
        .hasMessageStartingWith("peers: the 4 processors of a node cannot reach each other");
  }
}
