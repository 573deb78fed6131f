package org.soapstone.simulator.simulation;

import java.util.Arrays;

/**
 * Simulates the rest of a run from some instant on as a full simulation does, without regard to the
 * kept run: faster for each node than telling differences, and so better where nearly everything
 * differs.
 *
 * <p>At its start every resource must be dirty, so that all who wait or hold something are known.
 */
final class StraightRun {
  private final ResourceSets resources;
  private final DynamicGraph graph;
  private final Schedule schedule;
  private final Overlay overlay;
  private final Dispatcher dispatcher;

  /** Nodes that end, and complements of nodes that become ready some time after the last end. */
  private final EventHeap events;

  /** For each resource, how long the nodes that have not started will hold it in all. */
  private long[] remaining = new long[0];

  StraightRun(
      ResourceSets resources,
      DynamicGraph graph,
      Schedule schedule,
      Overlay overlay,
      Dispatcher dispatcher,
      EventHeap events) {
    this.resources = resources;
    this.graph = graph;
    this.schedule = schedule;
    this.overlay = overlay;
    this.dispatcher = dispatcher;
    this.events = events;
  }

  /**
   * Takes over, given that everything up to an instant has happened.
   *
   * @return whether anything is left to happen
   */
  boolean takeOver(long now) {
    begin();
    for (int node = 0; node < graph.slotLimit(); node++) {
      if (graph.alive[node]) {
        takeOver(node, now);
      }
    }
    return !events.isEmpty();
  }

  /**
   * {@return when the last node ends, or {@link DeltaEngine#ABOVE_LIMIT} as soon as that is certain
   * to be after a limit}
   */
  long run(long limit) {
    long now = 0;
    while (!events.isEmpty()) {
      now = events.time();
      do {
        int event = events.pop();
        if (event < 0) {
          arrive(~event, now);
        } else {
          finish(event, now);
        }
      } while (events.time() == now);
      IntList started = dispatcher.dispatch();
      for (int i = 0; i < started.size(); i++) {
        start(started.get(i), now);
        if (spend(started.get(i), now) > limit) {
          return DeltaEngine.ABOVE_LIMIT;
        }
      }
    }
    return now;
  }

  private void begin() {
    events.clear();
    int limit = resources.resourceLimit();
    if (limit > remaining.length) {
      remaining = new long[limit];
    } else {
      Arrays.fill(remaining, 0);
    }
  }

  /** {@return when a resource of a node that starts can be free for good, at the earliest} */
  private long spend(int node, long now) {
    long earliest = 0;
    int set = graph.sets[node];
    for (int i = resources.size(set) - 1; i >= 0; i--) {
      int resource = resources.item(set, i);
      earliest = Math.max(earliest, now + remaining[resource]);
      remaining[resource] -= graph.nanos[node];
    }
    return earliest;
  }

  private void expect(int node) {
    int set = graph.sets[node];
    for (int i = resources.size(set) - 1; i >= 0; i--) {
      remaining[resources.item(set, i)] += graph.nanos[node];
    }
  }

  private void takeOver(int node, long now) {
    switch (overlay.status[node]) {
      case Overlay.UNTOUCHED -> {
        if (schedule.start[node] > now) {
          overlay.visit(node);
          overlay.status[node] = Overlay.PENDING;
          overlay.end[node] = Overlay.UNKNOWN;
          await(node, now);
        } else if (schedule.end[node] > now) {
          overlay.visit(node);
          overlay.status[node] = Overlay.RUNNING;
          overlay.ready[node] = schedule.ready[node];
          overlay.start[node] = schedule.start[node];
          events.push(schedule.end[node], node);
        }
      }
      case Overlay.PENDING -> {
        await(node, now);
      }
      case Overlay.WAITING -> expect(node);
      case Overlay.RUNNING -> events.push(overlay.end[node], node);
      default -> {}
    }
  }

  /** Takes over a node that is not ready yet, though all that it waits for may have ended. */
  private void await(int node, long now) {
    expect(node);
    int missing = 0;
    int[] predecessors = graph.predecessors.list(node);
    for (int p = graph.predecessors.count(node) - 1; p >= 0; p--) {
      missing += overlay.end[predecessors[p]] > now ? 1 : 0;
    }
    overlay.awaited[node] = missing;
    if (missing == 0) {
      events.push(readyNanos(node), ~node);
    }
  }

  /** {@return when a node is ready whose predecessors have ended} */
  private long readyNanos(int node) {
    long ready = 0;
    int[] predecessors = graph.predecessors.list(node);
    for (int p = graph.predecessors.count(node) - 1; p >= 0; p--) {
      int predecessor = predecessors[p];
      ready = Math.max(ready, overlay.end[predecessor] + graph.handoffNanos(predecessor, node));
    }
    return ready;
  }

  private void finish(int node, long now) {
    overlay.status[node] = Overlay.DONE;
    int set = graph.sets[node];
    for (int i = resources.size(set) - 1; i >= 0; i--) {
      dispatcher.release(resources.item(set, i));
    }
    int[] successors = graph.successors.list(node);
    for (int s = graph.successors.count(node) - 1; s >= 0; s--) {
      int successor = successors[s];
      if (--overlay.awaited[successor] == 0) {
        long ready = readyNanos(successor);
        if (ready == now) {
          arrive(successor, now);
        } else {
          events.push(ready, ~successor);
        }
      }
    }
  }

  private void arrive(int node, long now) {
    overlay.status[node] = Overlay.WAITING;
    overlay.ready[node] = now;
    if (now != schedule.ready[node]) {
      overlay.readied.add(node);
    }
    if (graph.sets[node] == ResourceSets.EMPTY_SET) {
      start(node, now);
    } else {
      dispatcher.park(node);
    }
  }

  private void start(int node, long now) {
    overlay.status[node] = Overlay.RUNNING;
    overlay.start[node] = now;
    overlay.end[node] = now + graph.nanos[node];
    if (now != schedule.start[node]) {
      overlay.started.add(node);
    }
    events.push(overlay.end[node], node);
  }
}
