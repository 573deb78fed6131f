package org.soapstone.tasks.execution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Collection;

/**
 * What other threads do to a {@link Lane}: hand it nodes that are ready, and count down the
 * predecessors of nodes that wait for other lanes too. Apart from the lane, whose own numbers
 * change with every node, so that nobody has to fetch those.
 *
 * <p><b>Implementation overview.</b> A ring of items, in which others claim places by adding to a
 * tail. An item is 0 in no ring, so that 0 is an empty place; a place is emptied before the node in
 * it runs, hence before any node that could claim the place again becomes ready. A node is in the
 * ring at most once, which therefore never overflows.
 */
final class Inbox {
  /** No item. */
  static final long NONE = 0;

  /** Where the tail is in an array of its own, far from what else is written. */
  private static final int TAIL = 16;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

  private final Parking worker;
  private final long[] ring;
  private final long[] tail = new long[2 * TAIL];

  /** For each slot and crossing node of the lane, how many predecessors have not completed. */
  private final int[] pending;

  /**
   * @param worker who runs the lane's nodes
   * @param places at least so many places in the ring
   * @param counters so many counters
   */
  Inbox(Parking worker, int places, int counters) {
    this.worker = worker;
    ring = Lane.ring(places);
    pending = new int[counters];
  }

  /** Starts over, but for the counters. Program's thread, while no worker uses the lane. */
  void reset() {
    Arrays.fill(ring, NONE);
    tail[TAIL] = 0;
  }

  /** Sets a counter. Program's thread, while no worker uses the lane. */
  void set(int counter, int predecessors) {
    pending[counter] = predecessors;
  }

  /**
   * Some predecessors have completed; returns whether there is none left, and then starts over with
   * all of them. Any thread.
   */
  boolean countDown(int counter, int count, int all) {
    if ((int) INTS.getAndAdd(pending, counter, -count) != count) {
      return false;
    }
    pending[counter] = all; // nobody else touches it before the run has completed
    return true;
  }

  /** Adds a ready node. Any thread. */
  void offer(long item) {
    long place = (long) LONGS.getAndAdd(tail, TAIL, 1L);
    LONGS.setVolatile(ring, (int) place & ring.length - 1, item);
    worker.wake();
  }

  /** Wakes the worker if it is parked. Any thread. */
  void wake() {
    worker.wake();
  }

  /** Whether there is an item in a place. Any thread. */
  boolean has(long place) {
    return (long) LONGS.getVolatile(ring, (int) place & ring.length - 1) != NONE;
  }

  /** Takes the item of a place, {@link #NONE} if there is none. Who holds the lane. */
  long take(long place) {
    int at = (int) place & ring.length - 1;
    long item = (long) LONGS.getAcquire(ring, at);
    if (item != NONE) {
      LONGS.setOpaque(ring, at, NONE);
    }
    return item;
  }

  /** Adds what is in it. A guess for other threads. */
  void addTo(Collection<Long> items) {
    for (int place = 0; place < ring.length; place++) {
      Lane.addIfReady((long) LONGS.getOpaque(ring, place), items);
    }
  }
}
