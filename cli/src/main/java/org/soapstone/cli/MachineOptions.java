package org.soapstone.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.kernels.KernelCatalog;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.FieldType;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.cost.MeasuredCosts;
import org.soapstone.simulator.cost.RecordedCosts;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.execution.TaskTimer;
import picocli.CommandLine.Option;

/** Which machine, how much of it, and where the costs of tasks on it come from. */
final class MachineOptions {
  private static final String ONEDNN = "onednn";

  @Option(
      names = "--machine",
      paramLabel = "M",
      defaultValue = "local",
      description =
          "A built-in machine (see 'soapstone machines') or a machine file"
              + " (default: ${DEFAULT-VALUE}).")
  private String name;

  @Option(
      names = "--devices",
      paramLabel = "N",
      description = "Use the first N processors of the machine (default: all).")
  private Integer devices;

  @Option(
      names = "--costs",
      paramLabel = "C",
      description = {
        "measured (on this machine), analytic (a roofline), or a file of costs that were measured"
            + " before, like those in the cache folder that 'soapstone doctor' names",
        "(default: measured for local machines, analytic for others)."
      })
  private String costs;

  @Option(
      names = "--kernels",
      paramLabel = "K",
      description = "onednn or reference (default: onednn for float32, reference for float64).")
  private String kernels;

  @Option(
      names = "--remeasure",
      description =
          "Measure costs again, also those that were measured before: the machine was busy then.")
  private boolean remeasure;

  /** {@return the machine, with as many processors as wanted} */
  Machine machine() {
    Machine machine = Machines.named(name);
    return devices == null ? machine : machine.firstProcessors(devices);
  }

  /** {@return whether tasks can be timed here for the machine} */
  private boolean isLocal() {
    return name.equals("local") || name.equals("local-split");
  }

  /**
   * {@return the kernels that tasks call}
   *
   * @param model says the element type
   */
  Kernels kernels(LoweredModel model) {
    boolean doubles = model.elementType() == FieldType.FLOAT64;
    String chosen = kernels != null ? kernels : doubles ? "reference" : ONEDNN;
    if (doubles && chosen.equals(ONEDNN)) {
      throw new IllegalArgumentException(
          "--kernels onednn computes in float32 only; take --kernels reference for --dtype"
              + " float64");
    }
    return KernelCatalog.named(chosen);
  }

  /**
   * {@return how long tasks last on a machine} Kernels that are named must be there, even where
   * nothing is measured.
   *
   * @param model the network whose tasks they are
   * @param machine the machine
   * @param images what the tasks that load batches are timed with
   * @param console is told of measurements
   */
  Costs costs(LoweredModel model, Machine machine, Supplier<Dataset> images, Console console) {
    if (kernels != null) {
      kernels(model);
    }
    String source = Optional.ofNullable(costs).orElse(isLocal() ? "measured" : "analytic");
    if (remeasure && !source.equals("measured")) {
      throw new IllegalArgumentException(
          "--remeasure: costs are '%s', so nothing is measured; leave it out, or take --costs measured"
              .formatted(source));
    }
    return new Costs(
        switch (source) {
          case "measured" -> measured(model, machine, images.get(), console);
          case "analytic" -> new AnalyticCosts(machine);
          default -> RecordedCosts.read(costFile(source), machine);
        });
  }

  private static Path costFile(String source) {
    Path file = Path.of(source);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          ("--costs '%s' is neither measured nor analytic, nor a file that is there; take one of"
                  + " them")
              .formatted(source));
    }
    return file;
  }

  private MeasuredCosts measured(
      LoweredModel model, Machine machine, Dataset images, Console console) {
    if (!isLocal()) {
      throw new IllegalArgumentException(
          ("--costs measured: machine '%s' is not this one, so its tasks cannot be timed here;"
                  + " take analytic or a file of recorded costs")
              .formatted(machine.name()));
    }
    Kernels chosen = kernels(model);
    TaskTimer timer =
        TaskTimer.builder(TaskRegistry.builder().addAll(model.tasks()).build())
            .service(Kernels.class, chosen)
            .service(BatchSource.class, BatchSource.cyclic(images, Math.toIntExact(model.batch())))
            .build();
    RateLimit limit = new RateLimit();
    MeasuredCosts.Builder measured =
        MeasuredCosts.builder(machine, timer, chosen.name())
            .onMeasured(measurement -> {
              if (limit.allows()) {
                console.note("timed %d kernels and shapes so far", measurement.count());
              }
            });
    return (remeasure ? measured.anew() : measured).build();
  }
}
