package org.soapstone.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.kernels.KernelCatalog;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.cost.MeasuredCosts;
import org.soapstone.simulator.cost.RecordedCosts;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.execution.TaskTimer;
import picocli.CommandLine.Option;

/** Which machine, how much of it, and where the costs of tasks on it come from. */
final class MachineOptions {
  @Option(
      names = "--machine",
      paramLabel = "M",
      defaultValue = "local",
      description = "A built-in machine or a machine file (default: ${DEFAULT-VALUE}).")
  private String name;

  @Option(
      names = "--devices",
      paramLabel = "N",
      description = "Use the first N processors of the machine (default: all).")
  private Integer devices;

  @Option(
      names = "--costs",
      paramLabel = "C",
      description =
          "measured (on this machine), analytic (a roofline), or a file of recorded costs (default: measured for local machines, analytic for others).")
  private String costs;

  @Option(
      names = "--kernels",
      paramLabel = "K",
      description = "onednn or reference (default: onednn for float32, reference for float64).")
  private String kernels;

  /** {@return the machine, with as many processors as wanted} */
  Machine machine() {
    Machine machine = Machines.named(name);
    return devices == null ? machine : machine.firstProcessors(devices);
  }

  /** {@return whether plans for the machine can be run here} */
  boolean isLocal() {
    return name.equals("local") || name.equals("local-split");
  }

  /**
   * {@return the kernels that tasks call}
   *
   * @param model says the element type
   */
  Kernels kernels(LoweredModel model) {
    if (kernels != null) {
      return KernelCatalog.named(kernels);
    }
    return KernelCatalog.named(
        switch (model.elementType()) {
          case FLOAT64 -> "reference";
          default -> "onednn";
        });
  }

  /**
   * {@return how long tasks last on a machine}
   *
   * @param model the network whose tasks they are
   * @param machine the machine
   * @param images what the tasks that load batches are timed with
   * @param console is told of measurements
   */
  CostModel costs(LoweredModel model, Machine machine, Dataset images, Console console) {
    String source = Optional.ofNullable(costs).orElse(isLocal() ? "measured" : "analytic");
    return switch (source) {
      case "measured" -> measured(model, machine, images, console);
      case "analytic" -> new AnalyticCosts(machine);
      default -> RecordedCosts.read(Path.of(source), machine);
    };
  }

  private MeasuredCosts measured(
      LoweredModel model, Machine machine, Dataset images, Console console) {
    if (!isLocal()) {
      throw new IllegalArgumentException(
          "--costs measured: machine '%s' is not this one, so its tasks cannot be timed here; take analytic or a file of recorded costs"
              .formatted(machine.name()));
    }
    Kernels chosen = kernels(model);
    TaskTimer timer =
        TaskTimer.builder(TaskRegistry.builder().addAll(model.tasks()).build())
            .service(Kernels.class, chosen)
            .service(BatchSource.class, BatchSource.cyclic(images, Math.toIntExact(model.batch())))
            .build();
    RateLimit limit = new RateLimit();
    return MeasuredCosts.builder(machine, timer, chosen.name())
        .onMeasured(
            measurement -> {
              if (limit.allows()) {
                console.notes().printf("measured %d kernels and shapes so far%n", measurement.count());
                console.notes().flush();
              }
            })
        .build();
  }
}
