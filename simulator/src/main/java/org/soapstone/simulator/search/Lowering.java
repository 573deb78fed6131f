package org.soapstone.simulator.search;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.mapper.soap.LaunchSink;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.SoapMapper;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.analysis.PreparedLaunch;
import org.soapstone.tasks.analysis.PreparedTasks;
import org.soapstone.tasks.graph.CostedLaunch;

/**
 * Lowers and maps operators, each configuration once, with the mapper of live runs. Not
 * thread-safe.
 *
 * <p>Two caches, both bounded and keyed by whole keys: the launches of an operator by its
 * configuration, and each launch, mapped, by the launch object and the half of the configuration
 * that places it, so that a configuration with a new update shares the launches of the computation.
 */
final class Lowering {
  /** The most points of requirements that each cache keeps: some fifty megabytes. */
  private static final long MOST_POINTS = 1 << 19;

  private final SearchSpace space;
  private final List<OperatorSpace> operators;
  private final Machine machine;
  private final MapperContext context;
  private final Cache<OperatorKey, List<PlacedLaunch>> lowered =
      CacheBuilder.newBuilder()
          .concurrencyLevel(1)
          .maximumWeight(MOST_POINTS)
          .weigher((OperatorKey _, List<PlacedLaunch> launches) -> size(launches))
          .build();
  private final Cache<LaunchKey, PlacedLaunch> placed =
      CacheBuilder.newBuilder()
          .concurrencyLevel(1)
          .maximumWeight(MOST_POINTS)
          .weigher((LaunchKey _, PlacedLaunch launch) -> launch.size())
          .build();
  private final Map<Integer, LogicalRegion> roots = new TreeMap<>();
  private int nextId;

  private record OperatorKey(int operator, OperatorConfig configuration) {}

  /** Launches are compared as objects, which the key keeps alive. */
  private record LaunchKey(Launch launch, boolean once, int position, ParallelConfig placement) {
    @Override
    @SuppressWarnings("ReferenceEquality") // by intent, see above
    public boolean equals(Object other) {
      return other instanceof LaunchKey key
          && key.launch == launch
          && key.once == once
          && key.position == position
          && key.placement.equals(placement);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(launch) + placement.hashCode();
    }
  }

  /**
   * Every kind of processor of the machine runs every task: a plan for a machine one does not have.
   */
  private record AnyKind(Machine machine) implements MapperContext {
    @Override
    public Set<ProcessorKind> kinds(String task) {
      return machine.kinds();
    }
  }

  Lowering(SearchSpace space, Machine machine) {
    this.space = space;
    this.operators = space.operators();
    this.machine = machine;
    this.context = new AnyKind(machine);
  }

  SearchSpace space() {
    return space;
  }

  List<OperatorSpace> operators() {
    return operators;
  }

  Machine machine() {
    return machine;
  }

  MapperContext context() {
    return context;
  }

  /** {@return the root region of a tree that some lowered launch touches} */
  LogicalRegion root(int tree) {
    return roots.get(tree);
  }

  /** {@return the launches of an operator, in the order in which it emits them} */
  List<PlacedLaunch> lower(int operator, OperatorConfig configuration) {
    OperatorKey key = new OperatorKey(operator, configuration);
    List<PlacedLaunch> known = lowered.getIfPresent(key);
    if (known == null) {
      String name = operators.get(operator).name();
      Mapper mapper =
          new SoapMapper(
              asked -> asked.equals(name) ? Optional.of(configuration) : Optional.empty());
      Collector collector = new Collector(mapper, configuration);
      space.lower(name, configuration, collector);
      known = List.copyOf(collector.launches);
      lowered.put(key, known);
    }
    return known;
  }

  /** {@return the launches that belong to no operator} */
  List<PlacedLaunch> lowerFixed() {
    Collector collector =
        new Collector(
            new SoapMapper(Map.of()),
            new OperatorConfig(ParallelConfig.single(0, 0), Optional.empty()));
    space.lowerFixed(collector);
    return List.copyOf(collector.launches);
  }

  private final class Collector implements LaunchSink {
    private final Mapper mapper;
    private final OperatorConfig configuration;
    private final List<PlacedLaunch> launches = new ArrayList<>();

    Collector(Mapper mapper, OperatorConfig configuration) {
      this.mapper = mapper;
      this.configuration = configuration;
    }

    @Override
    public void once(int position, Launch launch) {
      add(true, position, launch);
    }

    @Override
    public void step(int position, Launch launch) {
      add(false, position, launch);
    }

    private void add(boolean once, int position, Launch launch) {
      boolean update =
          launch instanceof IndexLaunch tasks && tasks.tag().role() == LaunchTag.Role.UPDATE;
      ParallelConfig placement =
          update ? configuration.update().orElse(configuration.compute()) : configuration.compute();
      LaunchKey key = new LaunchKey(launch, once, position, placement);
      PlacedLaunch known = placed.getIfPresent(key);
      if (known == null) {
        known = place(once, position, launch, mapper);
        placed.put(key, known);
      }
      launches.add(known);
    }
  }

  private static int size(List<PlacedLaunch> launches) {
    return launches.stream().mapToInt(PlacedLaunch::size).sum();
  }

  private PlacedLaunch place(boolean once, int position, Launch launch, Mapper mapper) {
    PreparedLaunch prepared = PreparedLaunch.of(launch, position, mapper, context);
    PlacedLaunch.roots(prepared).forEach(root -> roots.putIfAbsent(root.tree(), root));
    Optional<CostedLaunch> costed =
        prepared instanceof PreparedTasks tasks
            ? Optional.of(CostedLaunch.of(tasks.mapped(), machine))
            : Optional.empty();
    return new PlacedLaunch(
        nextId++, once, position, prepared, costed, PlacedLaunch.trees(prepared));
  }
}
