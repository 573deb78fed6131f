package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.Prediction;
import org.soapstone.simulator.search.NoPlanFitsException;
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
    sortOptions = false,
    footer = {
      "",
      "Examples: soapstone simulate inception-v3 --machine p100 --strategy plan.json",
      "          soapstone simulate alexnet --machine k80 --devices 8 --strategy expert --report out"
    })
final class SimulateCommand implements Runnable {
  @Mixin private Console console;
  @Mixin private ModelOptions modelOptions;
  @Mixin private MachineOptions machineOptions;
  @Mixin private StrategyOption strategyOption;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Write the task graph of a steady step, to compare with what train recorded.")
  private Path record;

  @Option(names = "--report", paramLabel = "DIR", description = "Write report.html to a folder.")
  private Path report;

  @Override
  public void run() {
    Outputs.requireWritableFile("--record", record);
    Outputs.requireWritableFolder("--report", report);
    Machine machine = machineOptions.machine();
    LoweredModel model = modelOptions.lower(machine.processorCount(), Optional.empty());
    Strategy strategy =
        strategyOption
            .resolve(model, machine)
            .orElseGet(() -> Strategies.named("data-parallel", model, machine));
    Planner planner =
        new Planner(
            model,
            machine,
            modelOptions.costs(machineOptions, model, machine, console));
    Prediction prediction = planner.predict(strategy);
    prediction
        .plan()
        .overflow()
        .ifPresent(
            overflow -> {
              throw new NoPlanFitsException(overflow);
            });
    writeRecord(prediction);
    if (report != null) {
      Reports.write(Reports.ofSimulation(planner, strategy, prediction), report);
    }
    print(model, machine, prediction);
    console.result(json(model, machine, prediction));
  }

  private void writeRecord(Prediction prediction) {
    if (record != null) {
      try {
        prediction.plan().stepRecord().write(record);
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "--record '%s' cannot be written (%s)".formatted(record, e.getMessage()), e);
      }
    }
  }

  private void print(LoweredModel model, Machine machine, Prediction prediction) {
    PrintWriter text = console.text();
    TaskGraph graph = prediction.timeline().graph();
    text.printf(
        "%s on %d processors of %s, batch %d: %s a step from a standing start, %s a step among many%n",
        model.name(),
        machine.processorCount(),
        machine.name(),
        model.batch(),
        Figures.nanos(prediction.stepNanos()),
        Figures.nanos(prediction.steadyStepNanos()));
    text.printf(
        "lower bound %s (critical path %s); %s moved between memories; peak memory %s; %d nodes, %d edges%n",
        Figures.nanos(prediction.bounds().lowerBoundNanos()),
        Figures.nanos(prediction.bounds().criticalPathNanos()),
        Figures.bytes(prediction.copiedBytes()),
        Figures.bytes(prediction.plan().footprint().peakBytes()),
        graph.nodeCount(),
        graph.edgeCount());
    TextTable processors = new TextTable("processor", "busy", "utilisation");
    for (int p = 0; p < machine.processorCount(); p++) {
      processors.row(
          p,
          Figures.nanos(prediction.busyNanos().get(p)),
          Figures.percent(prediction.utilisation(p)));
    }
    processors.print(text);
    text.flush();
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
