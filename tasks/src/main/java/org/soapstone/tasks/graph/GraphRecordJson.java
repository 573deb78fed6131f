package org.soapstone.tasks.graph;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The JSON form of a {@link GraphRecord}: a node or edge on each line, keys as {@link
 * StructuralKey#describe} writes them, and what is absent or zero left out.
 */
final class GraphRecordJson {
  private static final String FORMAT = "soapstone-graph/1";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path file;

  private GraphRecordJson(Path file) {
    this.file = file;
  }

  static void write(GraphRecord record, Path file) throws IOException {
    try (JsonGenerator json =
        MAPPER.createGenerator(file.toFile(), com.fasterxml.jackson.core.JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringField("format", FORMAT);
      json.writeArrayFieldStart("nodes");
      for (GraphRecord.Node node : record.nodes()) {
        json.writeRaw('\n');
        write(node, json);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("edges");
      for (GraphRecord.Edge edge : record.edges()) {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeStringField("from", StructuralKey.describe(edge.from()));
        if (edge.stepsBack() != 0) {
          json.writeNumberField("stepsBack", edge.stepsBack());
        }
        json.writeStringField("to", StructuralKey.describe(edge.to()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void write(GraphRecord.Node node, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", StructuralKey.describe(node.key()));
    json.writeStringField("kind", node.kind().name());
    json.writeNumberField("processor", node.processor());
    if (node.sourceMemory() >= 0) {
      json.writeNumberField("sourceMemory", node.sourceMemory());
    }
    if (node.targetMemory() >= 0) {
      json.writeNumberField("targetMemory", node.targetMemory());
    }
    if (!node.costKey().isEmpty()) {
      json.writeStringField("costKey", node.costKey());
    }
    if (node.bytes() != 0) {
      json.writeNumberField("bytes", node.bytes());
    }
    if (node.priority() != 0) {
      json.writeNumberField("priority", node.priority());
    }
    if (node.startNanos().isPresent()) {
      json.writeNumberField("startNanos", node.startNanos().getAsLong());
    }
    if (node.endNanos().isPresent()) {
      json.writeNumberField("endNanos", node.endNanos().getAsLong());
    }
    json.writeEndObject();
  }

  static GraphRecord read(Path file) throws IOException {
    return new GraphRecordJson(file).read();
  }

  private GraphRecord read() throws IOException {
    JsonNode root;
    try {
      root = MAPPER.readTree(file.toFile());
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(
          "%s is not JSON: %s; give a recorded task graph"
              .formatted(file, wrong.getOriginalMessage()),
          wrong);
    }
    String format = root.path("format").asText("");
    if (!format.equals(FORMAT)) {
      throw new IllegalArgumentException(
          "%s: the format is '%s', not '%s'; give a recorded task graph"
              .formatted(file, format, FORMAT));
    }
    List<GraphRecord.Node> nodes = new ArrayList<>();
    for (JsonNode entry : list(root, "nodes")) {
      nodes.add(node(entry, "nodes[" + nodes.size() + "]"));
    }
    List<GraphRecord.Edge> edges = new ArrayList<>();
    for (JsonNode entry : list(root, "edges")) {
      String path = "edges[" + edges.size() + "]";
      edges.add(
          new GraphRecord.Edge(
              key(entry, path, "from"),
              (int) number(entry, path, "stepsBack", 0),
              key(entry, path, "to")));
    }
    return new GraphRecord(nodes, edges);
  }

  private JsonNode list(JsonNode root, String name) {
    JsonNode list = root.path(name);
    if (!list.isArray()) {
      throw new IllegalArgumentException(
          "%s: '%s' is not a list; give a recorded task graph".formatted(file, name));
    }
    return list;
  }

  private GraphRecord.Node node(JsonNode entry, String path) {
    String kind = text(entry, path, "kind");
    NodeKind nodeKind;
    try {
      nodeKind = NodeKind.valueOf(kind);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "%s: %s.kind is '%s'; it must be one of %s"
              .formatted(file, path, kind, List.of(NodeKind.values())),
          unknown);
    }
    return new GraphRecord.Node(
        key(entry, path, "key"),
        nodeKind,
        (int) number(entry, path, "processor", -1),
        (int) number(entry, path, "sourceMemory", -1),
        (int) number(entry, path, "targetMemory", -1),
        entry.path("costKey").asText(""),
        number(entry, path, "bytes", 0),
        (int) number(entry, path, "priority", 0),
        time(entry, path, "startNanos"),
        time(entry, path, "endNanos"));
  }

  private OptionalLong time(JsonNode entry, String path, String name) {
    return entry.has(name) ? OptionalLong.of(number(entry, path, name, 0)) : OptionalLong.empty();
  }

  private long number(JsonNode entry, String path, String name, long absent) {
    JsonNode value = entry.path(name);
    if (value.isMissingNode()) {
      return absent;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException(
          "%s: %s.%s is %s; it must be an integer".formatted(file, path, name, value));
    }
    return value.asLong();
  }

  private String text(JsonNode entry, String path, String name) {
    JsonNode value = entry.path(name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(
          "%s: %s.%s is missing or not text; give a recorded task graph"
              .formatted(file, path, name));
    }
    return value.asText();
  }

  private long key(JsonNode entry, String path, String name) {
    String text = text(entry, path, name);
    try {
      return StructuralKey.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "%s: %s.%s: %s".formatted(file, path, name, wrong.getMessage()), wrong);
    }
  }
}
