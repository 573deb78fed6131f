package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.soapstone.benchmarks.partitioning.PartitioningBench;
import org.soapstone.benchmarks.partitioning.PartitioningOptions;
import org.soapstone.benchmarks.partitioning.PartitioningRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The project's own measurements, each a subcommand. */
@Command(
    name = "bench",
    description = "Measure Soapstone itself.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      BenchCommand.Partitioning.class,
      TaskBenchCommand.class,
      AnalysisBenchCommand.class,
      TrainingBenchCommand.class,
      PaperBenchCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "bench needs a name: soapstone bench partitioning, soapstone bench taskbench, soapstone bench"
            + " analysis, soapstone bench training, or soapstone bench paper");
  }

  /** Dependent partitioning. */
  @Command(
      name = "partitioning",
      description = {
        "Time every partitioning operator on random data and on that of three programs, next to plain"
            + " loops over the same data: 'pass' reads the field, looks up the target and stores one"
            + " int for each point; 'sort' sorts the points by colour.",
        "Rows named '...+spaces' include the making of every piece's index space."
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {
        "",
        "Examples:",
        "  soapstone bench partitioning",
        "  soapstone bench partitioning --elements 1000000 --pieces 64 --operators image --millis 200"
      })
  static final class Partitioning implements Runnable {
    @Mixin private Console console;

    @Option(
        names = "--elements",
        paramLabel = "N",
        split = ",",
        defaultValue = "1000000,10000000",
        description = "Sizes of the data (default: ${DEFAULT-VALUE}).")
    private List<Integer> elements;

    @Option(
        names = "--pieces",
        paramLabel = "P",
        split = ",",
        defaultValue = "8,64,512,1024",
        description = "Numbers of pieces (default: ${DEFAULT-VALUE}).")
    private List<Integer> pieces;

    @Option(
        names = "--workers",
        paramLabel = "W",
        split = ",",
        defaultValue = "1,2",
        description = "Numbers of threads (default: ${DEFAULT-VALUE}).")
    private List<Integer> workers;

    @Option(
        names = "--programs",
        paramLabel = "NAME",
        split = ",",
        defaultValue = "random,circuit,pennant,miniaero",
        description = "Whose data (default: ${DEFAULT-VALUE}).")
    private List<String> programs;

    @Option(
        names = "--operators",
        paramLabel = "NAME",
        split = ",",
        description = "Operators as the table names them, without '+spaces' (default: all).")
    private List<String> operators = List.of();

    @Option(
        names = "--millis",
        paramLabel = "T",
        defaultValue = "1000",
        description =
            "How long each operator is measured on each data, but ten times at least (default:"
                + " ${DEFAULT-VALUE}).")
    private int millis;

    @Mixin private SeedOption seed;

    @Override
    public void run() {
      var bench =
          new PartitioningBench(
              new PartitioningOptions(
                  elements, pieces, workers, programs, operators, millis, seed.value()));
      TextTable table =
          new TextTable(
              "operator",
              "program",
              "elements",
              "pieces",
              "workers",
              "time",
              "elements/s",
              "allocated",
              "to pass",
              "to sort");
      ObjectNode result = Console.object().put("name", "partitioning").put("machine", "local");
      ArrayNode rows = result.putArray("rows");
      try (Progress progress = console.progress("bench", "data sets", 1, bench.workloads())) {
        bench.run(
            row -> {
              tell(row, table);
              tell(row, rows.addObject());
            },
            done -> progress.update(done, done + " of " + bench.workloads() + " data sets", ""));
      }
      table.print(console.text());
      console.result(result);
    }

    private static void tell(PartitioningRow row, TextTable table) {
      table.row(
          row.operator(),
          row.program(),
          Figures.format("%,d", row.elements()),
          row.pieces(),
          row.workers(),
          Figures.nanos(row.nanos()),
          Figures.decimal(row.elementsPerSecond(), ""),
          Figures.bytes(row.bytesAllocated()),
          Figures.times((double) row.nanos() / row.passNanos()),
          Figures.times((double) row.nanos() / row.sortNanos()));
    }

    private static void tell(PartitioningRow row, ObjectNode object) {
      object
          .put("operator", row.operator())
          .put("program", row.program())
          .put("elements", row.elements())
          .put("pieces", row.pieces())
          .put("workers", row.workers())
          .put("nanos", row.nanos())
          .put("elementsPerSecond", row.elementsPerSecond())
          .put("bytesAllocated", row.bytesAllocated())
          .put("passNanos", row.passNanos())
          .put("sortNanos", row.sortNanos());
    }
  }
}
