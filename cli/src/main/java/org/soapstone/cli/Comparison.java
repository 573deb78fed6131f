package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.Prediction;
import org.soapstone.simulator.search.NoPlanFitsException;
import org.soapstone.simulator.search.SearchMethod;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchResult;

/** What is done by hand, and what different searches find, side by side. */
final class Comparison {
  private static final double NANOS_PER_SECOND = 1e9;

  private Comparison() {}

  /**
   * One way to come to a strategy.
   *
   * @param name the strategy, or the search
   * @param stepNanos the predicted step; empty if it does not fit the memories
   * @param copiedBytes what a step moves between memories; 0 if it does not fit
   * @param peakMemoryBytes what it needs of the memory that it fills most; 0 if it does not fit
   * @param seconds how long the search took; 0 for what is done by hand
   */
  record Row(
      String name, OptionalLong stepNanos, long copiedBytes, long peakMemoryBytes, double seconds) {
    static Row of(String name, Prediction prediction, double seconds) {
      return new Row(
          name,
          OptionalLong.of(prediction.stepNanos()),
          prediction.copiedBytes(),
          prediction.plan().footprint().peakBytes(),
          seconds);
    }

    static Row missing(String name, double seconds) {
      return new Row(name, OptionalLong.empty(), 0, 0, seconds);
    }
  }

  /** {@return the rows: strategies by name first, then searches, the one that was made last} */
  static List<Row> rows(
      Planner planner, SearchOptions options, SearchResult found, Console console) {
    List<Row> rows = new ArrayList<>();
    for (String name : Strategies.handMade()) {
      rows.add(byHand(name, planner));
    }
    for (SearchMethod method :
        List.of(SearchMethod.PLACEMENT, SearchMethod.OPTCNN, SearchMethod.PAPER)) {
      if (method != options.method()) {
        rows.add(searched(method, planner, options, console));
      }
    }
    rows.add(
        Row.of(
            "--search " + options.method().word(),
            planner.predict(found.strategy()),
            found.seconds()));
    return rows;
  }

  private static Row byHand(String name, Planner planner) {
    Strategy strategy = Strategies.named(name, planner.space(), planner.machine());
    Prediction prediction = planner.predict(strategy);
    return prediction.plan().overflow().isPresent()
        ? Row.missing(name, 0)
        : Row.of(name, prediction, 0);
  }

  private static Row searched(
      SearchMethod method, Planner planner, SearchOptions options, Console console) {
    String name = "--search " + method.word();
    SearchOptions same =
        options.withMethod(method).withSeed(options.seed()).withThreads(options.threads());
    long start = System.nanoTime();
    try {
      SearchResult found = SearchFlags.run(planner, same, console);
      return Row.of(
          name, planner.predict(found.strategy()), (System.nanoTime() - start) / NANOS_PER_SECOND);
    } catch (NoPlanFitsException _) {
      return Row.missing(name, (System.nanoTime() - start) / NANOS_PER_SECOND);
    }
  }

  static void print(List<Row> rows, Console console) {
    long best = rows.getLast().stepNanos().orElseThrow();
    TextTable table =
        new TextTable(
            "strategy", "predicted step", "times the found", "moved", "peak memory", "took");
    for (Row row : rows) {
      boolean fits = row.stepNanos().isPresent();
      table.row(
          row.name(),
          fits ? Figures.nanos(row.stepNanos().getAsLong()) : "does not fit",
          fits ? Figures.times((double) row.stepNanos().getAsLong() / best) : "",
          fits ? Figures.bytes(row.copiedBytes()) : "",
          fits ? Figures.bytes(row.peakMemoryBytes()) : "",
          row.seconds() == 0 ? "" : Figures.format("%.1f s", row.seconds()));
    }
    table.print(console.text());
  }

  static ArrayNode json(List<Row> rows) {
    ArrayNode array = Console.object().arrayNode();
    for (Row row : rows) {
      ObjectNode object = array.addObject().put("strategy", row.name());
      Json.put(object, "stepNanos", row.stepNanos());
      object
          .put("copiedBytes", row.copiedBytes())
          .put("peakMemoryBytes", row.peakMemoryBytes())
          .put("seconds", row.seconds());
    }
    return array;
  }
}
