package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.lowering.SlottedModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.Prediction;
import org.soapstone.tasks.graph.TaskGraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Predicts the time of a step under a given strategy. */
@Command(
    name = "simulate",
    description = "Predict the time of a training step under a given strategy.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  soapstone simulate inception-v3 --machine p100 --strategy plan.json",
      "  soapstone simulate alexnet --machine k80 --devices 8 --strategy expert --report out"
    })
final class SimulateCommand implements Runnable {
  @Mixin private Console console;
  @Mixin private ModelOptions modelOptions;
  @Mixin private MachineOptions machineOptions;

  @Option(
      names = "--strategy",
      paramLabel = "S",
      defaultValue = "data-parallel",
      description = StrategyName.DESCRIPTION + " (default: ${DEFAULT-VALUE}).")
  private String strategyName;

  @Option(
      names = "--sync",
      paramLabel = "S",
      defaultValue = "reduction",
      description = {
        "How gradients come to the updates: by reduction (what train runs); by scatter, copied as"
            + " they are and summed by the updates; or by parameter-server, the same with updates in one"
            + " place and after the whole backward pass (default: ${DEFAULT-VALUE})."
      })
  private String sync;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Write the task graph of a steady step, to compare with what train recorded.")
  private Path record;

  @Option(names = "--report", paramLabel = "DIR", description = "Write report.html to a folder.")
  private Path report;

  @Override
  public void run() {
    Machine machine = machineOptions.machine();
    LoweredModel model = modelOptions.lower(machine.processorCount());
    SearchSpace space = synchronised(model, machine);
    Strategy strategy = StrategyName.resolve(strategyName, space, machine);
    Outputs.requireWritableFile("--record", record);
    Outputs.requireWritableFolder("--report", report);
    try (Costs costs =
        machineOptions.costs(
            model,
            machine,
            () -> Datasets.generated(modelOptions.entry(), model.batch(), modelOptions.seed()),
            console)) {
      if (space instanceof SlottedModel && costs.model().measures()) {
        throw new IllegalArgumentException(
            "--sync: the tasks of copied gradients are there to be predicted, not to be timed; take"
                + " --costs analytic");
      }
      Planner planner = new Planner(space, machine, costs.model());
      Prediction prediction = Plans.predictFitting(planner, strategy);
      if (record != null) {
        Outputs.write("--record", record, prediction.plan().stepRecord()::write);
      }
      if (report != null) {
        Reports.write(Reports.ofSimulation(planner, strategy, prediction), report);
      }
      print(model, machine, prediction);
      console.result(json(model, machine, prediction));
    }
  }

  private SearchSpace synchronised(LoweredModel model, Machine machine) {
    return switch (sync) {
      case "reduction" -> model;
      case "scatter" -> SlottedModel.scattered(model, machine);
      case "parameter-server" -> SlottedModel.parameterServer(model, machine);
      default ->
          throw new IllegalArgumentException(
              "--sync '%s': there is no such way; take reduction, scatter or parameter-server"
                  .formatted(sync));
    };
  }

  private void print(LoweredModel model, Machine machine, Prediction prediction) {
    TaskGraph graph = prediction.timeline().graph();
    console.line(
        "%s, batch %d, on %s of %s: %s a step from a standing start, %s a step among many",
        model.name(),
        model.batch(),
        Figures.count(machine.processorCount(), "processor"),
        machine.name(),
        Figures.nanos(prediction.stepNanos()),
        Figures.nanos(prediction.steadyStepNanos()));
    console.line(
        "lower bound %s (critical path %s); %s moved between memories; peak memory %s",
        Figures.nanos(prediction.bounds().lowerBoundNanos()),
        Figures.nanos(prediction.bounds().criticalPathNanos()),
        Figures.bytes(prediction.copiedBytes()),
        Figures.bytes(prediction.plan().footprint().peakBytes()));
    console.line("task graph: %d nodes, %d edges", graph.nodeCount(), graph.edgeCount());
    TextTable processors = new TextTable("processor", "busy", "utilisation");
    for (int p = 0; p < machine.processorCount(); p++) {
      processors.row(
          p,
          Figures.nanos(prediction.busyNanos().get(p)),
          Figures.percent(prediction.utilisation(p)));
    }
    processors.print(console.text());
    if (record != null) {
      console.line("task graph written to %s", record);
    }
    Reports.tell(report, console);
  }

  private static ObjectNode json(LoweredModel model, Machine machine, Prediction prediction) {
    ObjectNode object =
        Console.object()
            .put("model", model.name())
            .put("machine", machine.name())
            .put("devices", machine.processorCount())
            .put("batch", model.batch())
            .put("stepNanos", prediction.stepNanos())
            .put("steadyStepNanos", prediction.steadyStepNanos())
            .put("lowerBoundNanos", prediction.bounds().lowerBoundNanos())
            .put("criticalPathNanos", prediction.bounds().criticalPathNanos())
            .put("copiedBytes", prediction.copiedBytes())
            .put("peakMemoryBytes", prediction.plan().footprint().peakBytes())
            .put("nodes", prediction.timeline().graph().nodeCount())
            .put("edges", prediction.timeline().graph().edgeCount());
    ArrayNode busy = object.putArray("busyNanos");
    prediction.busyNanos().forEach(busy::add);
    return object;
  }
}
