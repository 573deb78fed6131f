package org.soapstone.simulator.search;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.random.RandomGeneratorFactory;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Memory;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.search.Chain.Budget;
import org.soapstone.simulator.search.SearchProgress.Phase;
import org.soapstone.simulator.simulation.Bounds;
import org.soapstone.simulator.simulation.FullSimulation;
import org.soapstone.tasks.graph.MemoryFootprint;
import org.soapstone.tasks.graph.TaskGraph;

/**
 * The paper's search: Markov chains over strategies with Metropolis acceptance.
 *
 * <p>First data parallelism, the experts' strategy and every start are predicted. Then chains run,
 * each from a start, with generators split from the seed and budgets of their own, so that no chain
 * depends on another. At last the chains' best plans are made and simulated again from the
 * beginning, and the best of everything is the result: never worse than a start; the earliest of
 * equals, starts first.
 *
 * <p>A search in time ends early when every chain's best plan is as old as half of the chain's
 * time, the paper's rule. Thread-safe.
 */
public final class StrategySearch {
  private static final String GENERATOR = "L64X128MixRandom";
  private static final String DATA_PARALLEL = "data-parallel";
  private static final String EXPERT = "expert";
  private static final String RANDOM = "random";

  private final SearchSpace space;
  private final Machine machine;
  private final CostModel model;

