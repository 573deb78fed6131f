package org.soapstone.tasks.execution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The nodes that were emitted and have not completed. Slots are handed out by the program's thread
 * and handed back by workers; the program's thread waits here until few enough are out.
 */
final class Window {
  private static final VarHandle FREED;

  static {
    try {
      FREED = MethodHandles.lookup().findVarHandle(Window.class, "freed", Node.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Node[] nodes = new Node[256];
  private int slots;
  private long emitted;

  /** Slots for the program's thread to use, chained. */
  private Node free;

  /** Slots handed back by workers, chained; emptied with one swap. */
  private volatile Node freed;

  private final AtomicInteger outstanding = new AtomicInteger();

  /**
   * The greatest number of outstanding nodes at which a waiter wants to be woken; −1 while nobody
   * waits.
   */
  private volatile int wakeAt = -1;

  private final Breakdown breakdown;

  Window(Breakdown breakdown) {
    this.breakdown = breakdown;
  }

  /** A slot for a new node. Program's thread. */
  Node acquire() {
    if (free == null) {
      free = (Node) FREED.getAndSet(this, null);
    }
    Node node = free;
    if (node == null) {
      node = new Node(slots);
      if (slots == nodes.length) {
        nodes = Arrays.copyOf(nodes, slots * 2);
      }
      nodes[slots++] = node;
    } else {
      free = node.next;
      node.next = null;
    }
    node.occupy(emitted++);
    outstanding.getAndIncrement();
    return node;
  }

  /** The slot of a handle, whatever is in it now. Program's thread. */
  Node slot(long handle) {
    return nodes[(int) handle];
  }

  /** Hands a completed node's slot back. Workers. */
  void release(Node node) {
    node.clear();
    Node head;
    do {
      head = freed;
      node.next = head;
    } while (!FREED.compareAndSet(this, head, node));
    if (outstanding.decrementAndGet() <= wakeAt) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** The number of nodes emitted so far. Program's thread. */
  long emitted() {
    return emitted;
  }

  /** The number of nodes that have not completed. */
  int outstanding() {
    return outstanding.get();
  }

  /**
   * Waits until at most so many nodes are outstanding. A waiter says what it waits for before it
   * counts, and a worker looks for waiters after it has counted down: no wake-up is missed.
   *
   * @throws IllegalStateException with the cause, after a breakdown
   */
  void awaitAtMost(int count) {
    if (outstanding.get() <= count) {
      return;
    }
    wakeAt = count;
    try {
      breakdown.await(this, () -> outstanding.get() <= count);
    } finally {
      wakeAt = -1;
    }
  }

  /** Whether all of the first so many nodes ever emitted have completed. Program's thread. */
  boolean haveCompleted(long count) {
    for (int s = 0; s < slots; s++) {
      Node node = nodes[s];
      if (node.isCurrent(node.handle()) && node.sequence() < count) {
        return false;
      }
    }
    return true;
  }

  /**
   * The nodes that were emitted and have not completed. Program's thread; for others a guess that
   * is right if nothing happens.
   */
  List<Node> current() {
    List<Node> current = new ArrayList<>();
    Node[] all = nodes;
    for (int s = 0; s < Math.min(slots, all.length); s++) {
      if (all[s].isCurrent(all[s].handle())) {
        current.add(all[s]);
      }
    }
    return current;
  }

  /** The nodes that were emitted and not sealed. Program's thread. */
  List<Node> unsealed() {
    List<Node> unsealed = new ArrayList<>();
    for (int s = 0; s < slots; s++) {
      Node node = nodes[s];
      boolean sealed = node.isSealed();
      // A node that has completed is not sealed any more: looked at first, it is seen to be gone.
      VarHandle.loadLoadFence();
      if (!sealed && node.isCurrent(node.handle())) {
        unsealed.add(node);
      }
    }
    return unsealed;
  }
}
