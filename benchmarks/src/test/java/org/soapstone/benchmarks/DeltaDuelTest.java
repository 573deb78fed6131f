package org.soapstone.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.zoo.Zoo;
import org.soapstone.dnn.zoo.ZooModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.FieldType;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.search.DeltaDuel;

/**
 * Delta simulation equals full simulation, node by node, on real networks at 4 processors, where
 * the full side starts from a new model each time. The whole duel (10,000 proposals a network) runs
 * with {@code -Dsoapstone.heavy=true}.
 */
class DeltaDuelTest {
  private static final int WHOLE = 10_000;
  private static final int PROCESSORS = 4;

  @ParameterizedTest
  @CsvSource({"alexnet, 200", "inception-v3, 12"})
  void deltaEqualsFullNodeByNode(String name, int part) {
    long seed = Long.getLong("soapstone.seed", 1);
    int proposals = Boolean.getBoolean("soapstone.heavy") ? WHOLE : part;
    ZooModel entry = Zoo.find(name);
    Machine machine = Machines.named("p100").firstProcessors(PROCESSORS);
    DeltaDuel.Outcome outcome =
        new DeltaDuel(
                () ->
                    LoweredModel.of(
                        entry.build((long) entry.batchPerDevice() * PROCESSORS, FieldType.FLOAT32)),
                machine,
                new AnalyticCosts(machine),
                seed)
            .run(proposals);
    System.out.printf("%s, seed %d: %s%n", name, seed, outcome);
    assertThat(outcome.proposals()).isEqualTo(proposals);
    assertThat(outcome.accepted()).isPositive();
  }
}
