package org.soapstone.simulator.simulation;

import java.util.Arrays;

/**
 * The run that is kept: each node's times, and for each resource its nodes in the order in which
 * they became ready and in the order in which they started. Nodes that hold nothing are listed at
 * {@link ResourceSets#NOWHERE}.
 */
final class Schedule {
  /** The time of what does not happen. */
  static final long NEVER = Long.MAX_VALUE;

  private final ResourceSets resources;
  long[] ready = new long[0];
  long[] start = new long[0];
  long[] end = new long[0];
  private int[][] byReady = new int[0][];
  private int[][] byStart = new int[0][];
  private int[] counts = new int[0];
  private IntList[] newlyReady = new IntList[0];
  private IntList[] newlyStarted = new IntList[0];
  private boolean[] isAffected = new boolean[0];
  private final IntList affected = new IntList();
  private int[] spare = new int[8];
  private int mergedCount;

  Schedule(ResourceSets resources) {
    this.resources = resources;
  }

  void ensure(int slots, int resourceLimit) {
    if (slots > ready.length) {
      ready = Arrays.copyOf(ready, slots);
      start = Arrays.copyOf(start, slots);
      end = Arrays.copyOf(end, slots);
    }
    if (resourceLimit > counts.length) {
      int old = counts.length;
      byReady = Arrays.copyOf(byReady, resourceLimit);
      byStart = Arrays.copyOf(byStart, resourceLimit);
      counts = Arrays.copyOf(counts, resourceLimit);
      newlyReady = Arrays.copyOf(newlyReady, resourceLimit);
      newlyStarted = Arrays.copyOf(newlyStarted, resourceLimit);
      isAffected = Arrays.copyOf(isAffected, resourceLimit);
      for (int r = old; r < resourceLimit; r++) {
        byReady[r] = new int[8];
        byStart[r] = new int[8];
        newlyReady[r] = new IntList();
        newlyStarted[r] = new IntList();
      }
    }
  }

  /** {@return how many nodes hold a resource in the kept run} */
  int count(int resource) {
    return counts[resource];
  }

  int startedAs(int resource, int i) {
    return byStart[resource][i];
  }

  int readyAs(int resource, int i) {
    return byReady[resource][i];
  }

  /** {@return how many nodes of a resource started before a time} */
  int startedBefore(int resource, long time) {
    int[] order = byStart[resource];
    int low = 0;
    int high = counts[resource];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (start[order[middle]] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * {@return how many nodes of all resources started before a time; those of several resources
   * count several times}
   */
  int startedBefore(long time) {
    int started = 0;
    for (int resource = 0; resource < counts.length; resource++) {
      started += startedBefore(resource, time);
    }
    return started;
  }

  /** {@return how many nodes of a resource were ready at a time} */
  int readyUntil(int resource, long time) {
    int[] order = byReady[resource];
    int low = 0;
    int high = counts[resource];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ready[order[middle]] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Says that a slot holds a node that the kept run does not have. */
  void forget(int slot) {
    ready[slot] = NEVER;
    start[slot] = NEVER;
    end[slot] = NEVER;
  }

  /**
   * {@return when the last of the kept run's nodes that are still there ends in a proposal's run}
   */
  long latestEnd(DynamicGraph graph, Overlay overlay) {
    long latest = 0;
    for (int resource = 0; resource < counts.length; resource++) {
      boolean more = true;
      for (int i = counts[resource] - 1; more && i >= 0; i--) {
        int node = byStart[resource][i];
        if (graph.alive[node]) {
          latest = Math.max(latest, overlay.end[node]);
          more = overlay.status[node] != Overlay.UNTOUCHED;
        }
      }
    }
    return latest;
  }

  /** Makes a finished proposal the kept run. O(length of the orders that change). */
  void commit(DynamicGraph graph, Overlay overlay) {
    for (int i = 0; i < graph.removed().size(); i++) {
      distribute(graph, graph.removed().get(i), null);
    }
    for (int i = 0; i < overlay.readied.size(); i++) {
      distribute(graph, overlay.readied.get(i), newlyReady);
    }
    for (int i = 0; i < overlay.started.size(); i++) {
      distribute(graph, overlay.started.get(i), newlyStarted);
    }
    for (int i = 0; i < affected.size(); i++) {
      int resource = affected.get(i);
      merge(graph, overlay, resource);
      isAffected[resource] = false;
    }
    affected.clear();
    for (int i = 0; i < overlay.visited.size(); i++) {
      int node = overlay.visited.get(i);
      if (overlay.status[node] == Overlay.DONE) {
        ready[node] = overlay.ready[node];
        start[node] = overlay.start[node];
        end[node] = overlay.end[node];
      }
    }
  }

  private void distribute(DynamicGraph graph, int node, IntList[] lists) {
    int set = graph.sets[node];
    int size = resources.size(set);
    for (int i = 0; i < Math.max(size, 1); i++) {
      int resource = size == 0 ? ResourceSets.NOWHERE : resources.item(set, i);
      if (lists != null) {
        lists[resource].add(node);
      }
      if (!isAffected[resource]) {
        isAffected[resource] = true;
        affected.add(resource);
      }
    }
  }

  private void merge(DynamicGraph graph, Overlay overlay, int resource) {
    byReady[resource] =
        merge(
            graph,
            overlay,
            resource,
            byReady[resource],
            newlyReady[resource],
            ready,
            overlay.ready);
    int count = mergedCount;
    byStart[resource] =
        merge(
            graph,
            overlay,
            resource,
            byStart[resource],
            newlyStarted[resource],
            start,
            overlay.start);
    if (count != mergedCount) {
      throw new AssertionError("resource " + resource + ": " + count + " ready, " + mergedCount);
    }
    counts[resource] = mergedCount;
  }

  /** Drops what went or moved from an order, and adds what came or moved, both sorted by time. */
  private int[] merge(
      DynamicGraph graph,
      Overlay overlay,
      int resource,
      int[] order,
      IntList incoming,
      long[] oldTimes,
      long[] newTimes) {
    int count = counts[resource];
    if (spare.length < count + incoming.size()) {
      spare = new int[2 * (count + incoming.size())];
    }
    int[] result = spare;
    int next = 0;
    int size = 0;
    for (int i = 0; i < count; i++) {
      int node = order[i];
      boolean stays =
          graph.alive[node]
              && (overlay.status[node] != Overlay.DONE || newTimes[node] == oldTimes[node]);
      if (stays) {
        while (next < incoming.size() && newTimes[incoming.get(next)] <= oldTimes[node]) {
          result[size++] = incoming.get(next++);
        }
        result[size++] = node;
      }
    }
    while (next < incoming.size()) {
      result[size++] = incoming.get(next++);
    }
    incoming.clear();
    mergedCount = size;
    spare = order;
    return result;
  }
}
