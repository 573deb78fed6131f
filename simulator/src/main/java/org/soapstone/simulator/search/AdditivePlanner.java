package org.soapstone.simulator.search;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.ConfigSpace;
import org.soapstone.mapper.soap.Configurations;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.search.exact.FactorGraph;

/**
 * Splits operators without placing them, as OptCNN does: the strategy with the least sum of what
 * each operator takes and of what each transfer between two takes, as if nothing overlapped.
 *
 * <p>An operator may be split into powers of two along one or two of its sample, attribute and
 * parameter dimensions, its tiles on the first processors, its update following; on more than
 * {@value #FEW_PROCESSORS} processors, over as many as there are or not at all. Operators that
 * share weights and are alike have one configuration, as the unrolled steps of a recurrent network
 * had in the paper's comparison. Of each, at most {@value #MOST_WAYS} configurations count, those
 * that take least by themselves. Within that the minimum is exact.
 */
final class AdditivePlanner {
  private static final int MOST_WAYS = 48;
  private static final int LEAST_WAYS = 3;
  private static final long MOST_ENTRIES = 1 << 22;
  private static final int MOST_DEGREES = 1 << 14;
  private static final int FEW_PROCESSORS = 16;
  private static final int MOST_SPLIT = 2;

  private final SearchSpace space;
  private final Machine machine;
  private final Lowering lowering;
  private final TransferTimes times;

  AdditivePlanner(SearchSpace space, Machine machine, CostModel model) {
    this.space = space;
    this.machine = machine;
    this.lowering = new Lowering(space, machine);
    this.times = new TransferTimes(lowering, machine, model);
  }

  /** Operators with one configuration, and those that count, cheapest first. */
  private record Choice(List<Integer> operators, List<OperatorConfig> ways, List<Long> nanos) {
    Choice first(int count) {
      int kept = Math.min(count, ways.size());
      return new Choice(operators, ways.subList(0, kept), nanos.subList(0, kept));
    }

