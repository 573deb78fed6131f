package org.soapstone.tasks.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects nodes and edges of a {@link TaskGraph}. Not thread-safe.
 *
 * <p>Hand-written graphs (tests, the paper's worked example) use it directly; analysed programs use
 * it through {@link FrozenGraphSink}.
 */
public final class TaskGraphBuilder {
  private int nodeCount;
  private NodeKind[] kinds = new NodeKind[64];
  private long[] keys = new long[64];
  private int[] processors = new int[64];
  private int[] sourceMemories = new int[64];
  private int[] targetMemories = new int[64];
  private int[] costKeys = new int[64];
  private long[] bytes = new long[64];
  private int[] priorities = new int[64];
  private int edgeCount;
  private int[] edgeSources = new int[128];
  private int[] edgeTargets = new int[128];
  private final Map<CostKey, Integer> costKeyIds = new LinkedHashMap<>();
  private CostKey lastCostKey;
  private int lastCostKeyId;
  private final Set<InstanceSpec> instances = new LinkedHashSet<>();

  /** Starts an empty graph. */
  public TaskGraphBuilder() {}

  /**
   * Adds a task.
   *
   * @param key its structural key
   * @param processor where it runs
   * @param costKey what its time depends on
   * @param priority greater runs first
   * @return its number
   */
  public int addTask(long key, int processor, CostKey costKey, int priority) {
    return add(NodeKind.TASK, key, processor, -1, -1, costKeyId(costKey), 0, priority);
  }

  /**
   * Adds a node that is not a task.
   *
   * @param kind COPY, FOLD, FILL or JOIN
   * @param key its structural key
   * @param processor the processor it serves
   * @param sourceMemory the memory it reads, or −1
   * @param targetMemory the memory it writes, or −1
   * @param bytes the bytes it moves
   * @param priority greater runs first
   * @return its number
   */
  public int addMovement(
      NodeKind kind,
      long key,
      int processor,
      int sourceMemory,
      int targetMemory,
      long bytes,
      int priority) {
    return add(kind, key, processor, sourceMemory, targetMemory, -1, bytes, priority);
  }

  /** Neighbouring tasks mostly share a key object, which saves looking it up by value. */
  @SuppressWarnings("ReferenceEquality") // a shortcut only: equal keys are found by value below
  private int costKeyId(CostKey costKey) {
    if (costKey != lastCostKey) {
      lastCostKeyId = costKeyIds.computeIfAbsent(costKey, _ -> costKeyIds.size());
      lastCostKey = costKey;
    }
    return lastCostKeyId;
  }

  private int add(
      NodeKind kind,
      long key,
      int processor,
      int sourceMemory,
      int targetMemory,
      int costKey,
      long nodeBytes,
      int priority) {
    if (nodeCount == kinds.length) {
      int capacity = nodeCount * 2;
      kinds = Arrays.copyOf(kinds, capacity);
      keys = Arrays.copyOf(keys, capacity);
      processors = Arrays.copyOf(processors, capacity);
      sourceMemories = Arrays.copyOf(sourceMemories, capacity);
      targetMemories = Arrays.copyOf(targetMemories, capacity);
      costKeys = Arrays.copyOf(costKeys, capacity);
      bytes = Arrays.copyOf(bytes, capacity);
      priorities = Arrays.copyOf(priorities, capacity);
    }
    kinds[nodeCount] = kind;
    keys[nodeCount] = key;
    processors[nodeCount] = processor;
    sourceMemories[nodeCount] = sourceMemory;
    targetMemories[nodeCount] = targetMemory;
    costKeys[nodeCount] = costKey;
    bytes[nodeCount] = nodeBytes;
    priorities[nodeCount] = priority;
    return nodeCount++;
  }

  /**
   * Adds an edge: {@code to} starts after {@code from} has completed. An edge added twice counts
   * once.
   *
   * @param from a node's number
   * @param to another node's number
   */
  public void addEdge(int from, int to) {
    if (edgeCount == edgeSources.length) {
      edgeSources = Arrays.copyOf(edgeSources, edgeCount * 2);
      edgeTargets = Arrays.copyOf(edgeTargets, edgeCount * 2);
    }
    edgeSources[edgeCount] = from;
    edgeTargets[edgeCount++] = to;
  }

  /**
   * Records that the graph uses an instance.
   *
   * @param instance the instance
   */
  public void addInstance(InstanceSpec instance) {
    instances.add(instance);
  }

  /** {@return the graph collected so far} */
  public TaskGraph build() {
    return new TaskGraph(this);
  }

  NodeKind[] kinds() {
    return Arrays.copyOf(kinds, nodeCount);
  }

  long[] keys() {
    return Arrays.copyOf(keys, nodeCount);
  }

  int[] processors() {
    return Arrays.copyOf(processors, nodeCount);
  }

  int[] sourceMemories() {
    return Arrays.copyOf(sourceMemories, nodeCount);
  }

  int[] targetMemories() {
    return Arrays.copyOf(targetMemories, nodeCount);
  }

  int[] costKeys() {
    return Arrays.copyOf(costKeys, nodeCount);
  }

  long[] bytes() {
    return Arrays.copyOf(bytes, nodeCount);
  }

  int[] priorities() {
    return Arrays.copyOf(priorities, nodeCount);
  }

  int[] edgeSources() {
    return Arrays.copyOf(edgeSources, edgeCount);
  }

  int[] edgeTargets() {
    return Arrays.copyOf(edgeTargets, edgeCount);
  }

  List<CostKey> costKeyTable() {
    return new ArrayList<>(costKeyIds.keySet());
  }

  Set<InstanceSpec> instances() {
    return instances;
  }
}
