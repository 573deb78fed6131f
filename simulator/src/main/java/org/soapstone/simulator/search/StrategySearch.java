package org.soapstone.simulator.search;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.random.RandomGeneratorFactory;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.search.SearchProgress.Phase;
import org.soapstone.simulator.search.moves.GuidedMoves;
import org.soapstone.simulator.search.moves.MoveSet;
import org.soapstone.simulator.search.moves.Surroundings;
import org.soapstone.simulator.search.moves.UniformMoves;
import org.soapstone.simulator.simulation.Bounds;

/**
 * Searches by Markov chains over strategies with Metropolis acceptance: the paper's way, or with
 * moves that look at the plan and chains that exchange temperatures ({@link SearchMethod}).
 *
 * <p>First data parallelism, the experts' strategy and every start are predicted. Then chains run,
 * with generators split from the seed, in rounds of equally many proposals. At last the chains'
 * best plans are made and simulated again from the beginning, and the best of everything is the
 * result: never worse than a start; the earliest of equals, starts first.
 *
 * <p>A search ends early when every chain's best plan is as old as half of the chain, the paper's
 * rule. Thread-safe.
 */
public final class StrategySearch {
  private static final String GENERATOR = "L64X128MixRandom";

  /** From the warmest to the coldest chain that tempers, relative to the paper's way. */
  private static final double WARMEST = 4;

  private static final double COLDEST = 16;

  private final SearchSpace space;
  private final Machine machine;
  private final CostModel model;

  /**
   * A search.
   *
   * @param space the program
   * @param machine the machine
   * @param model says how long nodes last
   */
  public StrategySearch(SearchSpace space, Machine machine, CostModel model) {
    this.space = requireNonNull(space, "space");
    this.machine = requireNonNull(machine, "machine");
    this.model = requireNonNull(model, "model");
  }

  /**
   * {@return the best strategy found}
   *
   * @param options how to search
   * @throws NoPlanFitsException if no start fits the machine's memories
   * @throws IllegalArgumentException if a start is not the name of a built-in strategy, or the cost
   *     model cannot tell
   */
  public SearchResult run(SearchOptions options) {
    return run(options, _ -> {});
  }

  /**
   * {@return the best strategy found}
   *
   * @param options how to search
   * @param listener is told about ten times a second, by one thread at a time
   * @throws NoPlanFitsException if no start fits the machine's memories
   * @throws IllegalArgumentException if a start is not the name of a built-in strategy, or the cost
   *     model cannot tell
   */
  public SearchResult run(SearchOptions options, Consumer<SearchProgress> listener) {
    ProgressMeter meter = new ProgressMeter(options, listener);
    SplittableGenerator root =
        RandomGeneratorFactory.<SplittableGenerator>of(GENERATOR).create(options.seed());
    meter.tell(Phase.STARTS);
    Starts starts = new Starts(space, machine, model);
    starts.predict(options, root, meter);
    Candidate best = starts.best();
    meter.begin();
    List<Chain> chains =
        options.method().proposes() ? runChains(options, starts, root, meter) : List.of();
    Optional<String> proof = Optional.empty();
    if (options.method() == SearchMethod.EXHAUSTIVE) {
      BranchAndBound exact = new BranchAndBound(space, machine, model, best);
      BranchAndBound.Proof found = exact.run(best);
      best =
          found.nanos() < best.nanos().getAsLong()
              ? starts.predict("proof", found.configurations())
              : best;
      proof = Optional.of(found.words());
    }
    double seconds = meter.seconds();
    meter.tell(Phase.REPLAY);
    for (Chain chain : chains) {
      if (chain.bestNanos() < best.nanos().getAsLong()) {
        best = replay(starts, chain);
      }
    }
    return result(options, starts.candidates(), chains, seconds, best, proof);
  }

  /**
   * Checks the name of a start.
   *
   * @param name a built-in strategy's, or {@code optcnn}
   * @param space the program
   * @param machine the machine
   * @throws org.soapstone.mapper.soap.StrategyException if there is no such strategy
   */
  public static void checkStart(String name, SearchSpace space, Machine machine) {
    if (!name.equals(SearchMethod.OPTCNN.word())) {
      Strategies.named(name, space, machine);
    }
  }

  private List<Chain> runChains(
      SearchOptions options, Starts starts, SplittableGenerator root, ProgressMeter meter) {
    int threads = model.measures() ? 1 : Math.min(options.threads(), options.chains());
    RandomGenerator exchanges = root.split();
    Surroundings surroundings =
        surroundings(starts.best(), options.method() == SearchMethod.PLACEMENT);
    try (ExecutorService executor = ChainRunner.threads(threads)) {
      List<Callable<Chain>> makers = new ArrayList<>();
      for (int c = 0; c < options.chains(); c++) {
        int number = c;
        RandomGenerator random = root.split();
        makers.add(() -> chain(number, options, starts, surroundings, random, meter));
      }
      ChainRunner runner = new ChainRunner(options, executor, exchanges, space.operators().size());
      List<Chain> chains = runner.make(makers);
      runner.run(chains);
      return chains;
    }
  }

