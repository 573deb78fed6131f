package org.soapstone.simulator.search;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The launches of a program under one strategy, each at its position, and which of them touch which
 * tree. Launches are exchanged, never added: positions do not depend on configurations. Not
 * thread-safe.
 */
final class StepProgram {
  private final Positions once = new Positions();
  private final Positions step = new Positions();

  private static final class Positions {
    private final SortedMap<Integer, PlacedLaunch> launches = new TreeMap<>();

    /** For each tree, where a launch that touches it has ever stood. */
    private final SortedMap<Integer, SortedSet<Integer>> byTree = new TreeMap<>();

    void put(PlacedLaunch launch) {
      launches.put(launch.position(), launch);
      launch
          .trees()
          .forEach(
              tree -> byTree.computeIfAbsent(tree, _ -> new TreeSet<>()).add(launch.position()));
    }

    List<PlacedLaunch> touching(int tree) {
      List<PlacedLaunch> touching = new ArrayList<>();
      SortedSet<Integer> positions = byTree.get(tree);
      if (positions != null) {
        for (int position : positions) {
          PlacedLaunch launch = launches.get(position);
          if (launch.touches(tree)) {
            touching.add(launch);
          }
        }
      }
      return touching;
    }
  }

  private Positions positions(boolean isOnce) {
    return isOnce ? once : step;
  }

  /** Adds a launch at a position that is free. */
  void add(PlacedLaunch launch) {
    PlacedLaunch other = positions(launch.once()).launches.get(launch.position());
    if (other != null) {
      throw new IllegalStateException(
          "launches '%s' and '%s' both stand at position %d; each needs one of its own"
              .formatted(
                  other.prepared().launch().provenance(),
                  launch.prepared().launch().provenance(),
                  launch.position()));
    }
    positions(launch.once()).put(launch);
  }

  /** Puts a launch in the place of another, and returns that. */
  PlacedLaunch exchange(PlacedLaunch launch) {
    PlacedLaunch old = positions(launch.once()).launches.get(launch.position());
    if (old == null) {
      throw new IllegalStateException(
          "launch '%s' stands at position %d, where there was none under another configuration; positions must not depend on configurations"
              .formatted(launch.prepared().launch().provenance(), launch.position()));
    }
    positions(launch.once()).put(launch);
    return old;
  }

  /** {@return the launches before the first step that touch a tree, in program order} */
  List<PlacedLaunch> onceTouching(int tree) {
    return once.touching(tree);
  }

  /** {@return the launches of a step that touch a tree, in program order} */
  List<PlacedLaunch> stepTouching(int tree) {
    return step.touching(tree);
  }

  /** {@return the launches of a step, in program order} */
  List<PlacedLaunch> stepLaunches() {
    return List.copyOf(step.launches.values());
  }

  /** {@return the launches before the first step, in program order} */
  List<PlacedLaunch> onceLaunches() {
    return List.copyOf(once.launches.values());
  }

  /** {@return the trees that launches touch, ascending} */
  SortedSet<Integer> trees() {
    SortedSet<Integer> trees = new TreeSet<>(once.byTree.keySet());
    trees.addAll(step.byTree.keySet());
    return trees;
  }

  /** {@return the distance between the positions of consecutive steps} */
  int stepSpan() {
    return step.launches.isEmpty() ? 1 : step.launches.lastKey() + 1;
  }
}
