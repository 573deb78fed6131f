package org.soapstone.simulator.search.moves;

import java.util.List;
import java.util.random.RandomGenerator;
import org.soapstone.simulator.search.Change;

/** Draws changes of a plan. For one thread. */
public interface MoveSet {

  /**
   * {@return changes of one or more operators, of each at most one; empty if several draws changed
   * nothing}
   *
   * @param plan the plan
   * @param random the source of randomness
   */
  List<Change> draw(PlanView plan, RandomGenerator random);

  /**
   * Learns what became of the last draw that was not empty.
   *
   * @param improved whether it was accepted and made the plan cheaper
   */
  default void learn(boolean improved) {}
}
