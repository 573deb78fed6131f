package org.soapstone.tasks.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.soapstone.tasks.graph.StructuralKey.service;
import static org.soapstone.tasks.graph.StructuralKey.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphRecordTest {
  @TempDir private Path folder;

  private static GraphRecord.Node node(long key, NodeKind kind, int processor, String costKey) {
    boolean moves = kind != NodeKind.TASK;
    return new GraphRecord.Node(
        key,
        kind,
        processor,
        moves ? 0 : -1,
        moves ? 1 : -1,
        costKey,
        moves ? 64 : 0,
        0,
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  private final GraphRecord record =
      new GraphRecord(
          List.of(
              node(task(1, 0), NodeKind.TASK, 1, "CPU b"),
              node(service(1, 0, 0, 0), NodeKind.COPY, 1, ""),
              node(task(0, 0), NodeKind.TASK, 0, "CPU a").timed(10, 25)),
          List.of(
              new GraphRecord.Edge(service(1, 0, 0, 0), 0, task(1, 0)),
              new GraphRecord.Edge(task(1, 0), 1, task(0, 0)),
              new GraphRecord.Edge(task(0, 0), 0, service(1, 0, 0, 0))));

  @Test
  void isReadAsItWasWritten() throws IOException {
    Path file = folder.resolve("graph.json");
    record.write(file);

    assertThat(GraphRecord.read(file)).isEqualTo(record);
    assertThat(Files.readString(file))
        .startsWith("{\"format\":\"soapstone-graph/1\"")
        .contains("{\"from\":\"1.0\",\"stepsBack\":1,\"to\":\"0.0\"}")
        .contains("\"startNanos\":10,\"endNanos\":25");
  }

  @Test
  void timesAreNoDifference() {
    GraphRecord untimed =
        new GraphRecord(
            List.of(
                node(task(0, 0), NodeKind.TASK, 0, "CPU a"),
                record.nodes().get(1),
                record.nodes().get(2)),
            record.edges());
    assertThat(untimed).isNotEqualTo(record);
    assertThat(GraphDiff.of(record, untimed)).isEmpty();
  }

  @Test
  void differencesAreNamedOneByOne() {
    GraphRecord other =
        new GraphRecord(
            List.of(
                node(task(0, 0), NodeKind.TASK, 1, "CPU c"),
                node(task(1, 0), NodeKind.TASK, 1, "CPU b"),
                node(service(1, 0, 0, 1), NodeKind.FOLD, 1, "")),
            List.of(
                new GraphRecord.Edge(task(1, 0), 0, task(0, 0)),
                new GraphRecord.Edge(task(0, 0), 0, service(1, 0, 0, 0))));

    assertThat(GraphDiff.of(record, other))
        .containsExactly(
            "node 0.0: processor is 0 in the first and 1 in the second",
            "node 0.0: cost key is CPU a in the first and CPU c in the second",
            "node 1.0/0.0: only in the first (COPY of 64 bytes from memory 0 to memory 1)",
            "node 1.0/0.1: only in the second (FOLD of 64 bytes from memory 0 to memory 1)",
            "edge 1.0 -> 0.0: only in the second",
            "edge 1.0 (1 step back) -> 0.0: only in the first",
            "edge 1.0/0.0 -> 1.0: only in the first");
    assertThat(GraphDiff.of(other, record)).hasSize(7);
  }

  @Test
  void aStepIsTakenOutOfALongerGraph() {
    TaskGraphBuilder builder = new TaskGraphBuilder();
    int once = builder.addTask(task(0, 0), 0, TaskGraphTest.costKey("once", 1), 0);
    int previous = -1;
    for (int step = 0; step < 3; step++) {
      int first = builder.addTask(task(5 + 10L * step, 0), 0, TaskGraphTest.costKey("a", 2), 0);
      builder.addEdge(once, first);
      if (previous >= 0) {
        builder.addEdge(previous, first);
      }
      previous = first;
    }

    GraphRecord third = GraphRecord.ofStep(builder.build(), 25, 10);
    assertThat(third.nodes()).extracting(GraphRecord.Node::key).containsExactly(task(0, 0));
    assertThat(third.edges()).containsExactly(new GraphRecord.Edge(task(0, 0), 1, task(0, 0)));
  }

  @Test
  void whatIsNoRecordIsRefused() throws IOException {
    refuses("", "the format is ''");
    refuses("nonsense", "is not JSON");
    refuses("{\"format\":\"soapstone-graph/2\"}", "the format is 'soapstone-graph/2'");
    refuses("{\"format\":\"soapstone-graph/1\"}", "'nodes' is not a list");
    refuses(nodes("{\"key\":\"0.0\",\"kind\":\"TASKS\"}"), "nodes[0].kind is 'TASKS'");
    refuses(nodes("{\"key\":\"zero\",\"kind\":\"TASK\"}"), "nodes[0].key: 'zero' is not");
    refuses(nodes("{\"kind\":\"TASK\"}"), "nodes[0].key is missing");
    refuses(
        nodes("{\"key\":\"0.0\",\"kind\":\"TASK\",\"processor\":\"p\"}"),
        "nodes[0].processor is \"p\"; it must be an integer");
    refuses(
        nodes("{\"key\":\"0.0\",\"kind\":\"JOIN\"},{\"key\":\"0.0\",\"kind\":\"JOIN\"}"),
        "node 0.0 is there twice");
  }

  private static String nodes(String nodes) {
    return "{\"format\":\"soapstone-graph/1\",\"nodes\":[" + nodes + "],\"edges\":[]}";
  }

  private void refuses(String text, String words) throws IOException {
    Path file = Files.writeString(folder.resolve("wrong.json"), text);
    assertThatThrownBy(() -> GraphRecord.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void isDrawnInDot() {
    assertThat(GraphDot.of(record).lines())
        .containsExactly(
            "digraph soapstone {",
            "  node [style=filled, colorscheme=set312, fontname=\"sans-serif\"];",
            "  \"0.0\" [label=\"a\\n0.0 on 0\\n0.0 µs\", shape=box, fillcolor=1];",
            "  \"1.0\" [label=\"b\\n1.0 on 1\", shape=box, fillcolor=2];",
            "  \"1.0/0.0\" [label=\"copy 0 to 1\\n1.0/0.0 on 1\\n64 bytes\","
                + " shape=ellipse, fillcolor=2];",
            "  \"before: 1.0\" [style=dashed];",
            "  \"before: 1.0\" -> \"0.0\" [style=dashed];",
            "  \"1.0/0.0\" -> \"1.0\";",
            "  \"0.0\" -> \"1.0/0.0\";",
            "}");
    var odd = new GraphRecord(List.of(node(task(0, 0), NodeKind.TASK, 0, "CPU a\"\\b")), List.of());
    assertThat(GraphDot.of(odd)).contains("label=\"a\\\"\\\\b\\n0.0 on 0\"");
  }
}
