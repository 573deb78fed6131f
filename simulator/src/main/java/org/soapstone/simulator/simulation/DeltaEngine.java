package org.soapstone.simulator.simulation;

import java.util.Arrays;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * Simulates a graph again after some of its nodes and edges changed, by telling how the new run
 * differs from the one that is kept.
 *
 * <p><b>How.</b> Time goes forward from the first instant at which anything can differ. Nodes not
 * heard of do what they did in the kept run. A node is <em>evaluated</em> (its ready time worked
 * out from its predecessors' ends) when a predecessor ends at another time than it did, and when
 * the time comes at which it was ready although a predecessor has not ended. If its ready time
 * differs, its resources become {@linkplain DirtyResources dirty}; on these everything is
 * simulated, by the same {@link Dispatcher} that full simulation uses, until both runs agree on
 * them again. A node that ends when it did tells nobody, and so differences die out.
 *
 * <p><b>Why that is exact.</b> What starts at an instant depends on the holders of resources and on
 * who waits for them, with which ready times. For dirty resources all that is known; for clean ones
 * it equals the kept run's; and no node that waits needs one of each kind. What becomes ready is
 * found because of one of its predecessors: a ready time that moves forward was set by a
 * predecessor that ends early, which is seen at its end; one that moves back, by a predecessor that
 * is late, which is seen when its old end comes (its <em>alarm</em>).
 *
 * <p>Where most nodes differ, telling differences costs more than it saves: the rest is then
 * {@linkplain StraightRun simulated straight}.
 */
final class DeltaEngine {
  /** The makespan of a proposal that was given up. */
  static final long ABOVE_LIMIT = Long.MAX_VALUE;

  /** How many visits lie between two decisions to go on telling differences. */
  private static final int VISITS_PER_CHECK = 64;

  /** A visit costs about four times as much as a node of a straight run. */
  private static final double WORTHWHILE_SHARE = 0.25;

  private final int visitsPerCheck;
  private final double worthwhileShare;
  private final ResourceSets resources;
  private final DynamicGraph graph;
  private final Schedule schedule;
  private final Overlay overlay = new Overlay();
  private final Dispatcher dispatcher;
  private final EventHeap events = new EventHeap();
  private final DirtyResources dirty;
  private final StraightRun straightRun;

  /** For each resource, how long the nodes of the graph, as edited, hold it in all. */
  private long[] work = new long[0];

  private final Readiness readiness;
  private final IntList ended = new IntList();
  private final IntList alarms = new IntList();
  private final IntList removed = new IntList();
  private final IntList arrivals = new IntList();

  private long now;
  private long latestEnd;
  private boolean straight;
  private int checkedVisits;
  private int checkedStarts;
  private int visitedCount;
  private long makespan;
  private long proposedMakespan = ABOVE_LIMIT;

  DeltaEngine(Machine machine, long handoffNanos) {
    this(machine, handoffNanos, VISITS_PER_CHECK, WORTHWHILE_SHARE);
  }

  /**
   * An engine that goes over to a straight run when, since the last check, it visited more than a
   * share of the nodes.
   */
  DeltaEngine(Machine machine, long handoffNanos, int visitsPerCheck, double worthwhileShare) {
    graph = new DynamicGraph(handoffNanos);
    this.visitsPerCheck = visitsPerCheck;
    this.worthwhileShare = worthwhileShare;
    resources = new ResourceSets(machine);
    schedule = new Schedule(resources);
    dispatcher = new Dispatcher(resources);
    dirty = new DirtyResources(resources, graph, schedule, overlay, dispatcher, events);
    readiness = new Readiness(graph, schedule, overlay, events);
    straightRun = new StraightRun(resources, graph, schedule, overlay, dispatcher, events);
  }

  // The graph.

  /** {@return the number of the set of resources that a node holds} */
  int resourceSet(NodeKind kind, int processor, int sourceMemory, int targetMemory) {
    return resources.set(kind, processor, sourceMemory, targetMemory);
  }

  /** Adds a node and returns its slot. */
  int addNode(long key, int set, int processor, long nanos, int priority) {
    int slot = graph.addNode(key, priority, nanos, set, processor);
    int slots = graph.keys.length;
    int resourceLimit = resources.resourceLimit();
    schedule.ensure(slots, resourceLimit);
    overlay.ensure(slots);
    dirty.ensure(slots, resourceLimit);
    work = work.length < resourceLimit ? Arrays.copyOf(work, 2 * resourceLimit) : work;
    schedule.forget(slot);
    overlay.end[slot] = Overlay.UNKNOWN;
    addWork(slot, nanos);
    return slot;
  }

  /** Removes a node and its edges. */
  void removeNode(int slot) {
    graph.removeNode(slot);
    addWork(slot, -graph.nanos[slot]);
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

  int nodeCount() {
    return graph.nodeCount();
  }

  private void addWork(int node, long nanos) {
    int set = graph.sets[node];
    for (int i = resources.size(set) - 1; i >= 0; i--) {
      work[resources.item(set, i)] += nanos;
    }
  }

  // The kept run.

  /** {@return when the last node of the kept run ends} */
  long makespan() {
    return makespan;
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

  /** {@return what made the kept run as long as it is} No change is open. */
  CriticalChain criticalChain() {
    return CriticalChain.of(new KeptRun(graph, schedule, resources, makespan));
  }

  // Proposals.

  /**
   * {@return when the last node of the edited graph ends, or {@link #ABOVE_LIMIT} if that is after
   * a limit}
   *
   * @throws IllegalArgumentException if the graph has a cycle
   */
  long propose(long limit) {
    begin();
    long end = mostWork() > limit ? ABOVE_LIMIT : run(limit);
    visitedCount = overlay.visited.size();
    if (end > limit) {
      return ABOVE_LIMIT;
    }
    checkFinished();
    proposedMakespan = end;
    return end;
  }

  private long run(long limit) {
    while (!events.isEmpty() && !straight && latestEnd <= limit) {
      instant();
    }
    return straight && straightRun.takeOver(now)
        ? straightRun.run(limit)
        : Math.max(latestEnd, schedule.latestEnd(graph, overlay));
  }

  /** {@return how many nodes the last proposal visited} */
  int visitedCount() {
    return visitedCount;
  }

  /** Keeps the edited graph and its run. */
  void commit() {
    if (proposedMakespan == ABOVE_LIMIT) {
      throw new IllegalStateException(
          "the makespan of the change is not known; propose it without a limit, or roll it back");
    }
    schedule.commit(graph, overlay);
    overlay.clear(schedule);
    graph.commit();
    makespan = proposedMakespan;
    proposedMakespan = ABOVE_LIMIT;
  }

  /** Takes all edits back. */
  void rollback() {
    for (int i = 0; i < graph.added().size(); i++) {
      if (graph.alive[graph.added().get(i)]) {
        addWork(graph.added().get(i), -graph.nanos[graph.added().get(i)]);
      }
    }
    for (int i = 0; i < graph.removed().size(); i++) {
      int node = graph.removed().get(i);
      if (schedule.ready[node] != Schedule.NEVER) {
        addWork(node, graph.nanos[node]);
      }
    }
    overlay.clear(schedule);
    graph.rollback();
    proposedMakespan = ABOVE_LIMIT;
  }

  private void begin() {
    proposedMakespan = ABOVE_LIMIT;
    now = -1;
    latestEnd = 0;
    straight = false;
    events.clear();
    forgetInstant();
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
        readiness.add(node);
      }
    }
    for (int i = 0; i < graph.changed().size(); i++) {
      if (graph.alive[graph.changed().get(i)]) {
        readiness.add(graph.changed().get(i));
      }
    }
    readiness.evaluateAll(now);
    checkedVisits = 0;
    checkedStarts = schedule.startedBefore(events.time());
  }

  /** Everything that happens at the time of the next event. */
  private void instant() {
    now = events.time();
    do {
      take(events.pop());
    } while (events.time() == now);
    readiness.tell(ended, alarms, now);
    readiness.evaluateAll(now);
    startJoins();
    for (int i = 0; i < arrivals.size(); i++) {
      dirty.cleanBeforeArrivals(arrivals.get(i), now);
    }
    readiness.tellReleased(dirty.released, now);
    makeDirty();
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
        readiness.setAlarm(dirty.arriving.get(i), now);
      }
    }
    if (!straight) {
      dirty.cleanAfterStarts(now);
      readiness.tellReleased(dirty.released, now);
    }
    forgetInstant();
  }

  private void forgetInstant() {
    ended.clear();
    alarms.clear();
    removed.clear();
    arrivals.clear();
    readiness.forgetInstant();
    dirty.arriving.clear();
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
        readiness.add(subject);
      }
      case Event.REMOVED -> removed.add(subject);
      case Event.ARRIVALS -> arrivals.add(subject);
      default -> throw new AssertionError(event);
    }
  }

  /** Nodes that need nothing start when they are ready. */
  private void startJoins() {
    for (int i = 0; i < readiness.ready.size(); i++) {
      if (graph.sets[readiness.ready.get(i)] == ResourceSets.EMPTY_SET) {
        start(readiness.ready.get(i));
      }
    }
  }

  /**
   * Makes resources dirty for what differs at this instant, and finds who arrives at dirty ones.
   */
  private void makeDirty() {
    for (int i = 0; i < removed.size(); i++) {
      dirty.removed(removed.get(i));
    }
    for (int i = 0; i < readiness.late.size(); i++) {
      dirty.mismatch(readiness.late.get(i));
    }
    for (int i = 0; i < readiness.ready.size(); i++) {
      int node = readiness.ready.get(i);
      if (graph.sets[node] != ResourceSets.EMPTY_SET) {
        dirty.mismatch(node);
        dirty.arrive(node);
      }
    }
    for (int i = 0; i < arrivals.size(); i++) {
      dirty.arrivals(arrivals.get(i), now);
    }
    straight = mostDiffers();
    if (straight) {
      dirty.dirtyAll();
    }
    dirty.load(now);
  }

  /**
   * {@return whether so much differs that simulating all the rest is faster than telling what
   * differs}
   */
  private boolean mostDiffers() {
    int visits = overlay.visited.size() - checkedVisits;
    if (visits < visitsPerCheck) {
      return false;
    }
    int starts = schedule.startedBefore(now);
    int passed = starts - checkedStarts;
    checkedStarts = starts;
    checkedVisits = overlay.visited.size();
    return visits > worthwhileShare * passed;
  }

  private void start(int node) {
    long end = now + graph.nanos[node];
    overlay.status[node] = Overlay.RUNNING;
    overlay.start[node] = now;
    overlay.end[node] = end;
    events.push(end, Event.of(Event.END, node));
    latestEnd = Math.max(latestEnd, end);
    if (schedule.start[node] != now) {
      overlay.started.add(node);
    }
    if (end > schedule.end[node]) {
      readiness.setAlarm(node, now);
    }
  }

  // The end of a proposal.

  private long mostWork() {
    long most = 0;
    for (long nanos : work) {
      most = Math.max(most, nanos);
    }
    return most;
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
}
