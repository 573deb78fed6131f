package org.soapstone.simulator.simulation;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * When each node was ready, started and ended, in the order of the nodes' structural keys, so that
 * simulations which number nodes differently can be compared. Immutable.
 */
public final class NodeTimes {
  private final long[] keys;
  private final long[] ready;
  private final long[] start;
  private final long[] end;

  private NodeTimes(SortedMap<Long, Integer> byKey, Times times) {
    keys = new long[byKey.size()];
    ready = new long[keys.length];
    start = new long[keys.length];
    end = new long[keys.length];
    int i = 0;
    for (Map.Entry<Long, Integer> node : byKey.entrySet()) {
      keys[i] = node.getKey();
      ready[i] = times.ready(node.getValue());
      start[i] = times.start(node.getValue());
      end[i] = times.end(node.getValue());
      i++;
    }
  }

  private interface Times {
    long ready(int node);

    long start(int node);

    long end(int node);
  }

  /**
   * {@return the times in a full simulation}
   *
   * @param timeline the simulation
   */
  public static NodeTimes of(Timeline timeline) {
    SortedMap<Long, Integer> byKey = new TreeMap<>();
    for (int node = 0; node < timeline.graph().nodeCount(); node++) {
      byKey.put(timeline.graph().key(node), node);
    }
    return new NodeTimes(
        byKey,
        new Times() {
          @Override
          public long ready(int node) {
            return timeline.readyNanos(node);
          }

          @Override
          public long start(int node) {
            return timeline.startNanos(node);
          }

          @Override
          public long end(int node) {
            return timeline.endNanos(node);
          }
        });
  }

  /**
   * {@return the times in a delta simulation, as committed}
   *
   * @param simulation the simulation, without an open change
   */
  public static NodeTimes of(DeltaSimulation simulation) {
    DeltaEngine engine = simulation.engine();
    return new NodeTimes(
        simulation.slotsByKey(),
        new Times() {
          @Override
          public long ready(int node) {
            return engine.readyNanos(node);
          }

          @Override
          public long start(int node) {
            return engine.startNanos(node);
          }

          @Override
          public long end(int node) {
            return engine.endNanos(node);
          }
        });
  }

  /** {@return the number of nodes} */
  public int size() {
    return keys.length;
  }

  /**
   * {@return a few words about the first node, by key, that is not alike in both; empty if all are}
   *
   * @param other other times
   */
  public Optional<String> firstDifference(NodeTimes other) {
    int count = Math.min(keys.length, other.keys.length);
    for (int i = 0; i < count; i++) {
      if (keys[i] != other.keys[i]) {
        return Optional.of(
            "node %s is only in the %s"
                .formatted(
                    StructuralKey.describe(Math.min(keys[i], other.keys[i])),
                    keys[i] < other.keys[i] ? "first" : "second"));
      }
      if (ready[i] != other.ready[i] || start[i] != other.start[i] || end[i] != other.end[i]) {
        return Optional.of(
            "node %s is ready at %d, starts at %d and ends at %d in the first, and %d, %d and %d in the second"
                .formatted(
                    StructuralKey.describe(keys[i]),
                    ready[i],
                    start[i],
                    end[i],
                    other.ready[i],
                    other.start[i],
                    other.end[i]));
      }
    }
    return keys.length == other.keys.length
        ? Optional.empty()
        : Optional.of("one has %d nodes, the other %d".formatted(keys.length, other.keys.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeTimes times && firstDifference(times).isEmpty();
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(keys) + Arrays.hashCode(end);
  }
}
