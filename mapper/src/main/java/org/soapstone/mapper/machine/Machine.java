package org.soapstone.mapper.machine;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.primitives.ImmutableIntArray;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Processors, the memories they use, and the routes between the memories.
 *
 * <p>Ids run from 0 in each of the three lists. Parts and routes are computed when asked for, so
 * that a regular machine of any size costs nothing; routes of small machines are kept once
 * computed. Processor {@code i} of a {@link Cluster}, or of several, has memory {@code i} as its
 * nearest.
 *
 * <p>Machines are immutable, thread-safe, and equal when they have the same name and the same
 * parts.
 */
public final class Machine {
  /** Beyond so many memories a table of routes would not be small; the rule is asked each time. */
  private static final int MOST_MEMORIES_WITH_ROUTE_TABLE = 512;

  private final String name;
  private final String note;
  private final CopyEngine copyEngine;
  private final Topology topology;
  private final int memories;
  private final AtomicReferenceArray<Route> routes;
  private final Supplier<String> canonical = Suppliers.memoize(() -> MachineJson.canonical(this));

  private final Supplier<String> fingerprint =
      Suppliers.memoize(() -> Fingerprints.of(canonical()));

  Machine(String name, String note, CopyEngine copyEngine, Topology topology) {
    this.name = requireNonNull(name, "name");
    this.note = requireNonNull(note, "note");
    this.copyEngine = requireNonNull(copyEngine, "copyEngine");
    this.topology = requireNonNull(topology, "topology");
    this.memories = topology.memoryCount();
    this.routes =
        new AtomicReferenceArray<>(
            memories <= MOST_MEMORIES_WITH_ROUTE_TABLE ? memories * memories : 0);
  }

  /**
   * {@return a builder of a machine whose parts are listed one by one}
   *
   * @param name the machine's name
   * @param copyEngine what carries out its copies
   */
  public static MachineBuilder builder(String name, CopyEngine copyEngine) {
    return new MachineBuilder(name, copyEngine);
  }

  /**
   * {@return a machine of equal nodes}
   *
   * @param name the machine's name
   * @param copyEngine what carries out its copies
   * @param cluster the rule
   */
  public static Machine of(String name, CopyEngine copyEngine, Cluster cluster) {
    return new Machine(name, "", copyEngine, new ClusterTopology(cluster));
  }

  /**
   * {@return a machine of several clusters on one network}
   *
   * @param name the machine's name
   * @param copyEngine what carries out its copies
   * @param clusters the rules, at least one, each with a network
   * @throws MachineException if there is none, one has no network, or they are too large together
   */
  public static Machine of(String name, CopyEngine copyEngine, List<Cluster> clusters) {
    return new Machine(name, "", copyEngine, new JoinedTopology(clusters));
  }

  /** {@return the rule of a machine of equal nodes, all of them; empty for other machines} */
  public Optional<Cluster> cluster() {
    return topology instanceof ClusterTopology equal
        ? Optional.of(equal.cluster())
        : Optional.empty();
  }

  /** {@return the name by which people know this machine} */
  public String name() {
    return name;
  }

  /** {@return where the figures come from, in words; may be empty} */
  public String note() {
    return note;
  }

  /** {@return what carries out copies} */
  public CopyEngine copyEngine() {
    return copyEngine;
  }

  /** {@return the number of nodes} */
  public int nodeCount() {
    return topology.nodeCount();
  }

  /** {@return the number of processors, at least 1} */
  public int processorCount() {
    return topology.processorCount();
  }

  /** {@return the number of memories, at least 1} */
  public int memoryCount() {
    return memories;
  }

  /** {@return the number of links} */
  public int linkCount() {
    return topology.linkCount();
  }

  /**
   * {@return a processor}
   *
   * @param id its number
   * @throws IndexOutOfBoundsException if there is no such processor
   */
  public Processor processor(int id) {
    return topology.processor(checkIndex(id, topology.processorCount()));
  }

  /**
   * {@return a memory}
   *
   * @param id its number
   * @throws IndexOutOfBoundsException if there is no such memory
   */
  public Memory memory(int id) {
    return topology.memory(checkIndex(id, memories));
  }

  /**
   * {@return a link}
   *
   * @param id its number
   * @throws IndexOutOfBoundsException if there is no such link
   */
  public Link link(int id) {
    return topology.link(checkIndex(id, topology.linkCount()));
  }

  /**
   * {@return what a processor is} Allocates nothing.
   *
   * @param processor the processor's id
   */
  public ProcessorKind kind(int processor) {
    return topology.kind(checkIndex(processor, topology.processorCount()));
  }

