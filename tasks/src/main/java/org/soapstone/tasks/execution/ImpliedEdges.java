package org.soapstone.tasks.execution;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;

/**
 * Finds the edges of a repeating run that paths of two other edges imply. O(edges × the most edges
 * into a node).
 *
 * <p>The graph is acyclic, so that all of them may go at once: of two nodes with a path between
 * them, the longest path is left.
 */
final class ImpliedEdges {
  private ImpliedEdges() {}

  /**
   * {@return the predecessors of each node that no path implies} A predecessor in the run before is
   * named by its complement.
   *
   * @param nodeCount the number of nodes of a run
   * @param edges pairs of node numbers, the first perhaps a complement
   */
  static int[][] remove(int nodeCount, ImmutableIntArray edges) {
    int[][] all = predecessors(nodeCount, edges);
    int[][] left = new int[nodeCount][];
    int[] impliedNow = new int[nodeCount];
    int[] impliedBefore = new int[nodeCount];
    for (int n = 0; n < nodeCount; n++) {
      int mark = n + 1;
      for (int middle : all[n]) {
        boolean isBefore = middle < 0;
        for (int p : all[isBefore ? ~middle : middle]) {
          if (p >= 0 && !isBefore) {
            impliedNow[p] = mark;
          } else if (p < 0 != isBefore) {
            impliedBefore[p < 0 ? ~p : p] = mark;
          }
        }
      }
      left[n] =
          Arrays.stream(all[n])
              .filter(p -> p < 0 ? impliedBefore[~p] != mark : impliedNow[p] != mark)
              .toArray();
    }
    return left;
  }

  /** Sorted, each once. */
  private static int[][] predecessors(int nodeCount, ImmutableIntArray edges) {
    int[] counts = new int[nodeCount];
    for (int e = 1; e < edges.length(); e += 2) {
      counts[edges.get(e)]++;
    }
    int[][] predecessors = new int[nodeCount][];
    Arrays.setAll(predecessors, n -> new int[counts[n]]);
    for (int e = 0; e < edges.length(); e += 2) {
      int to = edges.get(e + 1);
      predecessors[to][--counts[to]] = edges.get(e);
    }
    for (int n = 0; n < nodeCount; n++) {
      predecessors[n] = Arrays.stream(predecessors[n]).sorted().distinct().toArray();
    }
    return predecessors;
  }
}
