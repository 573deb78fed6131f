package org.soapstone.mapper.machine;

import com.google.common.primitives.ImmutableIntArray;
import org.soapstone.mapper.machine.Cluster.HostBus;
import org.soapstone.mapper.machine.Cluster.MemorySpec;
import org.soapstone.mapper.machine.Cluster.Wiring;

/**
 * The parts of a {@link Cluster}, by arithmetic.
 *
 * <p>Memory {@code p} is processor {@code p}'s; the host memories follow, one for each node. A
 * node's links are numbered in blocks: peers, lanes up, lanes down, switch uplinks, switch
 * downlinks, host memory in and out, adapters out, adapters in.
 */
final class ClusterTopology implements Topology {
  /** The place of the root among places; the others are bus switches by number. */
  private static final int ROOT = -1;

  private final Cluster cluster;

  /** The number, among the nodes of several clusters, of the first; and whether there are any. */
  private final int firstNode;

  private final boolean joined;
  private final ProcessorModel model;
  private final int perNode;
  private final int processors;
  private final int nodes;
  private final int switches;
  private final int adapters;
  private final boolean adaptersAtSwitches;
  private final int laneUp;
  private final int laneDown;
  private final int switchUp;
  private final int switchDown;
  private final int hostIn;
  private final int adapterOut;
  private final int adapterIn;
  private final int linksPerNode;

  ClusterTopology(Cluster cluster) {
    this(cluster, cluster.nodes() * cluster.processorsPerNode(), 0, false);
  }

  /** One of several clusters: its nodes are named from a number on. */
  ClusterTopology(Cluster cluster, int firstNode) {
    this(cluster, cluster.nodes() * cluster.processorsPerNode(), firstNode, true);
  }

  private ClusterTopology(Cluster cluster, int processors, int firstNode, boolean joined) {
    this.cluster = cluster;
    this.firstNode = firstNode;
    this.joined = joined;
    this.model =
        new ProcessorModel(
            cluster.processor().kind(),
            cluster.processor().peakFlopsPerSecond(),
            cluster.memory().bytesPerSecond());
    this.perNode = cluster.processorsPerNode();
    this.processors = processors;
    this.nodes = Math.ceilDiv(processors, perNode);
    int lanes = cluster.hostBus().isPresent() ? perNode : 0;
    int perSwitch = cluster.hostBus().map(HostBus::processorsPerSwitch).orElse(0);
    this.switches = perSwitch == 0 ? 0 : Math.ceilDiv(perNode, perSwitch);
    this.adapters = cluster.network().map(Cluster.Network::adaptersPerNode).orElse(0);
    this.adaptersAtSwitches = switches > 0 && perNode % perSwitch == 0 && adapters % switches == 0;
    this.laneUp = peerLinks(cluster);
    this.laneDown = laneUp + lanes;
    this.switchUp = laneDown + lanes;
    this.switchDown = switchUp + switches;
    this.hostIn = switchDown + switches;
    this.adapterOut = hostIn + (cluster.hostMemory().isPresent() ? 2 : 0);
    this.adapterIn = adapterOut + adapters;
    this.linksPerNode = adapterIn + adapters;
    Math.multiplyExact(linksPerNode, nodes);
  }

  private static int peerLinks(Cluster cluster) {
    int perNode = cluster.processorsPerNode();
    return cluster
        .peers()
        .map(peers ->
            switch (peers.wiring()) {
              case MESH -> Math.multiplyExact(perNode, perNode - 1);
              case SWITCH -> 2 * perNode;
            })
        .orElse(0);
  }

  Cluster cluster() {
    return cluster;
  }

  @Override
  public int nodeCount() {
    return nodes;
  }

  @Override
  public int processorCount() {
    return processors;
  }

  @Override
  public int memoryCount() {
    return processors + (cluster.hostMemory().isPresent() ? nodes : 0);
  }

  @Override
  public int linkCount() {
    return nodes * linksPerNode;
  }

