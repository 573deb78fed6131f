package org.soapstone.simulator.simulation;

import java.util.Arrays;

/**
 * Which resources are <em>dirty</em>: their holder or the nodes that wait for them differ from the
 * kept run's, or depend on a resource where they do.
 *
 * <p>A dirty resource is simulated event by event: everything that arrives there is visited. A
 * clean one does what it did in the kept run. All resources of a visited node that waits are dirty.
 *
 * <p>A resource is clean again as soon as both runs agree on it: every node with other times there
 * has ended in both runs ({@link #differUntil}), nobody waits in one of them only ({@link
 * #mismatches}), and nobody waits for it together with a resource where they disagree.
 */
final class DirtyResources {
  private final ResourceSets resources;
  private final DynamicGraph graph;
  private final Schedule schedule;
  private final Overlay overlay;
  private final Dispatcher dispatcher;
  private final EventHeap events;

  private boolean[] dirty = new boolean[0];

  /**
   * When the last node that started with other times has ended, or has started if the ends agree,
   * in both runs.
   */
  private long[] differUntil = new long[0];

  /** How many nodes wait, or are awaited, in one run only. */
  private int[] mismatches = new int[0];

  /** How many visited nodes wait for the resource and another one together. */
  private int[] couplings = new int[0];

  /** The next arrival of the kept run. */
  private int[] arrivalCursors = new int[0];

  /** The next start of the kept run that was not yet compared. */
  private int[] startCursors = new int[0];

  private boolean[] isActive = new boolean[0];
  private boolean[] isMarked = new boolean[0];
  private final IntList dirtied = new IntList();
  private final IntList active = new IntList();
  private final IntList marked = new IntList();
  private final IntList unloaded = new IntList();
  private final IntList coupled = new IntList();
  private int[] coupledPlaces = new int[0];

  /** Nodes to be parked at this instant. */
  final IntList arriving = new IntList();

  /** Nodes that went back in step, whose successors may wait for news of them. */
  final IntList released = new IntList();

