package org.soapstone.mapper.machine;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists the parts of a machine one by one. Ids follow the order of the calls.
 *
 * <p>Messages name a part by its place, as a machine file would: {@code links[2].to}.
 */
public final class MachineBuilder {
  /** Nodes are numbered by small integers; a larger number is a slip. */
  private static final int MOST_NODES = 1 << 20;

  private final String name;
  private final CopyEngine copyEngine;
  private final List<MemoryEntry> memories = new ArrayList<>();
  private final List<ProcessorEntry> processors = new ArrayList<>();
  private final List<String> switches = new ArrayList<>();
  private final List<LinkEntry> links = new ArrayList<>();
  private String note = "";

  record MemoryEntry(
      String name,
      MemoryKind kind,
      int node,
      long capacityBytes,
      double bytesPerSecond,
      double copyBytesPerSecond) {}

  record ProcessorEntry(
      String name,
      ProcessorKind kind,
      int node,
      String memory,
      double peakFlopsPerSecond,
      List<String> alsoVisible) {}

  record LinkEntry(
      String name,
      String from,
      String to,
      double bytesPerSecond,
      long latencyNanos,
      boolean duplex) {}

  MachineBuilder(String name, CopyEngine copyEngine) {
    this.name = requireNonNull(name, "name");
    this.copyEngine = requireNonNull(copyEngine, "copyEngine");
  }

  /**
   * Says where the figures come from.
   *
   * @param text the note
   * @return this builder
   */
  public MachineBuilder note(String text) {
    this.note = requireNonNull(text, "text");
    return this;
  }

  /**
   * Adds a memory in which copies run at half the bandwidth: each byte is read and written.
   *
   * @param memory its name
   * @param kind what it is
   * @param node the node it is part of
   * @param capacityBytes how much it holds
   * @param bytesPerSecond its bandwidth
   * @return this builder
   */
  public MachineBuilder memory(
      String memory, MemoryKind kind, int node, long capacityBytes, double bytesPerSecond) {
    return memory(memory, kind, node, capacityBytes, bytesPerSecond, bytesPerSecond / 2);
  }

  /**
   * Adds a memory.
   *
   * @param memory its name
   * @param kind what it is
   * @param node the node it is part of
   * @param capacityBytes how much it holds
   * @param bytesPerSecond its bandwidth
   * @param copyBytesPerSecond how fast a copy within it is
   * @return this builder
   */
  public MachineBuilder memory(
      String memory,
      MemoryKind kind,
      int node,
      long capacityBytes,
      double bytesPerSecond,
      double copyBytesPerSecond) {
    memories.add(
        new MemoryEntry(
            requireNonNull(memory, "memory"),
            requireNonNull(kind, "kind"),
            node,
            capacityBytes,
            bytesPerSecond,
            copyBytesPerSecond));
    return this;
  }

  /**
   * Adds a processor.
   *
   * @param processor its name
   * @param kind what it is
   * @param node the node it is part of
   * @param nearest the name of its nearest memory
   * @param peakFlopsPerSecond its float32 operations a second, at best
   * @param alsoVisible the names of other memories whose instances its tasks may use
   * @return this builder
   */
  public MachineBuilder processor(
      String processor,
      ProcessorKind kind,
      int node,
      String nearest,
      double peakFlopsPerSecond,
      String... alsoVisible) {
    processors.add(
        new ProcessorEntry(
            requireNonNull(processor, "processor"),
            requireNonNull(kind, "kind"),
            node,
            requireNonNull(nearest, "nearest"),
            peakFlopsPerSecond,
            List.of(alsoVisible)));
    return this;
  }

  /**
   * Adds a switch: a place where links meet.
   *
   * @param switchName its name, different from every memory's
   * @return this builder
   */
  public MachineBuilder networkSwitch(String switchName) {
    switches.add(requireNonNull(switchName, "switchName"));
    return this;
  }

