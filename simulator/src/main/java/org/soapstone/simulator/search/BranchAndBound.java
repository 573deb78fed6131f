package org.soapstone.simulator.search;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.ConfigSpace;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.cost.PlanCosts;
import org.soapstone.simulator.search.moves.Followers;

/**
 * Finds the best strategy of a small space, and proves it, by looking at all that a bound does not
 * rule out.
 *
 * <p><b>The space</b>, called <em>blocks</em>: operators with weights, and those that have no
 * earlier neighbour to follow, are split into powers of two along their sample, attribute and
 * parameter dimensions, onto an aligned block of as many processors, in order; every other operator
 * is split and placed like the operator that it takes its data from, along the dimensions of the
 * same names; updates follow. Operators that share weights are chosen apart. Plans that renaming
 * processors makes equal are looked at once.
 *
 * <p><b>The bound</b> of a partial choice: the fullest processor so far; the mean work with the
 * least of what is not chosen; and the longest path of shortest tasks. Each is also a bound of the
 * simulated time, since tasks hold their processors.
 */
final class BranchAndBound {
  private final SearchSpace space;
  private final Machine machine;
  private final CostModel model;
  private final Lowering lowering;
  private final PlanCosts costs;
  private final LaunchPaths paths;
  private final List<Decision> decisions = new ArrayList<>();
  private PlanEvaluator evaluator;
  private List<OperatorConfig> best = List.of();
  private long bestNanos;
  private long simulated;
  private long ruledOut;

  /** Operators that are chosen together, and what can be chosen, with its times. */
  private record Decision(
      List<List<OperatorConfig>> ways, List<Integer> operators, List<LaunchTimes> times) {}

  /**
   * What was found.
   *
   * @param configurations the best strategy
   * @param nanos its predicted time
   * @param size how many strategies there are
   * @param simulated how many plans were simulated
   * @param ruledOut how many choices a bound ruled out
   */
  record Proof(
      Map<String, OperatorConfig> configurations,
      long nanos,
      double size,
      long simulated,
      long ruledOut) {

    /** {@return what is proven, for people} */
    String words() {
      return String.format(
          java.util.Locale.ROOT,
          "the best of %.3g strategies of blocks, and of all starts: %d simulated, the others ruled out by %d bounds and by symmetry",
          size,
          simulated,
          ruledOut);
    }
  }

  BranchAndBound(SearchSpace space, Machine machine, CostModel model, Candidate any) {
    this.space = space;
    this.machine = machine;
    this.model = model;
    lowering = new Lowering(space, machine);
    costs = new PlanCosts(model);
    List<OperatorConfig> configurations = inOrder(any.configurations());
    paths = LaunchPaths.of(lowering, configurations);
    Transfers transfers =
        Transfers.of(Plan.program(lowering, configurations), lowering, configurations);
    List<ImmutableIntArray> neighbours = transfers.neighbours(configurations.size());
    int[] leaders = Followers.leaders(space.operators(), neighbours);
    for (int op = 0; op < leaders.length; op++) {
      if (leaders[op] == op) {
        decisions.add(decision(op, leaders));
      }
    }
  }

  private List<OperatorConfig> inOrder(Map<String, OperatorConfig> configurations) {
    return space.operators().stream().map(operator -> configurations.get(operator.name())).toList();
  }

  private Decision decision(int leading, int[] leaders) {
    List<Integer> operators = new ArrayList<>();
    for (int op = 0; op < leaders.length; op++) {
      if (leaders[op] == leading) {
        operators.add(op);
      }
    }
    OperatorSpace leader = lowering.operators().get(leading);
    List<List<OperatorConfig>> ways = new ArrayList<>();
    List<LaunchTimes> times = new ArrayList<>();
    for (ParallelConfig compute : blocks(leader)) {
      List<OperatorConfig> way = new ArrayList<>();
      List<PlacedLaunch> launches = new ArrayList<>();
      for (int op : operators) {
        OperatorConfig configuration =
            Followers.like(lowering.operators().get(op), leader, compute);
        way.add(configuration);
        launches.addAll(lowering.lower(op, configuration));
      }
      ways.add(way);
      times.add(LaunchTimes.of(launches, costs, machine.processorCount()));
    }
    return new Decision(ways, operators, times);
  }

  private List<ParallelConfig> blocks(OperatorSpace operator) {
    List<ParallelConfig> blocks = new ArrayList<>();
    for (ImmutableIntArray degrees :
        new ConfigSpace(operator, machine.processorCount()).enumeratePowersOfTwo(1 << 16)) {
      int tiles = 1;
      boolean reduces = false;
      for (int d = 0; d < degrees.length(); d++) {
        tiles *= degrees.get(d);
        reduces |=
            degrees.get(d) > 1 && operator.dimensions().get(d).role() == DimensionRole.REDUCTION;
      }
      for (int start = 0; start + tiles <= machine.processorCount() && !reduces; start += tiles) {
        int[] processors = new int[tiles];
        for (int t = 0; t < tiles; t++) {
          processors[t] = start + t;
        }
        blocks.add(new ParallelConfig(degrees, ImmutableIntArray.copyOf(processors)));
      }
    }
    return blocks;
  }

