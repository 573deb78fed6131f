package org.soapstone.simulator.simulation;

import java.util.Arrays;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * A graph that changes in transactions: nodes live in numbered slots, and every change is logged
 * until it is committed or rolled back. The slot of a removed node is not used again before the
 * commit.
 */
final class DynamicGraph {
  private static final int REMOVE_NODE = -1;
  private static final int ADD_NODE = -2;
  private static final int REMOVE_EDGE = -3;
  private static final int ADD_EDGE = -4;

  final Adjacency successors = new Adjacency();
  final Adjacency predecessors = new Adjacency();
  long[] keys = new long[0];
  long[] nanos = new long[0];
  int[] priorities = new int[0];
  int[] sets = new int[0];
  int[] processors = new int[0];
  boolean[] alive = new boolean[0];

  private final long handoffNanos;
  private boolean[] retargeted = new boolean[0];
  private int slotLimit;
  private int nodeCount;
  private final IntList free = new IntList();
  private final IntList log = new IntList();
  private final IntList added = new IntList();
  private final IntList removed = new IntList();
  private final IntList changed = new IntList();

  /** An empty graph, in which handing over to another processor takes some time. */
  DynamicGraph(long handoffNanos) {
    this.handoffNanos = handoffNanos;
  }

  /** {@return how long after the end of one node the other can be ready at the earliest} */
  long handoffNanos(int from, int to) {
    return processors[from] == processors[to] ? 0 : handoffNanos;
  }

  /** {@return one more than the greatest slot ever used} */
  int slotLimit() {
    return slotLimit;
  }

  int nodeCount() {
    return nodeCount;
  }

  /** {@return the slots added since the last commit; some may be removed again} */
  IntList added() {
    return added;
  }

  /** {@return the slots removed since the last commit} */
  IntList removed() {
    return removed;
  }

  /** {@return the slots whose predecessors changed since the last commit, each once} */
  IntList changed() {
    return changed;
  }

  boolean isEdited() {
    return !log.isEmpty();
  }

  int addNode(long key, int priority, long duration, int set, int processor) {
    int slot = free.isEmpty() ? slotLimit++ : free.removeLast();
    ensureSlots(slotLimit);
    keys[slot] = key;
    nanos[slot] = duration;
    priorities[slot] = priority;
    sets[slot] = set;
    processors[slot] = processor;
    alive[slot] = true;
    nodeCount++;
    added.add(slot);
    record(ADD_NODE, slot, 0);
    return slot;
  }

  void removeNode(int slot) {
    requireAlive(slot);
    while (successors.count(slot) > 0) {
      removeEdge(slot, successors.get(slot, successors.count(slot) - 1));
    }
    while (predecessors.count(slot) > 0) {
      removeEdge(predecessors.get(slot, predecessors.count(slot) - 1), slot);
    }
    alive[slot] = false;
    nodeCount--;
    removed.add(slot);
    record(REMOVE_NODE, slot, 0);
  }

  void addEdge(int from, int to) {
    requireAlive(from);
    requireAlive(to);
    successors.add(from, to);
    predecessors.add(to, from);
    retarget(to);
    record(ADD_EDGE, from, to);
  }

  void removeEdge(int from, int to) {
    requireAlive(from);
    requireAlive(to);
    if (!successors.remove(from, to)) {
      throw new IllegalArgumentException(
          "there is no edge from %s to %s to remove"
              .formatted(StructuralKey.describe(keys[from]), StructuralKey.describe(keys[to])));
    }
    predecessors.remove(to, from);
    retarget(to);
    record(REMOVE_EDGE, from, to);
  }

  /** Keeps all changes. */
  void commit() {
    for (int i = 0; i < removed.size(); i++) {
      free.add(removed.get(i));
    }
    forgetChanges();
  }

  /** Takes all changes since the last commit back. */
  void rollback() {
    for (int i = log.size() - 3; i >= 0; i -= 3) {
      undo(log.get(i), log.get(i + 1), log.get(i + 2));
    }
    for (int i = added.size() - 1; i >= 0; i--) {
      free.add(added.get(i));
    }
    forgetChanges();
  }

  private void undo(int change, int a, int b) {
    switch (change) {
      case ADD_NODE -> {
        alive[a] = false;
        nodeCount--;
      }
      case REMOVE_NODE -> {
        alive[a] = true;
        nodeCount++;
      }
      case ADD_EDGE -> {
        successors.remove(a, b);
        predecessors.remove(b, a);
      }
      case REMOVE_EDGE -> {
        successors.add(a, b);
        predecessors.add(b, a);
      }
      default -> throw new AssertionError(change);
    }
  }

  private void forgetChanges() {
    for (int i = 0; i < changed.size(); i++) {
      retargeted[changed.get(i)] = false;
    }
    log.clear();
    added.clear();
    removed.clear();
    changed.clear();
  }

  private void retarget(int slot) {
    if (!retargeted[slot]) {
      retargeted[slot] = true;
      changed.add(slot);
    }
  }

  private void record(int change, int a, int b) {
    log.add(change);
    log.add(a);
    log.add(b);
  }

  private void requireAlive(int slot) {
    if (slot < 0 || slot >= slotLimit || !alive[slot]) {
      throw new IllegalArgumentException(
          "slot " + slot + " holds no node; use the slots that addNode returned");
    }
  }

  private void ensureSlots(int slots) {
    if (slots > keys.length) {
      int capacity = Math.max(64, Math.max(slots, keys.length * 2));
      keys = Arrays.copyOf(keys, capacity);
      nanos = Arrays.copyOf(nanos, capacity);
      priorities = Arrays.copyOf(priorities, capacity);
      sets = Arrays.copyOf(sets, capacity);
      processors = Arrays.copyOf(processors, capacity);
      alive = Arrays.copyOf(alive, capacity);
      retargeted = Arrays.copyOf(retargeted, capacity);
      successors.ensureSlots(capacity);
      predecessors.ensureSlots(capacity);
    }
  }
}
