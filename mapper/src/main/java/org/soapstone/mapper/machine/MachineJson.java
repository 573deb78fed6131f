package org.soapstone.mapper.machine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.soapstone.mapper.json.JsonText;
import org.soapstone.mapper.json.JsonView;
import org.soapstone.mapper.machine.Cluster.HostBus;
import org.soapstone.mapper.machine.Cluster.MemorySpec;
import org.soapstone.mapper.machine.Cluster.Network;
import org.soapstone.mapper.machine.Cluster.Peers;
import org.soapstone.mapper.machine.Cluster.ProcessorSpec;
import org.soapstone.mapper.machine.Cluster.Wiring;

/**
 * Machine files: JSON of format {@value #FORMAT}.
 *
 * <p>A file has {@code format}, {@code name}, {@code copyEngine} ({@code processor} or {@code
 * dma}), a {@code note} if it likes, and one of two forms. The listed form:
 *
 * <pre>{@code
 * "memories":   [{"name": "m0", "kind": "device", "node": 0, "capacityBytes": 16000000000,
 *                 "bytesPerSecond": 7.3e11, "copyBytesPerSecond": 3.6e11}, ...],
 * "processors": [{"name": "g0", "kind": "gpu", "node": 0, "memory": "m0", "peakFlopsPerSecond": 1.06e13,
 *                 "visible": ["m1"]}, ...],
 * "switches":   ["s0"],
 * "links":      [{"name": "l0", "from": "m0", "to": "s0", "bytesPerSecond": 1.2e10, "latencyNanos": 1000,
 *                 "duplex": true}, ...]
 * }</pre>
 *
 * <p>{@code node} is 0, {@code copyBytesPerSecond} half of {@code bytesPerSecond}, {@code visible}
 * and {@code switches} empty, and {@code duplex} false where they are left out. A link carries data
 * one way; a duplex link is two.
 *
 * <p>The form of a {@link Cluster} has an object {@code cluster} with the fields of that record;
 * see the built-in machines for examples. {@code processors} there keeps the first so many
 * processors. Several clusters on one network are a list {@code clusters} of such objects, with
 * {@code processors}, where not all are kept, beside it.
 */
public final class MachineJson {
  /** The format that is read and written. */
  public static final String FORMAT = "soapstone-machine/1";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final List<String> CLUSTER_FIELDS =
      List.of(
          "nodes",
          "processorsPerNode",
          "processor",
          "memory",
          "hostMemory",
          "peers",
          "hostBus",
          "network");

  private MachineJson() {}

  /**
   * {@return the machine that a file describes}
   *
   * @param file the file
   * @throws MachineException if it is missing, is not JSON, or describes no valid machine
   */
  public static Machine read(Path file) {
    return parse(
        JsonView.textOf(file, "machine file", MachineException::new), "machine file " + file);
  }

  /**
   * {@return the machine that a text describes}
   *
   * @param text JSON
   * @param source names the text in messages
   * @throws MachineException if it is not JSON, or describes no valid machine
   */
  public static Machine parse(String text, String source) {
    JsonView root = JsonView.parse(source, text, MachineException::new);
    String format = root.at("format").string();
    if (!format.equals(FORMAT)) {
      throw root.at("format")
          .error(
              "'%s' is not a format that is read here; it must be '%s'".formatted(format, FORMAT));
    }
    if (root.has("clusters")) {
      return joined(root);
    }
    return root.has("cluster") ? clustered(root) : listed(root);
  }

