package org.soapstone.tasks.graph;

import java.util.Arrays;
import java.util.List;

/**
 * A frozen task graph: nodes as a struct of arrays, edges in compressed sparse rows, predecessors
 * and successors both.
 *
 * <p>Where a node runs: a TASK, FOLD, FILL or JOIN holds its {@link #processor}. A COPY or FOLD
 * between two memories holds every link of the route from {@link #sourceMemory} to {@link
 * #targetMemory}; a copy holds its processor too when the machine's processors do the copying, or
 * when both instances are in one memory.
 *
 * <p>It holds no bodies and no tensors. Immutable and safe to share.
 */
public final class TaskGraph {
  private final NodeKind[] kinds;
  private final long[] keys;
  private final int[] processors;
  private final int[] sourceMemories;
  private final int[] targetMemories;
  private final int[] costKeys;
  private final long[] bytes;
  private final int[] priorities;
  private final int[] successorStarts;
  private final int[] successors;
  private final int[] predecessorStarts;
  private final int[] predecessors;
  private final List<CostKey> costKeyTable;
  private final List<InstanceSpec> instances;

  TaskGraph(TaskGraphBuilder builder) {
    kinds = builder.kinds();
    keys = builder.keys();
    processors = builder.processors();
    sourceMemories = builder.sourceMemories();
    targetMemories = builder.targetMemories();
    costKeys = builder.costKeys();
    bytes = builder.bytes();
    priorities = builder.priorities();
    int nodes = kinds.length;
    int[] from = builder.edgeSources();
    int[] to = builder.edgeTargets();
    int[] starts = starts(nodes, to, to.length);
    int[] rows = rows(starts, to, from, to.length);
    int edges = dropRepeats(starts, rows, to);
    predecessorStarts = starts;
    predecessors = Arrays.copyOf(rows, edges);
    successorStarts = starts(nodes, predecessors, edges);
    successors = rows(successorStarts, predecessors, to, edges);
    costKeyTable = List.copyOf(builder.costKeyTable());
    instances = List.copyOf(builder.instances());
  }

  /** Where each node's row begins when edges are sorted by one of their ends. */
  private static int[] starts(int nodes, int[] ends, int edges) {
    int[] starts = new int[nodes + 1];
    for (int e = 0; e < edges; e++) {
      starts[ends[e] + 1]++;
    }
    for (int n = 0; n < nodes; n++) {
      starts[n + 1] += starts[n];
    }
    return starts;
  }

  private static int[] rows(int[] starts, int[] ends, int[] others, int edges) {
    int[] next = starts.clone();
    int[] rows = new int[edges];
    for (int e = 0; e < edges; e++) {
      rows[next[ends[e]]++] = others[e];
    }
    return rows;
  }

  /**
   * Keeps the first of equal edges, moving rows together; {@code targets} gets the target of each
   * edge kept.
   *
   * @return how many are kept
   */
  private static int dropRepeats(int[] starts, int[] rows, int[] targets) {
    int nodes = starts.length - 1;
    int[] lastTarget = new int[nodes];
    Arrays.fill(lastTarget, -1);
    int kept = 0;
    int from = 0;
    for (int node = 0; node < nodes; node++) {
      int end = starts[node + 1];
      starts[node] = kept;
      for (int e = from; e < end; e++) {
        int source = rows[e];
        if (lastTarget[source] != node) {
          lastTarget[source] = node;
          targets[kept] = node;
          rows[kept++] = source;
        }
      }
      from = end;
    }
    starts[nodes] = kept;
    return kept;
  }

  /**
   * {@return the number of nodes; nodes are numbered from 0 in the order in which they were
   * emitted}
   */
  public int nodeCount() {
    return kinds.length;
  }

  /** {@return the number of edges} */
  public int edgeCount() {
    return successors.length;
  }

  /**
   * {@return what a node does}
   *
   * @param node a node
   */
  public NodeKind kind(int node) {
    return kinds[node];
  }

  /**
   * {@return a node's structural key, unique in the graph}
   *
   * @param node a node
   */
  public long key(int node) {
    return keys[node];
  }

  /**
   * {@return the processor a node runs on or serves}
   *
   * @param node a node
   */
  public int processor(int node) {
    return processors[node];
  }

  /**
   * {@return the memory that a COPY or FOLD reads, or −1}
   *
   * @param node a node
   */
  public int sourceMemory(int node) {
    return sourceMemories[node];
  }

  /**
   * {@return the memory that a COPY, FOLD or FILL writes, or −1}
   *
   * @param node a node
   */
  public int targetMemory(int node) {
    return targetMemories[node];
  }

  /**
   * {@return the position of a TASK's cost key in {@link #costKeyTable}, or −1}
   *
   * @param node a node
   */
  public int costKey(int node) {
    return costKeys[node];
  }

  /**
   * {@return the bytes that a COPY, FOLD or FILL moves; 0 for others}
   *
   * @param node a node
   */
  public long bytes(int node) {
    return bytes[node];
  }

  /**
   * {@return a node's priority; greater runs first}
   *
   * @param node a node
   */
  public int priority(int node) {
    return priorities[node];
  }

  /**
   * {@return the number of nodes that wait for a node}
   *
   * @param node a node
   */
  public int successorCount(int node) {
    return successorStarts[node + 1] - successorStarts[node];
  }

  /**
   * {@return a node that waits for a node}
   *
   * @param node a node
   * @param i from 0 to {@link #successorCount} − 1
   */
  public int successor(int node, int i) {
    return successors[successorStarts[node] + i];
  }

  /**
   * {@return the number of nodes that a node waits for}
   *
   * @param node a node
   */
  public int predecessorCount(int node) {
    return predecessorStarts[node + 1] - predecessorStarts[node];
  }

  /**
   * {@return a node that a node waits for}
   *
   * @param node a node
   * @param i from 0 to {@link #predecessorCount} − 1
   */
  public int predecessor(int node, int i) {
    return predecessors[predecessorStarts[node] + i];
  }

  /** {@return the distinct cost keys of the tasks} */
  public List<CostKey> costKeyTable() {
    return costKeyTable;
  }

  /** {@return the distinct instances that the graph uses, in order of first use} */
  public List<InstanceSpec> instances() {
    return instances;
  }
}
