package org.soapstone.simulator.simulation;

import org.soapstone.mapper.launch.FutureId;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;

/** The tasks of one launch in each of the simulated steps. */
final class TaskBlock {
  private final CostedLaunch costed;
  private final long[] nanos;
  private final int[] slots;

  /**
   * Puts a launch's tasks into the engine; a task that its predecessor at this position has too
   * keeps its slot.
   */
  @SuppressWarnings("ReferenceEquality") // a shortcut only: equal keys have equal durations
  TaskBlock(
      CostedLaunch costed,
      TaskBlock old,
      NodeCosts costs,
      DeltaEngine engine,
      long stepSpan,
      int steps) {
    this.costed = costed;
    int points = points();
    nanos = new long[points];
    slots = new int[points * steps];
    CostKey last = null;
    for (int p = 0; p < points; p++) {
      CostKey key = costed.costKeys().get(p);
      nanos[p] = key == last ? nanos[p - 1] : Durations.ofTask(key, costs);
      last = key;
      boolean kept = old != null && isSame(old, p);
      for (int s = 0; s < steps; s++) {
        slots[s * points + p] =
            kept
                ? old.slot(s, p)
                : engine.addNode(
                    StructuralKey.task(position() + s * stepSpan, p),
                    engine.resourceSet(NodeKind.TASK, processor(p), -1, -1),
                    processor(p),
                    nanos[p],
                    priority());
      }
    }
    for (int p = 0; old != null && p < old.points(); p++) {
      for (int s = 0; s < steps; s++) {
        if (p >= points || old.slot(s, p) != slot(s, p)) {
          engine.removeNode(old.slot(s, p));
        }
      }
    }
  }

  private boolean isSame(TaskBlock old, int point) {
    return point < old.points()
        && processor(point) == old.processor(point)
        && nanos[point] == old.nanos[point]
        && priority() == old.priority();
  }

  long position() {
    return costed.launch().position();
  }

  int points() {
    return costed.costKeys().size();
  }

  private int processor(int point) {
    return costed.launch().processors().get(point);
  }

  private int priority() {
    return costed.launch().priority();
  }

  Iterable<FutureId> futures() {
    return costed.launch().launch().awaited();
  }

  /** The only point whose result a point takes; −1 if it takes all. */
  int only(FutureId future, int point) {
    return future.only(costed.launch().launch().point(point));
  }

  String name() {
    return costed.launch().launch().provenance();
  }

  int slot(int step, int point) {
    return slots[step * points() + point];
  }
}
