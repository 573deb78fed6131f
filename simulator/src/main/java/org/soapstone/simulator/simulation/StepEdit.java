package org.soapstone.simulator.simulation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.TreeFragment;

/**
 * A change of a steady step: other launches at some positions, and other fragments of the trees
 * that they touch. What it does not name stays.
 *
 * @param launches launches of the step, each taking the place of the one at its position, if there
 *     is one
 * @param fragments for each tree that changes, by the tree's number, what it adds to the step
 */
public record StepEdit(List<CostedLaunch> launches, SortedMap<Integer, TreeFragment> fragments) {

  /** Copies the collections. */
  public StepEdit {
    launches = List.copyOf(launches);
    fragments = new TreeMap<>(requireNonNull(fragments, "fragments"));
  }
}
