package org.soapstone.tasks.execution;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * Records what a runtime really runs: from the executor, not from the plan.
 *
 * <pre>{@code
 * var recorder = new ExecutionRecorder();
 * try (var runtime = Runtime.builder(machine, tasks).recorder(recorder).build()) {
 *   trainTwoSteps(runtime);
 *   recorder.start(runtime.position());
 *   trainOneStep(runtime);
 *   recorder.stop();
 *   runtime.fence();
 *   recorder.record().checkOrder();
 * }
 * }</pre>
 *
 * <p>For the program's thread; {@link #record} comes after a fence, and so do the others in a
 * program that defers partitions, since a launch is recorded when it is analysed.
 */
public final class ExecutionRecorder {
  private record Edge(RecordedNode from, RecordedNode to) {}

  private final List<RecordedNode> nodes = new ArrayList<>();
  private final Map<Long, RecordedNode> byHandle = new HashMap<>();
  private final List<Edge> edges = new ArrayList<>();
  private long edgesFromOutside;

  /** The latest fence; null if there is none. */
  private RecordedNode fence;

  /** The position of the first node since the fence. */
  private int sinceFence;

  private long from;
  private long to;

  /** Makes a recorder that records nothing yet. */
  public ExecutionRecorder() {}

  /**
   * Records the launches at some positions, and forgets what was recorded before.
   *
   * @param first the first position
   * @param end the position after the last
   */
  public void launches(long first, long end) {
    nodes.clear();
    byHandle.clear();
    edges.clear();
    edgesFromOutside = 0;
    fence = null;
    sinceFence = 0;
    from = first;
    to = end;
  }

  /**
   * Records all launches from a position on, and forgets what was recorded before.
   *
   * @param first the first position, for example {@link org.soapstone.tasks.Runtime#position}
   */
  public void start(long first) {
    launches(first, Long.MAX_VALUE);
  }

  /** Records no further launches; keeps what was recorded. */
  public void stop() {
    to = from;
  }

  /** Whether the launch at a position is recorded. */
  boolean records(long position) {
    return position >= from && position < to;
  }

  /** Whether any launch at positions from one to another, exclusive, is recorded. */
  boolean recordsAny(long first, long end) {
    return end > from && first < to;
  }

  /** Takes a node of a recorded launch. */
  void emitted(long handle, RecordedNode node) {
    nodes.add(node);
    byHandle.put(handle, node);
    if (fence != null) {
      edges.add(new Edge(fence, node));
    }
  }

  /** Takes a fence, which waits for all nodes before and for which all nodes after wait. */
  void fence(long handle, RecordedNode node) {
    int before = nodes.size();
    emitted(handle, node);
    for (int n = sinceFence; n < before; n++) {
      edges.add(new Edge(nodes.get(n), node));
    }
    fence = node;
    sinceFence = nodes.size();
  }

  /** Takes an edge; those into nodes that are not recorded are passed over. */
  void edge(long fromHandle, long toHandle) {
    RecordedNode target = byHandle.get(toHandle);
    if (target == null) {
      return;
    }
    RecordedNode source = byHandle.get(fromHandle);
    if (source == null) {
      edgesFromOutside++;
    } else {
      edges.add(new Edge(source, target));
    }
  }

  /**
   * {@return what was recorded}
   *
   * @throws IllegalStateException if a recorded node has not run yet
   */
  public ExecutionRecord record() {
    Map<RecordedNode, Integer> positions = new HashMap<>();
    List<ExecutionRecord.Node> ran = new ArrayList<>(nodes.size());
    for (RecordedNode node : nodes) {
      if (node.worker < 0) {
        throw new IllegalStateException(
            "node %s has not run yet; put a fence before the record is taken"
                .formatted(StructuralKey.describe(node.key)));
      }
      positions.put(node, ran.size());
      ran.add(
          new ExecutionRecord.Node(
              node.key,
              node.kind,
              node.worker,
              node.priority,
              node.launch,
              node.sourceMemory,
              node.targetMemory,
              node.bytes,
              node.startNanos,
              node.endNanos,
              node.instances));
    }
    var sources = ImmutableIntArray.builder(edges.size());
    var targets = ImmutableIntArray.builder(edges.size());
    for (Edge edge : edges) {
      sources.add(positions.get(edge.from));
      targets.add(positions.get(edge.to));
    }
    return new ExecutionRecord(ran, sources.build(), targets.build(), edgesFromOutside);
  }
}
