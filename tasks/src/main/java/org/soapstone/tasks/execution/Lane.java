package org.soapstone.tasks.execution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Collection;

/**
 * The nodes of a replay that are placed on one processor.
 *
 * <p><b>Implementation overview.</b> A ready node is an item, its run and its number in one {@code
 * long}. Other threads put items into the {@link Inbox}; whoever holds the lane keeps those that it
 * finds, and those that it makes ready itself, in a ring for each priority, so that nodes of one
 * priority run in the order in which they became ready. A node is in one ring at most, which
 * therefore never overflows.
 *
 * <p>A node whose launch the program has not made yet is held back, which is found by comparing two
 * numbers, so that releasing a launch costs the program one write for all its nodes.
 *
 * <p>The lane is held by one worker at a time, while it has ready nodes: its processor's, or
 * another that the mapper calls interchangeable, when the processor's own does not come. A worker
 * that lets go of a lane of another looks once more what is there, and wakes the other if there is
 * something; the other looks who holds the lane after it has said that it parks.
 *
 * <p>Everything is for who holds the lane, unless it says otherwise.
 */
final class Lane {
  /** The bits of an item that number the node; the others number the run, from 1. */
  static final int NODE_BITS = 24;

  private static final int NODE_MASK = (1 << NODE_BITS) - 1;
  private static final long NONE = Inbox.NONE;
  private static final int NOBODY = -1;

