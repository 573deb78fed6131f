package org.soapstone.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.Explanation.Bound;
import org.soapstone.simulator.Explanation.Gain;
import org.soapstone.simulator.cost.AnalyticCosts;

class ExplanationTest {
  private final SearchSpace space = new LayeredSpace(4, 64, 48);
  private final Machine machine = TestMachines.split(3, 1 << 24);
  private final Planner planner = new Planner(space, machine, new AnalyticCosts(machine));

  private Strategy named(String name) {
    return Strategies.named(name, space, machine);
  }

  @Test
  void aPlanOnOneProcessorIsBoundByWork() {
    Explanation why = Explanation.of(planner, named("single"), named("single"));
    assertThat(why.bound()).isEqualTo(Bound.WORK);
    assertThat(why.gains()).isEmpty();
    assertThat(why.handingNanos()).isZero();
    assertThat(why.computingNanos() + why.movingNanos()).isEqualTo(why.stepNanos());
    assertThat(why.busiest().getFirst().nanos()).isEqualTo(why.stepNanos());
  }

  @Test
  void theChainAddsUpToTheStep() {
    for (int seed = 0; seed < 30; seed++) {
      Strategy random = Strategies.random(space, machine, seed);
      Explanation why = Explanation.of(planner, random, named("data-parallel"));
      assertThat(why.computingNanos() + why.movingNanos() + why.handingNanos())
          .as("seed %d", seed)
          .isEqualTo(why.stepNanos());
      assertThat(why.handingNanos()).as("seed %d", seed).isZero();
      assertThat(why.queuedNanos()).isLessThanOrEqualTo(why.stepNanos());
    }
  }

  @Test
  void aGainIsWhatTheStepTakesLongerWithTheOperatorPutBack() {
    Strategy random = Strategies.random(space, machine, 5);
    Strategy other = named("data-parallel");
    Explanation why = Explanation.of(planner, random, other);
    Map<String, OperatorConfig> mine = random.configurations(space, machine);
    Map<String, OperatorConfig> others = other.configurations(space, machine);
    List<String> changed =
        mine.keySet().stream().filter(name -> !mine.get(name).equals(others.get(name))).toList();
    assertThat(why.gains()).extracting(Gain::operator).containsExactlyInAnyOrderElementsOf(changed);
    for (Gain gain : why.gains()) {
      Map<String, OperatorConfig> back = new java.util.LinkedHashMap<>(mine);
      back.put(gain.operator(), others.get(gain.operator()));
      long nanos =
          planner.predict(Strategy.of(space, machine, "", back)).stepNanos() - why.stepNanos();
      assertThat(gain.nanos()).isEqualTo(Optional.of(nanos));
    }
  }
}
