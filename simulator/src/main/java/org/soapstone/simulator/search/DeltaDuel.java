package org.soapstone.simulator.search;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.search.moves.MoveSet;
import org.soapstone.simulator.search.moves.UniformMoves;
import org.soapstone.simulator.simulation.CriticalChain;
import org.soapstone.simulator.simulation.NodeTimes;
import org.soapstone.simulator.simulation.Timeline;

/**
 * Checks delta simulation against full simulation on random proposals, for any program: after every
 * proposal, the makespan, and after every acceptance and rejection, the times of every node and,
 * where it was accepted, the critical chain.
 *
 * <pre>{@code
 * DeltaDuel.Outcome outcome = new DeltaDuel(() -> LoweredModel.of(model), machine, costs, seed).run(10_000);
 * System.out.println(outcome);
 * }</pre>
 *
 * <p>The full side shares nothing with the other: each time it makes a new program, lowers, maps
 * and analyses all of it, and simulates from the beginning.
 */
public final class DeltaDuel {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Supplier<? extends SearchSpace> newProgram;
  private final Machine machine;
  private final CostModel model;
  private final long seed;
  private long deltaNanos;
  private long fullNanos;

  /**
   * What was seen.
   *
   * @param proposals how many proposals were compared
   * @param accepted how many of them were accepted
   * @param refused how many did not fit the machine's memories
   * @param medianNodes the median number of nodes of a plan
   * @param medianVisitedShare the median part of the nodes that delta simulation visited
   * @param deltaPerSecond proposals that the delta side evaluated in a second
   * @param fullPerSecond proposals that the full side evaluated in a second
   */
  public record Outcome(
      long proposals,
      long accepted,
      long refused,
      long medianNodes,
      double medianVisitedShare,
      double deltaPerSecond,
      double fullPerSecond) {

    /** {@return one line for people} */
    @Override
    public String toString() {
      return "%d proposals (%d accepted, %d refused) of %d nodes: median share visited %.3f; delta %.0f/s, full %.1f/s"
          .formatted(
              proposals,
              accepted,
              refused,
              medianNodes,
              medianVisitedShare,
              deltaPerSecond,
              fullPerSecond);
    }
  }

  /**
   * A duel.
   *
   * @param newProgram makes the program, anew each time
   * @param machine the machine
   * @param model says how long nodes last
   * @param seed proposals and acceptance follow from it
   */
  public DeltaDuel(
      Supplier<? extends SearchSpace> newProgram, Machine machine, CostModel model, long seed) {
    this.newProgram = requireNonNull(newProgram, "newProgram");
    this.machine = requireNonNull(machine, "machine");
    this.model = requireNonNull(model, "model");
    this.seed = seed;
  }

  /**
   * {@return what was seen}
   *
   * @param count how many proposals to make, from data parallelism on; half of those that fit are
   *     accepted, at random
   * @throws AssertionError if the two sides differ: names the seed, the proposal and the first node
   */
  public Outcome run(int count) {
    deltaNanos = 0;
    fullNanos = 0;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    SearchSpace space = newProgram.get();
    PlanEvaluator evaluator =
        new PlanEvaluator(
            space,
            machine,
            model,
            Strategies.named("data-parallel", space, machine).configurations(space, machine));
    MoveSet moves = new UniformMoves(space.operators(), machine.processorCount());
    NodeTimes current = NodeTimes.of(evaluator.simulation());
    double[] shares = new double[count];
    long[] nodes = new long[count];
    long accepted = 0;
    long refused = 0;
    for (int i = 0; i < count; i++) {
      List<Change> changes = moves.draw(evaluator, random);
      boolean accept = random.nextBoolean();
      if (!changes.isEmpty()) {
        long nanos = propose(evaluator, changes);
        shares[i] =
            (double) evaluator.simulation().visitedCount() / evaluator.simulation().nodeCount();
        nodes[i] = evaluator.simulation().nodeCount();
        Optional<Timeline> full = full(evaluator.configurations());
        check(i, changes, nanos, full);
        if (full.isEmpty()) {
          refused++;
        }
        if (full.isPresent() && accept) {
          accepted++;
          timed(evaluator::commit);
          current = NodeTimes.of(full.get());
          check(i, changes, full.get(), evaluator.simulation().criticalChain());
        } else {
          timed(evaluator::rollback);
        }
        check(i, changes, current, NodeTimes.of(evaluator.simulation()));
      }
    }
    Arrays.sort(shares);
    Arrays.sort(nodes);
    return new Outcome(
        count,
        accepted,
        refused,
        count == 0 ? 0 : nodes[count / 2],
        count == 0 ? 0 : shares[count / 2],
        count / (deltaNanos / NANOS_PER_SECOND),
        count / (fullNanos / NANOS_PER_SECOND));
  }

  private long propose(PlanEvaluator evaluator, List<Change> changes) {
    long start = System.nanoTime();
    long nanos = evaluator.propose(changes, Long.MAX_VALUE);
    deltaNanos += System.nanoTime() - start;
    return nanos;
  }

  private void timed(Runnable step) {
    long start = System.nanoTime();
    step.run();
    deltaNanos += System.nanoTime() - start;
  }

  private Optional<Timeline> full(List<OperatorConfig> configurations) {
    long start = System.nanoTime();
    SearchSpace space = newProgram.get();
    Map<String, OperatorConfig> byName = new LinkedHashMap<>();
    List<OperatorSpace> operators = new ArrayList<>(space.operators());
    for (int op = 0; op < operators.size(); op++) {
      byName.put(operators.get(op).name(), configurations.get(op));
    }
    Plan plan = Plan.of(space, machine, byName);
    Optional<Timeline> timeline =
        plan.overflow().isPresent() ? Optional.empty() : Optional.of(plan.simulate(model, 1));
    fullNanos += System.nanoTime() - start;
    return timeline;
  }

  private void check(int proposal, List<Change> changes, long nanos, Optional<Timeline> full) {
    long expected = full.map(Timeline::makespanNanos).orElse(PlanEvaluator.REFUSED);
    if (nanos != expected) {
      throw failure(
          proposal, changes, "delta gives %d ns, full gives %d ns".formatted(nanos, expected));
    }
  }

  private void check(int proposal, List<Change> changes, NodeTimes full, NodeTimes delta) {
    full.firstDifference(delta)
        .ifPresent(difference -> {
          throw failure(proposal, changes, "full against delta: " + difference);
        });
  }

  private void check(int proposal, List<Change> changes, Timeline full, CriticalChain delta) {
    CriticalChain chain = CriticalChain.of(full, model.handoffNanos());
    if (!chain.keys().equals(delta.keys())) {
      throw failure(
          proposal,
          changes,
          "the critical chains of full and delta are " + chain.keys() + " and " + delta.keys());
    }
  }

  private AssertionError failure(int proposal, List<Change> changes, String what) {
    return new AssertionError(
        "proposal %d (%s): %s; repeat it with -Dsoapstone.seed=%d"
            .formatted(proposal, changes, what, seed));
  }
}
