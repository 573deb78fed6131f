package org.soapstone.mapper.json;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One value of a JSON document and where it stands; messages start with the document and the path.
 */
public final class JsonView {
  private final Source source;
  private final String path;
  private final JsonNode node;

  /** The document, and how to make the caller's kind of exception. */
  private record Source(String name, Function<String, ? extends RuntimeException> exception) {}

  private JsonView(Source source, String path, JsonNode node) {
    this.source = source;
    this.path = path;
    this.node = node;
  }

  /**
   * {@return the text of a file}
   *
   * @param file the file
   * @param what what it is, for messages
   * @param exception makes an exception of a message
   */
  public static String textOf(
      Path file, String what, Function<String, ? extends RuntimeException> exception) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw exception.apply(what + " " + file + ": there is no such file; check the path");
    } catch (MalformedInputException e) {
      throw exception.apply(what + " " + file + ": it is not UTF-8 text; give a JSON file");
    } catch (IOException e) {
      String reason = Files.isDirectory(file) ? "it is a folder" : "it cannot be read";
      throw exception.apply(what + " " + file + ": " + reason + "; give a readable JSON file");
    }
  }

  /**
   * {@return the object that a text holds}
   *
   * @param name the document's name, for messages
   * @param text the text
   * @param exception makes an exception of a message
   */
  public static JsonView parse(
      String name, String text, Function<String, ? extends RuntimeException> exception) {
    requireNonNull(text, "text");
    var source = new Source(name, exception);
    try {
      JsonNode node = JsonText.parse(text);
      if (!node.isObject()) {
        throw exception.apply(name + ": it does not hold a JSON object; start it with {");
      }
      return new JsonView(source, "", node);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where =
          at == null ? "" : "line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr());
      throw exception.apply(
          name + ": " + where + "it is not valid JSON: " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from a text in memory", e);
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  /**
   * {@return an exception that says what is wrong with this value}
   *
   * @param problem the offending value, what was allowed, and the remedy
   */
  public RuntimeException error(String problem) {
    return source.exception().apply(source.name() + ": " + prefix() + problem);
  }

  /**
   * {@return an exception about something inside this value}
   *
   * @param problem starts with the path from here, as in {@code links[2].to: ...}
   */
  public RuntimeException errorBelow(String problem) {
    String separator = path.isEmpty() ? "" : ".";
    return source.exception().apply(source.name() + ": " + path + separator + problem);
  }

  private String prefix() {
    return path.isEmpty() ? "" : path + ": ";
  }

  /** {@return where this value stands, for example {@code links[2].to}; empty for the document} */
  public String path() {
    return path;
  }

  /**
   * Checks that this object has no other fields.
   *
   * @param allowed the fields it may have
   */
  public void allowOnly(String... allowed) {
    List<String> names = List.of(allowed);
    for (String field : fieldNames()) {
      if (!names.contains(field)) {
        String hint =
            Suggestions.nearest(field, names)
                .map(near -> "did you mean '" + near + "'? ")
                .orElse("");
        throw error(
            "there is no field '%s'; %sallowed are %s"
                .formatted(field, hint, String.join(", ", names)));
      }
    }
  }

  /** {@return the names of this object's fields, in order} */
  public List<String> fieldNames() {
    if (!node.isObject()) {
      throw error("it is " + kind() + "; give an object");
    }
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * {@return whether this object has a field}
   *
   * @param field its name
   */
  public boolean has(String field) {
    return node.has(field);
  }

  /**
   * {@return a field of this object}
   *
   * @param field its name
   */
  public JsonView at(String field) {
    if (!node.isObject()) {
      throw error("it is " + kind() + "; give an object");
    }
    JsonNode child = node.get(field);
    if (child == null) {
      throw error("the field '" + field + "' is missing; add it");
    }
    return new JsonView(source, path.isEmpty() ? field : path + "." + field, child);
  }

  /**
   * {@return a field of this object, if it is there}
   *
   * @param field its name
   */
  public Optional<JsonView> find(String field) {
    return has(field) ? Optional.of(at(field)) : Optional.empty();
  }

  /** {@return the elements of this list} */
  public List<JsonView> elements() {
    if (!node.isArray()) {
      throw error("it is " + kind() + "; give a list");
    }
    List<JsonView> views = new ArrayList<>();
    for (JsonNode element : node) {
      views.add(new JsonView(source, path + "[" + views.size() + "]", element));
    }
    return views;
  }

  /** {@return this text} */
  public String string() {
    if (!node.isTextual()) {
      throw error("it is " + kind() + "; give a text in quotes");
    }
    return node.textValue();
  }

  /** {@return this number} */
  public double number() {
    if (!node.isNumber()) {
      throw error("it is " + kind() + "; give a number");
    }
    return node.doubleValue();
  }

  /** {@return this whole number} */
  public long wholeNumber() {
    if (!node.isNumber() || !node.canConvertToExactIntegral() || !node.canConvertToLong()) {
      throw error(
          "it is "
              + (node.isNumber() ? node.asText() : kind())
              + "; give a whole number that fits in 64 bits");
    }
    return node.longValue();
  }

  /** {@return this whole number, which is no larger than an {@code int}} */
  public int smallNumber() {
    long value = wholeNumber();
    if (value != (int) value) {
      throw error(value + " is out of range; give a number that fits in 32 bits");
    }
    return (int) value;
  }

  /** {@return this truth value} */
  public boolean truth() {
    if (!node.isBoolean()) {
      throw error("it is " + kind() + "; give true or false");
    }
    return node.booleanValue();
  }

  /**
   * {@return the constant whose name, in lower case, is this text}
   *
   * @param type the enumeration
   * @param <E> the enumeration
   */
  public <E extends Enum<E>> E constant(Class<E> type) {
    String text = string();
    return Stream.of(type.getEnumConstants())
        .filter(constant -> label(constant).equals(text))
        .findFirst()
        .orElseThrow(() ->
            error(
                "'%s' is unknown; choose from %s"
                    .formatted(
                        text,
                        Stream.of(type.getEnumConstants())
                            .map(JsonView::label)
                            .collect(Collectors.joining(", ")))));
  }

  /**
   * {@return the name of a constant in files, in lower case}
   *
   * @param constant the constant
   */
  public static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private String kind() {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case STRING -> "the text \"" + node.textValue() + "\"";
      case NUMBER -> "the number " + node.asText();
      case BOOLEAN -> node.asText();
      default -> "null";
    };
  }
}
