package org.soapstone.simulator.search;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.ConfigSpace;
import org.soapstone.mapper.soap.Configurations;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.cost.PlanCosts;

/**
 * What no strategy of a space can beat, certified without a search: the larger of
 *
 * <ul>
 *   <li><b>path</b>: the longest path of launches that wait for each other whatever the
 *       configurations, each as long as its shortest task under the configuration where that is
 *       least;
 *   <li><b>work</b>: for each operator the configuration whose tasks last least in all, over the
 *       number of processors.
 * </ul>
 *
 * <p>Updates are configured apart and count with the least over their own configurations. Movements
 * of data count as nothing. On a machine with several models of processors every task is taken to
 * be on each model in turn and the least counts.
 *
 * @param pathNanos the path bound
 * @param workNanos the work bound
 * @param isOfAllDegrees whether all configurations were looked at; where there are too many, the
 *     path bound is 0 and the work bound is that of whole operators: certified only if no operator
 *     does less in all by being split, as with analytic costs
 */
public record SpaceBound(long pathNanos, long workNanos, boolean isOfAllDegrees) {
  /** So many configurations are looked at at most. */
  private static final long MOST_CONFIGURATIONS = 2000;

  private static final int MOST_DEGREES = 1 << 16;

  /** {@return the larger of both} */
  public long nanos() {
    return Math.max(pathNanos, workNanos);
  }

  /**
   * {@return the bound of a program on a machine} O(configurations of all operators that differ in
   * kind or dimensions).
   *
   * @param space the program
   * @param machine the machine
   * @param model says how long tasks last
   */
  public static SpaceBound of(SearchSpace space, Machine machine, CostModel model) {
    Lowering lowering = new Lowering(space, machine);
    PlanCosts costs = new PlanCosts(model);
    List<ConfigSpace> spaces =
        space.operators().stream()
            .map(operator -> new ConfigSpace(operator, machine.processorCount()))
            .toList();
    long all =
        spaces.stream().mapToLong(each -> each.degreeCount() + each.updateDegreeCount()).sum();
    boolean isOfAllDegrees = all <= MOST_CONFIGURATIONS;
    List<Integer> models = representatives(machine);
    List<LaunchTimes> least = new ArrayList<>();
    for (int op = 0; op < spaces.size(); op++) {
      least.add(least(op, configurations(spaces.get(op), isOfAllDegrees, models), lowering, costs));
    }
    long work = least.stream().mapToLong(LaunchTimes::work).sum();
    return new SpaceBound(
        isOfAllDegrees ? path(lowering, least) : 0,
        Math.ceilDiv(work, machine.processorCount()),
        isOfAllDegrees);
  }

  private static long path(Lowering lowering, List<LaunchTimes> least) {
    List<OperatorConfig> any =
        lowering.operators().stream().map(operator -> whole(operator, 0)).toList();
    LaunchPaths paths = LaunchPaths.of(lowering, any);
    long[] nanos = paths.blank();
    least.forEach(times -> LaunchPaths.put(times, nanos));
    return paths.longest(nanos);
  }

  private static LaunchTimes least(
      int operator, List<OperatorConfig> configurations, Lowering lowering, PlanCosts costs) {
    List<LaunchTimes> times = new ArrayList<>();
    for (OperatorConfig configuration : configurations) {
      times.add(
          LaunchTimes.of(
              lowering.lower(operator, configuration), costs, lowering.machine().processorCount()));
    }
    return LaunchTimes.least(times);
  }

  /** A processor of each model. */
  private static List<Integer> representatives(Machine machine) {
    Map<Object, Integer> first = new HashMap<>();
    List<Integer> processors = new ArrayList<>();
    for (int p = 0; p < machine.processorCount(); p++) {
      if (first.putIfAbsent(machine.model(p), p) == null) {
        processors.add(p);
      }
    }
    return processors;
  }

  private static OperatorConfig whole(OperatorSpace operator, int processor) {
    return Configurations.following(
        operator, ParallelConfig.single(operator.dimensions().size(), processor));
  }

  /**
   * Every way to cut the computation, and every way to cut the update: the least of computations
   * and the least of updates are found apart, so they need not be combined.
   */
  private static List<OperatorConfig> configurations(
      ConfigSpace space, boolean isOfAllDegrees, List<Integer> models) {
    List<OperatorConfig> configurations = new ArrayList<>();
    for (int processor : models) {
      OperatorConfig whole = whole(space.operator(), processor);
      configurations.add(whole);
      if (isOfAllDegrees) {
        for (ImmutableIntArray each : space.enumerateDegrees(MOST_DEGREES)) {
          configurations.add(new OperatorConfig(onOne(each, processor), whole.update()));
        }
        for (ImmutableIntArray each : space.enumerateUpdateDegrees(MOST_DEGREES)) {
          configurations.add(
              new OperatorConfig(whole.compute(), Optional.of(onOne(each, processor))));
        }
      }
    }
    return configurations;
  }

  private static ParallelConfig onOne(ImmutableIntArray degrees, int processor) {
    int tiles = 1;
    for (int d = 0; d < degrees.length(); d++) {
      tiles *= degrees.get(d);
    }
    int[] processors = new int[tiles];
    java.util.Arrays.fill(processors, processor);
    return new ParallelConfig(degrees, ImmutableIntArray.copyOf(processors));
  }
}