  private static Machine listed(JsonView root) {
    root.allowOnly(
        "format", "name", "note", "copyEngine", "memories", "processors", "switches", "links");
    MachineBuilder builder =
        Machine.builder(root.at("name").string(), root.at("copyEngine").constant(CopyEngine.class));
    root.find("note").ifPresent(note -> builder.note(note.string()));
    for (JsonView memory : root.at("memories").elements()) {
      memory.allowOnly(
          "name", "kind", "node", "capacityBytes", "bytesPerSecond", "copyBytesPerSecond");
      builder.memory(
          memory.at("name").string(),
          memory.at("kind").constant(MemoryKind.class),
          node(memory),
          memory.at("capacityBytes").wholeNumber(),
          memory.at("bytesPerSecond").number(),
          copyBytesPerSecond(memory));
    }
    for (JsonView processor : root.at("processors").elements()) {
      processor.allowOnly("name", "kind", "node", "memory", "peakFlopsPerSecond", "visible");
      builder.processor(
          processor.at("name").string(),
          processor.at("kind").constant(ProcessorKind.class),
          node(processor),
          processor.at("memory").string(),
          processor.at("peakFlopsPerSecond").number(),
          processor
              .find("visible")
              .map(list -> list.elements().stream().map(JsonView::string).toArray(String[]::new))
              .orElse(new String[0]));
    }
    root.find("switches")
        .ifPresent(list -> list.elements().forEach(s -> builder.networkSwitch(s.string())));
    root.find("links").ifPresent(list -> list.elements().forEach(link -> addLink(builder, link)));
    return within(root, builder::build);
  }

  /** Turns complaints that start with a path into complaints that start with the document. */
  private static <T> T within(JsonView view, Supplier<T> construction) {
    try {
      return construction.get();
    } catch (MachineException e) {
      throw view.errorBelow(e.getMessage());
    }
  }

  private static double copyBytesPerSecond(JsonView memory) {
    return memory
        .find("copyBytesPerSecond")
        .map(JsonView::number)
        .orElseGet(() -> memory.at("bytesPerSecond").number() / 2);
  }

  private static int node(JsonView part) {
    return part.find("node").map(JsonView::smallNumber).orElse(0);
  }

  private static void addLink(MachineBuilder builder, JsonView link) {
    link.allowOnly("name", "from", "to", "bytesPerSecond", "latencyNanos", "duplex");
    builder.link(
        link.at("name").string(),
        link.at("from").string(),
        link.at("to").string(),
        link.at("bytesPerSecond").number(),
        link.at("latencyNanos").wholeNumber(),
        link.find("duplex").map(JsonView::truth).orElse(false));
  }

  private static Machine clustered(JsonView root) {
    root.allowOnly("format", "name", "note", "copyEngine", "cluster");
    JsonView view = root.at("cluster");
    Machine machine = machine(root, new ClusterTopology(cluster(view, "processors")));
    return view.find("processors").map(count -> firstProcessors(machine, count)).orElse(machine);
  }

  private static Machine joined(JsonView root) {
    root.allowOnly("format", "name", "note", "copyEngine", "clusters", "processors");
    List<Cluster> clusters = new ArrayList<>();
    for (JsonView view : root.at("clusters").elements()) {
      clusters.add(cluster(view));
    }
    Machine machine = machine(root, within(root, () -> new JoinedTopology(clusters)));
    return root.find("processors").map(count -> firstProcessors(machine, count)).orElse(machine);
  }

  private static Machine machine(JsonView root, Topology topology) {
    return new Machine(
        root.at("name").string(),
        root.find("note").map(JsonView::string).orElse(""),
        root.at("copyEngine").constant(CopyEngine.class),
        topology);
  }

  private static Cluster cluster(JsonView view, String... also) {
    view.allowOnly(Stream.concat(CLUSTER_FIELDS.stream(), Stream.of(also)).toArray(String[]::new));
    int nodes = view.at("nodes").smallNumber();
    int processorsPerNode = view.at("processorsPerNode").smallNumber();
    ProcessorSpec processor = processorSpec(view.at("processor"));
    MemorySpec memory = memorySpec(view.at("memory"));
    Optional<MemorySpec> hostMemory = view.find("hostMemory").map(MachineJson::memorySpec);
    Optional<Peers> peers = view.find("peers").map(MachineJson::peers);
    Optional<HostBus> hostBus = view.find("hostBus").map(MachineJson::hostBus);
    Optional<Network> network = view.find("network").map(MachineJson::network);
    return within(
        view,
        () ->
            new Cluster(
                nodes, processorsPerNode, processor, memory, hostMemory, peers, hostBus, network));
  }

