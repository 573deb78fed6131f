package org.soapstone.tasks.execution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The ready nodes of one worker: any thread offers, the worker takes the one of highest priority,
 * then earliest ready time, then lowest key.
 *
 * <p><b>Implementation overview.</b> The ideal form is a priority queue under a lock. Here offers
 * go to an inbox, a stack that grows by compare-and-set and that the worker empties with one swap,
 * so that it knows no ABA problem; the priority queue itself, a binary heap, is the worker's own.
 */
final class ReadyQueue {
  private static final VarHandle INBOX;
  private static final VarHandle HELD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      INBOX = lookup.findVarHandle(ReadyQueue.class, "inbox", Node.class);
      HELD = lookup.findVarHandle(ReadyQueue.class, "held", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Parking worker;
  private volatile Node inbox;
  private Node[] heap = new Node[64];
  private volatile int size;
  private volatile boolean held;

  /** A queue from which only the worker takes that waits here. */
  ReadyQueue(Parking worker) {
    this.worker = worker;
  }

  /** Adds a ready node. Any thread. */
  void offer(Node node) {
    Node head;
    do {
      head = inbox;
      node.next = head;
    } while (!INBOX.compareAndSet(this, head, node));
    worker.wake();
  }

  /** Takes the best ready node; null if there is none. The worker. */
  @SuppressWarnings("ThreadPriorityCheck") // who holds the queue may need this very processor
  Node poll() {
    if (!hasNodes()) {
      return null;
    }
    while (!HELD.compareAndSet(this, false, true)) {
      Thread.yield(); // somebody takes a node
    }
    drainInbox();
    Node best = size > 0 ? removeBest() : null;
    HELD.setRelease(this, false);
    return best;
  }

  /**
   * Takes the best ready node for another worker; null if there is none, or if only this queue's
   * worker may run it.
   */
  Node steal() {
    if (!hasNodes() || !HELD.compareAndSet(this, false, true)) {
      return null;
    }
    drainInbox();
    Node best = size > 0 && !heap[0].isBound() ? removeBest() : null;
    HELD.setRelease(this, false);
    return best;
  }

  /** Whether {@link #poll} would find a node. Any thread. */
  boolean hasNodes() {
    return size > 0 || inbox != null;
  }

  private void drainInbox() {
    if (inbox == null) {
      return;
    }
    Node node = (Node) INBOX.getAndSet(this, null);
    while (node != null) {
      Node next = node.next;
      node.next = null;
      add(node);
      node = next;
    }
  }

  private static boolean before(Node a, Node b) {
    if (a.priority != b.priority) {
      return a.priority > b.priority;
    }
    if (a.readyNanos != b.readyNanos) {
      return a.readyNanos - b.readyNanos < 0;
    }
    return a.key < b.key;
  }

  private void add(Node node) {
    int hole = size;
    if (hole == heap.length) {
      heap = Arrays.copyOf(heap, hole * 2);
    }
    size = hole + 1;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (!before(node, heap[parent])) {
        break;
      }
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = node;
  }

  private Node removeBest() {
    Node best = heap[0];
    int left = size - 1;
    size = left;
    Node last = heap[left];
    heap[left] = null;
    int hole = 0;
    for (int child = 1; child < left; child = 2 * hole + 1) {
      if (child + 1 < left && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], last)) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
    }
    if (left > 0) {
      heap[hole] = last;
    }
    return best;
  }
}
