package org.soapstone.mapper.machine;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The rule of a machine made of equal nodes, each with the same number of processors of one kind,
 * each processor with a memory of its own.
 *
 * <p>Within a node, processors are joined by {@link Peers}, by the {@link HostBus}, or both; copies
 * between them take the peers' links when there are any. Between nodes, a copy goes over the host
 * bus to a network adapter of its node, through a network that never blocks, and from the adapter
 * of the other node over that node's host bus.
 *
 * <pre>
 *   processor memory ── lane ── (bus switch ── uplink ──) root ── host memory
 *                                    └── adapter, or ──────┴── adapter ── network
 * </pre>
 *
 * @param nodes the number of nodes, at least 1
 * @param processorsPerNode the number of processors of each node, at least 1
 * @param processor what each processor is
 * @param memory what each processor's memory is
 * @param hostMemory the memory of each node, if copies to and from it matter; needs a host bus
 * @param peers how the processors of a node are joined directly, if they are
 * @param hostBus how the processors of a node are joined to the host, if they are
 * @param network how nodes are joined; must be there when there are two nodes or more, and needs a
 *     host bus
 */
public record Cluster(
    int nodes,
    int processorsPerNode,
    ProcessorSpec processor,
    MemorySpec memory,
    Optional<MemorySpec> hostMemory,
    Optional<Peers> peers,
    Optional<HostBus> hostBus,
    Optional<Network> network) {

  /** The most processors that a cluster may have. */
  public static final int MOST_PROCESSORS = 1 << 20;

  /**
   * Checks that every route exists.
   *
   * @throws MachineException if there is a memory that another cannot reach, or a number is out of
   *     range
   */
  public Cluster {
    requireNonNull(processor, "processor");
    requireNonNull(memory, "memory");
    requireNonNull(hostMemory, "hostMemory");
    requireNonNull(peers, "peers");
    requireNonNull(hostBus, "hostBus");
    requireNonNull(network, "network");
    Checks.atLeast(1, nodes, "nodes");
    Checks.atLeast(1, processorsPerNode, "processorsPerNode");
    if ((long) nodes * processorsPerNode > MOST_PROCESSORS) {
      throw new MachineException(
          "nodes: %d nodes of %d processors are more than %d processors; describe fewer"
              .formatted(nodes, processorsPerNode, MOST_PROCESSORS));
    }
    if (nodes > 1 && network.isEmpty()) {
      throw new MachineException(
          "network: %d nodes cannot reach each other; describe the network that joins them"
              .formatted(nodes));
    }
    if (network.isPresent() && hostBus.isEmpty()) {
      throw new MachineException(
          "hostBus: the network cannot be reached from the processors; describe the host bus");
    }
    if (hostMemory.isPresent() && hostBus.isEmpty()) {
      throw new MachineException(
          "hostBus: the host memory cannot be reached from the processors; describe the host bus");
    }
    if (processorsPerNode > 1 && peers.isEmpty() && hostBus.isEmpty()) {
      throw new MachineException(
          "peers: the %d processors of a node cannot reach each other; describe peers or a host bus"
              .formatted(processorsPerNode));
    }
    if (network.isPresent()
        && (network.get().adaptersPerNode() < 1
            || network.get().adaptersPerNode() > processorsPerNode)) {
      throw new MachineException(
          "network.adaptersPerNode: %d adapters for %d processors; give 1 to %d"
              .formatted(network.get().adaptersPerNode(), processorsPerNode, processorsPerNode));
    }
  }

  /**
   * {@return this rule for another number of nodes}
   *
   * @param count the number of nodes
   */
  public Cluster withNodes(int count) {
    return new Cluster(
        count, processorsPerNode, processor, memory, hostMemory, peers, hostBus, network);
  }

  /**
   * {@return this rule with other bandwidths} Peers, if there are any, take the one within a node,
   * and the host bus then only leads to the network; else the host bus does.
   *
   * @param withinNode bytes a second between the processors of a node
   * @param betweenNodes bytes a second between nodes
   */
  public Cluster withBandwidths(double withinNode, double betweenNodes) {
    double bus = peers.isPresent() ? betweenNodes : withinNode;
    return new Cluster(
        nodes,
        processorsPerNode,
        processor,
        memory,
        hostMemory,
        peers.map(p -> new Peers(p.name(), p.wiring(), withinNode, p.latencyNanos())),
        hostBus.map(b -> new HostBus(b.name(), b.processorsPerSwitch(), bus, b.latencyNanos())),
        network.map(
            n -> new Network(n.name(), n.adaptersPerNode(), betweenNodes, n.latencyNanos())));
  }

  /**
   * {@return this rule with the peers of a node, if there are any, joined by a switch, so that each
   * processor has one link in and one out}
   */
  public Cluster withSharedPeers() {
    return new Cluster(
        nodes,
        processorsPerNode,
        processor,
        memory,
        hostMemory,
        peers.map(p -> new Peers(p.name(), Wiring.SWITCH, p.bytesPerSecond(), p.latencyNanos())),
        hostBus,
        network);
  }

  /**
   * {@return this rule with processors' memories of another size}
   *
   * @param bytes how much each holds
   */
  public Cluster withMemoryBytes(long bytes) {
    return new Cluster(
        nodes,
        processorsPerNode,
        processor,
        new MemorySpec(memory.kind(), bytes, memory.bytesPerSecond(), memory.copyBytesPerSecond()),
        hostMemory,
        peers,
        hostBus,
        network);
  }

  /**
   * What a processor is.
   *
   * @param kind its kind
   * @param peakFlopsPerSecond its float32 operations a second, at best
   */
  public record ProcessorSpec(ProcessorKind kind, double peakFlopsPerSecond) {
    /** Checks the rate. */
    public ProcessorSpec {
      requireNonNull(kind, "kind");
      Checks.atLeastOne(peakFlopsPerSecond, "peakFlopsPerSecond");
    }
  }

  /**
   * What a memory is.
   *
   * @param kind its kind
   * @param capacityBytes how much it holds
   * @param bytesPerSecond how fast it is read and written
   * @param copyBytesPerSecond how fast a copy within it is
   */
  public record MemorySpec(
      MemoryKind kind, long capacityBytes, double bytesPerSecond, double copyBytesPerSecond) {
    /** Checks the figures. */
    public MemorySpec {
      requireNonNull(kind, "kind");
      Checks.atLeast(1, capacityBytes, "capacityBytes");
      Checks.atLeastOne(bytesPerSecond, "bytesPerSecond");
      Checks.atLeastOne(copyBytesPerSecond, "copyBytesPerSecond");
    }
  }

  /** How direct links are laid. */
  public enum Wiring {
    /** A link each way between every two processors of a node. */
    MESH,
    /** A link each way between every processor and one switch of its node. */
    SWITCH
  }

  /**
   * Direct links between the processors of a node.
   *
   * @param name what they are called, for example {@code nvlink}
   * @param wiring how they are laid
   * @param bytesPerSecond the bandwidth of each link
   * @param latencyNanos the latency of each link
   */
  public record Peers(String name, Wiring wiring, double bytesPerSecond, long latencyNanos) {
    /** Checks the figures. */
    public Peers {
      requireNonNull(name, "name");
      requireNonNull(wiring, "wiring");
      Checks.atLeastOne(bytesPerSecond, "bytesPerSecond");
      Checks.atLeast(0, latencyNanos, "latencyNanos");
    }
  }

  /**
   * The bus from the processors of a node to its root, where the host memory is: a lane each way
   * for each processor, and, where several processors share a bus switch, an uplink each way from
   * that switch to the root.
   *
   * @param name what it is called, for example {@code pcie}
   * @param processorsPerSwitch how many neighbouring processors share a bus switch; 0 when lanes
   *     end at the root
   * @param bytesPerSecond the bandwidth of each lane and each uplink
   * @param latencyNanos the latency of each lane and each uplink
   */
  public record HostBus(
      String name, int processorsPerSwitch, double bytesPerSecond, long latencyNanos) {
    /** Checks the figures. */
    public HostBus {
      requireNonNull(name, "name");
      Checks.atLeast(0, processorsPerSwitch, "processorsPerSwitch");
      Checks.atLeastOne(bytesPerSecond, "bytesPerSecond");
      Checks.atLeast(0, latencyNanos, "latencyNanos");
    }
  }

  /**
   * The network between nodes. Adapter {@code floor(p * adapters / processorsPerNode)} serves
   * processor {@code p} of a node. Adapters are attached to the bus switches when they can be
   * shared out evenly among them, else to the root.
   *
   * @param name what it is called, for example {@code infiniband}
   * @param adaptersPerNode the number of adapters of each node, at most one for each processor
   * @param bytesPerSecond the bandwidth of an adapter, each way
   * @param latencyNanos the latency of an adapter, each way
   */
  public record Network(
      String name, int adaptersPerNode, double bytesPerSecond, long latencyNanos) {
    /** Checks the figures. */
    public Network {
      requireNonNull(name, "name");
      Checks.atLeastOne(bytesPerSecond, "bytesPerSecond");
      Checks.atLeast(0, latencyNanos, "latencyNanos");
    }
  }
}
