package org.soapstone.tasks.execution;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableIntArray;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.GraphRecord;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.graph.TaskGraph;
import org.soapstone.tasks.graph.TaskGraphBuilder;

/**
 * What really ran: nodes with their workers, times and moved bytes, and every edge that the
 * analysis sent.
 *
 * @param nodes the nodes, in the order in which they were emitted
 * @param edgeSources for each edge between two of the nodes, the position of the one that completes
 *     first
 * @param edgeTargets for each edge, the position of the one that waits
 * @param edgesFromOutside the number of further edges, from nodes that were not recorded
 */
public record ExecutionRecord(
    List<Node> nodes,
    ImmutableIntArray edgeSources,
    ImmutableIntArray edgeTargets,
    long edgesFromOutside) {

  /** Copies the list. */
  public ExecutionRecord {
    nodes = List.copyOf(nodes);
    requireNonNull(edgeSources, "edgeSources");
    requireNonNull(edgeTargets, "edgeTargets");
  }

  /**
   * A node that ran.
   *
   * @param key its structural key
   * @param kind what it did
   * @param processor the processor whose worker ran it
   * @param priority its priority
   * @param launch the launch, of a task
   * @param sourceMemory the memory it read, of a copy or fold; otherwise −1
   * @param targetMemory the memory it wrote, of a copy, fold or fill; otherwise −1
   * @param bytes the bytes it moved, counted while moving them; 0 for others than copies, folds and
   *     fills
   * @param startNanos when it started, in the time of {@link System#nanoTime}
   * @param endNanos when it ended, not before it started
   * @param instances the instances it used
   */
  public record Node(
      long key,
      NodeKind kind,
      int processor,
      int priority,
      Optional<MappedLaunch> launch,
      int sourceMemory,
      int targetMemory,
      long bytes,
      long startNanos,
      long endNanos,
      List<InstanceSpec> instances) {

    /** Copies the list. */
    public Node {
      requireNonNull(kind, "kind");
      requireNonNull(launch, "launch");
      instances = List.copyOf(instances);
    }

    /** {@return a few words for time lines: the task and its launch, or the kind of movement} */
    public String label() {
      return launch
          .map(mapped -> mapped.launch().task() + " " + mapped.launch().point(point()))
          .orElseGet(() -> kind.name().toLowerCase(Locale.ROOT));
    }

    private int point() {
      return StructuralKey.point(key);
    }
  }

  /**
   * Checks the times against the edges.
   *
   * @throws IllegalStateException if a node started before one that it waits for had ended; names
   *     both
   */
  public void checkOrder() {
    for (int e = 0; e < edgeSources.length(); e++) {
      Node from = nodes.get(edgeSources.get(e));
      Node to = nodes.get(edgeTargets.get(e));
      if (from.endNanos > to.startNanos) {
        throw new IllegalStateException(
            "node %s (%s) started %d ns before node %s (%s) ended, but has an edge from it"
                .formatted(
                    StructuralKey.describe(to.key),
                    to.label(),
                    from.endNanos - to.startNanos,
                    StructuralKey.describe(from.key),
                    from.label()));
      }
    }
  }

  /** {@return from the first start to the last end; 0 without nodes} */
  public long spanNanos() {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Node node : nodes) {
      first = Math.min(first, node.startNanos);
      last = Math.max(last, node.endNanos);
    }
    return nodes.isEmpty() ? 0 : last - first;
  }

  /**
   * {@return what ran as a task graph, with the bytes that were really moved and the workers that
   * really ran}
   *
   * @param machine the machine it ran on
   */
  public TaskGraph graph(Machine machine) {
    TaskGraphBuilder builder = new TaskGraphBuilder();
    CostedLaunch costed = null;
    for (Node node : nodes) {
      if (node.kind == NodeKind.TASK) {
        MappedLaunch launch = node.launch.orElseThrow();
        if (costed == null || !costed.launch().equals(launch)) {
          costed = CostedLaunch.of(launch, machine);
        }
        builder.addTask(
            node.key, node.processor, costed.costKeys().get(node.point()), node.priority);
      } else {
        builder.addMovement(
            node.kind,
            node.key,
            node.processor,
            node.sourceMemory,
            node.targetMemory,
            node.bytes,
            node.priority);
      }
      node.instances.forEach(builder::addInstance);
    }
    for (int e = 0; e < edgeSources.length(); e++) {
      builder.addEdge(edgeSources.get(e), edgeTargets.get(e));
    }
    return builder.build();
  }

  /**
   * {@return one step of what ran, with the times at which its nodes ran} Its edges from the step
   * before are there if that step was recorded too.
   *
   * @param machine the machine it ran on
   * @param firstPosition the position at which the step begins
   * @param stepSpan the number of positions in a step
   */
  public GraphRecord step(Machine machine, long firstPosition, long stepSpan) {
    Map<Long, Node> ran = new HashMap<>();
    nodes.forEach(node -> ran.put(StructuralKey.shift(node.key, -firstPosition), node));
    GraphRecord untimed = GraphRecord.ofStep(graph(machine), firstPosition, stepSpan);
    return new GraphRecord(
        untimed.nodes().stream()
            .map(node -> {
              Node times = ran.get(node.key());
              return node.timed(times.startNanos, times.endNanos);
            })
            .toList(),
        untimed.edges());
  }
}
