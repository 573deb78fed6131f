package org.soapstone.tasks.execution;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.soapstone.tasks.TaskBarrier;
import org.soapstone.tasks.TaskFailedException;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.graph.NodeKind;

/**
 * The points of a concurrent launch, or of all launches of a must-epoch: none starts before all are
 * ready, and they wait for each other at a barrier.
 *
 * <p>Points wait on their workers. That ends, since gangs are handed to the workers one gang after
 * the other, and every worker takes them in that order and before all else: the gang that was
 * handed over first has all its workers, as soon as each has finished one node.
 *
 * <p>A point that waits for another's data could never start. That is noticed as the edges come: a
 * gang with such an edge is refused, and its points fail.
 */
final class Gang implements TaskBarrier {
  private final int points;
  private final Breakdown breakdown;
  private final Node[] held;
  private int heldCount;

  /** Why the points cannot run at the same time; null if they can. */
  private Throwable refusal;

  private int waiting;
  private int left;
  private int phase;
  private TaskFailure failure;

  Gang(int points, Breakdown breakdown) {
    this.points = points;
    this.breakdown = breakdown;
    held = new Node[points];
  }

  /** Holds a ready node back; returns all of them once there are all, and none before. */
  synchronized Node[] hold(Node node) {
    if (refusal != null) {
      node.cancelled = refusal;
      return new Node[] {node};
    }
    held[heldCount++] = node;
    return heldCount == points ? held : new Node[0];
  }

  /** The points cannot run at the same time, and fail; returns those that were held back. */
  synchronized Node[] refuse(Throwable cause) {
    if (refusal != null || heldCount == points) {
      return new Node[0];
    }
    refusal = cause;
    Node[] freed = Arrays.copyOf(held, heldCount);
    for (Node node : freed) {
      node.cancelled = cause;
    }
    return freed;
  }

  /**
   * Passes on that a node waits for a point of this gang, be it through others; returns whether the
   * one that waits is a point, too. Program's thread, while the gang is emitted.
   */
  boolean joins(Node from, Node to) {
    boolean isBehind = isPoint(from) || from.behind == this;
    if (isBehind) {
      to.behind = this;
    }
    return isBehind && isPoint(to);
  }

  /** Whether some points are held back until the others are ready. For reports. */
  synchronized boolean isGathering() {
    return heldCount < points && refusal == null;
  }

  /** A node of another launch may complete meanwhile, and lose its run; none of this gang does. */
  private boolean isPoint(Node node) {
    LaunchRun run = node.run;
    return run != null && node.kind == NodeKind.TASK && run.gang().orElse(null) == this;
  }

  @Override
  public int await() {
    int mine = arrive();
    breakdown.await(this, () -> phase != mine || failure != null);
    return depart(mine);
  }

  private synchronized int arrive() {
    int mine = phase;
    waiting++;
    if (failure == null && waiting + left == points) {
      advance();
    }
    return mine;
  }

  private synchronized int depart(int mine) {
    if (phase == mine) {
      throw new TaskFailedException(failure, List.of());
    }
    return mine;
  }

  private void advance() {
    waiting = 0;
    phase++;
    notifyAll();
  }

  /** A point has ended, with a failure or, if that is null, without. */
  synchronized void leave(TaskFailure ofPoint) {
    left++;
    if (ofPoint != null && failure == null) {
      failure = ofPoint;
      notifyAll();
    } else if (failure == null && waiting > 0 && waiting + left == points) {
      advance();
    }
  }

  /** Whether a point of a launch throws because another point has failed. */
  static boolean isBroken(Optional<Gang> gang, Throwable thrown) {
    return gang.isPresent()
        && thrown instanceof TaskFailedException told
        && gang.get().isBrokenBy(told.failure());
  }

  private synchronized boolean isBrokenBy(TaskFailure told) {
    return told.equals(failure);
  }
}
