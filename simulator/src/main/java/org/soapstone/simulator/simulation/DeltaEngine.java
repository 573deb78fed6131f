package org.soapstone.simulator.simulation;

import static java.util.Objects.requireNonNull;

import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * Simulates a graph that changes a little at a time: only what changes is simulated again, and the result is that of
 * {@link FullSimulation} on the changed graph, to the nanosecond, for every node.
 */
final class DeltaEngine {
  /** What {@link #propose(long)} returns when the makespan is above the limit. */
  static final long ABOVE_LIMIT = Long.MAX_VALUE;

  private static final int VISITS_PER_CHECK = 64;
  private static final double STRAIGHT_SHARE = 0.25;

  private final ResourceSets resources;
  private final DynamicGraph graph = new DynamicGraph();
  private final Schedule schedule;
  private final Overlay overlay = new Overlay();
  private final Dispatcher dispatcher;
  private final EventHeap events = new EventHeap();
  private final DirtyResources dirty;

  private final IntList ended = new IntList();
  private final IntList alarms = new IntList();
  private final IntList evaluations = new IntList();
  private final IntList removed = new IntList();
  private final IntList late = new IntList();
  private final IntList readied = new IntList();
  private final IntList arrivals = new IntList();

  private final StraightRun rest;
  private boolean straight;
  private int checkedVisits;
  private int checkedStarts;
  private long now;
  private long latestEnd;
  private long makespan;
  private long proposedMakespan;
  private boolean proposed;

  DeltaEngine(Machine machine) {
    resources = new ResourceSets(requireNonNull(machine, "machine"));
    schedule = new Schedule(resources);
    dispatcher = new Dispatcher(resources);
    dirty = new DirtyResources(resources, graph, schedule, overlay, dispatcher, events);
    rest = new StraightRun(resources, graph, schedule, overlay, dispatcher, events);
  }

  /** {@return the number of the set of resources that a node holds} */
  int resourceSet(NodeKind kind, int processor, int sourceMemory, int targetMemory) {
    return resources.set(kind, processor, sourceMemory, targetMemory);
  }

  /** Adds a node and returns its slot. */
  int addNode(long key, int set, long nanos, int priority) {
    int slot = graph.addNode(key, priority, nanos, set);
    int slots = graph.keys.length;
    schedule.ensure(slots, resources.resourceLimit());
    overlay.ensure(slots);
    dirty.ensure(slots, resources.resourceLimit());
    schedule.forget(slot);
    overlay.end[slot] = Overlay.UNKNOWN;
    return slot;
  }

  void removeNode(int slot) {
    graph.removeNode(slot);
  }

  void addEdge(int from, int to) {
    graph.addEdge(from, to);
  }

  void removeEdge(int from, int to) {
    graph.removeEdge(from, to);
  }

  boolean isAlive(int slot) {
    return graph.alive[slot];
  }

  long makespan() {
    return makespan;
  }

  long propose(long limit) {
    begin();
    while (!events.isEmpty() && !straight) {
      instant();
    }
    if (straight) {
      latestEnd = rest.run(now);
    } else {
      latestEnd = Math.max(latestEnd, latestKept());
    }
    checkFinished();
    proposedMakespan = latestEnd;
    proposed = true;
    return proposedMakespan;
  }

  void commit() {
    schedule.commit(graph, overlay);
    overlay.clear(schedule);
    graph.commit();
    makespan = proposedMakespan;
    proposed = false;
  }

  void rollback() {
    overlay.clear(schedule);
    graph.rollback();
    proposed = false;
  }

  int visitedCount() {
    return overlay.visited.size();
  }

  int nodeCount() {
    return graph.nodeCount();
  }

  long readyNanos(int slot) {
    return schedule.ready[slot];
  }

  long startNanos(int slot) {
    return schedule.start[slot];
  }

  long endNanos(int slot) {
    return schedule.end[slot];
  }

  private void begin() {
    now = -1;
    latestEnd = 0;
    straight = false;
    checkedVisits = 0;
    checkedStarts = 0;
    events.clear();
    overlay.clear(schedule);
    dispatcher.begin(graph.sets, graph.priorities, graph.keys, overlay.ready);
    dirty.begin();
    for (int i = 0; i < graph.removed().size(); i++) {
      int node = graph.removed().get(i);
      if (schedule.ready[node] != Schedule.NEVER) {
        events.push(schedule.ready[node], Event.of(Event.REMOVED, node));
      }
    }
    for (int i = 0; i < graph.added().size(); i++) {
      int node = graph.added().get(i);
      if (graph.alive[node]) {
        overlay.visit(node);
        overlay.status[node] = Overlay.PENDING;
      }
    }
    for (int i = 0; i < graph.added().size(); i++) {
      if (graph.alive[graph.added().get(i)]) {
        evaluate(graph.added().get(i));
      }
    }
    for (int i = 0; i < graph.changed().size(); i++) {
      if (graph.alive[graph.changed().get(i)]) {
        evaluate(graph.changed().get(i));
      }
    }
  }

