package org.soapstone.simulator.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.LayeredSpace;
import org.soapstone.simulator.TestMachines;
import org.soapstone.simulator.cost.AnalyticCosts;

class SearchMethodsTest {
  private static final long SEED = Long.getLong("soapstone.seed", 41);

  private final SearchSpace space = new LayeredSpace(4, 64, 48);
  private final Machine machine = TestMachines.split(4, 1 << 24);
  private final AnalyticCosts costs = new AnalyticCosts(machine);

  private SearchResult search(SearchOptions options) {
    return new StrategySearch(space, machine, costs).run(options);
  }

  private static SearchOptions options(SearchMethod method) {
    return SearchOptions.DEFAULT.withMethod(method).withSeed(SEED).withThreads(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = SearchMethod.class,
      names = {"DEFAULT", "PAPER", "PLACEMENT"})
  void threadsAndTheWayToSimulateDoNotChangeTheResult(SearchMethod method) {
    SearchOptions once = options(method).withProposals(150);
    SearchResult first = search(once);
    for (SearchOptions same :
        List.of(once.withThreads(2), once.withThreads(5), once.withDelta(false))) {
      SearchResult again = search(same);
      assertThat(again.strategy()).as("seed %d", SEED).isEqualTo(first.strategy());
      assertThat(again.accepted()).as("seed %d", SEED).isEqualTo(first.accepted());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SearchMethod.class,
      names = {"DEFAULT", "PAPER"})
  void aSearchInTimeIsRepeatedByItsNumberOfProposals(SearchMethod method) {
    SearchOptions timed = options(method).withBudget(Duration.ofMillis(200)).withThreads(2);
    SearchResult first = search(timed);
    SearchResult again = search(timed.withProposals(first.proposals()));
    assertThat(again.proposals()).isEqualTo(first.proposals());
    assertThat(again.strategy()).as("seed %d", SEED).isEqualTo(first.strategy());
    assertThat(again.bestNanos()).as("seed %d", SEED).isEqualTo(first.bestNanos());
  }

  @Test
  void placementNeverSplits() {
    SearchResult found = search(options(SearchMethod.PLACEMENT).withProposals(200));
    for (OperatorConfig config : found.strategy().configurations(space, machine).values()) {
      assertThat(config.compute().tiles()).isEqualTo(1);
      assertThat(config.update().orElseThrow().tiles()).isEqualTo(1);
    }
    assertThat(found.bestNanos())
        .isLessThanOrEqualTo(found.startNanos().get("single"))
        .isLessThanOrEqualTo(found.startNanos().get("model-parallel"));
  }

  @Test
  void optCnnUsesTheFirstProcessorsInOrder() {
    SearchResult found = search(options(SearchMethod.OPTCNN));
    for (OperatorConfig config : found.strategy().configurations(space, machine).values()) {
      for (int t = 0; t < config.compute().tiles(); t++) {
        assertThat(config.compute().processors().get(t)).isEqualTo(t);
      }
    }
    assertThat(found.proposals()).isZero();
  }

  @Test
  void noStrategyBeatsTheBound() {
    SpaceBound bound = SpaceBound.of(space, machine, costs);
    assertThat(bound.isOfAllDegrees()).isTrue();
    for (int i = 0; i < 200; i++) {
      Strategy strategy = Strategies.random(space, machine, SEED + i);
      long nanos =
          Plan.of(space, machine, strategy.configurations(space, machine))
              .simulate(costs, 1)
              .makespanNanos();
      assertThat(nanos).as("seed %d", SEED + i).isGreaterThanOrEqualTo(bound.nanos());
    }
    SearchResult found = search(options(SearchMethod.DEFAULT).withProposals(400));
    assertThat(found.spaceBound()).isEqualTo(bound);
    assertThat(found.certifiedGap()).isGreaterThanOrEqualTo(0);
  }

  @Test
  void renamingProcessorsThatAreAlikeChangesNothing() {
    Machine devices = TestMachines.devices(4);
    AnalyticCosts analytic = new AnalyticCosts(devices);
    var renamings = Symmetries.of(devices);
    assertThat(renamings).hasSize(8);
    for (int i = 0; i < 40; i++) {
      Map<String, OperatorConfig> plan =
          Strategies.random(space, devices, SEED + i).configurations(space, devices);
      long nanos = Plan.of(space, devices, plan).simulate(analytic, 1).makespanNanos();
      for (var names : renamings) {
        Map<String, OperatorConfig> renamed = new LinkedHashMap<>();
        plan.forEach((name, config) -> renamed.put(name, Symmetries.renamed(config, names)));
        assertThat(Plan.of(space, devices, renamed).simulate(analytic, 1).makespanNanos())
            .as("seed %d, renamed %s", SEED + i, names)
            .isEqualTo(nanos);
      }
    }
  }

  @Test
  void unequalProcessorsAreNotRenamed() {
    Machine machine = unequal();
    assertThat(Symmetries.of(machine)).hasSize(2);
  }

  /** Four devices of which the first two are alike, and the last two are not. */
  private static Machine unequal() {
    var builder = Machine.builder("unequal", org.soapstone.mapper.machine.CopyEngine.DMA);
    double[] rates = {1e13, 1e13, 2e13, 3e13};
    for (int p = 0; p < rates.length; p++) {
      builder.memory(
          "memory" + p, org.soapstone.mapper.machine.MemoryKind.DEVICE, 0, 1L << 32, 7e11, 3e11);
      builder.processor(
          "gpu" + p, org.soapstone.mapper.machine.ProcessorKind.GPU, 0, "memory" + p, rates[p]);
      for (int q = 0; q < p; q++) {
        builder.duplexLink("link" + q + "-" + p, "memory" + q, "memory" + p, 1.8e10, 1000);
      }
    }
    return builder.build();
  }

  @Test
  void theProvenBestIsFoundByTheChains() {
    SearchSpace small = new LayeredSpace(3, 64, 48);
    StrategySearch search = new StrategySearch(small, machine, costs);
    SearchResult proven = search.run(options(SearchMethod.EXHAUSTIVE));
    assertThat(proven.proof()).hasValueSatisfying(words -> assertThat(words).contains("blocks"));
    SearchResult found = search.run(options(SearchMethod.DEFAULT).withProposals(3000));
    assertThat(found.bestNanos()).as("seed %d", SEED).isLessThanOrEqualTo(proven.bestNanos());
  }

  @Test
  void branchAndBoundFindsWhatTryingAllBlocksFinds() {
    for (int i = 0; i < 4; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      SearchSpace tiny = new LayeredSpace(2, 8L << random.nextInt(4), 8L << random.nextInt(4));
      Starts starts = new Starts(tiny, machine, costs);
      Candidate single =
          starts.predict(
              "single", Strategies.named("single", tiny, machine).configurations(tiny, machine));
      BranchAndBound exact = new BranchAndBound(tiny, machine, costs, single);
      long least = single.nanos().orElseThrow();
      for (Map<String, OperatorConfig> plan : exact.all()) {
        least = Math.min(least, starts.predict("any", plan).nanos().orElse(Long.MAX_VALUE));
      }
      assertThat(exact.run(single).nanos()).as("seed %d", SEED + i).isEqualTo(least);
    }
  }

  @Test
  void namesAreKnown() {
    for (SearchMethod method : SearchMethod.values()) {
      assertThat(SearchMethod.of(method.word())).isEqualTo(method);
    }
    assertThatThrownBy(() -> SearchMethod.of("mcmc"))
        .hasMessageContaining("no search named 'mcmc'")
        .hasMessageContaining("paper");
  }
}
