package org.soapstone.simulator.simulation;

import java.util.EnumMap;
import java.util.Map;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.tasks.graph.TaskGraph;

/**
 * What no schedule of a task graph can beat.
 *
 * @param criticalPathNanos the longest path, by the durations of its nodes and what it takes to
 *     hand over from one processor to another
 * @param workNanos for the kind of processor that has most to do, the time for which its processors
 *     are held in all, over their number, rounded up
 */
public record Bounds(long criticalPathNanos, long workNanos) {

  /** {@return the larger of the two: the makespan is at least this} */
  public long lowerBoundNanos() {
    return Math.max(criticalPathNanos, workNanos);
  }

  /**
   * {@return the bounds of a graph} O(n + e).
   *
   * @param graph a graph mapped to the machine
   * @param machine the machine
   * @param costs how long nodes last
   * @throws IllegalArgumentException if the graph has a cycle or names processors that the machine
   *     lacks
   */
  public static Bounds of(TaskGraph graph, Machine machine, NodeCosts costs) {
    long[] keyNanos = Durations.ofTasks(graph, costs, new long[0]);
    long[] nanos = new long[graph.nodeCount()];
    for (int node = 0; node < nanos.length; node++) {
      nanos[node] = Durations.ofNode(graph, node, costs, keyNanos);
    }
    return new Bounds(
        criticalPath(graph, nanos, Durations.ofHandoff(costs)), work(graph, machine, nanos));
  }

  private static long criticalPath(TaskGraph graph, long[] nanos, long handoffNanos) {
    int count = graph.nodeCount();
    int[] missing = new int[count];
    int[] queue = new int[count];
    long[] ready = new long[count];
    int tail = 0;
    for (int node = 0; node < count; node++) {
      missing[node] = graph.predecessorCount(node);
      if (missing[node] == 0) {
        queue[tail++] = node;
      }
    }
    long longest = 0;
    for (int head = 0; head < tail; head++) {
      int node = queue[head];
      long end = ready[node] + nanos[node];
      longest = Math.max(longest, end);
      for (int i = 0; i < graph.successorCount(node); i++) {
        int successor = graph.successor(node, i);
        boolean stays = graph.processor(node) == graph.processor(successor);
        ready[successor] = Math.max(ready[successor], stays ? end : end + handoffNanos);
        if (--missing[successor] == 0) {
          queue[tail++] = successor;
        }
      }
    }
    if (tail < count) {
      throw new IllegalArgumentException(
          "the task graph has a cycle through %d of its %d nodes; remove an edge of it"
              .formatted(count - tail, count));
    }
    return longest;
  }

  private static long work(TaskGraph graph, Machine machine, long[] nanos) {
    Map<ProcessorKind, Long> held = new EnumMap<>(ProcessorKind.class);
    long[] heldByProcessor = heldByProcessor(graph, machine, nanos);
    Map<ProcessorKind, Integer> processors = new EnumMap<>(ProcessorKind.class);
    for (int p = 0; p < heldByProcessor.length; p++) {
      held.merge(machine.kind(p), heldByProcessor[p], Long::sum);
      processors.merge(machine.kind(p), 1, Integer::sum);
    }
    long most = 0;
    for (Map.Entry<ProcessorKind, Long> kind : held.entrySet()) {
      most = Math.max(most, Math.ceilDiv(kind.getValue(), processors.get(kind.getKey())));
    }
    return most;
  }

  private static long[] heldByProcessor(TaskGraph graph, Machine machine, long[] nanos) {
    var resources = new ResourceSets(machine);
    long[] held = new long[machine.processorCount()];
    for (int node = 0; node < nanos.length; node++) {
      int set =
          resources.set(
              graph.kind(node),
              graph.processor(node),
              graph.sourceMemory(node),
              graph.targetMemory(node));
      for (int i = 0; i < resources.size(set); i++) {
        Resource resource = resources.resource(resources.item(set, i));
        if (resource.kind() == Resource.Kind.PROCESSOR) {
          held[resource.id()] += nanos[node];
        }
      }
    }
    return held;
  }
}