  /** {@return every strategy of the space, with those that renaming makes equal} */
  List<Map<String, OperatorConfig>> all() {
    List<Map<String, OperatorConfig>> all = List.of(Map.of());
    for (Decision decision : decisions) {
      List<Map<String, OperatorConfig>> longer = new ArrayList<>();
      for (Map<String, OperatorConfig> plan : all) {
        for (List<OperatorConfig> way : decision.ways()) {
          Map<String, OperatorConfig> more = new LinkedHashMap<>(plan);
          for (int i = 0; i < way.size(); i++) {
            more.put(space.operators().get(decision.operators().get(i)).name(), way.get(i));
          }
          longer.add(more);
        }
      }
      all = longer;
    }
    return all;
  }

  /** How many strategies the space has, with those that renaming makes equal. */
  private double size() {
    return decisions.stream().mapToDouble(each -> each.ways().size()).reduce(1, (a, b) -> a * b);
  }

  /**
   * {@return the best strategy that is faster than a known one, or that one}
   *
   * @param known a plan that fits
   */
  Proof run(Candidate known) {
    evaluator = new PlanEvaluator(space, machine, model, known.configurations());
    best = inOrder(known.configurations());
    bestNanos = known.nanos().getAsLong();
    LaunchTimes[] chosen = new LaunchTimes[decisions.size()];
    for (int d = 0; d < chosen.length; d++) {
      chosen[d] = LaunchTimes.least(decisions.get(d).times());
    }
    branch(0, chosen, Symmetries.of(machine), new ArrayList<>());
    Map<String, OperatorConfig> configurations = new LinkedHashMap<>();
    for (int op = 0; op < best.size(); op++) {
      configurations.put(space.operators().get(op).name(), best.get(op));
    }
    return new Proof(configurations, bestNanos, size(), simulated, ruledOut);
  }

  private void branch(
      int depth, LaunchTimes[] chosen, List<ImmutableIntArray> symmetries, List<Integer> ways) {
    if (depth == decisions.size()) {
      simulate(ways);
      return;
    }
    Decision decision = decisions.get(depth);
    LaunchTimes least = chosen[depth];
    for (int way = 0; way < decision.ways().size(); way++) {
      List<ImmutableIntArray> left = fixing(symmetries, decision, way);
      if (left.isEmpty()) {
        continue;
      }
      chosen[depth] = decision.times().get(way);
      if (bound(chosen) >= bestNanos) {
        ruledOut++;
        continue;
      }
      ways.add(way);
      branch(depth + 1, chosen, left, ways);
      ways.removeLast();
    }
    chosen[depth] = least;
  }

  /** The renamings that keep a way; none if one of them makes an earlier way of it. */
  private static List<ImmutableIntArray> fixing(
      List<ImmutableIntArray> symmetries, Decision decision, int way) {
    List<ImmutableIntArray> fixing = new ArrayList<>();
    List<OperatorConfig> wanted = decision.ways().get(way);
    for (ImmutableIntArray names : symmetries) {
      List<OperatorConfig> renamed =
          wanted.stream().map(each -> Symmetries.renamed(each, names)).toList();
      int other = decision.ways().indexOf(renamed);
      if (other >= 0 && other < way) {
        return List.of();
      }
      if (other == way) {
        fixing.add(names);
      }
    }
    return fixing;
  }

  private long bound(LaunchTimes[] chosen) {
    long[] loads = new long[machine.processorCount()];
    long[] nanos = paths.blank();
    long work = 0;
    for (LaunchTimes times : chosen) {
      work += times.work();
      LaunchPaths.put(times, nanos);
      for (int p = 0; p < loads.length; p++) {
        loads[p] += times.loads().get(p);
      }
    }
    long most = Math.ceilDiv(work, loads.length);
    for (long load : loads) {
      most = Math.max(most, load);
    }
    return Math.max(most, paths.longest(nanos));
  }

  /** Proposes all that differs from the plan at hand; keeps it, so that the next differs little. */
  private void simulate(List<Integer> ways) {
    simulated++;
    List<Change> changes = new ArrayList<>();
    List<OperatorConfig> current = evaluator.configurations();
    for (int d = 0; d < ways.size(); d++) {
      Decision decision = decisions.get(d);
      List<OperatorConfig> way = decision.ways().get(ways.get(d));
      for (int i = 0; i < way.size(); i++) {
        int operator = decision.operators().get(i);
        if (!way.get(i).equals(current.get(operator))) {
          changes.add(new Change(operator, way.get(i)));
        }
      }
    }
    boolean moves = changes.size() > decisions.getLast().operators().size();
    long nanos = evaluator.propose(changes, moves ? Long.MAX_VALUE : bestNanos - 1);
    if (nanos == PlanEvaluator.REFUSED) {
      evaluator.rollback();
      return;
    }
    evaluator.commit();
    if (nanos < bestNanos) {
      bestNanos = nanos;
      best = evaluator.configurations();
    }
  }
}
