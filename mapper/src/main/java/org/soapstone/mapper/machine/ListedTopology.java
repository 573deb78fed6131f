package org.soapstone.mapper.machine;

import com.google.common.math.LongMath;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Parts listed one by one. Vertices of its graph are the memories and then the switches.
 *
 * <p>A route is the path whose links together take the least time for 1 MiB, each for itself; ties
 * go to fewer links, then to the link listed first. It passes through switches only. Each source's
 * paths are found at once (Dijkstra) and kept as the last link of each path.
 */
final class ListedTopology implements Topology {
  private static final long REFERENCE_BYTES = 1 << 20;
  private static final int NO_LINK = -1;

  private final List<Processor> processors;
  private final List<Memory> memories;
  private final List<String> switches;
  private final List<Edge> edges;
  private final List<int[]> alsoVisible;
  private final int nodeCount;
  private final int[] nearest;
  private final int[] sharing;
  private final List<ProcessorModel> models;
  private final int[][] outgoing;
  private final AtomicReferenceArray<int[]> lastLinks;

  /**
   * A link and its ends.
   *
   * @param link the link
   * @param from a vertex
   * @param to a vertex
   */
  record Edge(Link link, int from, int to) {}

  /**
   * Two memories.
   *
   * @param from the source
   * @param to the target
   */
  record Pair(int from, int to) {}

  ListedTopology(
      List<Processor> processors,
      List<Memory> memories,
      List<String> switches,
      List<Edge> edges,
      List<int[]> alsoVisible) {
    this.processors = processors;
    this.memories = memories;
    this.switches = switches;
    this.edges = edges;
    this.alsoVisible = alsoVisible;
    this.nearest = processors.stream().mapToInt(Processor::memory).toArray();
    this.sharing = new int[memories.size()];
    for (int memory : nearest) {
      sharing[memory]++;
    }
    this.models = processors.stream().map(this::modelOf).toList();
    int nodes = 1;
    for (Processor processor : processors) {
      nodes = Math.max(nodes, processor.node() + 1);
    }
    for (Memory memory : memories) {
      nodes = Math.max(nodes, memory.node() + 1);
    }
    this.nodeCount = nodes;
    this.outgoing = outgoing(memories.size() + switches.size(), edges);
    this.lastLinks = new AtomicReferenceArray<>(memories.size());
  }

  private ProcessorModel modelOf(Processor processor) {
    int memory = processor.memory();
    return new ProcessorModel(
        processor.kind(),
        processor.peakFlopsPerSecond(),
        Math.max(1, memories.get(memory).bytesPerSecond() / sharing[memory]));
  }

