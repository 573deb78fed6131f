package org.soapstone.tasks.graph;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one region tree adds to one steady step of a program: the copies, folds, fills and joins
 * that move its data, and the edges that its data causes. Trees are independent, so a step is its
 * launches' tasks plus one fragment for each tree.
 *
 * <p>Nodes are numbered from 0 in the order of emission; their structural keys hold launch
 * positions relative to the step. An edge joins two <em>references</em>, packed into a {@code
 * long}: a node of this fragment or a task of the step; an edge's source may lie in the step
 * before.
 *
 * <pre>
 *   bit  63       of the previous step (sources only)
 *   bit  62       a task; otherwise a node of this fragment
 *   bits 61..17   task: the launch's position within the step
 *   bits 16..0    task: the point's row-major position
 *   bits 61..0    node: its number in this fragment
 * </pre>
 *
 * <p>Immutable and safe to share.
 */
public final class TreeFragment {
  private static final long PREVIOUS = 1L << 63;
  private static final long TASK = 1L << 62;
  private static final int POINT_BITS = 17;

  private final NodeKind[] kinds;
  private final long[] keys;
  private final int[] processors;
  private final int[] sourceMemories;
  private final int[] targetMemories;
  private final long[] bytes;
  private final int[] priorities;
  private final long[] edgeSources;
  private final long[] edgeTargets;
  private final List<InstanceSpec> instances;

  private TreeFragment(Builder builder) {
    int nodes = builder.nodeCount;
    int edges = builder.edgeCount;
    kinds = Arrays.copyOf(builder.kinds, nodes);
    keys = Arrays.copyOf(builder.keys, nodes);
    processors = Arrays.copyOf(builder.processors, nodes);
    sourceMemories = Arrays.copyOf(builder.sourceMemories, nodes);
    targetMemories = Arrays.copyOf(builder.targetMemories, nodes);
    bytes = Arrays.copyOf(builder.bytes, nodes);
    priorities = Arrays.copyOf(builder.priorities, nodes);
    edgeSources = Arrays.copyOf(builder.edgeSources, edges);
    edgeTargets = Arrays.copyOf(builder.edgeTargets, edges);
    instances = List.copyOf(builder.instances);
  }

  /** {@return the number of nodes} */
  public int nodeCount() {
    return kinds.length;
  }

  /**
   * {@return what a node does: COPY, FOLD, FILL or JOIN}
   *
   * @param node a node
   */
  public NodeKind kind(int node) {
    return kinds[node];
  }

  /**
   * {@return a node's structural key, with the launch position relative to the step}
   *
   * @param node a node
   */
  public long key(int node) {
    return keys[node];
  }

  /**
   * {@return the processor a node serves}
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

  /** {@return the number of edges} */
  public int edgeCount() {
    return edgeSources.length;
  }

  /**
   * {@return the reference of what an edge waits for}
   *
   * @param edge from 0 to {@link #edgeCount} − 1
   */
  public long edgeSource(int edge) {
    return edgeSources[edge];
  }

  /**
   * {@return the reference of what waits; never of the previous step}
   *
   * @param edge from 0 to {@link #edgeCount} − 1
   */
  public long edgeTarget(int edge) {
    return edgeTargets[edge];
  }

  /**
   * {@return the instances of the tree, in order of first use: all that the launches before the
   * steps and the steps up to this one have used, since an instance lives as long as its tree}
   */
  public List<InstanceSpec> instances() {
    return instances;
  }

  /**
   * {@return the reference to a task of the step}
   *
   * @param launch the launch's position within the step
   * @param point the point's row-major position
   */
  public static long taskReference(long launch, int point) {
    return TASK | launch << POINT_BITS | point;
  }

  /**
   * {@return the reference to a node of this fragment}
   *
   * @param node the node
   */
  public static long nodeReference(int node) {
    return node;
  }

  /**
   * {@return the same reference, in the previous step}
   *
   * @param reference a reference
   */
  public static long previous(long reference) {
    return reference | PREVIOUS;
  }

