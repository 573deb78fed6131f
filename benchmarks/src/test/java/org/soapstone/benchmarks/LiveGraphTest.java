package org.soapstone.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.soapstone.dnn.data.DrawnDigits;
import org.soapstone.dnn.kernels.KernelCatalog;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.training.Trainer;
import org.soapstone.dnn.zoo.Zoo;
import org.soapstone.dnn.zoo.ZooModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.regions.FieldType;
import org.soapstone.simulator.search.Plan;
import org.soapstone.tasks.execution.ExecutionRecord;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.graph.GraphDiff;
import org.soapstone.tasks.graph.GraphRecord;

/**
 * What is predicted is what is run: the third live step of a training has the graph that is
 * simulated.
 */
class LiveGraphTest {
  private static final long THIRD = 2;

  @ParameterizedTest
  @CsvSource({
    "local, data-parallel", "local-split, data-parallel",
    "local, channel-split", "local-split, channel-split",
    "local, height-split", "local-split, height-split",
    "local, random:1", "local-split, random:1",
    "local, random:2", "local-split, random:2",
    "local-split, random:3", "local-split, random:4"
  })
  void theThirdLiveStepIsTheOneThatIsSimulated(String machineName, String strategy) {
    Machine machine = Machines.named(machineName).firstProcessors(2);
    ZooModel lenet = Zoo.find("lenet");
    LoweredModel model = LoweredModel.of(lenet.build(10, FieldType.FLOAT32), lenet.optimizer(), 1);
    Map<String, OperatorConfig> configurations =
        Strategies.named(strategy, model, machine).configurations(model, machine);
    ExecutionRecorder recorder = new ExecutionRecorder();
    GraphRecord live;
    try (Trainer trainer =
        Trainer.of(model, machine, configurations, KernelCatalog.named("reference"))
            .train(DrawnDigits.of(50, 1))
            .steps(5)
            .record(recorder, THIRD - 1, 2)
            .build()) {
      trainer.run();
      ExecutionRecord record = recorder.record();
      record.checkOrder();
      live = GraphRecord.ofStep(record.graph(machine), trainer.position(THIRD), model.stepSize());
    }
    GraphRecord simulated = Plan.of(model, machine, configurations).stepRecord();
    List<String> differences = GraphDiff.of(live, simulated);
    assertThat(differences).isEmpty();
    assertThat(live.nodes()).isNotEmpty();
    assertThat(live.edges()).isNotEmpty();
  }
}