  private static Machine firstProcessors(Machine machine, JsonView count) {
    try {
      return machine.firstProcessors(count.smallNumber());
    } catch (MachineException e) {
      throw count.error(e.getMessage());
    }
  }

  private static ProcessorSpec processorSpec(JsonView view) {
    view.allowOnly("kind", "peakFlopsPerSecond");
    ProcessorKind kind = view.at("kind").constant(ProcessorKind.class);
    double peak = view.at("peakFlopsPerSecond").number();
    return within(view, () -> new ProcessorSpec(kind, peak));
  }

  private static MemorySpec memorySpec(JsonView view) {
    view.allowOnly("kind", "capacityBytes", "bytesPerSecond", "copyBytesPerSecond");
    MemoryKind kind = view.at("kind").constant(MemoryKind.class);
    long capacity = view.at("capacityBytes").wholeNumber();
    double rate = view.at("bytesPerSecond").number();
    double copyRate = copyBytesPerSecond(view);
    return within(view, () -> new MemorySpec(kind, capacity, rate, copyRate));
  }

  private static Peers peers(JsonView view) {
    view.allowOnly("name", "wiring", "bytesPerSecond", "latencyNanos");
    String name = view.at("name").string();
    Wiring wiring = view.at("wiring").constant(Wiring.class);
    double rate = view.at("bytesPerSecond").number();
    long latency = view.at("latencyNanos").wholeNumber();
    return within(view, () -> new Peers(name, wiring, rate, latency));
  }

  private static HostBus hostBus(JsonView view) {
    view.allowOnly("name", "processorsPerSwitch", "bytesPerSecond", "latencyNanos");
    String name = view.at("name").string();
    int perSwitch = view.find("processorsPerSwitch").map(JsonView::smallNumber).orElse(0);
    double rate = view.at("bytesPerSecond").number();
    long latency = view.at("latencyNanos").wholeNumber();
    return within(view, () -> new HostBus(name, perSwitch, rate, latency));
  }

  private static Network network(JsonView view) {
    view.allowOnly("name", "adaptersPerNode", "bytesPerSecond", "latencyNanos");
    String name = view.at("name").string();
    int adapters = view.at("adaptersPerNode").smallNumber();
    double rate = view.at("bytesPerSecond").number();
    long latency = view.at("latencyNanos").wholeNumber();
    return within(view, () -> new Network(name, adapters, rate, latency));
  }

  /**
   * Writes a machine to a file, which {@link #read} reads back as an equal machine.
   *
   * @param machine the machine
   * @param file the file; its folder must exist
   * @throws MachineException if the file cannot be written
   */
  public static void write(Machine machine, Path file) {
    try {
      Files.writeString(file, toText(machine) + "\n");
    } catch (IOException e) {
      throw new MachineException(
          "machine file %s: it cannot be written (%s); choose a folder that exists and can be written"
              .formatted(file, e.getClass().getSimpleName()));
    }
  }

  /**
   * {@return the text of a machine file}
   *
   * @param machine the machine
   */
  public static String toText(Machine machine) {
    ObjectNode root = NODES.objectNode().put("format", FORMAT).put("name", machine.name());
    if (!machine.note().isEmpty()) {
      root.put("note", machine.note());
    }
    putParts(root, machine);
    return JsonText.pretty(root, 2);
  }

  /** {@return the machine without name and note, as compact JSON} */
  static String canonical(Machine machine) {
    ObjectNode root = NODES.objectNode().put("format", FORMAT);
    putParts(root, machine);
    return JsonText.compact(root);
  }

  private static void putParts(ObjectNode root, Machine machine) {
    root.put("copyEngine", JsonView.label(machine.copyEngine()));
    switch (machine.topology()) {
      case ClusterTopology topology ->
          root.set("cluster", cluster(topology.cluster(), topology.processorCount()));
      case JoinedTopology topology -> putJoined(root, topology);
      case ListedTopology topology -> putListed(root, topology);
    }
  }

