package org.soapstone.mapper.machine;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Clusters of different nodes on one network that never blocks, by arithmetic.
 *
 * <p>Nodes, processors and links are numbered through, cluster after cluster; memory {@code p} is
 * processor {@code p}'s, and the host memories follow. A copy between two clusters leaves through
 * the adapter of its node and arrives through that of the other, as between nodes of one.
 */
final class JoinedTopology implements Topology {
  private final ImmutableList<ClusterTopology> parts;

  /** Where each part's numbers begin, and behind the last where they end. */
  private final int[] processors;

  private final int[] hosts;
  private final int[] links;
  private final int[] nodes;

  JoinedTopology(List<Cluster> clusters) {
    this(ImmutableList.copyOf(joined(clusters)));
  }

  private JoinedTopology(ImmutableList<ClusterTopology> parts) {
    this.parts = parts;
    this.processors = starts(ClusterTopology::processorCount);
    this.hosts = starts(part -> part.memoryCount() - part.processorCount());
    this.links = starts(ClusterTopology::linkCount);
    this.nodes = starts(ClusterTopology::nodeCount);
  }

  private static List<ClusterTopology> joined(List<Cluster> clusters) {
    if (clusters.isEmpty()) {
      throw new MachineException("clusters: the list is empty; a machine has at least one");
    }
    List<ClusterTopology> parts = new ArrayList<>();
    int node = 0;
    long processors = 0;
    for (int c = 0; c < clusters.size(); c++) {
      Cluster cluster = clusters.get(c);
      if (cluster.network().isEmpty()) {
        throw new MachineException(
            "clusters[%d].network: its nodes cannot reach the other clusters; describe the network"
                .formatted(c));
      }
      processors += (long) cluster.nodes() * cluster.processorsPerNode();
      parts.add(new ClusterTopology(cluster, node));
      node += cluster.nodes();
    }
    if (processors > Cluster.MOST_PROCESSORS) {
      throw new MachineException(
          "clusters: %d processors are more than %d; describe fewer"
              .formatted(processors, Cluster.MOST_PROCESSORS));
    }
    return parts;
  }

  private int[] starts(ToIntFunction<ClusterTopology> count) {
    int[] starts = new int[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      starts[i + 1] = Math.addExact(starts[i], count.applyAsInt(parts.get(i)));
    }
    return starts;
  }

  /** The part that a number belongs to. */
  private static int part(int[] starts, int id) {
    int part = 0;
    while (starts[part + 1] <= id) {
      part++;
    }
    return part;
  }

  /** The rules, in the order of the numbers; the last may have fewer processors here. */
  List<Cluster> clusters() {
    return parts.stream().map(ClusterTopology::cluster).toList();
  }

  @Override
  public int nodeCount() {
    return nodes[parts.size()];
  }

  @Override
  public int processorCount() {
    return processors[parts.size()];
  }

  @Override
  public int memoryCount() {
    return processorCount() + hosts[parts.size()];
  }

  @Override
  public int linkCount() {
    return links[parts.size()];
  }

  @Override
  public Processor processor(int id) {
    int part = part(processors, id);
    Processor own = parts.get(part).processor(id - processors[part]);
    return new Processor(
        id, own.name(), own.kind(), own.node() + nodes[part], id, own.peakFlopsPerSecond());
  }

  private int memoryPart(int memory) {
    return memory < processorCount()
        ? part(processors, memory)
        : part(hosts, memory - processorCount());
  }

  /** A memory's number in its part. */
  private int own(int part, int memory) {
    return memory < processorCount()
        ? memory - processors[part]
        : memory - processorCount() - hosts[part] + parts.get(part).processorCount();
  }

  @Override
  public Memory memory(int id) {
    int part = memoryPart(id);
    Memory own = parts.get(part).memory(own(part, id));
    return new Memory(
        id,
        own.name(),
        own.kind(),
        own.node() + nodes[part],
        own.capacityBytes(),
        own.bytesPerSecond(),
        own.copyBytesPerSecond());
  }

  @Override
  public Link link(int id) {
    int part = part(links, id);
    Link own = parts.get(part).link(id - links[part]);
    return new Link(id, own.name(), own.bytesPerSecond(), own.latencyNanos());
  }

  @Override
  public double linkBytesPerSecond(int link) {
    int part = part(links, link);
    return parts.get(part).linkBytesPerSecond(link - links[part]);
  }

  @Override
  public long linkLatencyNanos(int link) {
    int part = part(links, link);
    return parts.get(part).linkLatencyNanos(link - links[part]);
  }

  @Override
  public double copyBytesPerSecond(int memory) {
    int part = memoryPart(memory);
    return parts.get(part).copyBytesPerSecond(own(part, memory));
  }

  @Override
  public ProcessorKind kind(int processor) {
    return model(processor).kind();
  }

  @Override
  public ProcessorModel model(int processor) {
    return parts.get(part(processors, processor)).model(0);
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
    return memory < processorCount() ? 1 : 0;
  }

  @Override
  public ImmutableIntArray path(int from, int to) {
    int source = memoryPart(from);
    int target = memoryPart(to);
    ImmutableIntArray.Builder path = ImmutableIntArray.builder(6);
    if (source == target) {
      add(path, source, parts.get(source).path(own(source, from), own(target, to)));
    } else {
      add(path, source, parts.get(source).pathOut(own(source, from)));
      add(path, target, parts.get(target).pathIn(own(target, to)));
    }
    return path.build();
  }

  private void add(ImmutableIntArray.Builder path, int part, ImmutableIntArray own) {
    own.forEach(link -> path.add(links[part] + link));
  }

  @Override
  public Topology firstProcessors(int count) {
    ImmutableList.Builder<ClusterTopology> kept = ImmutableList.builder();
    for (int i = 0; i < parts.size() && processors[i] < count; i++) {
      int some = Math.min(count - processors[i], parts.get(i).processorCount());
      kept.add(parts.get(i).firstProcessors(some));
    }
    return new JoinedTopology(kept.build());
  }
}
