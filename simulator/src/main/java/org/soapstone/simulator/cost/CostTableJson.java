package org.soapstone.simulator.cost;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.soapstone.simulator.cost.CostTable.RuntimeCosts;

/** The JSON form of a {@link CostTable}: streamed, one task to a line. */
final class CostTableJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonParser json;
  private String format = "";
  private String machine = "";
  private String machineFingerprint = "";
  private String host = "";
  private String kernels = "";
  private Optional<RuntimeCosts> runtime = Optional.empty();
  private final SortedMap<String, Long> tasks = new TreeMap<>();

  private CostTableJson(JsonParser json) {
    this.json = json;
  }

  static CostTable read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file);
        JsonParser json = FACTORY.createParser(reader)) {
      CostTableJson table = new CostTableJson(json);
      table.readAll();
      if (!table.format.equals(CostTable.FORMAT)) {
        throw new IllegalArgumentException(
            "its format is '%s', which is not read here; it must be '%s'"
                .formatted(table.format, CostTable.FORMAT));
      }
      return new CostTable(
          table.machine,
          table.machineFingerprint,
          table.host,
          table.kernels,
          table.runtime,
          table.tasks);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      String what =
          e instanceof JsonProcessingException syntax
              ? syntax.getOriginalMessage()
                  + " at line "
                  + (syntax.getLocation() == null ? 0 : syntax.getLocation().getLineNr())
              : e.getMessage();
      throw new IllegalArgumentException(
          "cost file %s: %s; measure again or name another file".formatted(file, what), e);
    }
  }

  private void readAll() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, "the table");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "format" -> format = text(field);
        case "machine" -> machine = text(field);
        case "machineFingerprint" -> machineFingerprint = text(field);
        case "host" -> host = text(field);
        case "kernels" -> kernels = text(field);
        case "runtime" -> runtime = Optional.of(readRuntime());
        case "taskNanos" -> readTasks();
        default -> throw new IllegalArgumentException("field '" + field + "' is not known");
      }
    }
    expect(json.currentToken(), JsonToken.END_OBJECT, "the end of the table");
  }

  private void readTasks() throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT, "taskNanos");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      tasks.put(key, number(key));
    }
  }

  private RuntimeCosts readRuntime() throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT, "runtime");
    long nodeNanos = 0;
    long handoffNanos = 0;
    SortedMap<String, MovementCurve> curves = new TreeMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "nodeNanos" -> nodeNanos = number(field);
        case "handoffNanos" -> handoffNanos = number(field);
        case "copy", "fold", "fill" -> curves.put(field, readCurve(field));
        default -> throw new IllegalArgumentException("field '" + field + "' is not known");
      }
    }
    for (String kind : List.of("copy", "fold", "fill")) {
      if (!curves.containsKey(kind)) {
        throw new IllegalArgumentException("runtime has no '" + kind + "'");
      }
    }
    return new RuntimeCosts(
        nodeNanos, handoffNanos, curves.get("copy"), curves.get("fold"), curves.get("fill"));
  }

  private MovementCurve readCurve(String field) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY, field);
    List<Long> bytes = new ArrayList<>();
    List<Long> nanos = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_ARRAY) {
      json.nextToken();
      bytes.add(number(field));
      json.nextToken();
      nanos.add(number(field));
      expect(json.nextToken(), JsonToken.END_ARRAY, field);
    }
    return new MovementCurve(
        com.google.common.primitives.ImmutableLongArray.copyOf(bytes),
        com.google.common.primitives.ImmutableLongArray.copyOf(nanos));
  }

  private String text(String field) throws IOException {
    expect(json.currentToken(), JsonToken.VALUE_STRING, field);
    return json.getText();
  }

  private long number(String field) throws IOException {
    expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, field);
    return json.getLongValue();
  }

  private static void expect(JsonToken found, JsonToken wanted, String where) {
    if (found != wanted) {
      throw new IllegalArgumentException(
          "'%s' is %s where %s is wanted"
              .formatted(where, found == null ? "the end of the file" : found, wanted));
    }
  }

  static void write(CostTable table, Path file) throws IOException {
    Path target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path draft = Files.createTempFile(target.getParent(), "costs", ".tmp");
    try {
      try (Writer writer = Files.newBufferedWriter(draft);
          JsonGenerator json = FACTORY.createGenerator(writer)) {
        write(table, json);
      }
      Files.move(
          draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void write(CostTable table, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("format", CostTable.FORMAT);
    json.writeStringField("machine", table.machine());
    json.writeStringField("machineFingerprint", table.machineFingerprint());
    json.writeStringField("host", table.host());
    json.writeStringField("kernels", table.kernels());
    if (table.runtime().isPresent()) {
      RuntimeCosts runtime = table.runtime().get();
      json.writeRaw('\n');
      json.writeObjectFieldStart("runtime");
      json.writeNumberField("nodeNanos", runtime.nodeNanos());
      json.writeNumberField("handoffNanos", runtime.handoffNanos());
      write("copy", runtime.copy(), json);
      write("fold", runtime.fold(), json);
      write("fill", runtime.fill(), json);
      json.writeEndObject();
    }
    json.writeObjectFieldStart("taskNanos");
    for (var task : table.taskNanos().entrySet()) {
      json.writeRaw('\n');
      json.writeNumberField(task.getKey(), task.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private static void write(String field, MovementCurve curve, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (int i = 0; i < curve.bytes().length(); i++) {
      json.writeArray(new long[] {curve.bytes().get(i), curve.nanos().get(i)}, 0, 2);
    }
    json.writeEndArray();
  }
}
