package org.soapstone.simulator.search;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.simulator.search.moves.MoveSet;

/** One Markov chain over strategies. For one thread at a time. */
final class Chain {
  private final int number;
  private final Evaluator evaluator;
  private final MoveSet moves;
  private final RandomGenerator random;
  private final ProgressMeter meter;
  private final List<CurvePoint> curve = new ArrayList<>();
  private Metropolis rule;
  private List<OperatorConfig> best;
  private long bestNanos;
  private long improvedAt;
  private long proposed;
  private long accepted;

  Chain(
      int number,
      Evaluator evaluator,
      MoveSet moves,
      Metropolis rule,
      RandomGenerator random,
      ProgressMeter meter) {
    this.number = number;
    this.evaluator = evaluator;
    this.moves = moves;
    this.rule = rule;
    this.random = random;
    this.meter = meter;
    best = evaluator.configurations();
    bestNanos = evaluator.nanos();
    improvement();
  }

  /** Makes so many proposals. */
  void advance(long proposals) {
    for (long i = 0; i < proposals && !Thread.currentThread().isInterrupted(); i++) {
      proposed++;
      List<Change> changes = moves.draw(evaluator, random);
      boolean isAccepted = !changes.isEmpty() && propose(changes);
      meter.count(isAccepted);
    }
  }

  private boolean propose(List<Change> changes) {
    long before = evaluator.nanos();
    long nanos = evaluator.propose(changes, rule.threshold(before, random));
    if (nanos == Evaluator.REFUSED) {
      evaluator.rollback();
      moves.learn(false);
      return false;
    }
    evaluator.commit();
    moves.learn(nanos < before);
    accepted++;
    if (nanos < bestNanos) {
      best = evaluator.configurations();
      bestNanos = nanos;
      improvedAt = proposed;
      improvement();
    }
    return true;
  }

  private void improvement() {
    curve.add(new CurvePoint(number, proposed, meter.seconds(), bestNanos));
    meter.best(bestNanos);
  }

  /**
   * {@return whether the best plan is as old as half of the chain, the paper's rule} At first every
   * plan is, so it says nothing before some proposals were made.
   */
  boolean isStale(long patience) {
    return proposed >= patience && proposed >= 2 * improvedAt;
  }

  int number() {
    return number;
  }

  /** {@return the predicted time of the plan at hand} */
  long nanos() {
    return evaluator.nanos();
  }

  Metropolis rule() {
    return rule;
  }

  void follow(Metropolis other) {
    rule = other;
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
