package org.soapstone.simulator.search;

import java.util.SortedMap;
import java.util.TreeMap;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.TreeFragment;

/**
 * A tree's fragment and what its instances need.
 *
 * @param fragment the fragment
 * @param memories the memories that hold instances, ascending
 * @param bytes the bytes in each of them
 */
record TreeBytes(TreeFragment fragment, int[] memories, long[] bytes) {
  /** A tree that nobody has touched yet. */
  static final TreeBytes NONE =
      new TreeBytes(new TreeFragment.Builder().build(), new int[0], new long[0]);

  static TreeBytes of(TreeFragment fragment) {
    SortedMap<Integer, Long> sums = new TreeMap<>();
    for (InstanceSpec instance : fragment.instances()) {
      sums.merge(instance.memory(), instance.bytes(), Long::sum);
    }
    return new TreeBytes(
        fragment,
        sums.keySet().stream().mapToInt(Integer::intValue).toArray(),
        sums.values().stream().mapToLong(Long::longValue).toArray());
  }

  /** Adds the bytes to those of each memory, or takes them away. */
  void addTo(long[] total, int sign) {
    for (int i = 0; i < memories.length; i++) {
      total[memories[i]] += sign * bytes[i];
    }
  }
}
