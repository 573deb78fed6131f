package org.soapstone.simulator.simulation;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.tasks.graph.TaskGraph;

/**
 * When each node of a task graph is ready, starts and ends, and who uses each resource in turn.
 * Times are nanoseconds from the start of the graph. Immutable and safe to share.
 */
public final class Timeline {
  private final TaskGraph graph;
  private final long[] ready;
  private final long[] start;
  private final long[] end;
  private final long makespanNanos;
  private final List<Resource> resources;
  private final long[] busyNanos;
  private final int[] orderStarts;
  private final int[] orders;

  Timeline(
      TaskGraph graph,
      ResourceSets resourceSets,
      int[] sets,
      long[] ready,
      long[] start,
      long[] end,
      int[] order,
      long makespanNanos) {
    this.graph = graph;
    this.ready = ready;
    this.start = start;
    this.end = end;
    this.makespanNanos = makespanNanos;
    int limit = resourceSets.resourceLimit();
    resources = new ArrayList<>();
    for (int r = 1; r < limit; r++) {
      resources.add(resourceSets.resource(r));
    }
    busyNanos = new long[limit];
    orderStarts = new int[limit + 1];
    for (int node : order) {
      for (int i = 0; i < resourceSets.size(sets[node]); i++) {
        int r = resourceSets.item(sets[node], i);
        busyNanos[r] += end[node] - start[node];
        orderStarts[r + 1]++;
      }
    }
    for (int r = 0; r < limit; r++) {
      orderStarts[r + 1] += orderStarts[r];
    }
    orders = new int[orderStarts[limit]];
    int[] next = orderStarts.clone();
    for (int node : order) {
      for (int i = 0; i < resourceSets.size(sets[node]); i++) {
        orders[next[resourceSets.item(sets[node], i)]++] = node;
      }
    }
  }

  /** {@return the graph that was simulated} */
  public TaskGraph graph() {
    return graph;
  }

  /** {@return when the last node ends; 0 for an empty graph} */
  public long makespanNanos() {
    return makespanNanos;
  }

  /**
   * {@return when the last of a node's predecessors ends; 0 if it has none}
   *
   * @param node a node of the graph
   */
  public long readyNanos(int node) {
    return ready[node];
  }

  /**
   * {@return when a node starts}
   *
   * @param node a node of the graph
   */
  public long startNanos(int node) {
    return start[node];
  }

  /**
   * {@return when a node ends}
   *
   * @param node a node of the graph
   */
  public long endNanos(int node) {
    return end[node];
  }

  /**
   * {@return the resources that nodes hold, in order of first use; some may be idle in this graph}
   */
  public List<Resource> resources() {
    return List.copyOf(resources);
  }

  /**
   * {@return how long a resource is held, in all}
   *
   * @param resource a position in {@link #resources}
   */
  public long busyNanos(int resource) {
    return busyNanos[resource + 1];
  }

  /**
   * {@return how many nodes hold a resource}
   *
   * @param resource a position in {@link #resources}
   */
  public int nodeCount(int resource) {
    return orderStarts[resource + 2] - orderStarts[resource + 1];
  }

  /**
   * {@return the node that holds a resource as the i-th}
   *
   * @param resource a position in {@link #resources}
   * @param i from 0 to {@link #nodeCount} − 1
   */
  public int node(int resource, int i) {
    return orders[orderStarts[resource + 1] + i];
  }
}
