package org.soapstone.tasks.graph;

/** Shows task graphs to people. */
public final class TaskGraphs {
  private TaskGraphs() {}

  /**
   * {@return a graph in the language of Graphviz: a box for each task, coloured by processor, an
   * ellipse for each node that moves data}
   *
   * @param graph the graph
   */
  public static String toDot(TaskGraph graph) {
    StringBuilder dot = new StringBuilder("digraph tasks {\n  node [colorscheme=set312];\n");
    for (int n = 0; n < graph.nodeCount(); n++) {
      dot.append("  n%d [label=\"%s\", ".formatted(n, label(graph, n)))
          .append(
              graph.kind(n) == NodeKind.TASK
                  ? "shape=box, style=filled, fillcolor=%d".formatted(graph.processor(n) % 12 + 1)
                  : "shape=ellipse")
          .append("];\n");
    }
    for (int n = 0; n < graph.nodeCount(); n++) {
      for (int i = 0; i < graph.successorCount(n); i++) {
        dot.append("  n%d -> n%d;\n".formatted(n, graph.successor(n, i)));
      }
    }
    return dot.append("}\n").toString();
  }

  private static String label(TaskGraph graph, int n) {
    String key = StructuralKey.describe(graph.key(n));
    return switch (graph.kind(n)) {
      case TASK ->
          "%s\\n%s"
              .formatted(
                  key,
                  graph
                      .costKeyTable()
                      .get(graph.costKey(n))
                      .task()
                      .replace("\\", "\\\\")
                      .replace("\"", "\\\""));
      case COPY, FOLD ->
          "%s\\n%s %d -> %d\\n%d bytes"
              .formatted(
                  key, graph.kind(n), graph.sourceMemory(n), graph.targetMemory(n), graph.bytes(n));
      case FILL -> "%s\\nFILL %d\\n%d bytes".formatted(key, graph.targetMemory(n), graph.bytes(n));
      case JOIN -> key + "\\nJOIN";
    };
  }
}