  /**
   * Adds a link that carries data one way.
   *
   * @param link its name
   * @param from a memory or switch
   * @param to a memory or switch
   * @param bytesPerSecond its bandwidth
   * @param latencyNanos its latency
   * @return this builder
   */
  public MachineBuilder link(
      String link, String from, String to, double bytesPerSecond, long latencyNanos) {
    return link(link, from, to, bytesPerSecond, latencyNanos, false);
  }

  /**
   * Adds two links, one each way, of which the second is called {@code <link>/back}.
   *
   * @param link the name of the first
   * @param from a memory or switch
   * @param to a memory or switch
   * @param bytesPerSecond the bandwidth of each
   * @param latencyNanos the latency of each
   * @return this builder
   */
  public MachineBuilder duplexLink(
      String link, String from, String to, double bytesPerSecond, long latencyNanos) {
    return link(link, from, to, bytesPerSecond, latencyNanos, true);
  }

  MachineBuilder link(
      String link,
      String from,
      String to,
      double bytesPerSecond,
      long latencyNanos,
      boolean duplex) {
    links.add(
        new LinkEntry(
            requireNonNull(link, "link"),
            requireNonNull(from, "from"),
            requireNonNull(to, "to"),
            bytesPerSecond,
            latencyNanos,
            duplex));
    return this;
  }

  /**
   * {@return the machine}
   *
   * @throws MachineException if a name is used twice or names nothing, a figure is out of range, or
   *     a memory cannot be reached from another
   */
  public Machine build() {
    if (memories.isEmpty() || processors.isEmpty()) {
      throw new MachineException(
          "%s: the list is empty; a machine has at least one processor and one memory"
              .formatted(memories.isEmpty() ? "memories" : "processors"));
    }
    Map<String, Integer> vertices = vertices();
    var topology =
        new ListedTopology(
            processors(vertices),
            memories(),
            List.copyOf(switches),
            links(vertices),
            visible(vertices));
    topology
        .unreachable()
        .ifPresent(pair -> {
          throw new MachineException(
              ("links: memory '%s' cannot be reached from memory '%s'; add links that lead"
                      + " there, directly or through switches (a route passes through no other"
                      + " memory)")
                  .formatted(memories.get(pair.to()).name(), memories.get(pair.from()).name()));
        });
    return new Machine(name, note, copyEngine, topology);
  }

  /** Memories and switches share one set of names; numbers follow the lists, memories first. */
  private Map<String, Integer> vertices() {
    Map<String, Integer> vertices = new LinkedHashMap<>();
    for (int i = 0; i < memories.size(); i++) {
      addName(vertices, memories.get(i).name(), "memories[" + i + "].name");
    }
    for (int i = 0; i < switches.size(); i++) {
      addName(vertices, switches.get(i), "switches[" + i + "]");
    }
    return vertices;
  }

  private static void addName(Map<String, Integer> names, String entry, String path) {
    if (entry.isBlank()) {
      throw new MachineException(path + ": the name is blank; give one");
    }
    if (names.putIfAbsent(entry, names.size()) != null) {
      throw new MachineException(
          path + ": the name '" + entry + "' is taken; names must differ from each other");
    }
  }

  private static void checkNode(int node, String path) {
    Checks.atLeast(0, node, path);
    if (node >= MOST_NODES) {
      throw new MachineException(
          "%s: %d is too large; number the nodes from 0 to at most %d"
              .formatted(path, node, MOST_NODES - 1));
    }
  }

  private List<Memory> memories() {
    List<Memory> result = new ArrayList<>();
    for (int i = 0; i < memories.size(); i++) {
      MemoryEntry entry = memories.get(i);
      String path = "memories[" + i + "]";
      checkNode(entry.node(), path + ".node");
      Checks.atLeast(1, entry.capacityBytes(), path + ".capacityBytes");
      Checks.atLeastOne(entry.bytesPerSecond(), path + ".bytesPerSecond");
      Checks.atLeastOne(entry.copyBytesPerSecond(), path + ".copyBytesPerSecond");
      result.add(
          new Memory(
              i,
              entry.name(),
              entry.kind(),
              entry.node(),
              entry.capacityBytes(),
              entry.bytesPerSecond(),
              entry.copyBytesPerSecond()));
    }
    return List.copyOf(result);
  }

