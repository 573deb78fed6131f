package org.soapstone.simulator.simulation;

import java.util.List;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.graph.TaskGraph;

/** Asks {@link NodeCosts} about nodes, and checks the answers. */
final class Durations {
  private static final long JOIN_NANOS = 1;

  private Durations() {}

  /**
   * {@return the duration of each of a graph's cost keys, in {@code reused} if it is large enough}
   */
  static long[] ofTasks(TaskGraph graph, NodeCosts costs, long[] reused) {
    List<CostKey> table = graph.costKeyTable();
    long[] nanos = reused.length < table.size() ? new long[table.size()] : reused;
    for (int k = 0; k < table.size(); k++) {
      nanos[k] = ofTask(table.get(k), costs);
    }
    return nanos;
  }

  /** {@return the duration of a node of a graph} */
  static long ofNode(TaskGraph graph, int node, NodeCosts costs, long[] keyNanos) {
    NodeKind kind = graph.kind(node);
    if (kind == NodeKind.TASK) {
      return keyNanos[graph.costKey(node)];
    }
    return ofMovement(
        kind,
        graph.key(node),
        graph.processor(node),
        graph.sourceMemory(node),
        graph.targetMemory(node),
        graph.bytes(node),
        costs);
  }

  /** {@return how long it takes to hand over to another processor} */
  static long ofHandoff(NodeCosts costs) {
    long nanos = costs.handoffNanos();
    if (nanos < 0) {
      throw new IllegalArgumentException(
          "a hand-over to another processor of %d ns; it takes at least 0 ns: correct the cost model"
              .formatted(nanos));
    }
    return nanos;
  }

  /** {@return the duration of a task} */
  static long ofTask(CostKey key, NodeCosts costs) {
    long nanos = costs.taskNanos(key);
    if (nanos < 1) {
      throw new IllegalArgumentException(
          "a cost of %d ns for task '%s'; every node lasts at least 1 ns: correct the cost model"
              .formatted(nanos, key.task()));
    }
    return nanos;
  }

  /** {@return the duration of a node that is not a task} */
  static long ofMovement(
      NodeKind kind,
      long key,
      int processor,
      int sourceMemory,
      int targetMemory,
      long bytes,
      NodeCosts costs) {
    if (kind == NodeKind.JOIN) {
      return JOIN_NANOS;
    }
    long nanos = costs.movementNanos(kind, processor, sourceMemory, targetMemory, bytes);
    if (nanos < 1) {
      throw new IllegalArgumentException(
          "a cost of %d ns for %s %s of %d bytes; every node lasts at least 1 ns: correct the cost model"
              .formatted(nanos, kind, StructuralKey.describe(key), bytes));
    }
    return nanos;
  }
}
