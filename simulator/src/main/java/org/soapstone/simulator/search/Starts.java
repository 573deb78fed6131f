package org.soapstone.simulator.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator.SplittableGenerator;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Memory;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.search.SearchProgress.Phase;
import org.soapstone.simulator.simulation.FullSimulation;
import org.soapstone.tasks.graph.MemoryFootprint;

/** The strategies that a search begins with and is never worse than, predicted in full. */
final class Starts {
  static final String DATA_PARALLEL = "data-parallel";
  static final String EXPERT = "expert";
  private static final String RANDOM = "random";
  private static final int MOST_FOR_OPTCNN = 64;

  private final SearchSpace space;
  private final Machine machine;
  private final CostModel model;
  private final Map<String, Candidate> candidates = new LinkedHashMap<>();
  private final List<String> ofChains = new ArrayList<>();
  private boolean isRestricted;

  Starts(SearchSpace space, Machine machine, CostModel model) {
    this.space = space;
    this.machine = machine;
    this.model = model;
  }

  /** Predicts them; every plain "random" is another one, numbered. */
  void predict(SearchOptions options, SplittableGenerator root, ProgressMeter meter) {
    isRestricted = options.method().isRestricted();
    List<String> wanted = affordable(options);
    int count = Math.max(options.chains(), wanted.size());
    int randoms = 0;
    for (int i = 0; i < count; i++) {
      String name = wanted.get(i % wanted.size());
      ofChains.add(name.equals(RANDOM) ? RANDOM + "#" + ++randoms : name);
    }
    Set<String> names = new LinkedHashSet<>(List.of(DATA_PARALLEL, EXPERT));
    names.addAll(ofChains);
    for (String name : names) {
      Candidate candidate = predict(name, configurations(name, root));
      candidate.nanos().ifPresent(meter::best);
      candidates.put(name, candidate);
      meter.tell(Phase.STARTS);
    }
  }

  /** On many processors the default does without what takes long to work out. */
  private List<String> affordable(SearchOptions options) {
    boolean isLarge = machine.processorCount() > MOST_FOR_OPTCNN;
    boolean isDefault =
        options.method() == SearchMethod.DEFAULT
            && options.starts().equals(SearchMethod.DEFAULT.starts());
    return isLarge && isDefault
        ? options.starts().stream()
            .filter(name -> !name.equals(SearchMethod.OPTCNN.word()))
            .toList()
        : options.starts();
  }

  private Map<String, OperatorConfig> configurations(String name, SplittableGenerator root) {
    if (name.equals(SearchMethod.OPTCNN.word())) {
      return new AdditivePlanner(space, machine, model).plan();
    }
    Strategy strategy =
        name.startsWith(RANDOM + "#")
            ? Strategies.random(space, machine, root.split())
            : Strategies.named(name, space, machine);
    return strategy.configurations(space, machine);
  }

  /** {@return a strategy, made and simulated from the beginning} */
  Candidate predict(String origin, Map<String, OperatorConfig> configurations) {
    Plan plan = Plan.of(space, machine, configurations);
    OptionalLong nanos =
        plan.overflow().isPresent()
            ? OptionalLong.empty()
            : OptionalLong.of(
                new FullSimulation(machine, plan.costs(model)).makespanNanos(plan.graph(1)));
    return new Candidate(origin, configurations, plan, nanos);
  }

  /** {@return the candidates by name, in order} */
  Map<String, Candidate> candidates() {
    return candidates;
  }

  /**
   * {@return the start that a chain is given; the first that fits if that does not}
   *
   * @throws NoPlanFitsException if none fits
   */
  Candidate ofChain(int chain) {
    Candidate wanted = candidates.get(ofChains.get(chain));
    return wanted.fits() ? wanted : first();
  }

  /** Those that the result may be: all, or those of the method. */
  private List<Candidate> eligible() {
    return candidates.entrySet().stream()
        .filter(entry -> !isRestricted || ofChains.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private Candidate first() {
    return eligible().stream().filter(Candidate::fits).findFirst().orElseThrow(this::nothingFits);
  }

  /**
   * {@return the fastest; of equals the first}
   *
   * @throws NoPlanFitsException if none fits
   */
  Candidate best() {
    Candidate best = first();
    for (Candidate start : eligible()) {
      best = start.isFasterThan(best) ? start : best;
    }
    return best;
  }

  /** Names the memory of the start that comes nearest to fitting. */
  private NoPlanFitsException nothingFits() {
    double least = Double.POSITIVE_INFINITY;
    String message = "";
    for (Candidate start : eligible()) {
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
}