  /** Where a number is in an array of its own, far from what else is written. */
  private static final int APART = 16;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle EXECUTED;
  private static final VarHandle CURRENT;
  private static final VarHandle HEAD;
  private static final VarHandle HOLDER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      EXECUTED = lookup.findVarHandle(Lane.class, "executed", long.class);
      CURRENT = lookup.findVarHandle(Lane.class, "current", long.class);
      HEAD = lookup.findVarHandle(Lane.class, "head", long.class);
      HOLDER = lookup.findVarHandle(Lane.class, "holder", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Replay replay;
  private final RunTemplate template;
  private final int processor;

  /** Where others hand in nodes. */
  final Inbox inbox;

  /** For each launch, how many nodes of the launches before it are this lane's; and all. */
  final int[] nodesBefore;

  private final int slots;

  /** For each slot and node that waits for this lane alone, how many predecessors are left. */
  private final int[] pending;

  /** The next place of the inbox to look at. */
  private long head;

  /** For each priority, the best first, the ready items, and where they begin and end. */
  private final long[][] ready;

  private final int[] firsts;
  private final int[] ends;

  /** The node that is running, or {@link #NONE}. Read by any thread, for reports. */
  @SuppressWarnings("unused") // through CURRENT
  private long current;

  /** No better priority has items. */
  private int best;

  /** The nodes that wait for their launches to be made. */
  private long[] held = new long[8];

  private int heldCount;

  /** The least number of a launch that a held node waits for. Read by any thread. */
  private final long[] heldFor = new long[2 * APART];

  /** As many launches were made when a worker last looked. */
  private long seenReleased;

  /** For each slot, how many nodes of the run in it have completed. */
  private final int[] completed;

  /** For each slot, the last run in it all of whose nodes have completed. Read by any thread. */
  private final long[] finished;

  /** Read by any thread. */
  @SuppressWarnings("unused") // through EXECUTED
  private long executed;

  /** The processor whose worker holds the lane. Read by any thread. */
  private volatile int holder = NOBODY;

  /** The processor whose worker held the lane last. */
  private int lastHolder;

  Lane(Replay replay, RunTemplate template, int processor, int slots, Parking worker) {
    this.replay = replay;
    this.template = template;
    this.processor = processor;
    this.slots = slots;
    nodesBefore = new int[template.launchCount + 1];
    int[] counts = new int[template.rankCount];
    for (int n = 0; n < template.nodeCount; n++) {
      if (template.processors[n] == processor) {
        nodesBefore[template.launchOf[n] + 1]++;
        counts[template.ranks[n]]++;
      }
    }
    for (int launch = 0; launch < template.launchCount; launch++) {
      nodesBefore[launch + 1] += nodesBefore[launch];
    }
    inbox = new Inbox(worker, nodeCount() * slots, template.crossingCounts[processor] * slots);
    pending = new int[template.ownCounts[processor] * slots];
    ready = new long[counts.length][];
    for (int rank = 0; rank < counts.length; rank++) {
      ready[rank] = ring(counts[rank] * slots);
    }
    firsts = new int[counts.length];
    ends = new int[counts.length];
    best = counts.length;
    completed = new int[slots];
    finished = new long[slots];
  }

  /** A ring of at least so many places, and a power of two. */
  static long[] ring(int places) {
    return new long[Math.max(2, 2 * Integer.highestOneBit(Math.max(1, places)))];
  }

  private int nodeCount() {
    return nodesBefore[nodesBefore.length - 1];
  }

  /** Starts over. Program's thread, while no worker uses the lane. */
  void reset() {
    inbox.reset();
    resetCounters();
    head = 0;
    Arrays.fill(firsts, 0);
    Arrays.fill(ends, 0);
    best = ready.length;
    heldCount = 0;
    heldFor[APART] = Long.MAX_VALUE;
    seenReleased = 0;
    Arrays.fill(completed, 0);
    Arrays.fill(finished, 0);
    executed = 0;
    lastHolder = processor;
  }

  private void resetCounters() {
    for (int n = 0; n < template.nodeCount; n++) {
      if (template.processors[n] == processor) {
        for (int slot = 0; slot < slots; slot++) {
          if (template.isCrossing[n]) {
            inbox.set(counter(slot, n), template.incoming[n]);
          } else {
            pending[counter(slot, n)] = template.incoming[n];
          }
        }
      }
    }
  }

  static long item(long run, int node) {
    return run << NODE_BITS | node;
  }

  static long run(long item) {
    return item >>> NODE_BITS;
  }

  static int node(long item) {
    return (int) item & NODE_MASK;
  }

  /** Whether a run's nodes have completed; true for runs before the first. Any thread. */
  boolean isFinished(long run) {
    int slot = (int) run & finished.length - 1;
    return run <= 0 || nodeCount() == 0 || (long) LONGS.getVolatile(finished, slot) >= run;
  }

  /** The number of nodes that have completed. Any thread. */
  long executed() {
    return (long) EXECUTED.getVolatile(this);
  }

  /** Wakes the worker if a node is held back of which the launch has been made. */
  void wakeIfReleased(long released) {
    if (heldFor() < released) {
      inbox.wake();
    }
  }

  /** Adds a node that has become ready. Any thread. */
  void offer(long run, int node) {
    inbox.offer(item(run, node));
  }

  private int counter(int slot, int node) {
    int[] counts = template.isCrossing[node] ? template.crossingCounts : template.ownCounts;
    return slot * counts[processor] + template.counters[node];
  }

  /**
   * Some predecessors of a node of this lane have completed; returns whether the node is ready now.
   * Any thread if the node is a crossing one.
   */
  boolean predecessorsCompleted(long run, int node, int count) {
    int incoming = template.incoming[node];
    if (incoming == count) {
      return true;
    }
    int counter = counter((int) run & slots - 1, node);
    if (template.isCrossing[node]) {
      return inbox.countDown(counter, count, incoming);
    }
    int left = pending[counter] - count;
    pending[counter] = left == 0 ? incoming : left;
    return left == 0;
  }

  /** Whether {@link #runAll} or {@link #rest} by the processor's worker would do anything. */
  boolean hasWork() {
    return isWaiting() || replay.mayLeave(processor);
  }

  /** Whether there are ready nodes, perhaps, and nobody who holds the lane. Any thread. */
  boolean isWaiting() {
    return holder == NOBODY && hasNodes();
  }

  private boolean hasNodes() {
    return inbox.has((long) HEAD.getOpaque(this)) || heldFor() < replay.released();
  }

  private long heldFor() {
    return (long) LONGS.getVolatile(heldFor, APART);
  }

  private void heldFor(long launch) {
    LONGS.setVolatile(heldFor, APART, launch);
  }

  /** Whether another worker than the processor's held the lane last, namely this. Any thread. */
  boolean isMindedBy(int other) {
    return lastHolder == other;
  }

  /** Runs the nodes of another lane, see {@link Replay#help}. The processor's worker. */
  boolean help(NodeRunner runner, boolean waited) {
    return replay.help(runner, processor, waited);
  }

  /** Whether {@link #help} may find something. The processor's worker. */
  boolean mayHelp() {
    return replay.needsHelp(processor);
  }

  /**
   * Runs nodes until none is ready; returns whether it ran any. The worker of any processor.
   *
   * @param by the worker's processor
   */
  boolean runAll(NodeRunner runner, int by) {
    if (!hasNodes() || !HOLDER.compareAndSet(this, NOBODY, by)) {
      return false;
    }
    lastHolder = by;
    boolean any = runHeld(runner);
    if (by == processor) {
      HOLDER.setRelease(this, NOBODY);
      return any;
    }
    holder = NOBODY;
    if (hasNodes() || replay.mayLeave(processor)) {
      inbox.wake();
    }
    return any;
  }

  private boolean runHeld(NodeRunner runner) {
    long item = take();
    if (item == NONE) {
      return false;
    }
    do {
      int node = node(item);
      long run = run(item);
      CURRENT.setOpaque(this, item);
      replay.run(run, node, runner);
      complete(run, node);
      item = take();
    } while (item != NONE);
    CURRENT.setOpaque(this, NONE);
    return true;
  }

  /** The node that runs; 0 if none does. A guess for other threads. */
  long current() {
    return (long) CURRENT.getOpaque(this);
  }

  /** Adds the nodes that are ready and do not run. A guess for other threads. */
  void addReady(Collection<Long> items) {
    inbox.addTo(items);
    for (int rank = 0; rank < ready.length; rank++) {
      for (int place = firsts[rank]; place < ends[rank]; place++) {
        addIfReady(ready[rank][place & ready[rank].length - 1], items);
      }
    }
    for (int i = 0; i < heldCount; i++) {
      addIfReady(held[i], items);
    }
  }

  static void addIfReady(long item, Collection<Long> items) {
    if (item != NONE) {
      items.add(item);
    }
  }

  /**
   * Tells those who wait for nodes that there is none left here for now; returns whether the replay
   * was left and none will follow.
   */
  boolean rest() {
    VarHandle.fullFence(); // what completed is seen by whoever waits from now on
    replay.tellWaiter();
    return replay.mayLeave(processor);
  }

  /** The worker has turned away from this lane. */
  void leave() {
    replay.laneLeft();
  }

  private long take() {
    takeInbox();
    if (heldCount > 0) {
      takeReleased();
    }
    while (true) {
      while (best < ready.length && firsts[best] == ends[best]) {
        best++;
      }
      if (best == ready.length) {
        return NONE;
      }
      long[] ring = ready[best];
      long item = ring[firsts[best]++ & ring.length - 1];
      if (isReleased(item)) {
        return item;
      }
      hold(item);
    }
  }

  private void takeInbox() {
    for (long item = inbox.take(head); item != NONE; item = inbox.take(head)) {
      HEAD.setOpaque(this, head + 1);
      add(item);
    }
  }

  private void add(long item) {
    int rank = template.ranks[node(item)];
    long[] ring = ready[rank];
    ring[ends[rank]++ & ring.length - 1] = item;
    best = Math.min(best, rank);
  }

  private long launchNumber(long item) {
    return (run(item) - 1) * template.launchCount + template.launchOf[node(item)];
  }

  private boolean isReleased(long item) {
    long launch = launchNumber(item);
    if (launch < seenReleased) {
      return true;
    }
    seenReleased = replay.released();
    return launch < seenReleased;
  }

  private void hold(long item) {
    if (heldCount == held.length) {
      held = Arrays.copyOf(held, 2 * heldCount);
    }
    held[heldCount++] = item;
    heldFor(Math.min(heldFor(), launchNumber(item)));
  }

  private void takeReleased() {
    if (heldFor() >= replay.released()) {
      return;
    }
    seenReleased = replay.released();
    int kept = 0;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < heldCount; i++) {
      long launch = launchNumber(held[i]);
      if (launch < seenReleased) {
        add(held[i]);
      } else {
        least = Math.min(least, launch);
        held[kept++] = held[i];
      }
    }
    heldCount = kept;
    heldFor(least);
  }

  private void complete(long run, int node) {
    int end = template.successorStart[node + 1];
    for (int s = template.successorStart[node]; s < end; s++) {
      int successor = template.successors[s] >>> 1;
      long itsRun = run + (template.successors[s] & 1);
      int at = template.processors[successor];
      if (at != processor) {
        replay.predecessorsCompleted(at, itsRun, successor, 1);
      } else if (predecessorsCompleted(itsRun, successor, 1)) {
        add(item(itsRun, successor));
      }
    }
    EXECUTED.setRelease(this, executed + 1);
    int slot = (int) run & completed.length - 1;
    if (++completed[slot] == nodeCount()) {
      completed[slot] = 0;
      LONGS.setVolatile(finished, slot, run);
      replay.tellWaiter();
    }
  }
}