  private void instant() {
    now = events.time();
    do {
      take(events.pop());
    } while (events.time() == now);
    tellSuccessors();
    evaluateAll();
    for (int i = 0; i < arrivals.size(); i++) {
      dirty.cleanBeforeArrivals(arrivals.get(i), now);
    }
    tellReleased();
    for (int i = 0; i < removed.size(); i++) {
      dirty.removed(removed.get(i), now);
    }
    for (int i = 0; i < late.size(); i++) {
      dirty.mismatch(late.get(i));
    }
    for (int i = 0; i < readied.size(); i++) {
      dirty.mismatch(readied.get(i));
      dirty.arrive(readied.get(i));
    }
    for (int i = 0; i < arrivals.size(); i++) {
      dirty.arrivals(arrivals.get(i), now);
    }
    straight = isWorthwhile();
    if (straight) {
      dirty.dirtyAll();
    }
    dirty.load(now);
    for (int i = 0; i < dirty.arriving.size(); i++) {
      dispatcher.park(dirty.arriving.get(i));
    }
    IntList started = dispatcher.dispatch();
    for (int i = 0; i < started.size(); i++) {
      start(started.get(i));
      dirty.start(started.get(i), now);
    }
    for (int i = 0; i < dirty.arriving.size(); i++) {
      if (overlay.status[dirty.arriving.get(i)] == Overlay.WAITING) {
        alarm(dirty.arriving.get(i));
      }
    }
    if (!straight) {
      dirty.cleanAfterStarts(now);
      tellReleased();
    }
    ended.clear();
    alarms.clear();
    removed.clear();
    late.clear();
    readied.clear();
    arrivals.clear();
    dirty.arriving.clear();
  }

  /** {@return whether so much differs that simulating all the rest is faster than telling what differs} */
  private boolean isWorthwhile() {
    int visits = overlay.visited.size() - checkedVisits;
    if (visits < VISITS_PER_CHECK) {
      return false;
    }
    int starts = schedule.startedBefore(now);
    int passed = starts - checkedStarts;
    checkedStarts = starts;
    checkedVisits = overlay.visited.size();
    return visits > STRAIGHT_SHARE * passed;
  }

  private void take(int event) {
    int subject = Event.subject(event);
    switch (Event.kind(event)) {
      case Event.END -> {
        if (overlay.status[subject] == Overlay.RUNNING && overlay.end[subject] == now) {
          overlay.status[subject] = Overlay.DONE;
          dirty.end(subject);
          ended.add(subject);
        }
      }
      case Event.ALARM -> alarms.add(subject);
      case Event.EVALUATION -> {
        overlay.evaluation[subject] = -1;
        evaluations.add(subject);
      }
      case Event.REMOVED -> removed.add(subject);
      case Event.ARRIVALS -> arrivals.add(subject);
      default -> throw new AssertionError(event);
    }
  }

  private void tellSuccessors() {
    for (int i = 0; i < ended.size(); i++) {
      int node = ended.get(i);
      boolean differs = schedule.end[node] != now;
      int[] successors = graph.successors.list(node);
      for (int s = graph.successors.count(node) - 1; s >= 0; s--) {
        int successor = successors[s];
        if (overlay.awaited[successor] > 0) {
          if (--overlay.awaited[successor] == 0) {
            evaluations.add(successor);
          }
        } else if (differs) {
          evaluations.add(successor);
        }
      }
    }
    for (int i = 0; i < alarms.size(); i++) {
      int node = alarms.get(i);
      byte status = overlay.status[node];
      if (status != Overlay.UNTOUCHED && status != Overlay.DONE) {
        tellSuccessorsOfAlarm(node);
      }
    }
  }

  private void tellSuccessorsOfAlarm(int node) {
    int[] successors = graph.successors.list(node);
    for (int s = graph.successors.count(node) - 1; s >= 0; s--) {
      int successor = successors[s];
      if (overlay.status[successor] == Overlay.UNTOUCHED && overlay.awaited[successor] == 0) {
        if (schedule.ready[successor] == now) {
          evaluations.add(successor);
        } else {
          schedule(successor, schedule.ready[successor]);
        }
      }
    }
  }

