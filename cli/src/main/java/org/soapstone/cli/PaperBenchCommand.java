package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.soapstone.benchmarks.paper.PaperBench;
import org.soapstone.benchmarks.paper.PaperCluster;
import org.soapstone.benchmarks.paper.PaperNetwork;
import org.soapstone.benchmarks.paper.PaperOptions;
import org.soapstone.benchmarks.paper.PaperTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The paper's tables. */
@Command(
    name = "paper",
    description = {
      "Compute the tables of Jia, Zaharia, Aiken, \"Beyond Data and Model Parallelism for Deep Neural"
          + " Networks\" (2019) anew, side by side with the paper's figures.",
      "Costs are scaled to the paper's throughput of one GPU, bandwidths fitted to its data"
          + " parallelism; the rest is prediction."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  soapstone bench paper --figure 6-fits",
      "  soapstone bench paper --figure 6 --networks alexnet --clusters p100 --budget 30s",
      "  soapstone bench paper --quick --json"
    })
final class PaperBenchCommand implements Runnable {
  /** The most GPUs of a quick run, as in the quick form of table 5. */
  private static final int QUICK_DEVICES = 16;

  @Mixin private Console console;

  @Option(
      names = "--figure",
      paramLabel = "F",
      split = ",",
      description =
          "Which: 6, 7, 9a, 9b, 11, 12, table5, or 6-fits for the fits of 6 without its searches (default: all).")
  private List<String> figures = List.of();

  @Option(
      names = "--networks",
      paramLabel = "NAME",
      split = ",",
      description = "Which networks (default: all of the paper's that the zoo has).")
  private List<String> networks = List.of();

  @Option(
      names = "--clusters",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "p100,k80",
      description = "Which clusters (default: ${DEFAULT-VALUE}).")
  private List<String> clusters;

  @Option(names = "--quick", description = "At most 16 GPUs.")
  private boolean quick;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long to search for each strategy (default: ${DEFAULT-VALUE}).")
  private Duration budget;

  @Mixin private SeedOption seed;

  @Override
  public void run() {
    List<PaperBench.Table> wanted = tables();
    PaperOptions options =
        new PaperOptions(
            networks.isEmpty()
                ? PaperNetwork.inTheZoo()
                : networks.stream().map(PaperNetwork::named).toList(),
            clusters.stream().map(PaperBenchCommand::cluster).toList(),
            quick ? QUICK_DEVICES : Integer.MAX_VALUE,
            budget,
            seed.value());
    PaperBench bench = new PaperBench(options, what -> console.note("%s", what));
    ObjectNode result = Console.object().put("name", "paper").put("machine", "p100, k80");
    ArrayNode rows = result.putArray("rows");
    for (PaperBench.Table each : wanted) {
      for (PaperTable table : bench.run(each)) {
        print(table);
        table.rows().forEach(row -> tell(table, row, rows.addObject()));
      }
    }
    console.result(result);
  }

  private List<PaperBench.Table> tables() {
    List<PaperBench.Table> all = List.of(PaperBench.Table.values());
    if (figures.isEmpty()) {
      return all.stream().filter(table -> table != PaperBench.Table.FIGURE6_FITS).toList();
    }
    return figures.stream()
        .map(name ->
            all.stream()
                .filter(table -> table.label().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "--figure '%s': there is no such table; take one of %s"
                            .formatted(
                                name,
                                all.stream()
                                    .map(PaperBench.Table::label)
                                    .collect(Collectors.joining(", "))))))
        .toList();
  }

  private static PaperCluster cluster(String name) {
    return Arrays.stream(PaperCluster.values())
        .filter(cluster -> cluster.machineName().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "--clusters '%s': the paper's clusters are p100 and k80".formatted(name)));
  }

  private void print(PaperTable table) {
    console.line("%s", table.title());
    TextTable text = new TextTable(table.columns().toArray(String[]::new));
    for (List<Object> row : table.rows()) {
      text.row(row.stream().map(PaperBenchCommand::cell).toArray());
    }
    text.print(console.text());
    table.notes().forEach(note -> console.line("%s", note));
    console.line("");
  }

  private static String cell(Object value) {
    return value instanceof Double number
        ? Figures.format(Math.abs(number) < 10 ? "%.2f" : "%.1f", number)
        : value.toString();
  }

  private static void tell(PaperTable table, List<Object> row, ObjectNode object) {
    object.put("table", table.name());
    for (int c = 0; c < row.size(); c++) {
      String column = table.columns().get(c);
      switch (row.get(c)) {
        case Integer number -> object.put(column, number);
        case Long number -> object.put(column, number);
        case Double number -> object.put(column, number);
        case Object text -> object.put(column, text.toString());
      }
    }
  }
}
