package org.soapstone.simulator;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.simulator.search.Change;
import org.soapstone.simulator.search.PlanEvaluator;
import org.soapstone.simulator.simulation.CriticalChain;
import org.soapstone.simulator.simulation.Resource;
import org.soapstone.simulator.simulation.Timeline;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * Why a plan takes as long as it does, and what it gains over another.
 *
 * @param stepNanos the predicted step
 * @param bound what bounds it
 * @param computingNanos how long the critical chain is at tasks
 * @param movingNanos how long it is at copies, folds and fills
 * @param handingNanos how long it waits for results to be handed to other processors
 * @param queuedNanos how long those of its nodes last that were ready before and had to wait for a
 *     processor or link; a part of computing and moving
 * @param operators what the chain spends at operators, those first at which it is longest
 * @param busiest the processor and the link that are held longest, if any is
 * @param gains what each operator gains that is split or placed in another way than in the strategy
 *     it is compared with, the largest gain first
 */
public record Explanation(
    long stepNanos,
    Bound bound,
    long computingNanos,
    long movingNanos,
    long handingNanos,
    long queuedNanos,
    List<Share> operators,
    List<Share> busiest,
    List<Gain> gains) {

  /** A resource that is held for so much of the step is what bounds it. */
  private static final double FULL = 0.95;

  /** Copies the lists. */
  public Explanation {
    requireNonNull(bound, "bound");
    operators = List.copyOf(operators);
    busiest = List.copyOf(busiest);
    gains = List.copyOf(gains);
  }

  /** What bounds a plan. */
  public enum Bound {
    /** A processor is busy nearly all the time. */
    WORK,
    /** A link is busy nearly all the time. */
    LINK,
    /** Most of the critical chain moves data. */
    MOVEMENT,
    /** Tasks wait for each other, though no resource is busy all the time. */
    DEPENDENCES
  }

  /**
   * How long something is held, or takes.
   *
   * @param name what
   * @param nanos for how long
   */
  public record Share(String name, long nanos) {
    /** Checks that there is a name. */
    public Share {
      requireNonNull(name, "name");
    }
  }

  /**
   * What an operator gains.
   *
   * @param operator the operator
   * @param nanos how much longer the step would take if this operator alone were as in the other
   *     strategy; negative if it would be shorter; empty if it would not fit the memories
   */
  public record Gain(String operator, Optional<Long> nanos) {
    /** Checks that nothing is null. */
    public Gain {
      requireNonNull(operator, "operator");
      requireNonNull(nanos, "nanos");
    }
  }

  /**
   * {@return why a strategy is as it is}
   *
   * @param planner the program, the machine and the costs
   * @param strategy the strategy
   * @param other what it is compared with
   * @throws org.soapstone.mapper.soap.StrategyException if one does not fit the program and machine
   */
  public static Explanation of(Planner planner, Strategy strategy, Strategy other) {
    Prediction prediction = planner.predict(strategy);
    Timeline timeline = prediction.timeline();
    CriticalChain chain = CriticalChain.of(timeline, planner.costs().handoffNanos());
    long computing = 0;
    long moving = 0;
    long queued = 0;
    for (int i = 0; i < chain.length(); i++) {
      long nanos = chain.endNanos(i) - chain.startNanos(i);
      boolean isTask = StructuralKey.requirement(chain.key(i)) < 0;
      computing += isTask ? nanos : 0;
      moving += isTask ? 0 : nanos;
      queued += chain.isQueued(i) ? nanos : 0;
    }
    List<Share> busiest = busiest(timeline, planner.machine());
    return new Explanation(
        prediction.stepNanos(),
        bound(prediction.stepNanos(), moving, timeline),
        computing,
        moving,
        prediction.stepNanos() - computing - moving,
        queued,
        byOperator(prediction, chain),
        busiest,
        gains(planner, strategy, other));
  }

  private static Bound bound(long stepNanos, long movingNanos, Timeline timeline) {
    if (longest(timeline, Resource.Kind.PROCESSOR) >= FULL * stepNanos) {
      return Bound.WORK;
    }
    if (longest(timeline, Resource.Kind.LINK) >= FULL * stepNanos) {
      return Bound.LINK;
    }
    return 2 * movingNanos > stepNanos ? Bound.MOVEMENT : Bound.DEPENDENCES;
  }

  private static long longest(Timeline timeline, Resource.Kind kind) {
    long longest = 0;
    for (int r = 0; r < timeline.resources().size(); r++) {
      if (timeline.resources().get(r).kind() == kind) {
        longest = Math.max(longest, timeline.busyNanos(r));
      }
    }
    return longest;
  }

  private static List<Share> busiest(Timeline timeline, Machine machine) {
    List<Share> busiest = new ArrayList<>();
    for (Resource.Kind kind : Resource.Kind.values()) {
      int most = -1;
      for (int r = 0; r < timeline.resources().size(); r++) {
        boolean isOne = timeline.resources().get(r).kind() == kind;
        if (isOne && (most < 0 || timeline.busyNanos(r) > timeline.busyNanos(most))) {
          most = r;
        }
      }
      if (most >= 0) {
        int id = timeline.resources().get(most).id();
        String name =
            kind == Resource.Kind.LINK ? machine.link(id).name() : machine.processor(id).name();
        busiest.add(new Share(name, timeline.busyNanos(most)));
      }
    }
    return busiest;
  }

  private static List<Share> byOperator(Prediction prediction, CriticalChain chain) {
    Map<Integer, String> names = new LinkedHashMap<>();
    for (CostedLaunch launch : prediction.plan().launches()) {
      names.put(
          Math.toIntExact(launch.launch().position()), launch.launch().launch().tag().operator());
    }
    SortedMap<String, Long> nanos = new TreeMap<>();
    for (int i = 0; i < chain.length(); i++) {
      String name = names.getOrDefault(StructuralKey.launch(chain.key(i)), "");
      nanos.merge(name, chain.endNanos(i) - chain.startNanos(i), Long::sum);
    }
    return nanos.entrySet().stream()
        .filter(entry -> !entry.getKey().isEmpty())
        .map(entry -> new Share(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong((Share share) -> -share.nanos()))
        .toList();
  }

  /** Each operator alone is put back to what it is in the other strategy. */
  private static List<Gain> gains(Planner planner, Strategy strategy, Strategy other) {
    Map<String, OperatorConfig> mine = strategy.configurations(planner.space(), planner.machine());
    Map<String, OperatorConfig> others = other.configurations(planner.space(), planner.machine());
    PlanEvaluator evaluator =
        new PlanEvaluator(planner.space(), planner.machine(), planner.costs(), mine);
    List<Gain> gains = new ArrayList<>();
    List<OperatorSpace> operators = evaluator.operators();
    for (int op = 0; op < operators.size(); op++) {
      String name = operators.get(op).name();
      OperatorConfig back = others.get(name);
      if (!back.equals(mine.get(name))) {
        long nanos = evaluator.propose(List.of(new Change(op, back)), Long.MAX_VALUE);
        evaluator.rollback();
        gains.add(
            new Gain(
                name,
                nanos == PlanEvaluator.REFUSED
                    ? Optional.empty()
                    : Optional.of(nanos - evaluator.nanos())));
      }
    }
    gains.sort(Comparator.comparingLong((Gain gain) -> -gain.nanos().orElse(Long.MAX_VALUE)));
    return gains;
  }
}
