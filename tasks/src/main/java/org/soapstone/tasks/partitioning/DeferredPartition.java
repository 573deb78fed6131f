package org.soapstone.tasks.partitioning;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;
import org.soapstone.tasks.TaskFailure;

/**
 * A partition that an operation of a program computes. Its colours are known at once, and its
 * parent unless that is itself computed; its pieces when the operation has run.
 *
 * <p>Launches may name it at once, and operators take it: neither makes the program wait. Whoever
 * asks for its pieces waits for them, and gets a {@link org.soapstone.tasks.TaskFailedException} if
 * the operation failed.
 *
 * <p>This is a handle, equal to itself alone; {@link #value} is the partition. Safe to share
 * between threads.
 */
public final class DeferredPartition implements IndexPartition {
  private final Rect colours;
  private final Optional<IndexSpace> parent;
  private final Deferred<IndexPartition> partition;

  DeferredPartition(Rect colours, Optional<IndexSpace> parent, Deferred<IndexPartition> partition) {
    this.colours = requireNonNull(colours, "colours");
    this.parent = requireNonNull(parent, "parent");
    this.partition = requireNonNull(partition, "partition");
  }

  /** {@return whether the pieces are there, or never will be, so that nobody waits} */
  public boolean isKnown() {
    return partition.isKnown();
  }

  /**
   * {@return the partition, once it is there}
   *
   * @throws org.soapstone.tasks.TaskFailedException if the operation, or a task whose data it
   *     reads, failed
   * @throws IllegalStateException if it is not there yet and a body asks
   */
  public IndexPartition value() {
    return partition.get();
  }

  /**
   * {@return what keeps the pieces from being known, once the operation has run; empty if they are
   * known} It does not count as telling the program.
   *
   * @throws IllegalStateException if a body asks
   */
  public Optional<TaskFailure> awaitFailure() {
    return partition.awaitFailure();
  }

  /** The parent, unless it is itself computed. */
  Optional<IndexSpace> knownParent() {
    return parent;
  }

  Deferred<IndexPartition> deferred() {
    return partition;
  }

  @Override
  public Rect colours() {
    return colours;
  }

  /**
   * {@inheritDoc} Waits only if the parent is itself computed, see {@link
   * DeferredPartitions#mirror}.
   */
  @Override
  public IndexSpace parentSpace() {
    return parent.isPresent() ? parent.get() : value().parentSpace();
  }

  /** {@inheritDoc} Waits for the pieces. */
  @Override
  public IndexSpace space(Point colour) {
    return value().space(colour);
  }

  /** {@inheritDoc} Unknown until the pieces are there; does not wait. */
  @Override
  public Ternary disjoint() {
    return isThere() ? value().disjoint() : Ternary.UNKNOWN;
  }

  /** {@inheritDoc} Unknown until the pieces are there; does not wait. */
  @Override
  public Ternary complete() {
    return isThere() ? value().complete() : Ternary.UNKNOWN;
  }

  private boolean isThere() {
    return isKnown() && partition.results().peek(0).isPresent();
  }

  /** {@inheritDoc} Waits for the pieces. */
  @Override
  public boolean isDisjoint() {
    return value().isDisjoint();
  }

  /** {@inheritDoc} Waits for the pieces. */
  @Override
  public boolean isComplete() {
    return value().isComplete();
  }

  /** {@inheritDoc} Waits for the pieces. */
  @Override
  public List<Point> coloursOverlapping(Rect rect) {
    return value().coloursOverlapping(rect);
  }

  /** {@return the colours, and whether the pieces are there} */
  @Override
  public String toString() {
    return "deferred partition by colours %s, %s"
        .formatted(colours, isThere() ? "known" : isKnown() ? "failed" : "not known yet");
  }
}