  private Surroundings surroundings(Candidate any, boolean whole) {
    Lowering lowering = new Lowering(space, machine);
    List<OperatorConfig> configurations =
        space.operators().stream()
            .map(operator -> any.configurations().get(operator.name()))
            .toList();
    Transfers transfers =
        Transfers.of(Plan.program(lowering, configurations), lowering, configurations);
    return Surroundings.of(
        whole ? space.operators().stream().map(StrategySearch::whole).toList() : space.operators(),
        transfers.neighbours(configurations.size()),
        machine.processorCount());
  }

  /** An operator that cannot be split. */
  private static OperatorSpace whole(OperatorSpace operator) {
    return new OperatorSpace(
        operator.name(),
        operator.kind(),
        operator.dimensions().stream().map(StrategySearch::whole).toList(),
        operator.updateDimensions().stream().map(StrategySearch::whole).toList());
  }

  private static OperatorSpace.Dimension whole(OperatorSpace.Dimension dimension) {
    return new OperatorSpace.Dimension(dimension.name(), 1, dimension.role());
  }

  private Chain chain(
      int number,
      SearchOptions options,
      Starts starts,
      Surroundings surroundings,
      RandomGenerator random,
      ProgressMeter meter) {
    boolean tempers = options.method().tempers();
    Candidate start = tempers ? starts.best() : starts.ofChain(number);
    Evaluator evaluator = evaluator(options, start);
    MoveSet moves =
        tempers
            ? new GuidedMoves(surroundings)
            : new UniformMoves(space.operators(), machine.processorCount());
    Metropolis rule = Metropolis.scaledTo(evaluator.nanos());
    if (tempers) {
      double step = options.chains() == 1 ? 0 : (double) number / (options.chains() - 1);
      rule = rule.colder(COLDEST * StrictMath.pow(WARMEST / COLDEST, step));
    }
    return new Chain(number, evaluator, moves, rule, random, meter);
  }

  private Evaluator evaluator(SearchOptions options, Candidate start) {
    return options.delta()
        ? new PlanEvaluator(space, machine, model, start.configurations())
        : new FullEvaluator(space, machine, model, start.configurations());
  }

  /**
   * Makes and simulates a chain's best plan from the beginning; it must be as fast as the chain
   * said.
   */
  private Candidate replay(Starts starts, Chain chain) {
    Map<String, OperatorConfig> configurations = new LinkedHashMap<>();
    List<OperatorSpace> operators = space.operators();
    for (int op = 0; op < operators.size(); op++) {
      configurations.put(operators.get(op).name(), chain.best().get(op));
    }
    Candidate replayed = starts.predict("chain " + chain.number(), configurations);
    if (!replayed.nanos().equals(OptionalLong.of(chain.bestNanos()))) {
      throw new IllegalStateException(
          "chain %d predicted %d ns for its best plan, but a full simulation gives %s: report this as a fault"
              .formatted(chain.number(), chain.bestNanos(), replayed.nanos()));
    }
    return replayed;
  }

  private SearchResult result(
      SearchOptions options,
      Map<String, Candidate> starts,
      List<Chain> chains,
      double seconds,
      Candidate best,
      Optional<String> proof) {
    long proposals = chains.stream().mapToLong(Chain::proposed).sum();
    long accepted = chains.stream().mapToLong(Chain::accepted).sum();
    Map<String, Long> startNanos = new LinkedHashMap<>();
    starts.forEach((name, start) -> start.nanos().ifPresent(nanos -> startNanos.put(name, nanos)));
    return new SearchResult(
        space.name(),
        machine.name(),
        machine.processorCount(),
        batch(space),
        options.method(),
        options.seed(),
        options.chains(),
        proposals,
        accepted,
        seconds,
        seconds > 0 ? proposals / seconds : 0,
        starts.get(Starts.DATA_PARALLEL).nanos(),
        starts.get(Starts.EXPERT).nanos(),
        best.nanos().getAsLong(),
        Bounds.of(best.plan().graph(1), machine, best.plan().costs(model)).lowerBoundNanos(),
        SpaceBound.of(space, machine, model),
        proof,
        best.plan().footprint().peakBytes(),
        Strategy.of(space, machine, model.name(), best.configurations()),
        best.origin(),
        startNanos,
        chains.stream().flatMap(chain -> chain.curve().stream()).toList());
  }

  /** {@return the samples of a step: the longest sample dimension of a program; 1 without any} */
  static long batch(SearchSpace space) {
    return space.operators().stream()
        .flatMap(operator -> operator.dimensions().stream())
        .filter(dimension -> dimension.role() == DimensionRole.SAMPLE)
        .mapToLong(OperatorSpace.Dimension::extent)
        .max()
        .orElse(1);
  }
}
