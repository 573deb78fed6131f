package org.soapstone.tasks.graph;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * A task graph of one step as it is written down to be compared: what ran, or would run, where, and
 * after what. Keys hold launch positions relative to the step, so records of different steps, or of
 * a run and a simulation, can be equal.
 *
 * <p>Immutable; nodes are in the order of their keys, edges in that of their targets.
 *
 * @param nodes the nodes, each key once
 * @param edges the edges
 */
public record GraphRecord(List<Node> nodes, List<Edge> edges) {

  /** Sorts the lists and checks that no key is there twice. */
  public GraphRecord {
    nodes = nodes.stream().sorted(Comparator.comparingLong(Node::key)).toList();
    edges = edges.stream().sorted().toList();
    for (int n = 1; n < nodes.size(); n++) {
      if (nodes.get(n).key() == nodes.get(n - 1).key()) {
        throw new IllegalArgumentException(
            "node %s is there twice; keys are unique"
                .formatted(StructuralKey.describe(nodes.get(n).key())));
      }
    }
  }

  /**
   * A node.
   *
   * @param key its structural key, relative to the step
   * @param kind what it does
   * @param processor the processor it runs on or serves
   * @param sourceMemory the memory it reads, or −1
   * @param targetMemory the memory it writes, or −1
   * @param costKey a task's {@link CostKey#canonical() canonical cost key}; empty for others
   * @param bytes the bytes it moves; 0 for a task
   * @param priority greater runs first
   * @param startNanos when it started, if it is known
   * @param endNanos when it ended, if it is known
   */
  public record Node(
      long key,
      NodeKind kind,
      int processor,
      int sourceMemory,
      int targetMemory,
      String costKey,
      long bytes,
      int priority,
      OptionalLong startNanos,
      OptionalLong endNanos) {

    /** Checks that nothing is null. */
    public Node {
      requireNonNull(kind, "kind");
      requireNonNull(costKey, "costKey");
      requireNonNull(startNanos, "startNanos");
      requireNonNull(endNanos, "endNanos");
    }

    /**
     * {@return this node with the times at which it ran}
     *
     * @param start when it started
     * @param end when it ended
     */
    public Node timed(long start, long end) {
      return new Node(
          key,
          kind,
          processor,
          sourceMemory,
          targetMemory,
          costKey,
          bytes,
          priority,
          OptionalLong.of(start),
          OptionalLong.of(end));
    }
  }

  /**
   * An edge. Ordered by target, then steps back, then source.
   *
   * @param from the key of what completes first, relative to its own step
   * @param stepsBack how many steps before the recorded one the source belongs to: 0 or 1
   * @param to the key of what waits
   */
  public record Edge(long from, int stepsBack, long to) implements Comparable<Edge> {
    private static final Comparator<Edge> ORDER =
        Comparator.comparingLong(Edge::to)
            .thenComparingInt(Edge::stepsBack)
            .thenComparingLong(Edge::from);

    @Override
    public int compareTo(Edge other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * {@return the record of one step of a graph} Edges from before the previous step are left out.
   *
   * @param graph a graph of several steps, or of launches made once and steps
   * @param firstPosition the position at which the step begins
   * @param stepSpan the distance between the positions of consecutive steps
   */
  public static GraphRecord ofStep(TaskGraph graph, long firstPosition, long stepSpan) {
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    for (int n = 0; n < graph.nodeCount(); n++) {
      long position = StructuralKey.launch(graph.key(n));
      if (position < firstPosition || position >= firstPosition + stepSpan) {
        continue;
      }
      nodes.add(node(graph, n, firstPosition));
      for (int i = 0; i < graph.predecessorCount(n); i++) {
        long from = graph.key(graph.predecessor(n, i));
        int stepsBack = (int) -Math.floorDiv(StructuralKey.launch(from) - firstPosition, stepSpan);
        if (stepsBack <= 1) {
          edges.add(
              new Edge(
                  StructuralKey.shift(from, stepsBack * stepSpan - firstPosition),
                  stepsBack,
                  StructuralKey.shift(graph.key(n), -firstPosition)));
        }
      }
    }
    return new GraphRecord(nodes, edges);
  }

  private static Node node(TaskGraph graph, int n, long firstPosition) {
    int costKey = graph.costKey(n);
    return new Node(
        StructuralKey.shift(graph.key(n), -firstPosition),
        graph.kind(n),
        graph.processor(n),
        graph.sourceMemory(n),
        graph.targetMemory(n),
        costKey < 0 ? "" : graph.costKeyTable().get(costKey).canonical(),
        graph.bytes(n),
        graph.priority(n),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  /**
   * Writes this record as JSON, in the format {@code soapstone-graph/1}.
   *
   * @param file where to
   * @throws IOException if the file cannot be written
   */
  public void write(Path file) throws IOException {
    GraphRecordJson.write(this, file);
  }

  /**
   * {@return the record in a JSON file}
   *
   * @param file the file
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it holds no record, naming the place
   */
  public static GraphRecord read(Path file) throws IOException {
    return GraphRecordJson.read(file);
  }
}
