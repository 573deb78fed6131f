package org.soapstone.tasks.execution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Collection;

/**
 * The nodes of a replay that one worker runs.
 *
 * <p><b>Implementation overview.</b> A ready node is an item, its run and its number in one {@code
 * long}. Other threads put items into the inbox, a ring in which each claims a place by adding to
 * {@link #tail}; the worker keeps those that it finds, and those that it makes ready itself, in a
 * ring for each priority, so that nodes of one priority run in the order in which they became
 * ready. A node is in one ring at most, which therefore never overflow. An item is 0 in no ring, so
 * that 0 is an empty place; a place is emptied before the node in it runs, hence before any node
 * that could claim the place again becomes ready.
 *
 * <p>A node whose launch the program has not made yet is held back by the worker that would run it,
 * which finds that by comparing two numbers, so that releasing a launch costs the program one write
 * for all its nodes.
 *
 * <p>Everything is for the worker, unless it says otherwise.
 */
final class Lane {
  /** The bits of an item that number the node; the others number the run, from 1. */
  static final int NODE_BITS = 24;

  private static final int NODE_MASK = (1 << NODE_BITS) - 1;
  private static final long NONE = 0;

  /** Where the tail is in an array of its own, far from what else is written. */
  private static final int TAIL = 16;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle EXECUTED;
  private static final VarHandle CURRENT;

  static {
    try {
      EXECUTED = MethodHandles.lookup().findVarHandle(Lane.class, "executed", long.class);
      CURRENT = MethodHandles.lookup().findVarHandle(Lane.class, "current", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Replay replay;
  private final RunTemplate template;
  private final int processor;
  private final Parking worker;

  /** For each launch, how many nodes of the launches before it are this lane's; and all. */
  final int[] nodesBefore;

  private final long[] inbox;
  private final long[] tail = new long[2 * TAIL];
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

  /** The least number of a launch that a held node waits for. */
  private volatile long heldFor = Long.MAX_VALUE;

  /** As many launches were made when this worker last looked. */
  private long seenReleased;

  /** For each slot, how many nodes of the run in it have completed. */
  private final int[] completed;

  /** For each slot, the last run in it all of whose nodes have completed. Read by any thread. */
  private final long[] finished;

  @SuppressWarnings("unused") // through EXECUTED
  private long executed;

  Lane(Replay replay, RunTemplate template, int processor, int slots, Parking worker) {
    this.replay = replay;
    this.template = template;
    this.processor = processor;
    this.worker = worker;
    nodesBefore = new int[template.launchCount + 1];
    int[] counts = new int[template.rankCount];
    for (int n = 0; n < template.nodeCount; n++) {
      if (template.work[n].processor == processor) {
        nodesBefore[template.launchOf[n] + 1]++;
        counts[template.ranks[n]]++;
      }
    }
    for (int launch = 0; launch < template.launchCount; launch++) {
      nodesBefore[launch + 1] += nodesBefore[launch];
    }
    inbox = ring(nodeCount(), slots);
    ready = new long[counts.length][];
    for (int rank = 0; rank < counts.length; rank++) {
      ready[rank] = ring(counts[rank], slots);
    }
    firsts = new int[counts.length];
    ends = new int[counts.length];
    best = counts.length;
    completed = new int[slots];
    finished = new long[slots];
  }

  private static long[] ring(int nodes, int slots) {
    return new long[Math.max(2, 2 * Integer.highestOneBit(Math.max(1, nodes * slots)))];
  }

  private int nodeCount() {
    return nodesBefore[nodesBefore.length - 1];
  }

  /** Starts over. Program's thread, while no worker uses the lane. */
  void reset() {
    Arrays.fill(inbox, NONE);
    tail[TAIL] = 0;
    head = 0;
    Arrays.fill(firsts, 0);
    Arrays.fill(ends, 0);
    best = ready.length;
    heldCount = 0;
    heldFor = Long.MAX_VALUE;
    seenReleased = 0;
    Arrays.fill(completed, 0);
    Arrays.fill(finished, 0);
    executed = 0;
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

  /** Wakes the worker if it is parked. Any thread. */
  void wake() {
    worker.wake();
  }

  /** Wakes the worker if a node is held back of which the launch has been made. */
  void wakeIfReleased(long released) {
    if (heldFor < released) {
      worker.wake();
    }
  }

  /** Adds a ready node. Any thread. */
  void offer(long item) {
    long place = (long) LONGS.getAndAdd(tail, TAIL, 1L);
    LONGS.setVolatile(inbox, (int) place & inbox.length - 1, item);
    worker.wake();
  }

  /** Whether {@link #runAll} or {@link #rest} would do anything. */
  boolean hasWork() {
    return (long) LONGS.getVolatile(inbox, (int) head & inbox.length - 1) != NONE
        || heldFor < replay.released()
        || replay.mayLeave(processor);
  }

  /** Runs nodes until none is ready; returns whether it ran any. */
  boolean runAll(NodeRunner runner) {
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
    for (long item : inbox) {
      addIfReady(item, items);
    }
    for (int rank = 0; rank < ready.length; rank++) {
      for (int place = firsts[rank]; place < ends[rank]; place++) {
        addIfReady(ready[rank][place & ready[rank].length - 1], items);
      }
    }
    for (int i = 0; i < heldCount; i++) {
      addIfReady(held[i], items);
    }
  }

  private static void addIfReady(long item, Collection<Long> items) {
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
    while (true) {
      int place = (int) head & inbox.length - 1;
      long item = (long) LONGS.getAcquire(inbox, place);
      if (item == NONE) {
        return;
      }
      LONGS.setOpaque(inbox, place, NONE);
      head++;
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
    heldFor = Math.min(heldFor, launchNumber(item));
  }

  private void takeReleased() {
    if (heldFor >= replay.released()) {
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
    heldFor = least;
  }

  private void complete(long run, int node) {
    int end = template.successorStart[node + 1];
    for (int s = template.successorStart[node]; s < end; s++) {
      int successor = template.successors[s] >>> 1;
      long itsRun = run + (template.successors[s] & 1);
      if (replay.predecessorCompleted(itsRun, successor, 1)) {
        if (template.work[successor].processor == processor) {
          add(item(itsRun, successor));
        } else {
          replay.offer(itsRun, successor);
        }
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
