package org.soapstone.simulator.simulation;

/**
 * Replaces some edges of an engine's graph by others, and leaves alone those that are among both.
 */
final class EdgeDifference {
  private static final int SLOT_BITS = 32;

  private final DeltaEngine engine;
  private final LongIntMap counts = new LongIntMap();
  private final IntList oldSources = new IntList();
  private final IntList oldTargets = new IntList();

  EdgeDifference(DeltaEngine engine) {
    this.engine = engine;
  }

  void begin() {
    counts.clear();
    oldSources.clear();
    oldTargets.clear();
  }

  /** Takes an edge that is there; all of these come before the first {@link #wanted}. */
  void existing(int from, int to) {
    counts.add(pair(from, to), 1);
    oldSources.add(from);
    oldTargets.add(to);
  }

  /** Takes an edge that is to be there. */
  void wanted(int from, int to) {
    long pair = pair(from, to);
    if (counts.get(pair) > 0) {
      counts.add(pair, -1);
    } else {
      engine.addEdge(from, to);
    }
  }

  /** Removes the edges that are not wanted; those of removed nodes went with them. */
  void end() {
    for (int i = 0; i < oldSources.size(); i++) {
      int from = oldSources.get(i);
      int to = oldTargets.get(i);
      long pair = pair(from, to);
      if (counts.get(pair) > 0 && engine.isAlive(from) && engine.isAlive(to)) {
        counts.add(pair, -1);
        engine.removeEdge(from, to);
      }
    }
  }

  private static long pair(int from, int to) {
    return (long) from << SLOT_BITS | to;
  }
}
