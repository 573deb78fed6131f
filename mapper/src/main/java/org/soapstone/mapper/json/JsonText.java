package org.soapstone.mapper.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * JSON text to tree and back. Jackson's object mapper could do it, but takes longer to start than
 * all else that the commands do before their work begins; its parser and trees are quick.
 */
public final class JsonText {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonText() {}

  /**
   * {@return the value that a text holds}
   *
   * @param text JSON
   * @throws IOException if it is not JSON, has a field twice, or goes on after the value
   */
  static JsonNode parse(String text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new JsonParseException(parser, "the text is empty");
      }
      JsonNode value = value(parser);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "there is more text after the end of the value");
      }
      return value;
    }
  }

  /** The value that starts at the current token; its last token is current afterwards. */
  private static JsonNode value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String field = parser.currentName();
          parser.nextToken();
          object.set(field, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      default -> NODES.nullNode();
    };
  }

  /**
   * {@return a value as text on one line, without spaces}
   *
   * @param value the value
   */
  public static String compact(JsonNode value) {
    var writer = new Writer(0, "");
    writer.write(value, 1);
    return writer.out.toString();
  }

  /**
   * {@return a value as text for people: the outer levels one entry to a line, what is further in
   * on the same line}
   *
   * @param value the value
   * @param levels how many levels have their entries on lines of their own
   */
  public static String pretty(JsonNode value, int levels) {
    var writer = new Writer(levels, " ");
    writer.write(value, 1);
    return writer.out.toString();
  }

  /** Writes one value; {@code space} stands after colons, and after commas within a line. */
  private static final class Writer {
    private final StringBuilder out = new StringBuilder();
    private final int levels;
    private final String space;

    Writer(int levels, String space) {
      this.levels = levels;
      this.space = space;
    }

    void write(JsonNode value, int level) {
      if (value.isObject()) {
        List<Map.Entry<String, JsonNode>> fields = List.copyOf(value.properties());
        writeEntries('{', '}', level, fields.size(), i -> writeField(fields.get(i), level));
      } else if (value.isArray()) {
        writeEntries('[', ']', level, value.size(), i -> write(value.get(i), level + 1));
      } else if (value.isTextual()) {
        writeText(value.textValue());
      } else {
        out.append(value.asText());
      }
    }

    private void writeEntries(char open, char close, int level, int count, IntConsumer entry) {
      boolean lines = level <= levels && count > 0;
      out.append(open);
      for (int i = 0; i < count; i++) {
        out.append(i == 0 ? "" : lines ? "," : "," + space);
        breakLine(lines, level);
        entry.accept(i);
      }
      breakLine(lines, level - 1);
      out.append(close);
    }

    private void breakLine(boolean lines, int level) {
      if (lines) {
        out.append('\n').repeat("  ", level);
      }
    }

    private void writeField(Map.Entry<String, JsonNode> field, int level) {
      writeText(field.getKey());
      out.append(':').append(space);
      write(field.getValue(), level + 1);
    }

    private void writeText(String text) {
      out.append('"').append(JsonStringEncoder.getInstance().quoteAsString(text)).append('"');
    }
  }
}
