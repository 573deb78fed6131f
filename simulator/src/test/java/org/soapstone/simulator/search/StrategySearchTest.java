package org.soapstone.simulator.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.ConfigSpace;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.StrategyException;
import org.soapstone.simulator.LayeredSpace;
import org.soapstone.simulator.TestMachines;
import org.soapstone.simulator.cost.AnalyticCosts;

class StrategySearchTest {
  private static final long SEED = Long.getLong("soapstone.seed", 23);

  private final SearchSpace space = new LayeredSpace(4, 16, 12);
  private final Machine machine = TestMachines.split(3, 1 << 24);
  private final SearchOptions options =
      SearchOptions.DEFAULT.withSeed(SEED).withProposals(240).withThreads(1);

  private SearchResult search(SearchOptions how) {
    return new StrategySearch(space, machine, new AnalyticCosts(machine)).run(how);
  }

  @Test
  void theSameSeedFindsTheSameStrategyOnAnyNumberOfThreads() {
    SearchResult once = search(options);
    for (SearchOptions same :
        List.of(
            options, options.withThreads(2), options.withThreads(7), options.withDelta(false))) {
      SearchResult again = search(same);
      assertThat(again.strategy()).as("seed %d", SEED).isEqualTo(once.strategy());
      assertThat(again.bestNanos()).as("seed %d", SEED).isEqualTo(once.bestNanos());
      assertThat(again.accepted()).as("seed %d", SEED).isEqualTo(once.accepted());
      assertThat(again.proposals()).as("seed %d", SEED).isEqualTo(240);
    }
  }

  @Test
  void aNewProgramOfTheSameShapeIsSearchedAlike() {
    SearchResult other =
        new StrategySearch(new LayeredSpace(4, 16, 12), machine, new AnalyticCosts(machine))
            .run(options);
    assertThat(other.strategy()).isEqualTo(search(options).strategy());
  }

  @Test
  void isNeverSlowerThanAnyStart() {
    for (int i = 0; i < 10; i++) {
      SearchResult result =
          search(
              options
                  .withSeed(SEED + i)
                  .withStarts(List.of("random", "single", "channel-split", "random"))
                  .withProposals(5L * i));
      assertThat(result.startNanos())
          .containsOnlyKeys(
              "data-parallel", "expert", "random#1", "single", "channel-split", "random#2");
      for (long start : result.startNanos().values()) {
        assertThat(result.bestNanos()).as("seed %d", SEED + i).isLessThanOrEqualTo(start);
      }
      assertThat(result.lowerBoundNanos()).isLessThanOrEqualTo(result.bestNanos());
      Plan plan = Plan.of(space, machine, result.strategy().configurations(space, machine));
      assertThat(plan.simulate(new AnalyticCosts(machine), 1).makespanNanos())
          .as("seed %d", SEED + i)
          .isEqualTo(result.bestNanos());
      assertThat(plan.footprint().peakBytes()).isEqualTo(result.peakMemoryBytes());
    }
  }

  @Test
  void findsWhatTryingEverythingFinds() {
    SearchSpace tiny = new LayeredSpace(3, 64, 48, 1);
    Machine two = TestMachines.split(2, 1 << 24);
    long best = exhaustive(tiny, two);
    SearchResult found =
        new StrategySearch(tiny, two, new AnalyticCosts(two))
            .run(SearchOptions.DEFAULT.withSeed(SEED).withProposals(3000).withThreads(1));
    assertThat(found.bestNanos()).as("seed %d", SEED).isEqualTo(best);
  }

  /** The least predicted time over all strategies: every split and placement of every operator. */
  private static long exhaustive(SearchSpace space, Machine machine) {
    List<OperatorSpace> operators = space.operators();
    Map<String, OperatorConfig> first = new LinkedHashMap<>();
    List<List<OperatorConfig>> all = new ArrayList<>();
    for (OperatorSpace operator : operators) {
      List<OperatorConfig> configurations = configurations(operator, machine.processorCount());
      all.add(configurations);
      first.put(operator.name(), configurations.getFirst());
    }
    PlanEvaluator evaluator = new PlanEvaluator(space, machine, new AnalyticCosts(machine), first);
    return best(evaluator, all, 0);
  }

  private static long best(PlanEvaluator evaluator, List<List<OperatorConfig>> all, int operator) {
    if (operator == all.size()) {
      return evaluator.nanos();
    }
    long best = Long.MAX_VALUE;
    for (OperatorConfig configuration : all.get(operator)) {
      evaluator.propose(List.of(new Change(operator, configuration)), Long.MAX_VALUE);
      evaluator.commit();
      best = Math.min(best, best(evaluator, all, operator + 1));
    }
    return best;
  }

