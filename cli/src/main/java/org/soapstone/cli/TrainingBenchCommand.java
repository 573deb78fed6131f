package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.soapstone.benchmarks.training.TrainingBench;
import org.soapstone.benchmarks.training.TrainingOptions;
import org.soapstone.benchmarks.training.TrainingRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast networks train, beside PyTorch. */
@Command(
    name = "training",
    description = {
      "Time training steps of networks beside PyTorch's, in turns: the same weights, batch, threads"
          + " and update rule. The losses of the first step are compared before.",
      "PyTorch (about 120 MB) is fetched when this is first run."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  soapstone bench training",
      "  soapstone bench training --models lenet,alexnet --threads 1 --rounds 5",
      "  soapstone bench training --models resnet50 --batch 4 --no-peer"
    })
final class TrainingBenchCommand implements Runnable {
  /** Set by the launcher: the folder that PyTorch's process runs from. */
  private static final String PEER = "soapstone.peer";

  @Mixin private Console console;

  @Option(
      names = "--models",
      paramLabel = "NAME",
      split = ",",
      description = "The networks (default: all that are known).")
  private List<String> models = TrainingBench.models();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Samples in a step (default: for each network one that fits).")
  private Integer batch;

  @Option(
      names = "--threads",
      paramLabel = "T",
      split = ",",
      description = "Numbers of threads (default: as many as this machine has processors).")
  private List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--rounds",
      paramLabel = "R",
      defaultValue = "7",
      description =
          "How often the systems take turns; the median counts (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--millis",
      paramLabel = "M",
      defaultValue = "1000",
      description = "How long a turn takes, about; one step at least (default: ${DEFAULT-VALUE}).")
  private int millis;

  @Option(
      names = "--warm-millis",
      paramLabel = "M",
      defaultValue = "6000",
      description =
          "How long each system runs before it is timed, about (default: ${DEFAULT-VALUE}).")
  private int warmMillis;

  @Option(names = "--no-peer", description = "Measure Soapstone alone.")
  private boolean alone;

  @Override
  public void run() {
    OptionalInt samples = IntStream.range(0, batch == null ? 0 : 1).map(_ -> batch).findFirst();
    TrainingOptions options =
        new TrainingOptions(
            models,
            samples,
            threads,
            rounds,
            millis,
            warmMillis,
            alone ? Optional.empty() : peer());
    TrainingBench bench = new TrainingBench(options);
    TextTable table =
        new TextTable(
            "model", "batch", "threads", "system", "samples/s", "to PyTorch", "first loss");
    ObjectNode result = Console.object().put("name", "training").put("machine", "local");
    ArrayNode rows = result.putArray("rows");
    try (Progress progress = console.progress("bench", "cases", 1, bench.caseCount())) {
      bench.run(
          row -> {
            tell(row, table);
            tell(row, rows.addObject());
          },
          done -> progress.update(done, done + " of " + bench.caseCount() + " cases", ""));
    }
    table.print(console.text());
    console.result(result);
  }

  private static Optional<Path> peer() {
    Path folder = Path.of(System.getProperty(PEER, ""));
    if (!Files.isDirectory(folder) || folder.toString().isEmpty()) {
      throw new IllegalArgumentException(
          "PyTorch is not here: start the command by ./soapstone, which fetches it, or take"
              + " --no-peer");
    }
    return Optional.of(folder);
  }

  private static void tell(TrainingRow row, TextTable table) {
    table.row(
        row.model(),
        row.batch(),
        row.threads(),
        row.system(),
        Figures.decimal(row.samplesPerSecond(), ""),
        row.ratioToPyTorch().isPresent() ? Figures.times(row.ratioToPyTorch().getAsDouble()) : "",
        Figures.format("%.6f", row.firstLoss()));
  }

  private static void tell(TrainingRow row, ObjectNode object) {
    object
        .put("model", row.model())
        .put("batch", row.batch())
        .put("threads", row.threads())
        .put("system", row.system())
        .put("samplesPerSecond", row.samplesPerSecond());
    if (row.ratioToPyTorch().isPresent()) {
      object.put("ratioToPyTorch", row.ratioToPyTorch().getAsDouble());
    } else {
      object.putNull("ratioToPyTorch");
    }
    object.put("firstLoss", row.firstLoss());
  }
}
