package org.soapstone.tasks.graph;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a recorded task graph in the DOT language, for Graphviz: tasks are boxes with the colour
 * of their processor, movements ellipses; what comes from the step before is dashed.
 */
public final class GraphDot {
  /** Graphviz has so many colours in the scheme that is used. */
  private static final int COLOURS = 12;

  private final StringBuilder out = new StringBuilder();

  private GraphDot() {}

  /**
   * {@return a graph in DOT} Takes O(nodes + edges · log edges).
   *
   * @param graph the graph
   */
  public static String of(GraphRecord graph) {
    GraphDot dot = new GraphDot();
    dot.write(graph);
    return dot.out.toString();
  }

  private void write(GraphRecord graph) {
    out.append("digraph soapstone {\n")
        .append("  node [style=filled, colorscheme=set312, fontname=\"sans-serif\"];\n");
    graph.nodes().forEach(this::node);
    Set<Long> before = new TreeSet<>();
    for (GraphRecord.Edge edge : graph.edges()) {
      if (edge.stepsBack() > 0) {
        before.add(edge.from());
      }
    }
    for (long key : before) {
      out.append("  ").append(name(key, 1)).append(" [style=dashed];\n");
    }
    for (GraphRecord.Edge edge : graph.edges()) {
      out.append("  ")
          .append(name(edge.from(), edge.stepsBack()))
          .append(" -> ")
          .append(name(edge.to(), 0))
          .append(edge.stepsBack() > 0 ? " [style=dashed];\n" : ";\n");
    }
    out.append("}\n");
  }

  private static String name(long key, int stepsBack) {
    String own = StructuralKey.describe(key);
    return quoted(stepsBack > 0 ? "before: " + own : own);
  }

  private void node(GraphRecord.Node node) {
    StringBuilder label = new StringBuilder(what(node)).append('\n');
    label.append(StructuralKey.describe(node.key())).append(" on ").append(node.processor());
    if (node.bytes() > 0) {
      label.append('\n').append(node.bytes()).append(" bytes");
    }
    if (node.startNanos().isPresent() && node.endNanos().isPresent()) {
      long nanos = node.endNanos().getAsLong() - node.startNanos().getAsLong();
      label.append('\n').append(String.format(Locale.ROOT, "%.1f µs", nanos / 1e3));
    }
    out.append("  ")
        .append(name(node.key(), 0))
        .append(" [label=")
        .append(quoted(label.toString()))
        .append(", shape=")
        .append(shape(node.kind()))
        .append(", fillcolor=")
        .append(1 + Math.floorMod(node.processor(), COLOURS))
        .append("];\n");
  }

  /** A task's name is the second word of its cost key; a movement tells from where to where. */
  private static String what(GraphRecord.Node node) {
    String kind = node.kind().name().toLowerCase(Locale.ROOT);
    return switch (node.kind()) {
      case TASK -> {
        String[] words = node.costKey().split(" ", 3);
        yield words.length > 1 ? words[1] : kind;
      }
      case COPY, FOLD -> kind + " " + node.sourceMemory() + " to " + node.targetMemory();
      case FILL -> kind + " in " + node.targetMemory();
      case JOIN -> kind;
    };
  }

  private static String shape(NodeKind kind) {
    return switch (kind) {
      case TASK -> "box";
      case COPY, FOLD, FILL -> "ellipse";
      case JOIN -> "diamond";
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
