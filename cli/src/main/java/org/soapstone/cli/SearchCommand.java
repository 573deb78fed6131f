package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.simulator.Planner;
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
    sortOptions = false,
    footer = {
      "",
      "Examples: soapstone search inception-v3 --machine p100 --devices 4 --budget 20s --out plan.json",
      "          soapstone search alexnet --machine k80 --proposals 2000 --seed 1 --json"
    })
final class SearchCommand implements Runnable {
  @Mixin private Console console;
  @Mixin private ModelOptions modelOptions;
  @Mixin private MachineOptions machineOptions;
  @Mixin private SearchFlags searchFlags;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the strategy to a file.")
  private Path out;

  @Option(names = "--report", paramLabel = "DIR", description = "Write report.html to a folder.")
  private Path report;

  @Override
  public void run() {
    Outputs.requireWritableFile("--out", out);
    Outputs.requireWritableFolder("--report", report);
    Machine machine = machineOptions.machine();
    LoweredModel model = modelOptions.lower(machine.processorCount(), Optional.empty());
    Planner planner = new Planner(model, machine, modelOptions.costs(machineOptions, model, machine, console));
    SearchResult found = searchFlags.run(planner, modelOptions.seed(), console);
    Optional.ofNullable(out).ifPresent(found.strategy()::write);
    if (report != null) {
      Reports.write(Reports.ofSearch(planner, found), report);
    }
    print(found);
    console.result(json(found));
  }

  private void print(SearchResult found) {
    PrintWriter text = console.text();
    text.printf(
        "%s on %d processors of %s: %s a step, %s over data parallelism, at most %s above the bound %s%n",
        found.model(),
        found.devices(),
        found.machine(),
        Figures.nanos(found.bestNanos()),
        Figures.times(found.speedupOverDataParallel()),
        Figures.percent(found.gap()),
        Figures.nanos(found.lowerBoundNanos()));
    text.printf(
        "%d proposals in %.1f s (%s), %d accepted; peak memory %s; found by %s%n",
        found.proposals(),
        found.seconds(),
        Figures.decimal(found.proposalsPerSecond(), "/s"),
        found.accepted(),
        Figures.bytes(found.peakMemoryBytes()),
        found.origin());
    TextTable starts = new TextTable("start", "predicted step");
    found.startNanos().forEach((start, nanos) -> starts.row(start, Figures.nanos(nanos)));
    starts.row("found", Figures.nanos(found.bestNanos()));
    starts.print(text);
    if (out != null) {
      text.println("strategy written to " + out);
    }
    text.flush();
  }

  private static ObjectNode json(SearchResult found) {
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
            .put("seconds", found.seconds())
            .put("proposalsPerSecond", found.proposalsPerSecond());
    Json.put(object, "dataParallelNanos", found.dataParallelNanos());
    Json.put(object, "expertNanos", found.expertNanos());
    object
        .put("bestNanos", found.bestNanos())
        .put("lowerBoundNanos", found.lowerBoundNanos())
        .put("speedupOverDataParallel", found.speedupOverDataParallel())
        .put("peakMemoryBytes", found.peakMemoryBytes());
    object.set("strategy", Json.strategy(found.strategy()));
    return object;
  }
}
