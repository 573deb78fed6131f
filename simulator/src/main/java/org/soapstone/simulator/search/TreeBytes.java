package org.soapstone.simulator.search;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
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
record TreeBytes(TreeFragment fragment, ImmutableIntArray memories, ImmutableLongArray bytes) {
  /** A tree that nobody has touched yet. */
  static final TreeBytes NONE =
      new TreeBytes(
          new TreeFragment.Builder().build(), ImmutableIntArray.of(), ImmutableLongArray.of());

  static TreeBytes of(TreeFragment fragment) {
    SortedMap<Integer, Long> sums = new TreeMap<>();
    for (InstanceSpec instance : fragment.instances()) {
      sums.merge(instance.memory(), instance.bytes(), Long::sum);
    }
    return new TreeBytes(
        fragment,
        ImmutableIntArray.copyOf(sums.keySet()),
        ImmutableLongArray.copyOf(sums.values()));
  }

  /** {@return how many nodes and edges there are, a measure of memory} */
  int size() {
    return 1 + 2 * fragment.nodeCount() + fragment.edgeCount();
  }

  /** Adds the bytes to those of each memory, or takes them away. */
  void addTo(long[] total, int sign) {
    for (int i = 0; i < memories.length(); i++) {
      total[memories.get(i)] += sign * bytes.get(i);
    }
  }
}