  /**
   * {@return whether a reference is to the previous step}
   *
   * @param reference a reference
   */
  public static boolean isPrevious(long reference) {
    return reference < 0;
  }

  /**
   * {@return whether a reference is to a task; otherwise it is to a node of the fragment}
   *
   * @param reference a reference
   */
  public static boolean isTask(long reference) {
    return (reference & TASK) != 0;
  }

  /**
   * {@return the fragment's node that a reference is to}
   *
   * @param reference a reference that is not to a task
   */
  public static int node(long reference) {
    return (int) reference;
  }

  /**
   * {@return the position within the step of the launch whose task a reference is to}
   *
   * @param reference a reference to a task
   */
  public static int launch(long reference) {
    return (int) ((reference & ~(PREVIOUS | TASK)) >>> POINT_BITS);
  }

  /**
   * {@return the row-major position of the point whose task a reference is to}
   *
   * @param reference a reference to a task
   */
  public static int point(long reference) {
    return (int) reference & ((1 << POINT_BITS) - 1);
  }

  /** Collects nodes and edges of a fragment. Not thread-safe. */
  public static final class Builder {
    private int nodeCount;
    private NodeKind[] kinds = new NodeKind[8];
    private long[] keys = new long[8];
    private int[] processors = new int[8];
    private int[] sourceMemories = new int[8];
    private int[] targetMemories = new int[8];
    private long[] bytes = new long[8];
    private int[] priorities = new int[8];
    private int edgeCount;
    private long[] edgeSources = new long[16];
    private long[] edgeTargets = new long[16];
    private final Set<InstanceSpec> instances = new LinkedHashSet<>();

    /** Starts an empty fragment. */
    public Builder() {}

    /**
     * Adds a node.
     *
     * @param kind COPY, FOLD, FILL or JOIN
     * @param key its structural key, relative to the step
     * @param processor the processor it serves
     * @param sourceMemory the memory it reads, or −1
     * @param targetMemory the memory it writes, or −1
     * @param nodeBytes the bytes it moves
     * @param priority greater runs first
     * @return its number
     */
    public int addNode(
        NodeKind kind,
        long key,
        int processor,
        int sourceMemory,
        int targetMemory,
        long nodeBytes,
        int priority) {
      if (nodeCount == kinds.length) {
        int capacity = nodeCount * 2;
        kinds = Arrays.copyOf(kinds, capacity);
        keys = Arrays.copyOf(keys, capacity);
        processors = Arrays.copyOf(processors, capacity);
        sourceMemories = Arrays.copyOf(sourceMemories, capacity);
        targetMemories = Arrays.copyOf(targetMemories, capacity);
        bytes = Arrays.copyOf(bytes, capacity);
        priorities = Arrays.copyOf(priorities, capacity);
      }
      kinds[nodeCount] = kind;
      keys[nodeCount] = key;
      processors[nodeCount] = processor;
      sourceMemories[nodeCount] = sourceMemory;
      targetMemories[nodeCount] = targetMemory;
      bytes[nodeCount] = nodeBytes;
      priorities[nodeCount] = priority;
      return nodeCount++;
    }

    /**
     * Adds an edge.
     *
     * @param from the reference of what completes first
     * @param to the reference of what waits
     */
    public void addEdge(long from, long to) {
      if (edgeCount == edgeSources.length) {
        edgeSources = Arrays.copyOf(edgeSources, edgeCount * 2);
        edgeTargets = Arrays.copyOf(edgeTargets, edgeCount * 2);
      }
      edgeSources[edgeCount] = from;
      edgeTargets[edgeCount++] = to;
    }

    /**
     * Records that the tree uses an instance.
     *
     * @param instance the instance
     */
    public void addInstance(InstanceSpec instance) {
      instances.add(instance);
    }

    /** {@return the fragment collected so far} */
    public TreeFragment build() {
      return new TreeFragment(this);
    }
  }
}
