package org.soapstone.simulator.search;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.soapstone.simulator.simulation.NodeCosts;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.CostedLaunch;

/**
 * For how long the tasks of a plan hold each processor. Every plan takes at least as long as the
 * fullest processor, which is known before anything is analysed. Not thread-safe.
 */
final class TaskLoads {
  private final NodeCosts costs;
  private final long[] nanos;

  TaskLoads(NodeCosts costs, int processors) {
    this.costs = costs;
    this.nanos = new long[processors];
  }

  /**
   * Adds the tasks of a launch whose costs are known, or takes them away. O(points).
   *
   * <p>{@return by how much all tasks together last longer}
   */
  @SuppressWarnings("ReferenceEquality") // a shortcut only: equal keys have equal costs
  long add(CostedLaunch launch, int sign) {
    List<CostKey> keys = launch.costKeys();
    ImmutableIntArray processors = launch.launch().processors();
    CostKey last = null;
    long longer = 0;
    long each = 0;
    for (int p = 0; p < keys.size(); p++) {
      CostKey key = keys.get(p);
      if (key != last) {
        each = costs.taskNanos(key);
        last = key;
      }
      nanos[processors.get(p)] += sign * each;
      longer += sign * each;
    }
    return longer;
  }

  long[] nanos() {
    return nanos;
  }

  long most() {
    long most = 0;
    for (long each : nanos) {
      most = Math.max(most, each);
    }
    return most;
  }
}
