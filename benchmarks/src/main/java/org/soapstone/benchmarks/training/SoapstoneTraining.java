package org.soapstone.benchmarks.training;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.dnn.kernels.KernelCatalog;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.lowering.LoweredProgram;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Weight;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.SoapMapper;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.FutureMap;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.instances.FieldData;

/** Training by Soapstone: data parallelism, a worker for each thread. */
final class SoapstoneTraining implements TrainingSystem {
  private static final int STEPS_AHEAD = 2;

  private final LoweredModel model;
  private final List<Launch> step;
  private final Runtime runtime;
  private long stepsDone;

  SoapstoneTraining(LoweredModel model, int threads, BatchSource batch) {
    this.model = model;
    Machine machine = Machines.named("local").firstProcessors(threads);
    Map<String, OperatorConfig> configurations =
        Strategies.named("data-parallel", model, machine).configurations(model, machine);
    LoweredProgram program = LoweredProgram.of(model, configurations);
    step = program.step();
    runtime =
        Runtime.builder(machine, TaskRegistry.builder().addAll(model.tasks()).build())
            .mapper(new SoapMapper(configurations))
            .service(Kernels.class, KernelCatalog.named("onednn"))
            .service(BatchSource.class, batch)
            .build();
    for (Launch launch : program.once()) {
      issue(launch, 0);
    }
    runtime.fence();
  }

  @Override
  public String name() {
    return "soapstone";
  }

  private Optional<FutureMap> issue(Launch launch, long iteration) {
    return switch (launch) {
      case IndexLaunch tasks -> Optional.of(runtime.launch(tasks.at(iteration)));
      case FillLaunch fill -> {
        runtime.launch(fill);
        yield Optional.empty();
      }
    };
  }

  /** Issues a step; gives what measures its loss. */
  private List<FutureMap> issueStep() {
    long number = stepsDone++;
    List<FutureMap> losses = new ArrayList<>();
    runtime.trace(
        "step",
        () -> {
          for (int position = 0; position < step.size(); position++) {
            Optional<FutureMap> results =
                issue(step.get(position), model.iteration(position, number));
            if (model.lossPositions().contains(position)) {
              losses.add(results.orElseThrow());
            }
          }
        });
    return losses;
  }

  private static double loss(List<FutureMap> losses) {
    BatchMetrics sum = BatchMetrics.NONE;
    for (FutureMap results : losses) {
      sum = sum.plus(results.reduce(BatchMetrics.class, BatchMetrics::plus).get());
    }
    return sum.loss();
  }

  @Override
  public double firstLoss() {
    double loss = loss(issueStep());
    runtime.fence();
    return loss;
  }

  /** Some steps are issued ahead of the losses that are waited for, as a trainer does. */
  @Override
  public long stepNanos(int steps) {
    Deque<List<FutureMap>> ahead = new ArrayDeque<>();
    long start = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      ahead.add(issueStep());
      if (ahead.size() == STEPS_AHEAD) {
        loss(ahead.remove());
      }
    }
    ahead.forEach(SoapstoneTraining::loss);
    runtime.fence();
    return System.nanoTime() - start;
  }

  /** {@return the operators that load the batch: those without inputs} */
  static List<Operator> loaders(LoweredModel model) {
    return model.network().stream().filter(operator -> operator.inputs().isEmpty()).toList();
  }

  /** {@return the weights in the order of the network, a shared one once} */
  static List<Tensor> weights(LoweredModel model) {
    List<Tensor> weights = new ArrayList<>();
    List<LogicalRegion> seen = new ArrayList<>();
    for (Operator operator : model.network()) {
      for (Weight weight : operator.weights()) {
        LogicalRegion region = model.region(weight.tensor(), Part.VALUE);
        if (!seen.contains(region)) {
          seen.add(region);
          weights.add(weight.tensor());
        }
      }
    }
    return weights;
  }

  /** {@return the present elements of a tensor} */
  FieldData read(Tensor tensor) {
    return runtime.read(model.region(tensor, Part.VALUE), 0);
  }

  @Override
  public void close() {
    runtime.close();
  }
}