  private List<Processor> processors(Map<String, Integer> vertices) {
    Map<String, Integer> names = new LinkedHashMap<>();
    List<Processor> result = new ArrayList<>();
    for (int i = 0; i < processors.size(); i++) {
      ProcessorEntry entry = processors.get(i);
      String path = "processors[" + i + "]";
      addName(names, entry.name(), path + ".name");
      checkNode(entry.node(), path + ".node");
      Checks.atLeastOne(entry.peakFlopsPerSecond(), path + ".peakFlopsPerSecond");
      int memory = memory(vertices, entry.memory(), path + ".memory");
      result.add(
          new Processor(
              i, entry.name(), entry.kind(), entry.node(), memory, entry.peakFlopsPerSecond()));
    }
    return List.copyOf(result);
  }

  private List<int[]> visible(Map<String, Integer> vertices) {
    List<int[]> result = new ArrayList<>();
    for (int i = 0; i < processors.size(); i++) {
      List<String> also = processors.get(i).alsoVisible();
      int[] ids = new int[also.size()];
      for (int j = 0; j < ids.length; j++) {
        ids[j] = memory(vertices, also.get(j), "processors[" + i + "].visible[" + j + "]");
      }
      result.add(ids);
    }
    return List.copyOf(result);
  }

  private int memory(Map<String, Integer> vertices, String entry, String path) {
    Integer id = vertices.get(entry);
    if (id == null || id >= memories.size()) {
      throw new MachineException(
          path
              + ": there is no memory named '"
              + entry
              + "'; there "
              + listed(memories.stream().map(MemoryEntry::name).toList()));
    }
    return id;
  }

  private List<ListedTopology.Edge> links(Map<String, Integer> vertices) {
    Map<String, Integer> names = new LinkedHashMap<>();
    List<ListedTopology.Edge> result = new ArrayList<>();
    for (int i = 0; i < links.size(); i++) {
      LinkEntry entry = links.get(i);
      String path = "links[" + i + "]";
      addName(names, entry.name(), path + ".name");
      int from = vertex(vertices, entry.from(), path + ".from");
      int to = vertex(vertices, entry.to(), path + ".to");
      if (from == to) {
        throw new MachineException(
            path + ".to: the link ends where it starts, at '" + entry.to() + "'; remove it");
      }
      Checks.atLeastOne(entry.bytesPerSecond(), path + ".bytesPerSecond");
      Checks.atLeast(0, entry.latencyNanos(), path + ".latencyNanos");
      result.add(edge(result.size(), entry.name(), entry, from, to));
      if (entry.duplex()) {
        addName(names, entry.name() + "/back", path + ".name");
        result.add(edge(result.size(), entry.name() + "/back", entry, to, from));
      }
    }
    return List.copyOf(result);
  }

  private static ListedTopology.Edge edge(int id, String name, LinkEntry entry, int from, int to) {
    return new ListedTopology.Edge(
        new Link(id, name, entry.bytesPerSecond(), entry.latencyNanos()), from, to);
  }

  private static int vertex(Map<String, Integer> vertices, String entry, String path) {
    return Optional.ofNullable(vertices.get(entry))
        .orElseThrow(() ->
            new MachineException(
                path
                    + ": there is no memory or switch named '"
                    + entry
                    + "'; there "
                    + listed(List.copyOf(vertices.keySet()))));
  }

  /** The first few names, so that a message stays one sentence. */
  private static String listed(List<String> names) {
    int shown = Math.min(names.size(), 8);
    if (shown == 0) {
      return "are none";
    }
    String more = names.size() > shown ? " and " + (names.size() - shown) + " more" : "";
    return (names.size() == 1 ? "is " : "are ") + String.join(", ", names.subList(0, shown)) + more;
  }
}
