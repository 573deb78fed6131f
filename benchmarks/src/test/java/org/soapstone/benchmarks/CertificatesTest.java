package org.soapstone.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.zoo.Zoo;
import org.soapstone.dnn.zoo.ZooModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.regions.FieldType;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.search.SearchMethod;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchResult;
import org.soapstone.simulator.search.SpaceBound;

/**
 * What is certified of LeNet holds: no strategy beats the bound, and the chains find what is proven
 * to be the best of the blocks. On 2 processors; with {@code -Dsoapstone.heavy=true} on 4, as the
 * paper did (Jia et al. 2019, section 8.3).
 */
class CertificatesTest {
  private static final long SEED = Long.getLong("soapstone.seed", 1);

  private static Planner planner(int processors) {
    ZooModel entry = Zoo.find("lenet");
    Machine machine = Machines.named("p100").firstProcessors(processors);
    LoweredModel model =
        LoweredModel.of(entry.build((long) entry.batchPerDevice() * processors, FieldType.FLOAT32));
    return new Planner(model, machine, new AnalyticCosts(machine));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void noStrategyBeatsTheBound(int processors) {
    Planner planner = planner(processors);
    SpaceBound bound = SpaceBound.of(planner.space(), planner.machine(), planner.costs());
    assertThat(bound.isOfAllDegrees()).isTrue();
    assertThat(bound.nanos()).isPositive();
    for (int i = 0; i < 40; i++) {
      var strategy = Strategies.random(planner.space(), planner.machine(), SEED + i);
      assertThat(planner.predict(strategy).stepNanos())
          .as("seed %d", SEED + i)
          .isGreaterThanOrEqualTo(bound.nanos());
    }
    var single = planner.predict(Strategies.named("single", planner.space(), planner.machine()));
    assertThat(single.stepNanos()).isGreaterThanOrEqualTo(bound.nanos());
  }

  @Test
  void chainsFindWhatIsProven() {
    Planner planner = planner(Boolean.getBoolean("soapstone.heavy") ? 4 : 2);
    SearchOptions options = SearchOptions.DEFAULT.withSeed(SEED);
    SearchResult proven = planner.search(options.withMethod(SearchMethod.EXHAUSTIVE));
    System.out.println(proven.proof().orElseThrow());
    SearchResult found = planner.search(options.withProposals(3000));
    System.out.printf(
        "proven %d ns; found %d ns in %.1f s; no strategy beats %d ns%n",
        proven.bestNanos(), found.bestNanos(), found.seconds(), found.spaceBound().nanos());
    assertThat(found.bestNanos()).as("seed %d", SEED).isLessThanOrEqualTo(proven.bestNanos());
  }
}
