package org.soapstone.tasks.execution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;

/**
 * A node of the window: a slot that is used for one node after another.
 *
 * <p><b>Implementation overview.</b> The ideal form is "a node starts when all its predecessors
 * have completed". The program's thread counts the edges that it sends into a node in a plain
 * field, {@link #incoming}; completing predecessors count {@link #pending} down from 0, and {@link
 * #seal} adds what was sent. Whoever brings {@code pending} to 0 at or after the seal makes the
 * node ready: before the seal it is never above 0 and a count-down never ends on 0.
 *
 * <p>A slot's {@link #generation} goes up when its node completes, under the slot's monitor, and
 * successors are added under the same monitor to a node whose generation is still the one asked
 * for. So an edge from a node that is still going counts, and one from a node that has completed,
 * however long ago, is dropped.
 */
final class Node extends Work {
  private static final VarHandle PENDING;

  static {
    try {
      PENDING = MethodHandles.lookup().findVarHandle(Node.class, "pending", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int slot;

  /** The number of nodes that have completed in this slot; written under the monitor. */
  private volatile int generation;

  private Node[] successors = new Node[4];
  private int successorCount;

  @SuppressWarnings("unused") // through PENDING
  private int pending;

  // The program's thread only.
  private int incoming;
  private boolean sealed;
  private long sequence;
  private long handle;

  /** The next node of whichever list this one is in: a worker's inbox or the free slots. */
  Node next;

  long key;
  long readyNanos;

  /** What really happened, when somebody records; otherwise null. */
  RecordedNode record;

  /** Set when the node must not do anything, because the launch it belongs to could not be made. */
  Throwable cancelled;

  /** The context that the node is part of. */
  Scope scope;

  /** The launch that the node is part of, or serves. */
  LaunchRun run;

  /** The gang that this waits for a point of, while that gang is emitted; otherwise null. */
  Gang behind;

  /** Whether the task must have some of its data for itself while it runs. */
  boolean isAtomic;

  /** The replay whose first run starts after this node; otherwise null. */
  Replay opens;

  Node(int slot) {
    this.slot = slot;
  }

  /** Puts a new node into this slot. Program's thread. */
  void occupy(long emitted) {
    sequence = emitted;
    handle = (long) (generation & Integer.MAX_VALUE) << Integer.SIZE | slot;
  }

  /** Names the node that was put into this slot last; never negative. Program's thread. */
  long handle() {
    return handle;
  }

  /** The number of nodes emitted before this one. Program's thread. */
  long sequence() {
    return sequence;
  }

  /** Whether a handle's node has not completed yet. Once false, always false. */
  boolean isCurrent(long handle) {
    return (generation & Integer.MAX_VALUE) == (int) (handle >>> Integer.SIZE);
  }

  /**
   * Makes another node wait for the node of a handle, unless that has completed. Program's thread.
   */
  void precede(long handle, Node successor) {
    if (!isCurrent(handle)) {
      return;
    }
    synchronized (this) {
      if (isCurrent(handle)) {
        if (successorCount == successors.length) {
          successors = Arrays.copyOf(successors, successorCount * 2);
        }
        successors[successorCount++] = successor;
        successor.incoming++;
      }
    }
  }

  /** Makes this node wait for one more {@link #predecessorCompleted}. Program's thread. */
  void expectOne() {
    incoming++;
  }

  /**
   * Says that all edges into this node were sent; returns whether it is ready. Program's thread.
   */
  boolean seal() {
    sealed = true;
    int sent = incoming; // once it is added, the node may run and the slot be cleared
    return (int) PENDING.getAndAdd(this, sent) + sent == 0;
  }

  /** Whether {@link #seal} was called. Program's thread. */
  boolean isSealed() {
    return sealed;
  }

  /** Counts a completed predecessor; returns whether this node is ready now. */
  boolean predecessorCompleted() {
    return (int) PENDING.getAndAdd(this, -1) == 1;
  }

  /** Ends the generation; returns the number of successors, to which none is added any more. */
  int complete() {
    synchronized (this) {
      generation++;
      return successorCount;
    }
  }

  /** The nodes that wait for this one now. Any thread. */
  List<Node> successors() {
    synchronized (this) {
      return List.of(Arrays.copyOf(successors, successorCount));
    }
  }

  Node successor(int i) {
    return successors[i];
  }

  /** Whether only its processor's worker may run it: points that wait for each other need many. */
  boolean isBound() {
    LaunchRun its = run;
    return its != null && its.gang().isPresent();
  }

  /** Lets go of everything, so that the slot can be used again. */
  @Override
  void clear() {
    successorCount = 0;
    incoming = 0;
    sealed = false;
    record = null;
    cancelled = null;
    run = null;
    isAtomic = false;
    behind = null;
    opens = null;
    super.clear();
  }
}
