package org.soapstone.tasks.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares two recorded task graphs, node by node and edge by edge. Times are not compared. */
public final class GraphDiff {
  private final List<String> differences = new ArrayList<>();

  private GraphDiff() {}

  /**
   * {@return the differences, a line for each, nodes before edges; none if the graphs are the same}
   *
   * @param first a record
   * @param second another
   */
  public static List<String> of(GraphRecord first, GraphRecord second) {
    GraphDiff diff = new GraphDiff();
    diff.nodes(byKey(first), byKey(second));
    diff.edges(new TreeSet<>(first.edges()), new TreeSet<>(second.edges()));
    return List.copyOf(diff.differences);
  }

  private static Map<Long, GraphRecord.Node> byKey(GraphRecord graph) {
    Map<Long, GraphRecord.Node> nodes = new TreeMap<>();
    for (GraphRecord.Node node : graph.nodes()) {
      nodes.put(node.key(), node);
    }
    return nodes;
  }

  private void nodes(Map<Long, GraphRecord.Node> first, Map<Long, GraphRecord.Node> second) {
    TreeSet<Long> keys = new TreeSet<>(first.keySet());
    keys.addAll(second.keySet());
    for (long key : keys) {
      GraphRecord.Node a = first.get(key);
      GraphRecord.Node b = second.get(key);
      String name = "node " + StructuralKey.describe(key);
      if (a == null || b == null) {
        differences.add(
            "%s: only in the %s (%s)"
                .formatted(name, a == null ? "second" : "first", describe(a == null ? b : a)));
        continue;
      }
      field(name, "kind", a.kind(), b.kind());
      field(name, "processor", a.processor(), b.processor());
      field(name, "source memory", a.sourceMemory(), b.sourceMemory());
      field(name, "target memory", a.targetMemory(), b.targetMemory());
      field(name, "cost key", a.costKey(), b.costKey());
      field(name, "bytes", a.bytes(), b.bytes());
      field(name, "priority", a.priority(), b.priority());
    }
  }

  private void field(String node, String field, Object first, Object second) {
    if (!Objects.equals(first, second)) {
      differences.add(
          "%s: %s is %s in the first and %s in the second".formatted(node, field, first, second));
    }
  }

  private static String describe(GraphRecord.Node node) {
    return switch (node.kind()) {
      case TASK -> "TASK '%s' on processor %d".formatted(node.costKey(), node.processor());
      case COPY, FOLD ->
          "%s of %d bytes from memory %d to memory %d"
              .formatted(node.kind(), node.bytes(), node.sourceMemory(), node.targetMemory());
      case FILL -> "FILL of %d bytes in memory %d".formatted(node.bytes(), node.targetMemory());
      case JOIN -> "JOIN";
    };
  }

  private void edges(Set<GraphRecord.Edge> first, Set<GraphRecord.Edge> second) {
    TreeSet<GraphRecord.Edge> all = new TreeSet<>(first);
    all.addAll(second);
    for (GraphRecord.Edge edge : all) {
      if (first.contains(edge) != second.contains(edge)) {
        differences.add(
            "edge %s%s -> %s: only in the %s"
                .formatted(
                    StructuralKey.describe(edge.from()),
                    edge.stepsBack() == 0 ? "" : " (" + edge.stepsBack() + " step back)",
                    StructuralKey.describe(edge.to()),
                    first.contains(edge) ? "first" : "second"));
      }
    }
  }
}
