package org.soapstone.simulator.simulation;

import java.util.BitSet;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.graph.TreeFragment;

/** The movement nodes of one tree's fragment in each of the simulated steps. */
final class TreeBlock {
  private final TreeFragment fragment;
  private final long[] nanos;
  private final int[] sets;
  private final int[] slots;

  /**
   * Puts a fragment's nodes into the engine; a node that the tree's former fragment has too keeps
   * its slot.
   */
  TreeBlock(
      TreeFragment fragment,
      TreeBlock old,
      NodeCosts costs,
      DeltaEngine engine,
      long stepSpan,
      int steps) {
    this.fragment = fragment;
    int nodes = fragment.nodeCount();
    nanos = new long[nodes];
    sets = new int[nodes];
    slots = new int[nodes * steps];
    var oldNodes = new LongIntMap();
    for (int n = 0; old != null && n < old.fragment.nodeCount(); n++) {
      oldNodes.put(old.fragment.key(n), n);
    }
    boolean[] kept = new boolean[old == null ? 0 : old.fragment.nodeCount()];
    for (int n = 0; n < nodes; n++) {
      describe(n, costs, engine);
      int same = oldNodes.get(fragment.key(n));
      boolean keep = same != LongIntMap.ABSENT && isSame(n, old, same);
      if (keep) {
        kept[same] = true;
      }
      for (int s = 0; s < steps; s++) {
        slots[s * nodes + n] = keep ? old.slot(s, same) : add(n, engine, s * stepSpan);
      }
    }
    for (int n = 0; n < kept.length; n++) {
      for (int s = 0; !kept[n] && s < steps; s++) {
        engine.removeNode(old.slot(s, n));
      }
    }
  }

  private void describe(int node, NodeCosts costs, DeltaEngine engine) {
    int processor = fragment.processor(node);
    int source = fragment.sourceMemory(node);
    int target = fragment.targetMemory(node);
    sets[node] = engine.resourceSet(fragment.kind(node), processor, source, target);
    nanos[node] =
        Durations.ofMovement(
            fragment.kind(node),
            fragment.key(node),
            processor,
            source,
            target,
            fragment.bytes(node),
            costs);
  }

  private boolean isSame(int node, TreeBlock old, int oldNode) {
    return sets[node] == old.sets[oldNode]
        && fragment.processor(node) == old.fragment.processor(oldNode)
        && nanos[node] == old.nanos[oldNode]
        && fragment.priority(node) == old.fragment.priority(oldNode);
  }

  private int add(int node, DeltaEngine engine, long shift) {
    return engine.addNode(
        StructuralKey.shift(fragment.key(node), shift),
        sets[node],
        fragment.processor(node),
        nanos[node],
        fragment.priority(node));
  }

  TreeFragment fragment() {
    return fragment;
  }

  int slot(int step, int node) {
    return slots[step * fragment.nodeCount() + node];
  }

  /** {@return the positions of the launches whose tasks the fragment's edges name} */
  BitSet positions() {
    BitSet positions = new BitSet();
    for (int e = 0; e < fragment.edgeCount(); e++) {
      if (TreeFragment.isTask(fragment.edgeSource(e))) {
        positions.set(TreeFragment.launch(fragment.edgeSource(e)));
      }
      if (TreeFragment.isTask(fragment.edgeTarget(e))) {
        positions.set(TreeFragment.launch(fragment.edgeTarget(e)));
      }
    }
    return positions;
  }
}
