package org.soapstone.tasks.explaining;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * What an {@link Explainer} wrote down: each node of a graph, what it waits for and why, in words.
 * Immutable.
 */
public final class ReasonRecord implements Explained {
  private static final String FORMAT = "soapstone-reasons/1";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** By key. */
  private final Map<Long, Node> nodes;

  /**
   * A node.
   *
   * @param what its kind, its key and what it does
   * @param movement why it moves data, if it does
   * @param reasons for each node that it waits for, why
   */
  private record Node(String what, Optional<String> movement, Map<Long, List<String>> reasons) {}

  private ReasonRecord(Map<Long, Node> nodes) {
    this.nodes = nodes;
  }

  static ReasonRecord of(Explained graph) {
    Map<Long, Node> nodes = new LinkedHashMap<>();
    for (long key : graph.keys()) {
      Map<Long, List<String>> reasons = new LinkedHashMap<>();
      graph.predecessors(key).forEach(from -> reasons.put(from, graph.edge(key, from)));
      nodes.put(key, new Node(graph.node(key), graph.movement(key), reasons));
    }
    return new ReasonRecord(nodes);
  }

  @Override
  public Collection<Long> keys() {
    return Collections.unmodifiableCollection(nodes.keySet());
  }

  @Override
  public String node(long key) {
    return nodes.get(key).what;
  }

  @Override
  public List<Long> predecessors(long key) {
    return List.copyOf(nodes.get(key).reasons.keySet());
  }

  @Override
  public List<String> edge(long to, long from) {
    return nodes.get(to).reasons.getOrDefault(from, List.of());
  }

  @Override
  public Optional<String> movement(long key) {
    return nodes.get(key).movement;
  }

  /**
   * {@return the answer to a question, as {@link Explainer#answer}}
   *
   * @param question the structural keys of one node or two
   * @throws IllegalArgumentException if it names no node, or one that is not there
   */
  public List<String> answer(String question) {
    return new Questions(this).answer(question);
  }

  /**
   * Answers each line, with an empty line after each answer, until there are no more.
   *
   * @param questions the questions; empty lines are passed over
   * @param answers takes the answers line by line, and what is wrong with a question
   * @throws IOException if a question cannot be read
   */
  public void answerAll(BufferedReader questions, Consumer<String> answers) throws IOException {
    new Questions(this).answerAll(questions, answers);
  }

  /**
   * Writes this record as JSON, in the format {@code soapstone-reasons/1}: a node a line.
   *
   * @param file where to
   * @throws IOException if the file cannot be written
   */
  public void write(Path file) throws IOException {
    try (JsonGenerator json = MAPPER.createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringField("format", FORMAT);
      json.writeArrayFieldStart("nodes");
      for (Map.Entry<Long, Node> entry : nodes.entrySet()) {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeStringField("key", StructuralKey.describe(entry.getKey()));
        json.writeStringField("what", entry.getValue().what);
        if (entry.getValue().movement.isPresent()) {
          json.writeStringField("movement", entry.getValue().movement.get());
        }
        json.writeObjectFieldStart("waitsFor");
        for (Map.Entry<Long, List<String>> edge : entry.getValue().reasons.entrySet()) {
          json.writeArrayFieldStart(StructuralKey.describe(edge.getKey()));
          for (String reason : edge.getValue()) {
            json.writeString(reason);
          }
          json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  /**
   * {@return the record in a JSON file}
   *
   * @param file the file
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it holds no record, naming the place
   */
  public static ReasonRecord read(Path file) throws IOException {
    JsonNode root;
    try {
      root = MAPPER.readTree(file.toFile());
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(
          "%s is not JSON: %s; give a file that an explainer has written"
              .formatted(file, wrong.getOriginalMessage()),
          wrong);
    }
    String format = root.path("format").asText("");
    if (!format.equals(FORMAT)) {
      throw new IllegalArgumentException(
          "%s: the format is '%s', not '%s'; give a file that an explainer has written"
              .formatted(file, format, FORMAT));
    }
    Map<Long, Node> nodes = new LinkedHashMap<>();
    for (JsonNode node : root.path("nodes")) {
      String place = "%s: nodes[%d]".formatted(file, nodes.size());
      Map<Long, List<String>> reasons = new LinkedHashMap<>();
      node.path("waitsFor")
          .properties()
          .forEach(edge -> {
            List<String> why = new ArrayList<>();
            edge.getValue().forEach(reason -> why.add(reason.asText()));
            reasons.put(key(edge.getKey(), place), List.copyOf(why));
          });
      nodes.put(
          key(node.path("key").asText(), place),
          new Node(
              node.path("what").asText(),
              Optional.ofNullable(node.get("movement")).map(JsonNode::asText),
              reasons));
    }
    nodes.forEach((to, node) -> requireKnown(file, to, node, nodes));
    return new ReasonRecord(nodes);
  }

  private static void requireKnown(Path file, long to, Node node, Map<Long, Node> nodes) {
    for (long from : node.reasons.keySet()) {
      if (!nodes.containsKey(from)) {
        throw new IllegalArgumentException(
            "%s: node %s waits for %s, which is not there; give a file that an explainer has written"
                .formatted(file, StructuralKey.describe(to), StructuralKey.describe(from)));
      }
    }
  }

  private static long key(String text, String place) {
    try {
      return StructuralKey.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(place + ": " + wrong.getMessage(), wrong);
    }
  }
}
