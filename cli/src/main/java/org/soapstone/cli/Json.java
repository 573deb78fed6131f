package org.soapstone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;
import org.soapstone.mapper.soap.Strategy;

/** Turns values into JSON. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** Puts a number, or null where there is none. */
  static void put(ObjectNode object, String name, OptionalLong value) {
    if (value.isPresent()) {
      object.put(name, value.getAsLong());
    } else {
      object.putNull(name);
    }
  }

  /** Puts a number, or null where it is none: JSON has no NaN. */
  static void put(ObjectNode object, String name, double value) {
    if (Double.isFinite(value)) {
      object.put(name, value);
    } else {
      object.putNull(name);
    }
  }

  /** {@return a strategy, as its file holds it} */
  static JsonNode strategy(Strategy strategy) {
    try {
      return MAPPER.readTree(strategy.toText());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a strategy's text is no JSON", e);
    }
  }
}
