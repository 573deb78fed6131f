package org.soapstone.simulator.simulation;

import java.util.Arrays;

/**
 * Who holds each resource, who waits, and who starts next.
 *
 * <p>At one instant, in the order (priority descending, ready time ascending, key ascending), each
 * waiting node starts whose resources are all free. Looking at every waiting node would be slow, so
 * each is <em>parked</em> at one resource that it needs and that is held: as long as that one is
 * held, the node cannot start. At an instant only nodes parked at resources that became free are
 * looked at, the first of all of them each time; one that still lacks a resource is parked there.
 *
 * <p>Use: any number of {@link #release} and {@link #park}, then one {@link #dispatch}, for each
 * instant.
 */
final class Dispatcher {
  private static final int FREE = -1;

  private final ResourceSets resources;
  private int[] sets;
  private int[] priorities;
  private long[] keys;
  private long[] ready;

  private int[] holders = new int[0];
  private int[][] waiting = new int[0][];
  private int[] waitingCounts = new int[0];

  /**
   * Resources that are free and have nodes parked at them; a heap by their first node while
   * dispatching.
   */
  private int[] open = new int[8];

  private boolean[] isOpen = new boolean[0];
  private int openCount;
  private final IntList started = new IntList();

  Dispatcher(ResourceSets resources) {
    this.resources = resources;
  }

  /**
   * Begins a run in which nothing is held and nobody waits.
   *
   * @param sets each node's set of resources
   * @param priorities each node's priority
   * @param keys each node's structural key
   * @param ready each node's ready time, set before the node is parked
   */
  void begin(int[] sets, int[] priorities, long[] keys, long[] ready) {
    this.sets = sets;
    this.priorities = priorities;
    this.keys = keys;
    this.ready = ready;
    int limit = resources.resourceLimit();
    if (limit > holders.length) {
      int old = holders.length;
      holders = Arrays.copyOf(holders, limit);
      waiting = Arrays.copyOf(waiting, limit);
      waitingCounts = Arrays.copyOf(waitingCounts, limit);
      isOpen = Arrays.copyOf(isOpen, limit);
      for (int r = old; r < limit; r++) {
        waiting[r] = new int[4];
      }
    }
    Arrays.fill(holders, 0, limit, FREE);
    Arrays.fill(waitingCounts, 0, limit, 0);
    Arrays.fill(isOpen, 0, limit, false);
    openCount = 0;
  }

  /** {@return the node that holds a resource, or −1} */
  int holder(int resource) {
    return holders[resource];
  }

  /** Says who holds a resource, without a start; −1 for nobody. */
  void hold(int resource, int node) {
    holders[resource] = node;
  }

  /** {@return how many nodes are parked at a resource} */
  int parkedCount(int resource) {
    return waitingCounts[resource];
  }

  /** {@return a node parked at a resource} */
  int parked(int resource, int i) {
    return waiting[resource][i];
  }

  /** Forgets the nodes parked at a resource. */
  void clearParked(int resource) {
    waitingCounts[resource] = 0;
  }

  /** Makes a resource free. */
  void release(int resource) {
    holders[resource] = FREE;
    if (waitingCounts[resource] > 0) {
      open(resource);
    }
  }

  /** Takes a node that is ready and holds at least one resource. */
  void park(int node) {
    int blocker = blocker(node);
    if (blocker >= 0) {
      enqueue(blocker, node);
    } else {
      int resource = resources.item(sets[node], 0);
      enqueue(resource, node);
      open(resource);
    }
  }

  private void open(int resource) {
    if (!isOpen[resource]) {
      isOpen[resource] = true;
      if (openCount == open.length) {
        open = Arrays.copyOf(open, openCount * 2);
      }
      open[openCount++] = resource;
    }
  }

  /** {@return a resource that the node needs and another holds, or −1} */
  private int blocker(int node) {
    int set = sets[node];
    for (int i = resources.size(set) - 1; i >= 0; i--) {
      int resource = resources.item(set, i);
      if (holders[resource] != FREE) {
        return resource;
      }
    }
    return -1;
  }

  /**
   * Starts every node that can.
   *
   * @return the nodes started, until the next call
   */
  IntList dispatch() {
    started.clear();
    heapify();
    while (openCount > 0) {
      int resource = open[0];
      if (holders[resource] != FREE || waitingCounts[resource] == 0) {
        isOpen[resource] = false;
        open[0] = open[--openCount];
      } else {
        int node = dequeue(resource);
        int blocker = blocker(node);
        if (blocker >= 0) {
          enqueue(blocker, node);
        } else {
          take(node);
        }
      }
      if (openCount > 1) {
        sink(0);
      }
    }
    return started;
  }

  private void take(int node) {
    int set = sets[node];
    for (int i = resources.size(set) - 1; i >= 0; i--) {
      holders[resources.item(set, i)] = node;
    }
    started.add(node);
  }

  private void heapify() {
    for (int i = (openCount >>> 1) - 1; i >= 0; i--) {
      sink(i);
    }
  }

  /** Restores the heap of open resources below a place. */
  private void sink(int place) {
    int hole = place;
    int resource = open[hole];
    int child = 2 * hole + 1;
    while (child < openCount) {
      if (child + 1 < openCount && opensBefore(open[child + 1], open[child])) {
        child++;
      }
      if (!opensBefore(open[child], resource)) {
        break;
      }
      open[hole] = open[child];
      hole = child;
      child = 2 * hole + 1;
    }
    open[hole] = resource;
  }

  /** Resources without parked nodes, which are dropped when met, come first. */
  private boolean opensBefore(int a, int b) {
    if (waitingCounts[a] == 0 || waitingCounts[b] == 0) {
      return waitingCounts[a] == 0 && waitingCounts[b] > 0;
    }
    return before(waiting[a][0], waiting[b][0]);
  }

  /**
   * {@return whether node a starts before node b when both can: no two nodes are alike, since keys
   * are unique}
   */
  private boolean before(int a, int b) {
    if (priorities[a] != priorities[b]) {
      return priorities[a] > priorities[b];
    }
    if (ready[a] != ready[b]) {
      return ready[a] < ready[b];
    }
    return keys[a] < keys[b];
  }

  private void enqueue(int resource, int node) {
    int[] heap = waiting[resource];
    int hole = waitingCounts[resource]++;
    if (hole == heap.length) {
      heap = Arrays.copyOf(heap, hole * 2);
      waiting[resource] = heap;
    }
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (before(heap[parent], node)) {
        break;
      }
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = node;
  }

  private int dequeue(int resource) {
    int[] heap = waiting[resource];
    int first = heap[0];
    int size = --waitingCounts[resource];
    int node = heap[size];
    int hole = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (before(node, heap[child])) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
      child = 2 * hole + 1;
    }
    heap[hole] = node;
    return first;
  }
}