  /**
   * {@return what the time of a task on a processor depends on} Allocates nothing.
   *
   * @param processor the processor's id
   */
  public ProcessorModel model(int processor) {
    return topology.model(checkIndex(processor, topology.processorCount()));
  }

  /** {@return the kinds of processor that this machine has} */
  public Set<ProcessorKind> kinds() {
    Set<ProcessorKind> kinds = EnumSet.noneOf(ProcessorKind.class);
    for (int p = 0; p < processorCount() && kinds.size() < ProcessorKind.values().length; p++) {
      kinds.add(topology.kind(p));
    }
    return kinds;
  }

  /**
   * {@return the id of a processor's nearest memory} Allocates nothing.
   *
   * @param processor the processor's id
   */
  public int nearestMemory(int processor) {
    return topology.nearestMemory(checkIndex(processor, topology.processorCount()));
  }

  /**
   * {@return whether tasks on a processor may use instances in a memory} Allocates nothing.
   *
   * @param processor the processor's id
   * @param memory the memory's id
   */
  public boolean visible(int processor, int memory) {
    return topology.visible(
        checkIndex(processor, topology.processorCount()), checkIndex(memory, memories));
  }

  /**
   * {@return how many processors have a memory as their nearest} Allocates nothing.
   *
   * @param memory the memory's id
   */
  public int processorsSharing(int memory) {
    return topology.processorsSharing(checkIndex(memory, memories));
  }

  /**
   * {@return how fast one copy from a memory to itself is}
   *
   * @param memory the memory's id
   */
  public double localCopyBytesPerSecond(int memory) {
    return topology.copyBytesPerSecond(checkIndex(memory, memories));
  }

  /**
   * {@return the route from one memory to another} From a memory to itself it has no links, no
   * latency, and the memory's copy rate. Routes pass through switches and never through other
   * memories.
   *
   * @param fromMemory the source
   * @param toMemory the target
   */
  public Route route(int fromMemory, int toMemory) {
    checkIndex(fromMemory, memories);
    checkIndex(toMemory, memories);
    if (routes.length() == 0) {
      return computeRoute(fromMemory, toMemory);
    }
    int slot = fromMemory * memories + toMemory;
    Route route = routes.get(slot);
    if (route == null) {
      route = computeRoute(fromMemory, toMemory);
      routes.set(slot, route);
    }
    return route;
  }

  private Route computeRoute(int from, int to) {
    if (from == to) {
      return new Route(ImmutableIntArray.of(), 0, localCopyBytesPerSecond(from));
    }
    ImmutableIntArray path = topology.path(from, to);
    long latencyNanos = 0;
    double bytesPerSecond = Double.POSITIVE_INFINITY;
    for (int i = 0; i < path.length(); i++) {
      latencyNanos += topology.linkLatencyNanos(path.get(i));
      bytesPerSecond = Math.min(bytesPerSecond, topology.linkBytesPerSecond(path.get(i)));
    }
    return new Route(path, latencyNanos, bytesPerSecond);
  }

  /**
   * {@return this machine with its first processors only, with their memories, and with the
   * memories that are nobody's nearest} In a listed machine, links of memories that went are gone
   * too.
   *
   * @param count how many processors to keep
   * @throws MachineException if the machine has fewer, or {@code count} is less than 1
   */
  public Machine firstProcessors(int count) {
    if (count < 1 || count > processorCount()) {
      throw new MachineException(
          "machine '%s' has %d %s, not %d; ask for 1 to %d"
              .formatted(
                  name,
                  processorCount(),
                  processorCount() == 1 ? "processor" : "processors",
                  count,
                  processorCount()));
    }
    return count == processorCount()
        ? this
        : new Machine(name, note, copyEngine, topology.firstProcessors(count));
  }

  /**
   * {@return this machine under another name}
   *
   * @param newName the name
   * @param newNote where the figures come from
   */
  public Machine named(String newName, String newNote) {
    return new Machine(newName, newNote, copyEngine, topology);
  }

  /**
   * {@return everything but the name and the note, as compact JSON: equal machines have equal text}
   */
  public String canonical() {
    return canonical.get();
  }

  /** {@return a digest of {@link #canonical}: the first 16 hexadecimal digits of its SHA-256} */
  public String fingerprint() {
    return fingerprint.get();
  }

  Topology topology() {
    return topology;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Machine machine
            && name.equals(machine.name)
            && canonical().equals(machine.canonical()));
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + canonical().hashCode();
  }

  /** {@return one line for people: the name and how many of each part there are} */
  @Override
  public String toString() {
    return "%s: %d processors, %d memories, %d links, %d nodes"
        .formatted(name, processorCount(), memories, linkCount(), nodeCount());
  }
}
