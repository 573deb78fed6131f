package org.soapstone.mapper.soap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.soapstone.mapper.json.JsonText;
import org.soapstone.mapper.json.JsonView;
import org.soapstone.mapper.soap.Strategy.OperatorStrategy;
import org.soapstone.mapper.soap.Strategy.Placement;

/** Strategy files. */
final class StrategyJson {
  /** Fields, and within them operators, stand on lines of their own. */
  private static final int LEVELS = 2;

  private StrategyJson() {}

  static Strategy read(Path file) {
    return parse(
        JsonView.textOf(file, "strategy file", StrategyException::new), "strategy file " + file);
  }

  static Strategy parse(String text, String source) {
    JsonView root = JsonView.parse(source, text, StrategyException::new);
    String format = root.at("format").string();
    if (!format.equals(Strategy.FORMAT)) {
      throw root.at("format")
          .error(
              "'%s' is not a format that is read here; it must be '%s'"
                  .formatted(format, Strategy.FORMAT));
    }
    root.allowOnly(
        "format",
        "model",
        "modelFingerprint",
        "machine",
        "machineFingerprint",
        "costs",
        "microBatches",
        "operators");
    ImmutableMap.Builder<String, OperatorStrategy> operators = ImmutableMap.builder();
    JsonView list = root.at("operators");
    for (String name : list.fieldNames()) {
      operators.put(name, operator(list.at(name)));
    }
    int microBatches = root.find("microBatches").map(JsonView::smallNumber).orElse(1);
    if (microBatches < 1) {
      throw root.at("microBatches")
          .error(microBatches + " is too small; give a number of at least 1");
    }
    return new Strategy(
        root.at("model").string(),
        optional(root, "modelFingerprint"),
        optional(root, "machine"),
        optional(root, "machineFingerprint"),
        optional(root, "costs"),
        microBatches,
        operators.buildOrThrow());
  }

  private static String optional(JsonView root, String field) {
    return root.find(field).map(JsonView::string).orElse("");
  }

  private static OperatorStrategy operator(JsonView view) {
    view.allowOnly("degrees", "processors", "update");
    return new OperatorStrategy(placement(view), view.find("update").map(StrategyJson::update));
  }

  private static Placement update(JsonView view) {
    view.allowOnly("degrees", "processors");
    return placement(view);
  }

  private static Placement placement(JsonView view) {
    ImmutableMap.Builder<String, Integer> degrees = ImmutableMap.builder();
    view.find("degrees")
        .ifPresent(list ->
            list.fieldNames().forEach(name -> degrees.put(name, list.at(name).smallNumber())));
    ImmutableIntArray.Builder processors = ImmutableIntArray.builder();
    view.at("processors").elements().forEach(element -> processors.add(element.smallNumber()));
    return new Placement(degrees.buildOrThrow(), processors.build());
  }

  static void write(Strategy strategy, Path file) {
    try {
      Files.writeString(file, toText(strategy) + "\n");
    } catch (IOException e) {
      throw new StrategyException(
          "strategy file %s: it cannot be written (%s); choose a folder that exists and can be written"
              .formatted(file, e.getClass().getSimpleName()));
    }
  }

  static String toText(Strategy strategy) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format", Strategy.FORMAT)
        .put("model", strategy.model())
        .put("modelFingerprint", strategy.modelFingerprint())
        .put("machine", strategy.machine())
        .put("machineFingerprint", strategy.machineFingerprint())
        .put("costs", strategy.costs())
        .put("microBatches", strategy.microBatches());
    ObjectNode operators = root.putObject("operators");
    strategy
        .operators()
        .forEach((name, operator) -> {
          ObjectNode node = operators.putObject(name);
          put(node, operator.compute());
          operator.update().ifPresent(update -> put(node.putObject("update"), update));
        });
    return JsonText.pretty(root, LEVELS);
  }

  private static void put(ObjectNode node, Placement placement) {
    ObjectNode degrees = node.putObject("degrees");
    placement.degrees().forEach(degrees::put);
    ArrayNode processors = node.putArray("processors");
    placement.processors().forEach(processors::add);
  }
}
