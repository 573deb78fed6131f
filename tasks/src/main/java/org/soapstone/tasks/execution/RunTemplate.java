package org.soapstone.tasks.execution;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.tasks.TaskDefinition;

/**
 * A run of launches that repeats, compiled: what each node does, and the edges within a run and
 * from a run to the next, as arrays by node number.
 *
 * <p>An edge that a path of two others implies is left out, so that it costs nothing to replay.
 */
final class RunTemplate {
  final int nodeCount;
  final int launchCount;

  /** The launches that were shown, by their place in the run; null for a fill. */
  final IndexLaunch[] launches;

  /** The definition of each launch's task; null for a fill. */
  final TaskDefinition[] tasks;

  // By node.

  final Work[] work;

  /** The key in a run that starts at position 0. */
  final long[] keys;

  /** The launch that a node is part of, or serves. */
  final int[] launchOf;

  final int[] processors;

  /** The place of a node's priority among the template's, the highest at 0. */
  final int[] ranks;

  final int rankCount;

  /** The number of edges into a node. */
  final int[] incoming;

  /** The number of edges into a node from the run before. */
  final int[] incomingAcross;

  /** Whether some edge into a node comes from a node of another processor. */
  final boolean[] isCrossing;

  /** The place of a node among those of its processor that are crossing, or that are not. */
  final int[] counters;

  // By processor.

  /** The number of crossing nodes. */
  final int[] crossingCounts;

  /** The number of the other nodes. */
  final int[] ownCounts;

  // The edges.

  /** Where a node's successors begin; one more at the end. */
  final int[] successorStart;

  /** For each successor twice its number, and one more if it is in the next run. */
  final int[] successors;

  /** The nodes without edges into them, by launch; where each launch's begin, and the end. */
  final int[] roots;

  final int[] rootStart;

  /**
   * @param nodes what each node does
   * @param edges pairs of node numbers; the first is a complement for a node of the run before
   * @param processorCount the number of processors
   */
  RunTemplate(
      List<RepeatedNode> nodes,
      IndexLaunch[] launches,
      TaskDefinition[] tasks,
      ImmutableIntArray edges,
      int processorCount) {
    this.nodeCount = nodes.size();
    this.launchCount = launches.length;
    this.launches = launches;
    this.tasks = tasks;
    work = nodes.stream().map(RepeatedNode::work).toArray(Work[]::new);
    keys = nodes.stream().mapToLong(RepeatedNode::key).toArray();
    launchOf = nodes.stream().mapToInt(RepeatedNode::launch).toArray();
    int[] priorities =
        nodes.stream().mapToInt(node -> -node.work().priority).distinct().sorted().toArray();
    rankCount = priorities.length;
    processors = nodes.stream().mapToInt(node -> node.work().processor).toArray();
    ranks = new int[nodeCount];
    Arrays.setAll(ranks, n -> Arrays.binarySearch(priorities, -work[n].priority));
    int[][] predecessors = ImpliedEdges.remove(nodeCount, edges);
    incoming = new int[nodeCount];
    incomingAcross = new int[nodeCount];
    successorStart = new int[nodeCount + 1];
    successors = successors(predecessors);
    isCrossing = new boolean[nodeCount];
    counters = new int[nodeCount];
    crossingCounts = new int[processorCount];
    ownCounts = new int[processorCount];
    setCounters(predecessors);
    rootStart = new int[launchCount + 1];
    roots = roots();
  }

  /**
   * A node of a run.
   *
   * @param work what it does
   * @param key its key in a run that starts at position 0
   * @param launch the launch that it is part of, or serves
   */
  record RepeatedNode(Work work, long key, int launch) {}

  private int[] successors(int[][] predecessors) {
    for (int n = 0; n < nodeCount; n++) {
      incoming[n] = predecessors[n].length;
      for (int p : predecessors[n]) {
        successorStart[(p < 0 ? ~p : p) + 1]++;
        incomingAcross[n] += p < 0 ? 1 : 0;
      }
    }
    for (int n = 0; n < nodeCount; n++) {
      successorStart[n + 1] += successorStart[n];
    }
    int[] next = Arrays.copyOf(successorStart, nodeCount);
    int[] filled = new int[successorStart[nodeCount]];
    for (int n = 0; n < nodeCount; n++) {
      for (int p : predecessors[n]) {
        filled[next[p < 0 ? ~p : p]++] = p < 0 ? 2 * n + 1 : 2 * n;
      }
    }
    return filled;
  }

  private void setCounters(int[][] predecessors) {
    for (int n = 0; n < nodeCount; n++) {
      for (int p : predecessors[n]) {
        isCrossing[n] |= processors[p < 0 ? ~p : p] != processors[n];
      }
      counters[n] = (isCrossing[n] ? crossingCounts : ownCounts)[processors[n]]++;
    }
  }

  private int[] roots() {
    int[] found = new int[nodeCount];
    int count = 0;
    int node = 0;
    for (int launch = 0; launch < launchCount; launch++) {
      rootStart[launch] = count;
      for (; node < nodeCount && launchOf[node] == launch; node++) {
        if (incoming[node] == 0) {
          found[count++] = node;
        }
      }
    }
    rootStart[launchCount] = count;
    return Arrays.copyOf(found, count);
  }
}