  @Override
  public Processor processor(int id) {
    return new Processor(
        id,
        processorName(id),
        cluster.processor().kind(),
        id / perNode,
        id,
        cluster.processor().peakFlopsPerSecond());
  }

  private String processorName(int id) {
    return nodeName(id / perNode) + cluster.processor().kind().label() + id % perNode;
  }

  /** A cluster of one node has no need to say which node. */
  private String nodeName(int node) {
    return cluster.nodes() == 1 && !joined ? "" : "node" + (firstNode + node) + "/";
  }

  @Override
  public Memory memory(int id) {
    boolean host = id >= processors;
    MemorySpec spec = host ? cluster.hostMemory().orElseThrow() : cluster.memory();
    int node = host ? id - processors : id / perNode;
    return new Memory(
        id,
        host ? nodeName(node) + "host-memory" : processorName(id) + "-memory",
        spec.kind(),
        node,
        spec.capacityBytes(),
        spec.bytesPerSecond(),
        spec.copyBytesPerSecond());
  }

  @Override
  public Link link(int id) {
    int slot = id % linksPerNode;
    return new Link(
        id,
        nodeName(id / linksPerNode) + linkName(slot),
        linkBytesPerSecond(id),
        linkLatencyNanos(id));
  }

  @Override
  public double linkBytesPerSecond(int link) {
    int slot = link % linksPerNode;
    if (slot < laneUp) {
      return cluster.peers().orElseThrow().bytesPerSecond();
    }
    return slot < adapterOut
        ? cluster.hostBus().orElseThrow().bytesPerSecond()
        : cluster.network().orElseThrow().bytesPerSecond();
  }

  @Override
  public long linkLatencyNanos(int link) {
    int slot = link % linksPerNode;
    if (slot < laneUp) {
      return cluster.peers().orElseThrow().latencyNanos();
    }
    return slot < adapterOut
        ? cluster.hostBus().orElseThrow().latencyNanos()
        : cluster.network().orElseThrow().latencyNanos();
  }

  @Override
  public double copyBytesPerSecond(int memory) {
    return memory < processors
        ? cluster.memory().copyBytesPerSecond()
        : cluster.hostMemory().orElseThrow().copyBytesPerSecond();
  }

  private String linkName(int slot) {
    if (slot < laneUp) {
      Cluster.Peers peers = cluster.peers().orElseThrow();
      return peers.name() + "-" + peerName(peers.wiring(), slot);
    }
    if (slot < adapterOut) {
      return cluster.hostBus().orElseThrow().name() + "-" + busName(slot);
    }
    int adapter = (slot - adapterOut) % adapters;
    String direction = slot < adapterIn ? "out" : "in";
    return cluster.network().orElseThrow().name() + adapter + "-" + direction;
  }

  private String peerName(Wiring wiring, int slot) {
    return switch (wiring) {
      case SWITCH -> slot < perNode ? slot + "-up" : (slot - perNode) + "-down";
      case MESH -> {
        int from = slot / (perNode - 1);
        int to = slot % (perNode - 1);
        yield from + "-" + (to < from ? to : to + 1);
      }
    };
  }

  private String busName(int slot) {
    if (slot < laneDown) {
      return (slot - laneUp) + "-up";
    }
    if (slot < switchUp) {
      return (slot - laneDown) + "-down";
    }
    if (slot < switchDown) {
      return "switch" + (slot - switchUp) + "-up";
    }
    if (slot < hostIn) {
      return "switch" + (slot - switchDown) + "-down";
    }
    return slot == hostIn ? "host-memory-in" : "host-memory-out";
  }

  @Override
  public ProcessorKind kind(int processor) {
    return cluster.processor().kind();
  }

  @Override
  public ProcessorModel model(int processor) {
    return model;
  }

  @Override
  public int nearestMemory(int processor) {
    return processor;
  }

  @Override
  public boolean visible(int processor, int memory) {
    return processor == memory;
  }

  @Override
  public int processorsSharing(int memory) {
    return memory < processors ? 1 : 0;
  }