  /** A plan to choose from, predicted in full. */
  private record Candidate(
      String origin, Map<String, OperatorConfig> configurations, Plan plan, OptionalLong nanos) {

    boolean isFasterThan(Candidate other) {
      return nanos.isPresent()
          && (other.nanos.isEmpty() || nanos.getAsLong() < other.nanos.getAsLong());
    }
  }

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
    List<String> chainStarts = chainStarts(options);
    Map<String, Candidate> starts = predictStarts(chainStarts, root, meter);
    Candidate fallback = firstThatFits(starts);
    meter.begin();
    List<Chain> chains = runChains(options, chainStarts, starts, fallback, root, meter);
    double seconds = meter.seconds();
    meter.tell(Phase.REPLAY);
    Candidate best = fallback;
    for (Candidate start : starts.values()) {
      best = start.isFasterThan(best) ? start : best;
    }
    for (Chain chain : chains) {
      if (chain.bestNanos() < best.nanos().getAsLong()) {
        best = replay(chain);
      }
    }
    return result(options, starts, chains, seconds, best);
  }

  /** The start of each chain; every plain "random" is another one, numbered. */
  private static List<String> chainStarts(SearchOptions options) {
    List<String> names = new ArrayList<>();
    int count = Math.max(options.chains(), options.starts().size());
    int randoms = 0;
    for (int i = 0; i < count; i++) {
      String name = options.starts().get(i % options.starts().size());
      names.add(name.equals(RANDOM) ? RANDOM + "#" + ++randoms : name);
    }
    return names;
  }

  private Map<String, Candidate> predictStarts(
      List<String> chainStarts, SplittableGenerator root, ProgressMeter meter) {
    Set<String> names = new LinkedHashSet<>(List.of(DATA_PARALLEL, EXPERT));
    names.addAll(chainStarts);
    Map<String, Candidate> starts = new LinkedHashMap<>();
    for (String name : names) {
      Strategy strategy =
          name.startsWith(RANDOM + "#")
              ? Strategies.random(space, machine, root.split())
              : Strategies.named(name, space, machine);
      Candidate candidate = predict(name, strategy.configurations(space, machine));
      candidate.nanos().ifPresent(meter::best);
      starts.put(name, candidate);
      meter.tell(Phase.STARTS);
    }
    return starts;
  }

  private Candidate predict(String origin, Map<String, OperatorConfig> configurations) {
    Plan plan = Plan.of(space, machine, configurations);
    OptionalLong nanos =
        plan.overflow().isPresent()
            ? OptionalLong.empty()
            : OptionalLong.of(
                new FullSimulation(machine, plan.costs(model)).makespanNanos(plan.graph(1)));
    return new Candidate(origin, configurations, plan, nanos);
  }

  private Candidate firstThatFits(Map<String, Candidate> starts) {
    return starts.values().stream()
        .filter(start -> start.nanos().isPresent())
        .findFirst()
        .orElseThrow(() -> nothingFits(starts));
  }

  /** Names the memory of the start that comes nearest to fitting. */
  private NoPlanFitsException nothingFits(Map<String, Candidate> starts) {
    double least = Double.POSITIVE_INFINITY;
    String message = "";
    for (Candidate start : starts.values()) {
      MemoryFootprint footprint = start.plan().footprint();
      int worst = 0;
      for (int m = 1; m < machine.memoryCount(); m++) {
        worst = fill(footprint, m) > fill(footprint, worst) ? m : worst;
      }
      if (fill(footprint, worst) < least) {
        least = fill(footprint, worst);
        Memory memory = machine.memory(worst);
        message =
            ("no start fits machine '%s': memory '%s' holds %d bytes, but the nearest to fitting, '%s', needs %d;"
                    + " use more processors, a smaller batch or a larger memory")
                .formatted(
                    machine.name(),
                    memory.name(),
                    memory.capacityBytes(),
                    start.origin(),
                    footprint.bytes().get(worst));
      }
    }
    return new NoPlanFitsException(message);
  }

  private double fill(MemoryFootprint footprint, int memory) {
    return (double) footprint.bytes().get(memory) / machine.memory(memory).capacityBytes();
  }

  private List<Chain> runChains(
      SearchOptions options,
      List<String> chainStarts,
      Map<String, Candidate> starts,
      Candidate fallback,
      SplittableGenerator root,
      ProgressMeter meter) {
    int threads = model.measures() ? 1 : Math.min(options.threads(), options.chains());
    Proposals proposals = new Proposals(space.operators(), machine.processorCount());
    List<Future<Chain>> running = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int c = 0; c < options.chains(); c++) {
        int number = c;
        Candidate wanted = starts.get(chainStarts.get(c));
        Candidate start = wanted.nanos().isPresent() ? wanted : fallback;
        RandomGenerator random = root.split();
        running.add(
            executor.submit(() -> {
              Chain chain =
                  new Chain(
                      number,
                      evaluator(options, start),
                      proposals,
                      random,
                      budget(options, number, threads),
                      meter);
              chain.run();
              return chain;
            }));
      }
      return collect(running, executor);
    }
  }

  private Evaluator evaluator(SearchOptions options, Candidate start) {
    return options.delta()
        ? new PlanEvaluator(space, machine, model, start.configurations())
        : new FullEvaluator(space, machine, model, start.configurations());
  }

  /**
   * Proposals are dealt out evenly, the first chains get what is left over; time goes to chains by
   * turns.
   */
  private static Budget budget(SearchOptions options, int chain, int threads) {
    if (options.proposals().isPresent()) {
      long all = options.proposals().getAsLong();
      long each = all / options.chains() + (chain < all % options.chains() ? 1 : 0);
      return new Budget(each, Long.MAX_VALUE);
    }
    long turns = Math.ceilDiv(options.chains(), threads);
    return new Budget(Long.MAX_VALUE, options.budget().toNanos() / turns);
  }

  private static List<Chain> collect(List<Future<Chain>> running, ExecutorService executor) {
    List<Chain> chains = new ArrayList<>();
    try {
      for (Future<Chain> chain : running) {
        chains.add(chain.get());
      }
      return chains;
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the search was interrupted", e);
    } catch (ExecutionException e) {
      executor.shutdownNow();
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case Throwable failure -> throw new IllegalStateException(failure);
      }
    }
  }

  /**
   * Makes and simulates a chain's best plan from the beginning; it must be as fast as the chain
   * said.
   */
  private Candidate replay(Chain chain) {
    Map<String, OperatorConfig> configurations = new LinkedHashMap<>();
    List<OperatorSpace> operators = space.operators();
    for (int op = 0; op < operators.size(); op++) {
      configurations.put(operators.get(op).name(), chain.best().get(op));
    }
    Candidate replayed = predict("chain " + chain.number(), configurations);
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
      Candidate best) {
    long proposals = chains.stream().mapToLong(Chain::proposed).sum();
    long accepted = chains.stream().mapToLong(Chain::accepted).sum();
    Map<String, Long> startNanos = new LinkedHashMap<>();
    starts.forEach((name, start) -> start.nanos().ifPresent(nanos -> startNanos.put(name, nanos)));
    TaskGraph graph = best.plan().graph(1);
    return new SearchResult(
        space.name(),
        machine.name(),
        machine.processorCount(),
        batch(space),
        options.seed(),
        options.chains(),
        proposals,
        accepted,
        seconds,
        seconds > 0 ? proposals / seconds : 0,
        starts.get(DATA_PARALLEL).nanos(),
        starts.get(EXPERT).nanos(),
        best.nanos().getAsLong(),
        Bounds.of(graph, machine, best.plan().costs(model)).lowerBoundNanos(),
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