  private static void putJoined(ObjectNode root, JoinedTopology topology) {
    ArrayNode clusters = root.putArray("clusters");
    int all = 0;
    for (Cluster cluster : topology.clusters()) {
      int processors = cluster.nodes() * cluster.processorsPerNode();
      clusters.add(cluster(cluster, processors));
      all += processors;
    }
    if (topology.processorCount() < all) {
      root.put("processors", topology.processorCount());
    }
  }

  /** A rule, of which the first so many processors are kept. */
  private static ObjectNode cluster(Cluster cluster, int processors) {
    ObjectNode node = NODES.objectNode();
    node.put("nodes", cluster.nodes()).put("processorsPerNode", cluster.processorsPerNode());
    if (processors < cluster.nodes() * cluster.processorsPerNode()) {
      node.put("processors", processors);
    }
    node.putObject("processor")
        .put("kind", JsonView.label(cluster.processor().kind()))
        .put("peakFlopsPerSecond", cluster.processor().peakFlopsPerSecond());
    node.set("memory", memory(cluster.memory()));
    cluster.hostMemory().ifPresent(memory -> node.set("hostMemory", memory(memory)));
    cluster
        .peers()
        .ifPresent(peers ->
            node.putObject("peers")
                .put("name", peers.name())
                .put("wiring", JsonView.label(peers.wiring()))
                .put("bytesPerSecond", peers.bytesPerSecond())
                .put("latencyNanos", peers.latencyNanos()));
    cluster
        .hostBus()
        .ifPresent(bus ->
            node.putObject("hostBus")
                .put("name", bus.name())
                .put("processorsPerSwitch", bus.processorsPerSwitch())
                .put("bytesPerSecond", bus.bytesPerSecond())
                .put("latencyNanos", bus.latencyNanos()));
    cluster
        .network()
        .ifPresent(network ->
            node.putObject("network")
                .put("name", network.name())
                .put("adaptersPerNode", network.adaptersPerNode())
                .put("bytesPerSecond", network.bytesPerSecond())
                .put("latencyNanos", network.latencyNanos()));
    return node;
  }

  private static ObjectNode memory(MemorySpec memory) {
    return NODES
        .objectNode()
        .put("kind", JsonView.label(memory.kind()))
        .put("capacityBytes", memory.capacityBytes())
        .put("bytesPerSecond", memory.bytesPerSecond())
        .put("copyBytesPerSecond", memory.copyBytesPerSecond());
  }

  private static void putListed(ObjectNode root, ListedTopology topology) {
    ArrayNode memories = root.putArray("memories");
    for (Memory memory : topology.memories()) {
      memories
          .addObject()
          .put("name", memory.name())
          .put("kind", JsonView.label(memory.kind()))
          .put("node", memory.node())
          .put("capacityBytes", memory.capacityBytes())
          .put("bytesPerSecond", memory.bytesPerSecond())
          .put("copyBytesPerSecond", memory.copyBytesPerSecond());
    }
    ArrayNode processors = root.putArray("processors");
    for (Processor processor : topology.processors()) {
      ObjectNode node =
          processors
              .addObject()
              .put("name", processor.name())
              .put("kind", JsonView.label(processor.kind()))
              .put("node", processor.node())
              .put("memory", topology.vertexName(processor.memory()))
              .put("peakFlopsPerSecond", processor.peakFlopsPerSecond());
      int[] visible = topology.alsoVisible(processor.id());
      if (visible.length > 0) {
        ArrayNode names = node.putArray("visible");
        for (int memory : visible) {
          names.add(topology.vertexName(memory));
        }
      }
    }
    ArrayNode switches = root.putArray("switches");
    topology.switches().forEach(switches::add);
    ArrayNode links = root.putArray("links");
    for (ListedTopology.Edge edge : topology.edges()) {
      links
          .addObject()
          .put("name", edge.link().name())
          .put("from", topology.vertexName(edge.from()))
          .put("to", topology.vertexName(edge.to()))
          .put("bytesPerSecond", edge.link().bytesPerSecond())
          .put("latencyNanos", edge.link().latencyNanos());
    }
  }
}
