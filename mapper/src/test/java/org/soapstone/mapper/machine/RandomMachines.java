package org.soapstone.mapper.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.soapstone.mapper.machine.Cluster.HostBus;
import org.soapstone.mapper.machine.Cluster.MemorySpec;
import org.soapstone.mapper.machine.Cluster.Network;
import org.soapstone.mapper.machine.Cluster.Peers;
import org.soapstone.mapper.machine.Cluster.ProcessorSpec;
import org.soapstone.mapper.machine.Cluster.Wiring;

/** Random machines of both forms. */
public final class RandomMachines {

  private RandomMachines() {}

  /** {@return a small machine of either form} */
  public static Machine any(SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> listed(random);
      case 1 -> Machine.of("cluster", CopyEngine.DMA, cluster(random));
      default -> joined(random);
    };
  }

  /** {@return one to three different clusters on one network} */
  static Machine joined(SplittableRandom random) {
    List<Cluster> clusters = new ArrayList<>();
    int count = random.nextInt(1, 4);
    while (clusters.size() < count) {
      Cluster cluster = cluster(random);
      if (cluster.network().isPresent()) {
        clusters.add(cluster.withNodes(random.nextInt(1, 3)));
      }
    }
    return Machine.of("joined", CopyEngine.DMA, clusters);
  }

  /**
   * {@return a cluster whose every route is the only shortest one: peers are quicker than the bus,
   * and each place has one adapter}
   */
  static Cluster cluster(SplittableRandom random) {
    int perSwitch = random.nextInt(0, 4);
    int switches = perSwitch == 0 ? 0 : random.nextInt(1, 4);
    int perNode = perSwitch == 0 ? random.nextInt(1, 7) : perSwitch * switches;
    int nodes = random.nextInt(1, 4);
    boolean atSwitches = switches > 0 && random.nextBoolean();
    Optional<HostBus> bus =
        nodes > 1 || perSwitch > 0 || random.nextBoolean()
            ? Optional.of(new HostBus("pcie", perSwitch, 1e10, random.nextInt(100)))
            : Optional.empty();
    Optional<Peers> peers =
        random.nextBoolean() || bus.isEmpty()
            ? Optional.of(
                new Peers("nvlink", random.nextBoolean() ? Wiring.MESH : Wiring.SWITCH, 1e11, 0))
            : Optional.empty();
    Optional<Network> network =
        nodes > 1
            ? Optional.of(new Network("net", atSwitches ? switches : 1, 1e9, random.nextInt(100)))
            : Optional.empty();
    MemorySpec memory =
        new MemorySpec(MemoryKind.DEVICE, 1L << 30, (1 + random.nextInt(2)) * 1e11, 4e10);
    return new Cluster(
        nodes,
        perNode,
        new ProcessorSpec(ProcessorKind.GPU, 1e12),
        memory,
        bus.isPresent() && random.nextBoolean() ? Optional.of(memory) : Optional.empty(),
        peers,
        bus,
        network);
  }

  /** {@return a machine of listed parts around one switch, with some direct links} */
  static Machine listed(SplittableRandom random) {
    MachineBuilder builder = Machine.builder("listed", CopyEngine.PROCESSOR).note("made up");
    int memories = random.nextInt(1, 6);
    builder.networkSwitch("hub");
    for (int m = 0; m < memories; m++) {
      builder.memory("m" + m, MemoryKind.HOST, m / 2, 1L << 30, random.nextInt(1, 9) * 1e9);
      builder.duplexLink(
          "hub" + m, "m" + m, "hub", random.nextInt(1, 9) * 1e9, random.nextInt(2000));
    }
    for (int from = 0; from < memories; from++) {
      for (int to = 0; to < memories; to++) {
        if (from != to && random.nextInt(3) == 0) {
          builder.link(
              "direct" + from + "-" + to,
              "m" + from,
              "m" + to,
              random.nextInt(1, 9) * 1e9,
              random.nextInt(2000));
        }
      }
    }
    int processors = random.nextInt(1, 9);
    for (int p = 0; p < processors; p++) {
      int memory = random.nextInt(memories);
      int other = random.nextInt(memories);
      builder.processor(
          "p" + p,
          random.nextInt(4) == 0 ? ProcessorKind.GPU : ProcessorKind.CPU,
          memory / 2,
          "m" + memory,
          1e9,
          other == memory ? new String[0] : new String[] {"m" + other});
    }
    return builder.build();
  }
}