  private static int[][] outgoing(int vertices, List<Edge> edges) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int v = 0; v < vertices; v++) {
      lists.add(new ArrayList<>());
    }
    for (Edge edge : edges) {
      lists.get(edge.from()).add(edge.link().id());
    }
    return lists.stream()
        .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }

  List<Processor> processors() {
    return processors;
  }

  List<Memory> memories() {
    return memories;
  }

  List<String> switches() {
    return switches;
  }

  List<Edge> edges() {
    return edges;
  }

  /** {@return the name of a memory or switch} */
  String vertexName(int vertex) {
    return vertex < memories.size()
        ? memories.get(vertex).name()
        : switches.get(vertex - memories.size());
  }

  int[] alsoVisible(int processor) {
    return alsoVisible.get(processor).clone();
  }

  @Override
  public int nodeCount() {
    return nodeCount;
  }

  @Override
  public int processorCount() {
    return processors.size();
  }

  @Override
  public int memoryCount() {
    return memories.size();
  }

  @Override
  public int linkCount() {
    return edges.size();
  }

  @Override
  public Processor processor(int id) {
    return processors.get(id);
  }

  @Override
  public Memory memory(int id) {
    return memories.get(id);
  }

  @Override
  public Link link(int id) {
    return edges.get(id).link();
  }

  @Override
  public double linkBytesPerSecond(int link) {
    return edges.get(link).link().bytesPerSecond();
  }

  @Override
  public long linkLatencyNanos(int link) {
    return edges.get(link).link().latencyNanos();
  }

  @Override
  public double copyBytesPerSecond(int memory) {
    return memories.get(memory).copyBytesPerSecond();
  }

  @Override
  public ProcessorKind kind(int processor) {
    return processors.get(processor).kind();
  }

  @Override
  public ProcessorModel model(int processor) {
    return models.get(processor);
  }

  @Override
  public int nearestMemory(int processor) {
    return nearest[processor];
  }

  @Override
  public boolean visible(int processor, int memory) {
    if (nearest[processor] == memory) {
      return true;
    }
    for (int also : alsoVisible.get(processor)) {
      if (also == memory) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int processorsSharing(int memory) {
    return sharing[memory];
  }

  @Override
  public ImmutableIntArray path(int from, int to) {
    int[] last = lastLinks.get(from);
    if (last == null) {
      last = lastLinks(from);
      lastLinks.set(from, last);
    }
    int links = 0;
    for (int v = to; v != from; v = edges.get(last[v]).from()) {
      links++;
    }
    int[] path = new int[links];
    for (int v = to; v != from; v = edges.get(last[v]).from()) {
      path[--links] = last[v];
    }
    return ImmutableIntArray.copyOf(path);
  }

  /** {@return two memories without a route from one to the other, if there are any} */
  Optional<Pair> unreachable() {
    for (int from = 0; from < memories.size(); from++) {
      int[] last = lastLinks(from);
      for (int to = 0; to < memories.size(); to++) {
        if (to != from && last[to] == NO_LINK) {
          return Optional.of(new Pair(from, to));
        }
      }
    }
    return Optional.empty();
  }

  private record Reached(int vertex, long nanos, int links) {}

  /** Dijkstra from one memory: the last link of the best path to each vertex. */
  private int[] lastLinks(int source) {
    int vertices = outgoing.length;
    long[] nanos = new long[vertices];
    int[] links = new int[vertices];
    int[] last = new int[vertices];
    boolean[] done = new boolean[vertices];
    Arrays.fill(nanos, Long.MAX_VALUE);
    Arrays.fill(last, NO_LINK);
    nanos[source] = 0;
    var queue =
        new PriorityQueue<Reached>(
            Comparator.comparingLong(Reached::nanos)
                .thenComparingInt(Reached::links)
                .thenComparingInt(Reached::vertex));
    queue.add(new Reached(source, 0, 0));
    while (!queue.isEmpty()) {
      int vertex = queue.remove().vertex();
      if (done[vertex]) {
        continue;
      }
      done[vertex] = true;
      if (vertex != source && vertex < memories.size()) {
        continue;
      }
      for (int id : outgoing[vertex]) {
        Edge edge = edges.get(id);
        int to = edge.to();
        long arrival =
            Math.min(
                LongMath.saturatedAdd(nanos[vertex], referenceNanos(edge.link())),
                Long.MAX_VALUE - 1);
        int count = links[vertex] + 1;
        if (arrival < nanos[to] || (arrival == nanos[to] && count < links[to])) {
          nanos[to] = arrival;
          links[to] = count;
          last[to] = id;
          queue.add(new Reached(to, arrival, count));
        }
      }
    }
    return last;
  }

  private static long referenceNanos(Link link) {
    return new Route(ImmutableIntArray.of(), link.latencyNanos(), link.bytesPerSecond())
        .copyNanos(REFERENCE_BYTES);
  }

  /**
   * Keeps the memories of the kept processors and those that are nobody's nearest, renumbered in
   * order.
   */
  @Override
  public Topology firstProcessors(int count) {
    boolean[] used = new boolean[memories.size()];
    for (int p = 0; p < count; p++) {
      used[nearest[p]] = true;
    }
    int[] renumbered = new int[outgoing.length];
    List<Memory> keptMemories = new ArrayList<>();
    for (Memory memory : memories) {
      boolean kept = used[memory.id()] || sharing[memory.id()] == 0;
      renumbered[memory.id()] = kept ? keptMemories.size() : NO_LINK;
      if (kept) {
        keptMemories.add(
            new Memory(
                keptMemories.size(),
                memory.name(),
                memory.kind(),
                memory.node(),
                memory.capacityBytes(),
                memory.bytesPerSecond(),
                memory.copyBytesPerSecond()));
      }
    }
    for (int s = 0; s < switches.size(); s++) {
      renumbered[memories.size() + s] = keptMemories.size() + s;
    }
    List<Edge> keptEdges = new ArrayList<>();
    for (Edge edge : edges) {
      int from = renumbered[edge.from()];
      int to = renumbered[edge.to()];
      if (from != NO_LINK && to != NO_LINK) {
        Link link = edge.link();
        keptEdges.add(
            new Edge(
                new Link(keptEdges.size(), link.name(), link.bytesPerSecond(), link.latencyNanos()),
                from,
                to));
      }
    }
    List<Processor> keptProcessors = new ArrayList<>();
    List<int[]> keptVisible = new ArrayList<>();
    for (Processor processor : processors.subList(0, count)) {
      keptProcessors.add(
          new Processor(
              processor.id(),
              processor.name(),
              processor.kind(),
              processor.node(),
              renumbered[processor.memory()],
              processor.peakFlopsPerSecond()));
      keptVisible.add(
          Arrays.stream(alsoVisible.get(processor.id()))
              .map(memory -> renumbered[memory])
              .filter(memory -> memory != NO_LINK)
              .toArray());
    }
    return new ListedTopology(
        List.copyOf(keptProcessors),
        List.copyOf(keptMemories),
        switches,
        List.copyOf(keptEdges),
        List.copyOf(keptVisible));
  }
}
