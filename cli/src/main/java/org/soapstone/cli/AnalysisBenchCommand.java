package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.benchmarks.analysis.AnalysisBench;
import org.soapstone.benchmarks.analysis.AnalysisOptions;
import org.soapstone.benchmarks.analysis.AnalysisRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the cost of the dependence analysis grows. */
@Command(
    name = "analysis",
    description = {
      "Time the dependence analysis of a one-dimensional stencil while nothing completes: processor"
          + " time of the thread that launches. 'check' is whether the points of a launch over all"
          + " pieces interfere; 'launch' is a launch of one task; 'point' a point of a launch over all"
          + " pieces.",
      "First the number of launches in flight grows, with few pieces, then the number of pieces."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  soapstone bench analysis --in-flight 10,1000 --pieces 8,512"})
final class AnalysisBenchCommand implements Runnable {
  @Mixin private Console console;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      split = ",",
      defaultValue = "10,100,1000,10000,100000",
      description = "Numbers of launches in flight (default: ${DEFAULT-VALUE}).")
  private List<Integer> launchesInFlight;

  @Option(
      names = "--pieces",
      paramLabel = "P",
      split = ",",
      defaultValue = "8,32,128,512,1024,4096",
      description = "Numbers of pieces (default: ${DEFAULT-VALUE}).")
  private List<Integer> pieces;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      defaultValue = "6",
      description = "How often each is measured; the best counts (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public void run() {
    var bench = new AnalysisBench(new AnalysisOptions(launchesInFlight, pieces, rounds));
    List<AnalysisRow> rows = new ArrayList<>();
    try (Progress progress = console.progress("bench", "rounds", 1, rounds)) {
      bench.run(rows::add, done -> progress.update(done, done + " of " + rounds + " rounds", ""));
    }
    TextTable table = new TextTable("in flight", "pieces", "check", "launch", "point");
    ObjectNode result = Console.object().put("name", "analysis").put("machine", "local");
    ArrayNode list = result.putArray("rows");
    for (AnalysisRow row : rows) {
      table.row(
          Figures.format("%,d", row.launchesInFlight()),
          Figures.format("%,d", row.pieces()),
          Figures.nanos((long) row.checkNanos()),
          Figures.nanos((long) row.launchNanos()),
          Figures.nanos((long) row.pointNanos()));
      list.addObject()
          .put("launchesInFlight", row.launchesInFlight())
          .put("pieces", row.pieces())
          .put("checkNanos", row.checkNanos())
          .put("launchNanos", row.launchNanos())
          .put("pointNanos", row.pointNanos());
    }
    table.print(console.text());
    console.result(result);
  }
}