  private static List<OperatorConfig> configurations(OperatorSpace operator, int processors) {
    ConfigSpace space = new ConfigSpace(operator, processors);
    List<OperatorConfig> all = new ArrayList<>();
    for (ParallelConfig compute : placed(space.enumerateDegrees(1000), processors)) {
      for (ParallelConfig update : placed(space.enumerateUpdateDegrees(1000), processors)) {
        all.add(new OperatorConfig(compute, Optional.of(update)));
      }
    }
    return all;
  }

  private static List<ParallelConfig> placed(List<ImmutableIntArray> degrees, int processors) {
    List<ParallelConfig> all = new ArrayList<>();
    for (ImmutableIntArray degree : degrees) {
      int tiles = degree.stream().reduce(1, (a, b) -> a * b);
      for (int code = 0; code < Math.pow(processors, tiles); code++) {
        int[] placement = new int[tiles];
        for (int t = 0, rest = code; t < tiles; t++, rest /= processors) {
          placement[t] = rest % processors;
        }
        all.add(new ParallelConfig(degree, ImmutableIntArray.copyOf(placement)));
      }
    }
    return all;
  }

  @Test
  void nothingThatFitsIsAnErrorWithTheMemory() {
    Machine small = TestMachines.split(2, 1000);
    assertThatThrownBy(
            () -> new StrategySearch(space, small, new AnalyticCosts(small)).run(options))
        .isInstanceOf(NoPlanFitsException.class)
        .hasMessageContaining("'memory")
        .hasMessageContaining("holds 1000 bytes")
        .hasMessageContaining("needs");
  }

  @Test
  void aChainWhoseStartDoesNotFitBeginsAtOneThatDoes() {
    Plan single =
        Plan.of(
            space,
            machine,
            org.soapstone.mapper.soap.Strategies.named("single", space, machine)
                .configurations(space, machine));
    Machine tight = TestMachines.split(3, single.footprint().peakBytes() - 1);
    SearchResult result =
        new StrategySearch(space, tight, new AnalyticCosts(tight))
            .run(options.withStarts(List.of("single")));
    assertThat(result.startNanos()).doesNotContainKey("single").containsKey("data-parallel");
    assertThat(result.peakMemoryBytes()).isLessThan(single.footprint().peakBytes());
  }

  @Test
  void aBudgetOfTimeIsKept() {
    long start = System.nanoTime();
    SearchResult result = search(options.withBudget(Duration.ofMillis(300)).withThreads(2));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    assertThat(result.proposals()).isPositive();
    assertThat(result.proposalsPerSecond()).isPositive();
  }

  @Test
  void theCurveOfEachChainDescends() {
    SearchResult result = search(options);
    for (int c = 0; c < result.chains(); c++) {
      int chain = c;
      List<CurvePoint> curve =
          result.curve().stream().filter(point -> point.chain() == chain).toList();
      assertThat(curve.getFirst().proposals()).isZero();
      for (int i = 1; i < curve.size(); i++) {
        assertThat(curve.get(i).bestNanos()).isLessThan(curve.get(i - 1).bestNanos());
        assertThat(curve.get(i).seconds()).isGreaterThanOrEqualTo(curve.get(i - 1).seconds());
      }
    }
  }

  @Test
  void theListenerSeesEveryPhaseInOrder() {
    List<SearchProgress> seen = new ArrayList<>();
    new StrategySearch(space, machine, new AnalyticCosts(machine)).run(options, seen::add);
    assertThat(seen.getFirst().phase()).isEqualTo(SearchProgress.Phase.STARTS);
    assertThat(seen.getLast().phase()).isEqualTo(SearchProgress.Phase.REPLAY);
    assertThat(seen.getLast().proposals()).isEqualTo(240);
    assertThat(seen).extracting(SearchProgress::phase).isSorted();
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThatThrownBy(() -> search(options.withStarts(List.of("data-paralel"))))
        .isInstanceOf(StrategyException.class)
        .hasMessageContaining("data-parallel");
    assertThatThrownBy(() -> options.withChains(0)).hasMessageContaining("0 chains");
    assertThatThrownBy(() -> options.withProposals(-1)).hasMessageContaining("-1 proposals");
    assertThatThrownBy(() -> options.withStarts(List.of())).hasMessageContaining("no start");
    assertThatThrownBy(() -> options.withBudget(Duration.ofSeconds(-2)))
        .hasMessageContaining("-2S");
  }

  @Test
  void oneProcessorHasNothingToSearch() {
    Machine one = TestMachines.split(1, 1 << 24);
    SearchSpace line = new LayeredSpace(2, 4, 1);
    SearchResult result =
        new StrategySearch(line, one, new AnalyticCosts(one)).run(options.withProposals(50));
    assertThat(result.bestNanos()).isEqualTo(result.dataParallelNanos().orElseThrow());
    assertThat(result.origin()).isEqualTo("data-parallel");
    assertThat(result.batch()).isEqualTo(4);
  }
}
