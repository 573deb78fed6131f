package org.soapstone.simulator.simulation;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import org.soapstone.tasks.graph.TaskGraph;

/**
 * What made a run as long as it is: the node that ends last, the node whose end let that start, and
 * so on back to the beginning. A node that started when it was ready was let by the predecessor
 * that ended last; one that started later, by the node that held its processor or link until then.
 * Of several, the one with the lowest key.
 *
 * <p>From one node to the next there is no gap but for handing over to another processor, so that
 * the durations and these gaps add up to the makespan. Immutable.
 */
public final class CriticalChain {
  private final long[] keys;
  private final long[] starts;
  private final long[] ends;
  private final boolean[] queued;

  private CriticalChain(long[] keys, long[] starts, long[] ends, boolean[] queued) {
    this.keys = keys;
    this.starts = starts;
    this.ends = ends;
    this.queued = queued;
  }

  /** A run whose nodes have numbers. */
  interface Run {
    /** {@return the node that ends last; −1 if there is none} */
    int last();

    long key(int node);

    long ready(int node);

    long start(int node);

    long end(int node);

    /** {@return the node that held a resource of a node until it started; −1 if there is none} */
    int holder(int node);

    /** {@return the predecessor of a node whose end made it ready; −1 if there is none} */
    int cause(int node);
  }

  /**
   * {@return the chain of a full simulation} O(nodes + edges).
   *
   * @param timeline the simulation
   * @param handoffNanos what it takes to hand over to another processor
   */
  public static CriticalChain of(Timeline timeline, long handoffNanos) {
    return of(new TimelineRun(timeline, handoffNanos));
  }

  static CriticalChain of(Run run) {
    int room = 64;
    long[] keys = new long[room];
    long[] starts = new long[room];
    long[] ends = new long[room];
    boolean[] queued = new boolean[room];
    int length = 0;
    for (int node = run.last(); node >= 0; length++) {
      if (length == room) {
        room *= 2;
        keys = Arrays.copyOf(keys, room);
        starts = Arrays.copyOf(starts, room);
        ends = Arrays.copyOf(ends, room);
        queued = Arrays.copyOf(queued, room);
      }
      keys[length] = run.key(node);
      starts[length] = run.start(node);
      ends[length] = run.end(node);
      queued[length] = run.start(node) > run.ready(node);
      node = queued[length] ? run.holder(node) : run.cause(node);
    }
    return new CriticalChain(
        Arrays.copyOf(keys, length),
        Arrays.copyOf(starts, length),
        Arrays.copyOf(ends, length),
        Arrays.copyOf(queued, length));
  }

  /** {@return the number of nodes} */
  public int length() {
    return keys.length;
  }

  /**
   * {@return the structural key of a node}
   *
   * @param i from 0, the node that ends last, to {@link #length} − 1
   */
  public long key(int i) {
    return keys[i];
  }

  /**
   * {@return when a node starts}
   *
   * @param i from 0, the node that ends last, to {@link #length} − 1
   */
  public long startNanos(int i) {
    return starts[i];
  }

  /**
   * {@return when a node ends}
   *
   * @param i from 0, the node that ends last, to {@link #length} − 1
   */
  public long endNanos(int i) {
    return ends[i];
  }

  /**
   * {@return whether a node was ready before it started, and waited for a processor or link}
   *
   * @param i from 0, the node that ends last, to {@link #length} − 1
   */
  public boolean isQueued(int i) {
    return queued[i];
  }

  /** {@return the structural keys, from the node that ends last back} */
  public ImmutableLongArray keys() {
    return ImmutableLongArray.copyOf(keys);
  }

  private static final class TimelineRun implements Run {
    private final Timeline timeline;
    private final TaskGraph graph;
    private final long handoffNanos;
    private final int[] holders;

    TimelineRun(Timeline timeline, long handoffNanos) {
      this.timeline = timeline;
      this.graph = timeline.graph();
      this.handoffNanos = handoffNanos;
      this.holders = new int[graph.nodeCount()];
      Arrays.fill(holders, -1);
      for (int r = 0; r < timeline.resources().size(); r++) {
        for (int i = 1; i < timeline.nodeCount(r); i++) {
          int before = timeline.node(r, i - 1);
          int node = timeline.node(r, i);
          if (end(before) == start(node)) {
            holders[node] = lower(holders[node], before);
          }
        }
      }
    }

    private int lower(int one, int two) {
      return one < 0 || key(two) < key(one) ? two : one;
    }

    @Override
    public int last() {
      int last = -1;
      for (int node = 0; node < graph.nodeCount(); node++) {
        if (end(node) == timeline.makespanNanos()) {
          last = lower(last, node);
        }
      }
      return last;
    }

    @Override
    public long key(int node) {
      return graph.key(node);
    }

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

    @Override
    public int holder(int node) {
      return holders[node];
    }

    @Override
    public int cause(int node) {
      int cause = -1;
      for (int i = 0; i < graph.predecessorCount(node); i++) {
        int before = graph.predecessor(node, i);
        boolean stays = graph.processor(before) == graph.processor(node);
        if (end(before) + (stays ? 0 : handoffNanos) == ready(node)) {
          cause = lower(cause, before);
        }
      }
      return cause;
    }
  }
}