  DirtyResources(
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

  void ensure(int slots, int resourceLimit) {
    if (slots > coupledPlaces.length) {
      coupledPlaces = Arrays.copyOf(coupledPlaces, slots);
    }
    if (resourceLimit > dirty.length) {
      dirty = Arrays.copyOf(dirty, resourceLimit);
      differUntil = Arrays.copyOf(differUntil, resourceLimit);
      mismatches = Arrays.copyOf(mismatches, resourceLimit);
      couplings = Arrays.copyOf(couplings, resourceLimit);
      arrivalCursors = Arrays.copyOf(arrivalCursors, resourceLimit);
      startCursors = Arrays.copyOf(startCursors, resourceLimit);
      isActive = Arrays.copyOf(isActive, resourceLimit);
      isMarked = Arrays.copyOf(isMarked, resourceLimit);
    }
  }

  /** Begins a run in which every resource is clean. */
  void begin() {
    for (int i = 0; i < dirtied.size(); i++) {
      dirty[dirtied.get(i)] = false;
    }
    dirtied.clear();
    for (int i = 0; i < active.size(); i++) {
      isActive[active.get(i)] = false;
    }
    active.clear();
    unloaded.clear();
    coupled.clear();
    arriving.clear();
    released.clear();
  }

  // What a node does to its resources.

  /** A node that was removed would have become ready now. */
  void removed(int node) {
    int set = graph.sets[node];
    for (int i = 0; i < resources.size(set); i++) {
      int resource = resources.item(set, i);
      makeDirty(resource);
      differUntil[resource] = Math.max(differUntil[resource], schedule.end[node]);
    }
  }

  /** A node is not ready when it was, or becomes ready when it was not. */
  void mismatch(int node) {
    int set = graph.sets[node];
    boolean counted = overlay.mismatched[node];
    overlay.mismatched[node] = true;
    for (int i = 0; i < resources.size(set); i++) {
      int resource = resources.item(set, i);
      makeDirty(resource);
      if (!counted) {
        mismatches[resource]++;
      }
    }
  }

  /** A node begins to wait. */
  void arrive(int node) {
    arriving.add(node);
    int set = graph.sets[node];
    if (resources.size(set) > 1) {
      coupledPlaces[node] = coupled.size();
      coupled.add(node);
    }
    for (int i = 0; i < resources.size(set); i++) {
      int resource = resources.item(set, i);
      makeDirty(resource);
      if (resources.size(set) > 1) {
        couplings[resource]++;
      }
    }
  }

  /** A node that waited starts; its times are set. */
  void start(int node, long now) {
    int set = graph.sets[node];
    uncouple(node);
    long oldEnd = schedule.end[node];
    long newEnd = overlay.end[node];
    long until = 0;
    if (newEnd != oldEnd) {
      until = oldEnd == Schedule.NEVER ? newEnd : Math.max(oldEnd, newEnd);
    } else if (overlay.ready[node] != schedule.ready[node]) {
      until = now;
    }
    for (int i = 0; i < resources.size(set); i++) {
      int resource = resources.item(set, i);
      activate(resource);
      differUntil[resource] = Math.max(differUntil[resource], until);
      if (overlay.mismatched[node]) {
        mismatches[resource]--;
      }
    }
    overlay.mismatched[node] = false;
  }

  /** A node ends. */
  void end(int node) {
    int set = graph.sets[node];
    for (int i = 0; i < resources.size(set); i++) {
      int resource = resources.item(set, i);
      if (dirty[resource] && dispatcher.holder(resource) == node) {
        dispatcher.release(resource);
        activate(resource);
      }
    }
  }

  private void uncouple(int node) {
    int set = graph.sets[node];
    if (resources.size(set) > 1) {
      int last = coupled.removeLast();
      if (last != node) {
        coupled.set(coupledPlaces[node], last);
        coupledPlaces[last] = coupledPlaces[node];
      }
      for (int i = 0; i < resources.size(set); i++) {
        couplings[resources.item(set, i)]--;
      }
    }
  }

  // Clean to dirty.

  private void activate(int resource) {
    if (!isActive[resource]) {
      isActive[resource] = true;
      active.add(resource);
    }
  }

  private void makeDirty(int resource) {
    activate(resource);
    if (!dirty[resource]) {
      dirty[resource] = true;
      dirtied.add(resource);
      differUntil[resource] = 0;
      mismatches[resource] = 0;
      couplings[resource] = 0;
      dispatcher.hold(resource, -1);
      unloaded.add(resource);
    }
  }

  /** Makes every resource dirty. */
  void dirtyAll() {
    for (int resource = 1; resource < resources.resourceLimit(); resource++) {
      makeDirty(resource);
    }
  }

  /**
   * Takes the state of resources that just became dirty from the kept run: after its ends, before
   * its starts.
   */
  void load(long now) {
    while (!unloaded.isEmpty()) {
      load(unloaded.removeLast(), now);
    }
  }

  private void load(int resource, long now) {
    int startedCount = schedule.startedBefore(resource, now);
    int readyCount = schedule.readyUntil(resource, now);
    startCursors[resource] = startedCount;
    arrivalCursors[resource] = readyCount;
    if (startedCount > 0) {
      int holder = schedule.startedAs(resource, startedCount - 1);
      if (schedule.end[holder] > now) {
        take(holder);
        dispatcher.hold(resource, holder);
      }
    }
    int next = startedCount;
    for (int waiting = readyCount - startedCount; waiting > 0; next++) {
      int node = schedule.startedAs(resource, next);
      if (schedule.ready[node] <= now) {
        waiting--;
        joinInStep(node);
      }
    }
    scheduleArrivals(resource);
  }

  private void take(int holder) {
    if (overlay.status[holder] == Overlay.UNTOUCHED) {
      overlay.visit(holder);
      overlay.status[holder] = Overlay.RUNNING;
      overlay.ready[holder] = schedule.ready[holder];
      overlay.start[holder] = schedule.start[holder];
      events.push(schedule.end[holder], Event.of(Event.END, holder));
    }
  }

  /** A node that waits, or begins to wait, as in the kept run. */
  private void joinInStep(int node) {
    if (graph.alive[node] && overlay.status[node] == Overlay.UNTOUCHED) {
      overlay.visit(node);
      overlay.status[node] = Overlay.WAITING;
      overlay.ready[node] = schedule.ready[node];
      overlay.end[node] = Overlay.UNKNOWN;
      arrive(node);
    }
  }

  /** The kept run's arrivals at a dirty resource at this instant. */
  void arrivals(int resource, long now) {
    if (!dirty[resource]) {
      return;
    }
    activate(resource);
    int count = schedule.count(resource);
    int cursor = arrivalCursors[resource];
    while (cursor < count && schedule.ready[schedule.readyAs(resource, cursor)] <= now) {
      joinInStep(schedule.readyAs(resource, cursor++));
    }
    if (cursor != arrivalCursors[resource]) {
      arrivalCursors[resource] = cursor;
      scheduleArrivals(resource);
    }
  }

  private void scheduleArrivals(int resource) {
    int count = schedule.count(resource);
    int cursor = arrivalCursors[resource];
    while (cursor < count && !comesInStep(schedule.readyAs(resource, cursor))) {
      cursor++;
    }
    arrivalCursors[resource] = cursor;
    if (cursor < count) {
      long time = schedule.ready[schedule.readyAs(resource, cursor)];
      events.push(time, Event.of(Event.ARRIVALS, resource));
    }
  }

  private boolean comesInStep(int node) {
    return graph.alive[node] && overlay.status[node] == Overlay.UNTOUCHED;
  }

  // Dirty to clean.

  /** Cleans a resource before the arrivals of this instant, if the runs agree on it. */
  void cleanBeforeArrivals(int resource, long now) {
    if (dirty[resource] && couplings[resource] == 0 && agrees(resource, now, now)) {
      clean(resource);
    }
  }

  /** Cleans the resources at which something happened at this instant, where the runs agree. */
  void cleanAfterStarts(long now) {
    for (int i = 0; i < active.size(); i++) {
      int resource = active.get(i);
      isActive[resource] = false;
      if (dirty[resource] && agrees(resource, now, now + 1)) {
        if (couplings[resource] == 0) {
          clean(resource);
        } else {
          cleanWithCoupled(resource, now);
        }
      }
    }
    active.clear();
  }

  private boolean agrees(int resource, long now, long startsBefore) {
    if (differUntil[resource] > now || mismatches[resource] > 0) {
      return false;
    }
    int count = schedule.count(resource);
    int cursor = startCursors[resource];
    while (cursor < count) {
      int node = schedule.startedAs(resource, cursor);
      if (schedule.start[node] >= startsBefore) {
        break;
      }
      cursor++;
      if (graph.alive[node] && overlay.status[node] == Overlay.WAITING) {
        mismatch(node);
      }
    }
    startCursors[resource] = cursor;
    return mismatches[resource] == 0;
  }

  /**
   * Cleans a resource and those that are waited for together with it, if the runs agree on all of
   * them.
   */
  private void cleanWithCoupled(int resource, long now) {
    marked.clear();
    mark(resource);
    boolean agree = true;
    for (int before = 0; agree && before < marked.size(); ) {
      before = marked.size();
      for (int i = 0; agree && i < coupled.size(); i++) {
        agree = markTogether(coupled.get(i), now);
      }
    }
    for (int i = 0; i < marked.size(); i++) {
      isMarked[marked.get(i)] = false;
      if (agree) {
        clean(marked.get(i));
      }
    }
  }

  /**
   * If one of a node's resources is marked, marks all; false if the runs disagree on one of them.
   */
  private boolean markTogether(int node, long now) {
    int set = graph.sets[node];
    int size = resources.size(set);
    int markedCount = 0;
    for (int i = 0; i < size; i++) {
      markedCount += isMarked[resources.item(set, i)] ? 1 : 0;
    }
    if (markedCount > 0 && markedCount < size) {
      for (int i = 0; i < size; i++) {
        int resource = resources.item(set, i);
        if (!isMarked[resource]) {
          if (!agrees(resource, now, now + 1)) {
            return false;
          }
          mark(resource);
        }
      }
    }
    return true;
  }

  private void mark(int resource) {
    isMarked[resource] = true;
    marked.add(resource);
  }

  private void clean(int resource) {
    dirty[resource] = false;
    for (int i = 0; i < dispatcher.parkedCount(resource); i++) {
      int node = dispatcher.parked(resource, i);
      overlay.status[node] = Overlay.UNTOUCHED;
      overlay.end[node] = schedule.end[node];
      uncouple(node);
      released.add(node);
    }
    dispatcher.clearParked(resource);
  }
}