  @Override
  public ImmutableIntArray path(int from, int to) {
    ImmutableIntArray.Builder path = ImmutableIntArray.builder(6);
    int fromNode = node(from);
    int toNode = node(to);
    if (fromNode != toNode) {
      leave(path, from);
      arrive(path, to);
    } else if (from < processors && to < processors) {
      addPeers(path, fromNode, from % perNode, to % perNode, from, to);
    } else {
      ascend(path, from, ROOT);
      descend(path, to, ROOT);
    }
    return path.build();
  }

  /** The links from a memory to the network. */
  ImmutableIntArray pathOut(int from) {
    ImmutableIntArray.Builder path = ImmutableIntArray.builder(3);
    leave(path, from);
    return path.build();
  }

  /** The links from the network to a memory. */
  ImmutableIntArray pathIn(int to) {
    ImmutableIntArray.Builder path = ImmutableIntArray.builder(3);
    arrive(path, to);
    return path.build();
  }

  private void leave(ImmutableIntArray.Builder path, int from) {
    ascend(path, from, adapterPlace(from));
    path.add(node(from) * linksPerNode + adapterOut + adapter(from));
  }

  private void arrive(ImmutableIntArray.Builder path, int to) {
    path.add(node(to) * linksPerNode + adapterIn + adapter(to));
    descend(path, to, adapterPlace(to));
  }

  private int node(int memory) {
    return memory < processors ? memory / perNode : memory - processors;
  }

  private void addPeers(
      ImmutableIntArray.Builder path, int node, int fromLocal, int toLocal, int from, int to) {
    int base = node * linksPerNode;
    if (cluster.peers().isEmpty()) {
      int meeting = switchOf(from) == switchOf(to) ? switchOf(from) : ROOT;
      ascend(path, from, meeting);
      descend(path, to, meeting);
      return;
    }
    switch (cluster.peers().get().wiring()) {
      case MESH ->
          path.add(
              base + fromLocal * (perNode - 1) + (toLocal < fromLocal ? toLocal : toLocal - 1));
      case SWITCH -> {
        path.add(base + fromLocal);
        path.add(base + perNode + toLocal);
      }
    }
  }

  /** The bus switch of a processor's memory, or the root where lanes end there. */
  private int switchOf(int memory) {
    return switches == 0
        ? ROOT
        : memory % perNode / cluster.hostBus().orElseThrow().processorsPerSwitch();
  }

  /** The adapter that serves a memory; host memories use the node's first. */
  private int adapter(int memory) {
    return memory < processors ? (int) ((long) (memory % perNode) * adapters / perNode) : 0;
  }

  /** Where the adapter that serves a memory is attached: at a bus switch, or at the root. */
  private int adapterPlace(int memory) {
    if (!adaptersAtSwitches) {
      return ROOT;
    }
    return memory < processors ? switchOf(memory) : 0;
  }

  /**
   * From a memory to a place of its node: its own bus switch or the root; for a host memory, any.
   */
  private void ascend(ImmutableIntArray.Builder path, int memory, int place) {
    int base = node(memory) * linksPerNode;
    if (memory >= processors) {
      path.add(base + hostIn + 1);
      if (place != ROOT) {
        path.add(base + switchDown + place);
      }
      return;
    }
    path.add(base + laneUp + memory % perNode);
    if (place == ROOT && switches > 0) {
      path.add(base + switchUp + switchOf(memory));
    }
  }

  /** The way of {@link #ascend} in the other direction. */
  private void descend(ImmutableIntArray.Builder path, int memory, int place) {
    int base = node(memory) * linksPerNode;
    if (memory >= processors) {
      if (place != ROOT) {
        path.add(base + switchUp + place);
      }
      path.add(base + hostIn);
      return;
    }
    if (place == ROOT && switches > 0) {
      path.add(base + switchDown + switchOf(memory));
    }
    path.add(base + laneDown + memory % perNode);
  }

  @Override
  public ClusterTopology firstProcessors(int count) {
    return new ClusterTopology(cluster, count, firstNode, joined);
  }
}
