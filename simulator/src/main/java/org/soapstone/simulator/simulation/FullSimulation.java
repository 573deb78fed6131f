package org.soapstone.simulator.simulation;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.graph.TaskGraph;

/**
 * Simulates whole task graphs, event by event.
 *
 * <p>O((n + e) + n log w) for n nodes, e edges and w nodes waiting for one resource. The workspace
 * is kept from run to run, so that a run allocates nothing but its result. Not thread-safe.
 */
public final class FullSimulation {
  private final NodeCosts costs;
  private final ResourceSets resources;
  private final Dispatcher dispatcher;

  /** Nodes that end, and complements of nodes that become ready some time after the last end. */
  private final EventHeap events = new EventHeap();

  private TaskGraph graph;
  private int nodeCount;
  private int startedCount;
  private long handoffNanos;
  private long[] keyNanos = new long[0];
  private long[] nanos = new long[0];
  private int[] sets = new int[0];
  private int[] processors = new int[0];
  private int[] priorities = new int[0];
  private long[] keys = new long[0];
  private int[] missing = new int[0];
  private long[] ready = new long[0];
  private long[] start = new long[0];
  private long[] end = new long[0];
  private int[] order = new int[0];

  /**
   * Prepares to simulate graphs on a machine.
   *
   * @param machine the machine that the graphs are mapped to
   * @param costs how long nodes last
   */
  public FullSimulation(Machine machine, NodeCosts costs) {
    this.costs = requireNonNull(costs, "costs");
    this.resources = new ResourceSets(requireNonNull(machine, "machine"));
    this.dispatcher = new Dispatcher(resources);
  }

  /**
   * {@return when each node of a graph is ready, starts and ends}
   *
   * @param taskGraph a graph mapped to this simulation's machine
   * @throws IllegalArgumentException if the graph has a cycle, names processors that the machine
   *     lacks, or a cost is less than 1
   */
  public Timeline run(TaskGraph taskGraph) {
    long makespan = makespanNanos(taskGraph);
    return new Timeline(
        taskGraph,
        resources,
        Arrays.copyOf(sets, nodeCount),
        Arrays.copyOf(ready, nodeCount),
        Arrays.copyOf(start, nodeCount),
        Arrays.copyOf(end, nodeCount),
        Arrays.copyOf(order, nodeCount),
        makespan);
  }

  /**
   * {@return when the last node of a graph ends; 0 for an empty graph}
   *
   * @param taskGraph a graph mapped to this simulation's machine
   * @throws IllegalArgumentException as {@link #run}
   */
  public long makespanNanos(TaskGraph taskGraph) {
    prepare(taskGraph);
    dispatcher.begin(sets, priorities, keys, ready);
    events.clear();
    startedCount = 0;
    long now = 0;
    for (int node = 0; node < nodeCount; node++) {
      if (missing[node] == 0) {
        arrive(node, now);
      }
    }
    startWhoCan(now);
    while (!events.isEmpty()) {
      now = events.time();
      do {
        int event = events.pop();
        if (event < 0) {
          arrive(~event, now);
        } else {
          finish(event, now);
        }
      } while (events.time() == now);
      startWhoCan(now);
    }
    if (startedCount < nodeCount) {
      throw cycle();
    }
    return now;
  }

  private void finish(int node, long now) {
    int set = sets[node];
    for (int i = resources.size(set) - 1; i >= 0; i--) {
      dispatcher.release(resources.item(set, i));
    }
    int successors = graph.successorCount(node);
    for (int i = 0; i < successors; i++) {
      int successor = graph.successor(node, i);
      long handedOver = processors[node] == processors[successor] ? now : now + handoffNanos;
      ready[successor] = Math.max(ready[successor], handedOver);
      if (--missing[successor] == 0) {
        if (ready[successor] == now) {
          arrive(successor, now);
        } else {
          events.push(ready[successor], ~successor);
        }
      }
    }
  }

  /** A node is ready. */
  private void arrive(int node, long now) {
    if (sets[node] == ResourceSets.EMPTY_SET) {
      begin(node, now);
    } else {
      dispatcher.park(node);
    }
  }

  private void startWhoCan(long now) {
    IntList started = dispatcher.dispatch();
    for (int i = 0; i < started.size(); i++) {
      begin(started.get(i), now);
    }
  }

  private void begin(int node, long now) {
    start[node] = now;
    end[node] = now + nanos[node];
    events.push(end[node], node);
    order[startedCount++] = node;
  }

  private void prepare(TaskGraph taskGraph) {
    graph = taskGraph;
    nodeCount = taskGraph.nodeCount();
    if (nodeCount > nanos.length) {
      nanos = new long[nodeCount];
      sets = new int[nodeCount];
      processors = new int[nodeCount];
      priorities = new int[nodeCount];
      keys = new long[nodeCount];
      missing = new int[nodeCount];
      ready = new long[nodeCount];
      start = new long[nodeCount];
      end = new long[nodeCount];
      order = new int[nodeCount];
    }
    Arrays.fill(ready, 0, nodeCount, 0);
    handoffNanos = Durations.ofHandoff(costs);
    keyNanos = Durations.ofTasks(taskGraph, costs, keyNanos);
    for (int node = 0; node < nodeCount; node++) {
      NodeKind kind = taskGraph.kind(node);
      int source = taskGraph.sourceMemory(node);
      int target = taskGraph.targetMemory(node);
      nanos[node] = Durations.ofNode(taskGraph, node, costs, keyNanos);
      processors[node] = taskGraph.processor(node);
      sets[node] = resources.set(kind, processors[node], source, target);
      priorities[node] = taskGraph.priority(node);
      keys[node] = taskGraph.key(node);
      missing[node] = taskGraph.predecessorCount(node);
    }
  }

  private IllegalArgumentException cycle() {
    int stuck = 0;
    while (missing[stuck] == 0) {
      stuck++;
    }
    return new IllegalArgumentException(
        "node %s of the task graph waits for itself, directly or through others; remove the cycle of edges"
            .formatted(StructuralKey.describe(keys[stuck])));
  }
}
