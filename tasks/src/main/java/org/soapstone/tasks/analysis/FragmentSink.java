package org.soapstone.tasks.analysis;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.TreeFragment;

/**
 * Takes what one tree emits over several steps and keeps the last step as a fragment. A handle is
 * the fragment's reference with the step's number in bits 56 and 57.
 */
final class FragmentSink implements GraphSink {
  private static final int STEP_SHIFT = 56;
  private static final long STEP_MASK = 3L << STEP_SHIFT;

  /** The number of the step that is kept; 0 is before the first. */
  static final int KEPT_STEP = 3;

  private final TreeFragment.Builder fragment = new TreeFragment.Builder();
  private int step;

  /** The nodes of the current step so far. */
  private int nodeCount;

  /** The keys of the step before the kept one, and those of the kept one. */
  private long[] previousKeys = new long[8];

  private long[] keys = new long[8];

  /** The edges of the kept step, by handles. */
  private long[] edges = new long[32];

  private int edgeCount;

  /** Made when the previous step's nodes are not numbered like the kept one's. */
  private Map<Long, Integer> nodesByKey;

  /** Begins with the next step. */
  void nextStep() {
    step++;
    if (step == KEPT_STEP) {
      previousKeys = Arrays.copyOf(keys, nodeCount);
    }
    nodeCount = 0;
  }

  /** {@return the handle of a task of the current step} */
  long taskHandle(long launch, int point) {
    return TreeFragment.taskReference(launch, point) | (long) step << STEP_SHIFT;
  }

  /** {@return what was kept} */
  TreeFragment fragment(List<InstanceSpec> instances) {
    for (int e = 0; e < edgeCount; e += 2) {
      addEdge(edges[e], edges[e + 1]);
    }
    for (InstanceSpec instance : instances) {
      fragment.addInstance(instance);
    }
    return fragment.build();
  }

  /**
   * Adds an edge unless it comes from before the previous step, or from a node that the kept step
   * does not repeat.
   */
  private void addEdge(long from, long to) {
    int fromStep = (int) ((from & STEP_MASK) >>> STEP_SHIFT);
    long source = from & ~STEP_MASK;
    long target = to & ~STEP_MASK;
    if (fromStep == KEPT_STEP) {
      fragment.addEdge(source, target);
    } else if (fromStep == KEPT_STEP - 1) {
      if (TreeFragment.isTask(source)) {
        fragment.addEdge(TreeFragment.previous(source), target);
      } else {
        int node = counterpart(TreeFragment.node(source));
        if (node >= 0) {
          fragment.addEdge(TreeFragment.previous(TreeFragment.nodeReference(node)), target);
        }
      }
    }
  }

  /** {@return the kept step's node that has the key of one of the previous step, or −1} */
  private int counterpart(int previousNode) {
    long key = previousKeys[previousNode];
    if (previousNode < nodeCount && keys[previousNode] == key) {
      return previousNode;
    }
    if (nodesByKey == null) {
      nodesByKey = new HashMap<>();
      for (int n = 0; n < nodeCount; n++) {
        nodesByKey.put(keys[n], n);
      }
    }
    return nodesByKey.getOrDefault(key, -1);
  }

  private long node(
      NodeKind kind, long key, int processor, int source, int target, long bytes, int priority) {
    if (step >= KEPT_STEP - 1) {
      if (nodeCount == keys.length) {
        keys = Arrays.copyOf(keys, nodeCount * 2);
      }
      keys[nodeCount] = key;
    }
    if (step == KEPT_STEP) {
      fragment.addNode(kind, key, processor, source, target, bytes, priority);
    }
    return TreeFragment.nodeReference(nodeCount++) | (long) step << STEP_SHIFT;
  }

  @Override
  public long task(long key, MappedLaunch launch, int point) {
    throw new IllegalStateException("a tree alone emits no task");
  }

  @Override
  public void bind(long task, int requirement, InstanceSpec instance) {}

  @Override
  public long copy(
      long key,
      int processor,
      InstanceSpec source,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      int priority) {
    return node(
        NodeKind.COPY,
        key,
        processor,
        source.memory(),
        target.memory(),
        target.bytes(points, fields),
        priority);
  }

  @Override
  public long fold(
      long key,
      int processor,
      InstanceSpec source,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      ReductionOperator operator,
      int priority) {
    return node(
        NodeKind.FOLD,
        key,
        processor,
        source.memory(),
        target.memory(),
        target.bytes(points, fields),
        priority);
  }

  @Override
  public long fill(
      long key,
      int processor,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      FillValue value,
      int priority) {
    return node(
        NodeKind.FILL, key, processor, -1, target.memory(), target.bytes(points, fields), priority);
  }

  @Override
  public long join(long key, int processor) {
    return node(NodeKind.JOIN, key, processor, -1, -1, 0, 0);
  }

  @Override
  public void edge(long from, long to) {
    if (step != KEPT_STEP) {
      return;
    }
    if (edgeCount == edges.length) {
      edges = Arrays.copyOf(edges, edgeCount * 2);
    }
    edges[edgeCount++] = from;
    edges[edgeCount++] = to;
  }

  @Override
  public void seal(long node) {}
}