  private void tellReleased() {
    for (int i = 0; i < dirty.released.size(); i++) {
      int node = dirty.released.get(i);
      int[] successors = graph.successors.list(node);
      for (int s = graph.successors.count(node) - 1; s >= 0; s--) {
        if (overlay.awaited[successors[s]] > 0) {
          evaluations.add(successors[s]);
        }
      }
    }
    dirty.released.clear();
    evaluateAll();
  }

  private void evaluateAll() {
    for (int i = 0; i < evaluations.size(); i++) {
      evaluate(evaluations.get(i));
    }
    evaluations.clear();
  }

  /** Finds out when a node becomes ready, as far as can be known now. */
  private void evaluate(int node) {
    byte status = overlay.status[node];
    long oldReady = schedule.ready[node];
    if (status >= Overlay.WAITING || (status == Overlay.UNTOUCHED && oldReady < now)) {
      return;
    }
    overlay.visit(node);
    long ready = 0;
    int unknown = 0;
    int[] predecessors = graph.predecessors.list(node);
    for (int p = graph.predecessors.count(node) - 1; p >= 0; p--) {
      long end = overlay.end[predecessors[p]];
      if (end == Overlay.UNKNOWN) {
        unknown++;
      } else if (end > ready) {
        ready = end;
      }
    }
    overlay.awaited[node] = unknown;
    boolean inStep = status == Overlay.UNTOUCHED;
    if (unknown == 0 && ready == now) {
      if (!inStep || oldReady != now) {
        becomeReady(node);
      }
    } else if (inStep && oldReady == now) {
      becomeLate(node);
      if (unknown == 0) {
        schedule(node, ready);
      }
    } else if (unknown == 0) {
      if (!inStep) {
        schedule(node, ready);
      } else if (ready != oldReady) {
        schedule(node, Math.min(ready, oldReady));
      }
    } else if (inStep) {
      schedule(node, oldReady);
    }
  }

  private void schedule(int node, long time) {
    overlay.visit(node);
    if (overlay.evaluation[node] != time) {
      overlay.evaluation[node] = time;
      events.push(time, Event.of(Event.EVALUATION, node));
    }
  }

  private void becomeLate(int node) {
    overlay.status[node] = Overlay.PENDING;
    overlay.end[node] = Overlay.UNKNOWN;
    late.add(node);
    alarm(node);
  }

  private void becomeReady(int node) {
    overlay.status[node] = Overlay.WAITING;
    overlay.ready[node] = now;
    overlay.end[node] = Overlay.UNKNOWN;
    overlay.readied.add(node);
    if (graph.sets[node] == ResourceSets.EMPTY_SET) {
      start(node);
    } else {
      readied.add(node);
    }
  }

  private void start(int node) {
    overlay.status[node] = Overlay.RUNNING;
    overlay.start[node] = now;
    long end = now + graph.nanos[node];
    overlay.end[node] = end;
    events.push(end, Event.of(Event.END, node));
    latestEnd = Math.max(latestEnd, end);
    if (schedule.start[node] != now) {
      overlay.started.add(node);
    }
    if (end > schedule.end[node]) {
      alarm(node);
    }
  }

  /** Has successors told, when a node's old end comes, if it has not ended by then. */
  private void alarm(int node) {
    long oldEnd = schedule.end[node];
    if (!overlay.alarmed[node] && oldEnd > now && oldEnd != Schedule.NEVER) {
      overlay.alarmed[node] = true;
      events.push(oldEnd, Event.of(Event.ALARM, node));
    }
  }

  private void checkFinished() {
    for (int i = 0; i < overlay.visited.size(); i++) {
      int node = overlay.visited.get(i);
      if (overlay.status[node] == Overlay.PENDING || overlay.status[node] == Overlay.WAITING) {
        throw new IllegalArgumentException(
            "node %s waits for itself, directly or through others; remove the cycle of edges"
                .formatted(StructuralKey.describe(graph.keys[node])));
      }
    }
  }

  /** {@return when the last of the nodes that the kept run has ends} */
  private long latestKept() {
    long latest = 0;
    for (int resource = 0; resource < resources.resourceLimit(); resource++) {
      boolean more = true;
      for (int i = schedule.count(resource) - 1; more && i >= 0; i--) {
        int node = schedule.startedAs(resource, i);
        if (graph.alive[node]) {
          latest = Math.max(latest, overlay.end[node]);
          more = overlay.status[node] != Overlay.UNTOUCHED;
        }
      }
    }
    return latest;
  }
}
