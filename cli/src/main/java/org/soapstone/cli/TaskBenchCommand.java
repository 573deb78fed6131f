package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.soapstone.benchmarks.taskbench.Graph;
import org.soapstone.benchmarks.taskbench.GraphSystem;
import org.soapstone.benchmarks.taskbench.KernelFamily;
import org.soapstone.benchmarks.taskbench.Pattern;
import org.soapstone.benchmarks.taskbench.TaskBench;
import org.soapstone.benchmarks.taskbench.TaskBenchOptions;
import org.soapstone.benchmarks.taskbench.TaskBenchRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Task Bench. */
@Command(
    name = "taskbench",
    description = {
      "Run the task graphs of Task Bench (SC 2020) on Soapstone, with traces ('replayed') and without"
          + " ('dynamic'), and beside it on threads that spin, a fork-join pool, completable futures"
          + " and one serial loop, in turns. Every task checks what it reads.",
      "METG(50 %%) is the smallest mean granularity of tasks, wall time x processors / tasks, at which"
          + " half of the processors' peak is reached; lower is better.",
      "Soapstone's launches are analysed, or replayed, on the program's thread, beside a worker for"
          + " each processor; completable futures are made there too."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  soapstone bench taskbench",
      "  soapstone bench taskbench --pattern stencil_1d,fft --width 2,8 --json",
      "  soapstone bench taskbench --pattern stencil_1d --systems replayed,threads --no-metg"
    })
final class TaskBenchCommand implements Runnable {
  @Mixin private Console console;

  @Option(
      names = "--pattern",
      paramLabel = "NAME",
      split = ",",
      description =
          "Patterns: trivial, no_comm, stencil_1d, stencil_1d_periodic, dom, tree, fft,"
              + " all_to_all, nearest, spread, random_nearest (default: all).")
  private List<String> patterns = Pattern.labels();

  @Option(
      names = "--width",
      paramLabel = "W",
      split = ",",
      description = "Points in a row (default: the number of processors, and four times that).")
  private List<Integer> widths = List.of();

  @Option(
      names = "--systems",
      paramLabel = "NAME",
      split = ",",
      description =
          "Systems: replayed, dynamic, threads, fork-join, completable-future, serial"
              + " (default: all).")
  private List<String> systems = GraphSystem.labels();

  @Option(
      names = "--processors",
      paramLabel = "P",
      description = "How many threads run tasks (default: all of this machine).")
  private Optional<Integer> processors = Optional.empty();

  @Option(
      names = "--radix",
      paramLabel = "K",
      defaultValue = "3",
      description =
          "How many points one depends on in nearest, spread, random_nearest (default:"
              + " ${DEFAULT-VALUE}).")
  private int radix;

  @Option(
      names = "--period",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Steps after which spread and random_nearest repeat (default: ${DEFAULT-VALUE}).")
  private int period;

  @Option(
      names = "--fraction",
      paramLabel = "F",
      defaultValue = "0.25",
      description = "Share of the nearest that random_nearest keeps (default: ${DEFAULT-VALUE}).")
  private double fraction;

  @Option(
      names = "--output-bytes",
      paramLabel = "B",
      defaultValue = "16",
      description = "Size of each output (default: ${DEFAULT-VALUE}).")
  private int outputBytes;

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      defaultValue = "compute",
      description = "What METG's tasks do: compute, memory, imbalance (default: ${DEFAULT-VALUE}).")
  private String kernel;

  @Option(
      names = "--imbalance",
      paramLabel = "F",
      defaultValue = "1",
      description =
          "Sizes under imbalance go from 1 - F/2 to 1 + F/2 of the mean (default:"
              + " ${DEFAULT-VALUE}).")
  private double imbalance;

  @Option(
      names = "--scratch-bytes",
      paramLabel = "B",
      defaultValue = "1048576",
      description = "Memory that the kernel memory goes through (default: ${DEFAULT-VALUE}).")
  private int scratchBytes;

  @Option(
      names = "--metg",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Search METG (the default); otherwise run empty tasks only.")
  private boolean metg;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "11",
      description =
          "Measurements of each thing; the upper quartile counts (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--millis",
      paramLabel = "T",
      defaultValue = "8",
      description = "How long each takes, about (default: ${DEFAULT-VALUE}).")
  private int millis;

  @Override
  public void run() {
    TaskBenchOptions options = options();
    TaskBench bench = new TaskBench(options);
    TextTable table =
        new TextTable(
            "pattern",
            "width",
            "system",
            "mode",
            "tasks/s",
            "a task",
            "METG(50%)",
            "allocated/task");
    ObjectNode result =
        Console.object()
            .put("name", "taskbench")
            .put("machine", "local")
            .put("processors", options.processors());
    ArrayNode rows = result.putArray("rows");
    try (Progress progress = console.progress("bench", "graphs", 1, bench.graphs())) {
      bench.run(
          row -> {
            tell(row, table);
            tell(row, rows.addObject());
          },
          done -> progress.update(done, done + " of " + bench.graphs() + " graphs", ""));
    }
    table.print(console.text());
    console.line(
        "%d workers run tasks (serial: 1); a task: wall time / tasks; soapstone analyses on the"
            + " program's thread beside them",
        options.processors());
    console.result(result);
  }

  private TaskBenchOptions options() {
    TaskBenchOptions usual = TaskBenchOptions.DEFAULT;
    int threads = processors.orElse(usual.processors());
    return new TaskBenchOptions(
        named(patterns, Pattern::named),
        widths.isEmpty() ? List.of(threads, 4 * threads) : widths,
        named(systems, GraphSystem::named),
        threads,
        new Graph(Pattern.TRIVIAL, 1, 1, radix, period, fraction, 0),
        outputBytes,
        new KernelFamily(KernelFamily.Kind.named(kernel), imbalance, scratchBytes),
        metg,
        rounds,
        millis);
  }

  private static <T> List<T> named(List<String> names, Function<String, T> find) {
    return names.stream().map(find).toList();
  }

  private static void tell(TaskBenchRow row, TextTable table) {
    table.row(
        row.pattern(),
        row.width(),
        row.systemName(),
        row.mode(),
        Figures.decimal(row.tasksPerSecond(), ""),
        Figures.nanos(Math.round(1e9 / row.tasksPerSecond())),
        row.metgNanos().isPresent() ? Figures.nanos(Math.round(row.metgNanos().getAsDouble())) : "",
        Figures.bytes(Math.round(row.bytesPerTask())));
  }

  private static void tell(TaskBenchRow row, ObjectNode object) {
    object
        .put("pattern", row.pattern())
        .put("width", row.width())
        .put("system", row.systemName())
        .put("mode", row.mode())
        .put("tasksPerSecond", row.tasksPerSecond())
        .put("metgNanos", boxed(row.metgNanos()))
        .put("processors", row.processors())
        .put("analysedBy", row.analysedBy())
        .put("largestEfficiency", boxed(row.largestEfficiency()))
        .put("bytesPerTask", row.bytesPerTask());
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
