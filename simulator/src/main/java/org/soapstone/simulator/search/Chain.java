package org.soapstone.simulator.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.soapstone.mapper.soap.OperatorConfig;

/** One Markov chain over strategies. For one thread. */
final class Chain {
  /**
   * The paper's rule stops a chain whose best plan is as old as half of its time. Before this part
   * of the budget is used it says nothing, since at first every plan is.
   */
  private static final double PATIENCE = 0.5;

  private final int number;
  private final Evaluator evaluator;
  private final Proposals proposals;
  private final RandomGenerator random;
  private final Budget budget;
  private final ProgressMeter meter;
  private final List<CurvePoint> curve = new ArrayList<>();
  private List<OperatorConfig> best;
  private long bestNanos;
  private long proposed;
  private long accepted;

  /**
   * How long a chain may run.
   *
   * @param proposals the most proposals
   * @param nanos the longest time; {@link Long#MAX_VALUE} for a chain whose proposals are counted
   */
  record Budget(long proposals, long nanos) {}

  Chain(
      int number,
      Evaluator evaluator,
      Proposals proposals,
      RandomGenerator random,
      Budget budget,
      ProgressMeter meter) {
    this.number = number;
    this.evaluator = evaluator;
    this.proposals = proposals;
    this.random = random;
    this.budget = budget;
    this.meter = meter;
    best = evaluator.configurations();
    bestNanos = evaluator.nanos();
  }

  void run() {
    Metropolis rule = Metropolis.scaledTo(bestNanos);
    long start = System.nanoTime();
    long improved = 0;
    improvement();
    List<OperatorConfig> current = evaluator.configurations();
    while (proposed < budget.proposals()) {
      long elapsed = System.nanoTime() - start;
      if (isOver(elapsed, improved)) {
        break;
      }
      proposed++;
      Optional<Change> change = proposals.draw(current, random);
      if (change.isEmpty()) {
        continue;
      }
      long nanos =
          evaluator.propose(List.of(change.get()), rule.threshold(evaluator.nanos(), random));
      if (nanos == Evaluator.REFUSED) {
        evaluator.rollback();
      } else {
        evaluator.commit();
        accepted++;
        current = evaluator.configurations();
        if (nanos < bestNanos) {
          best = current;
          bestNanos = nanos;
          improved = System.nanoTime() - start;
          improvement();
        }
      }
      meter.count(nanos != Evaluator.REFUSED);
    }
  }

  private boolean isOver(long elapsed, long improved) {
    boolean isTimed = budget.nanos() < Long.MAX_VALUE;
    boolean isStale = elapsed > 2 * improved && elapsed > PATIENCE * budget.nanos();
    return isTimed && (elapsed >= budget.nanos() || isStale);
  }

  private void improvement() {
    curve.add(new CurvePoint(number, proposed, meter.seconds(), bestNanos));
    meter.best(bestNanos);
  }

  int number() {
    return number;
  }

  /** {@return the configurations of the best plan} */
  List<OperatorConfig> best() {
    return best;
  }

  long bestNanos() {
    return bestNanos;
  }

  long proposed() {
    return proposed;
  }

  long accepted() {
    return accepted;
  }

  List<CurvePoint> curve() {
    return curve;
  }
}
