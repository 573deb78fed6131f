package org.soapstone.simulator.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.LaunchSink;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.SoapMapper;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.simulator.LayeredSpace;
import org.soapstone.simulator.TestMachines;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.simulation.NodeTimes;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.graph.GraphDiff;
import org.soapstone.tasks.graph.GraphRecord;

class PlanTest {
  private static final long SEED = Long.getLong("soapstone.seed", 3);

  /** The program as a live run makes it: launch by launch. */
  private static final class Program implements LaunchSink {
    private final TreeMap<Integer, Launch> once = new TreeMap<>();
    private final TreeMap<Integer, Launch> step = new TreeMap<>();

    @Override
    public void once(int position, Launch launch) {
      once.put(position, launch);
    }

    @Override
    public void step(int position, Launch launch) {
      step.put(position, launch);
    }

    static Program of(SearchSpace space, Map<String, OperatorConfig> configurations) {
      Program program = new Program();
      for (OperatorSpace operator : space.operators()) {
        space.lower(operator.name(), configurations.get(operator.name()), program);
      }
      space.lowerFixed(program);
      return program;
    }

    static void launch(Runtime runtime, Iterable<Launch> launches) {
      for (Launch launch : launches) {
        switch (launch) {
          case IndexLaunch tasks -> runtime.launch(tasks);
          case FillLaunch fill -> runtime.launch(fill);
        }
      }
    }
  }

  private static GraphRecord thirdLiveStep(
      SearchSpace space, Machine machine, Map<String, OperatorConfig> configurations) {
    Program program = Program.of(space, configurations);
    TaskRegistry tasks = TaskRegistry.builder().addAll(LayeredSpace.tasks()).build();
    ExecutionRecorder recorder = new ExecutionRecorder();
    long first;
    try (Runtime runtime =
        Runtime.builder(machine, tasks)
            .mapper(new SoapMapper(configurations))
            .recorder(recorder)
            .build()) {
      Program.launch(runtime, program.once.values());
      Program.launch(runtime, program.step.values());
      first = runtime.position();
      recorder.start(first);
      Program.launch(runtime, program.step.values());
      Program.launch(runtime, program.step.values());
      recorder.stop();
      runtime.fence();
    }
    recorder.record().checkOrder();
    int span = program.step.size();
    return GraphRecord.ofStep(recorder.record().graph(machine), first + span, span);
  }

  @Test
  void whatIsPlannedIsWhatRuns() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 20; i++) {
      SearchSpace space = new LayeredSpace(1 + random.nextInt(3), 5, 7);
      Machine machine =
          random.nextBoolean() ? TestMachines.split(3, 1 << 20) : TestMachines.shared(3);
      Map<String, OperatorConfig> configurations =
          Strategies.random(space, machine, random.nextLong()).configurations(space, machine);
      GraphRecord planned = Plan.of(space, machine, configurations).stepRecord();
      assertThat(GraphDiff.of(planned, thirdLiveStep(space, machine, configurations)))
          .as("seed %d, case %d", SEED, i)
          .isEmpty();
    }
  }

  @Test
  void twoPlansOfOneStrategyAreEqual() {
    Machine machine = TestMachines.devices(4);
    SearchSpace space = new LayeredSpace(3, 8, 8);
    Map<String, OperatorConfig> configurations =
        Strategies.random(space, machine, SEED).configurations(space, machine);
    Plan first = Plan.of(space, machine, configurations);
    Plan second = Plan.of(new LayeredSpace(3, 8, 8), machine, configurations);
    assertThat(GraphDiff.of(first.stepRecord(), second.stepRecord())).isEmpty();
    AnalyticCosts costs = new AnalyticCosts(machine);
    assertThat(NodeTimes.of(first.simulate(costs, 2)))
        .isEqualTo(NodeTimes.of(second.simulate(costs, 2)));
    assertThat(first.footprint()).isEqualTo(second.footprint());
  }

  @Test
  void memoryIsThatOfTheInstances() {
    SearchSpace space = new LayeredSpace(1, 4, 4);
    Machine machine = TestMachines.split(1, 1000);
    Plan plan =
        Plan.of(
            space,
            machine,
            Strategies.named("single", space, machine).configurations(space, machine));
    // Two activations, two gradients, a weight and its gradient, of 16 floats each.
    assertThat(plan.footprint().bytes().asList()).containsExactly(6L * 16 * 4);
    assertThat(plan.overflow()).isEmpty();
    Plan tight =
        Plan.of(
            space,
            TestMachines.split(1, 383),
            Strategies.named("single", space, machine).configurations(space, machine));
    assertThat(tight.overflow().orElseThrow())
        .contains("'memory0'")
        .contains("383 bytes")
        .contains("384");
  }
}
