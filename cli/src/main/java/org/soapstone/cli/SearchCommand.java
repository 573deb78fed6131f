package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds a strategy, writes it, reports it. */
@Command(
    name = "search",
    description = "Find a strategy for a model on a machine, write it, report it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  soapstone search inception-v3 --machine p100 --devices 4 --budget 20s --out plan.json",
      "  soapstone search alexnet --machine k80 --proposals 2000 --seed 1 --json"
    })
final class SearchCommand implements Runnable {
  @Mixin private Console console;
  @Mixin private ModelOptions modelOptions;
  @Mixin private MachineOptions machineOptions;
  @Mixin private SearchFlags searchFlags;

  @Option(
      names = "--compare",
      description =
          "Also predict what is done by hand and what other searches find, each with the same"
              + " budget, side by side.")
  private boolean compare;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the strategy to a file.")
  private Path out;

  @Option(names = "--report", paramLabel = "DIR", description = "Write report.html to a folder.")
  private Path report;

  @Override
  public void run() {
    Machine machine = machineOptions.machine();
    LoweredModel model = modelOptions.lower(machine.processorCount());
    SearchOptions options = searchFlags.options(model, machine, modelOptions.seed());
    Outputs.requireWritableFile("--out", out);
    Outputs.requireWritableFolder("--report", report);
    try (Costs costs =
        machineOptions.costs(
            model,
            machine,
            () -> Datasets.generated(modelOptions.entry(), model.batch(), modelOptions.seed()),
            console)) {
      Planner planner = new Planner(model, machine, costs.model());
      SearchResult found = SearchFlags.run(planner, options, console);
      Optional.ofNullable(out).ifPresent(found.strategy()::write);
      if (report != null) {
        Reports.write(Reports.ofSearch(planner, found), report);
      }
      print(found);
      List<Comparison.Row> rows =
          compare ? Comparison.rows(planner, options, found, console) : List.of();
      if (compare) {
        Comparison.print(rows, console);
      }
      console.result(json(found, rows));
    }
  }

  private void print(SearchResult found) {
    console.line(
        "%s, batch %d, on %s of %s: %s a step%s",
        found.model(),
        found.batch(),
        Figures.count(found.devices(), "processor"),
        found.machine(),
        Figures.nanos(found.bestNanos()),
        found.dataParallelNanos().isPresent()
            ? ", " + Figures.times(found.speedupOverDataParallel()) + " over data parallelism"
            : "; data parallelism does not fit");
    console.line(
        "its lower bound is %s, %s below; its peak memory %s",
        Figures.nanos(found.lowerBoundNanos()),
        Figures.percent(1 - (double) found.lowerBoundNanos() / found.bestNanos()),
        Figures.bytes(found.peakMemoryBytes()));
    console.line(
        "no strategy beats %s%s: this one is at most %s slower than the best there is",
        Figures.nanos(found.spaceBound().nanos()),
        found.spaceBound().isOfAllDegrees()
            ? ""
            : ", unless some operator does less in all by being split",
        Figures.percent(found.certifiedGap()));
    found.proof().ifPresent(proof -> console.line("proven: %s", proof));
    console.line(
        "%d proposals in %.1f s (%s), %d accepted; found by %s",
        found.proposals(),
        found.seconds(),
        Figures.decimal(found.proposalsPerSecond(), "/s"),
        found.accepted(),
        found.origin());
    TextTable starts = new TextTable("strategy", "predicted step");
    found.startNanos().forEach((start, nanos) -> starts.row(start, Figures.nanos(nanos)));
    starts.row("found", Figures.nanos(found.bestNanos()));
    starts.print(console.text());
    if (out != null) {
      console.line("strategy written to %s", out);
    }
    Reports.tell(report, console);
  }

  private ObjectNode json(SearchResult found, List<Comparison.Row> rows) {
    ObjectNode object =
        Console.object()
            .put("model", found.model())
            .put("machine", found.machine())
            .put("devices", found.devices())
            .put("batch", found.batch())
            .put("seed", found.seed())
            .put("chains", found.chains())
            .put("proposals", found.proposals())
            .put("accepted", found.accepted())
            .put("seconds", found.seconds());
    Json.put(object, "proposalsPerSecond", found.proposalsPerSecond());
    Json.put(object, "dataParallelNanos", found.dataParallelNanos());
    Json.put(object, "expertNanos", found.expertNanos());
    object.put("bestNanos", found.bestNanos()).put("lowerBoundNanos", found.lowerBoundNanos());
    Json.put(
        object,
        "speedupOverDataParallel",
        found.dataParallelNanos().isPresent() ? found.speedupOverDataParallel() : Double.NaN);
    object.put("spaceBoundNanos", found.spaceBound().nanos());
    object.put("proof", found.proof().orElse(null));
    object.put("peakMemoryBytes", found.peakMemoryBytes());
    object.set("strategy", Json.strategy(found.strategy()));
    object.put("method", found.method().word());
    object.set("comparison", compare ? Comparison.json(rows) : object.nullNode());
    return object;
  }
}
