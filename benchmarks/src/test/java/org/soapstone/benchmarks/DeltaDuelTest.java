package org.soapstone.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.zoo.Zoo;
import org.soapstone.dnn.zoo.ZooModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.FieldType;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.search.DeltaDuel;

/**
 * Delta simulation equals full simulation, node by node, on the paper's networks, where the full
 * side starts from a new model each time. With {@code -Dsoapstone.heavy=true} the whole duel: for
 * each network 100,000 proposals at 4 processors, 10,000 at 16 and 1,000 at 64; {@code
 * -Dsoapstone.proposals=N} makes N instead, each time.
 */
class DeltaDuelTest {
  private static final long SEED = Long.getLong("soapstone.seed", 1);

  @ParameterizedTest
  @CsvSource({
    "alexnet, 150",
    "inception-v3, 8",
    "resnet-101, 3",
    "rnntc, 10",
    "rnnlm, 10",
    "nmt, 6"
  })
  void deltaEqualsFullNodeByNode(String name, int part) {
    duel(name, 4, Boolean.getBoolean("soapstone.heavy") ? 100_000 : part);
  }

  @ParameterizedTest
  @EnabledIfSystemProperty(named = "soapstone.heavy", matches = "true")
  @ValueSource(strings = {"alexnet", "inception-v3", "resnet-101", "rnntc", "rnnlm", "nmt"})
  void deltaEqualsFullOnMoreProcessors(String name) {
    duel(name, 16, 10_000);
    duel(name, 64, 1_000);
  }

  private static void duel(String name, int processors, int count) {
    int proposals = Integer.getInteger("soapstone.proposals", count);
    ZooModel entry = Zoo.find(name);
    Machine machine = Machines.named("p100-4x16").firstProcessors(processors);
    DeltaDuel.Outcome outcome =
        new DeltaDuel(
                () ->
                    LoweredModel.of(
                        entry.build((long) entry.batchPerDevice() * processors, FieldType.FLOAT32)),
                machine,
                new AnalyticCosts(machine),
                SEED)
            .run(proposals);
    System.out.printf("%s at %d, seed %d: %s%n", name, processors, SEED, outcome);
    assertThat(outcome.proposals()).isEqualTo(proposals);
    assertThat(outcome.accepted() + outcome.refused()).as("seed %d", SEED).isPositive();
  }
}