    long[] costs() {
      return nanos.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** {@return the configuration of every operator, by its name} */
  Map<String, OperatorConfig> plan() {
    List<OperatorSpace> operators = space.operators();
    List<OperatorConfig> any = operators.stream().map(this::whole).toList();
    Transfers transfers = Transfers.of(Plan.program(lowering, any), lowering, any);
    List<Choice> all =
        Sharing.groups(lowering, any).stream().map(group -> choice(group, transfers)).toList();
    for (int count = MOST_WAYS; ; count = Math.max(LEAST_WAYS, count / 2)) {
      int kept = count;
      List<Choice> choices = all.stream().map(choice -> choice.first(kept)).toList();
      Optional<FactorGraph.Minimum> minimum = graph(choices, transfers).minimise(MOST_ENTRIES);
      if (minimum.isPresent()) {
        return configurations(choices, minimum.get().choices());
      }
      if (count == LEAST_WAYS) {
        throw new IllegalArgumentException(
            "model '%s' is too entangled for exact elimination; take another search"
                .formatted(space.name()));
      }
    }
  }

  private OperatorConfig whole(OperatorSpace operator) {
    return Configurations.following(
        operator, ParallelConfig.single(operator.dimensions().size(), 0));
  }

  private Choice choice(List<Integer> group, Transfers transfers) {
    OperatorSpace operator = lowering.operators().get(group.getFirst());
    List<OperatorConfig> ways = ways(operator);
    List<Long> nanosByWay = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (int way = 0; way < ways.size(); way++) {
      long nanos = 0;
      for (int op : group) {
        OperatorConfig own = own(op, ways.get(way));
        nanos += times.tasks(op, own);
        for (Transfers.Pair pair : transfers.between(op, op)) {
          nanos += times.transfer(pair, own, own);
        }
      }
      nanosByWay.add(nanos);
      order.add(way);
    }
    order.sort(Comparator.comparing(nanosByWay::get));
    return new Choice(
        group,
        order.stream().map(ways::get).toList(),
        order.stream().map(nanosByWay::get).toList());
  }

  /** Of operators that share weights, the first alone updates them. */
  private OperatorConfig own(int operator, OperatorConfig way) {
    return lowering.operators().get(operator).updates()
        ? way
        : new OperatorConfig(way.compute(), Optional.empty());
  }

  /** Powers of two along what is not summed over, on the first processors. */
  private List<OperatorConfig> ways(OperatorSpace operator) {
    int processors = machine.processorCount();
    List<OperatorConfig> ways = new ArrayList<>();
    List<ImmutableIntArray> degrees =
        new ConfigSpace(operator, processors).enumeratePowersOfTwo(MOST_DEGREES);
    for (ImmutableIntArray each : degrees) {
      int tiles = 1;
      int split = 0;
      for (int d = 0; d < each.length(); d++) {
        tiles *= each.get(d);
        boolean reduces = operator.dimensions().get(d).role() == DimensionRole.REDUCTION;
        split += each.get(d) == 1 ? 0 : reduces ? MOST_SPLIT + 1 : 1;
      }
      boolean all = processors <= FEW_PROCESSORS || tiles == 1 || 2 * tiles > processors;
      if (split <= MOST_SPLIT && all) {
        int[] first = new int[tiles];
        Arrays.setAll(first, t -> t);
        ways.add(
            Configurations.following(
                operator, new ParallelConfig(each, ImmutableIntArray.copyOf(first))));
      }
    }
    return ways;
  }

  private FactorGraph graph(List<Choice> choices, Transfers transfers) {
    FactorGraph graph =
        new FactorGraph(choices.stream().mapToInt(choice -> choice.ways().size()).toArray());
    int[] choiceOf = new int[lowering.operators().size()];
    for (int c = 0; c < choices.size(); c++) {
      for (int op : choices.get(c).operators()) {
        choiceOf[op] = c;
      }
      graph.add(c, choices.get(c).costs());
    }
    for (Transfers.Tie tie : transfers.ties()) {
      int from = choiceOf[tie.one()];
      int to = choiceOf[tie.two()];
      List<OperatorConfig> ones = choices.get(from).ways();
      List<OperatorConfig> twos = choices.get(to).ways();
      if (from == to) {
        graph.add(from, alike(tie, ones, transfers));
      } else {
        long[] nanos = new long[ones.size() * twos.size()];
        for (int a = 0; a < ones.size(); a++) {
          for (int b = 0; b < twos.size(); b++) {
            long sum = both(transfers, tie, ones.get(a), twos.get(b));
            nanos[from < to ? a * twos.size() + b : b * ones.size() + a] = sum;
          }
        }
        graph.add(Math.min(from, to), Math.max(from, to), nanos);
      }
    }
    return graph;
  }

  private long both(
      Transfers transfers, Transfers.Tie tie, OperatorConfig one, OperatorConfig two) {
    return times.both(transfers, tie, own(tie.one(), one), own(tie.two(), two));
  }

  private long[] alike(Transfers.Tie tie, List<OperatorConfig> ways, Transfers transfers) {
    return ways.stream().mapToLong(way -> both(transfers, tie, way, way)).toArray();
  }

  private Map<String, OperatorConfig> configurations(
      List<Choice> choices, ImmutableIntArray chosen) {
    OperatorConfig[] byOperator = new OperatorConfig[lowering.operators().size()];
    for (int c = 0; c < choices.size(); c++) {
      for (int op : choices.get(c).operators()) {
        byOperator[op] = own(op, choices.get(c).ways().get(chosen.get(c)));
      }
    }
    Map<String, OperatorConfig> configurations = new LinkedHashMap<>();
    for (int op = 0; op < byOperator.length; op++) {
      configurations.put(lowering.operators().get(op).name(), byOperator[op]);
    }
    return configurations;
  }
}
