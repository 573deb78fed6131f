package org.soapstone.regions.deppart;

import java.util.Objects;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * What all partitions have: parent, colours, and the two properties, computed once.
 *
 * <p>Two threads may compute a property at the same time; they find the same.
 */
abstract class AbstractPartition implements IndexPartition {
  private final IndexSpace parent;
  private final Rect colours;
  private Ternary disjoint;
  private Ternary complete;

  AbstractPartition(IndexSpace parent, Rect colours, Ternary disjoint, Ternary complete) {
    this.parent = parent;
    this.colours = colours;
    this.disjoint = disjoint;
    this.complete = complete;
    if (colours.isEmpty()) {
      throw new IllegalArgumentException(
          "the colours of a partition of %s are empty; give at least one colour".formatted(parent));
    }
  }

  /** The piece of a colour that was checked. */
  abstract IndexSpace piece(Point colour);

  /** The same pieces with other knowledge of the properties. */
  abstract AbstractPartition withProperties(Ternary disjoint, Ternary complete);

  @Override
  public final Rect colours() {
    return colours;
  }

  @Override
  public final IndexSpace parentSpace() {
    return parent;
  }

  @Override
  public final IndexSpace space(Point colour) {
    PartitionErrors.checkColour(colours, colour);
    return piece(colour);
  }

  @Override
  public Ternary disjoint() {
    return disjoint;
  }

  @Override
  public Ternary complete() {
    return complete;
  }

  /** What is known without even deciding by a formula. */
  final Ternary keptDisjoint() {
    return disjoint;
  }

  /** What is known without even deciding by a formula. */
  final Ternary keptComplete() {
    return complete;
  }

  @Override
  public final boolean isDisjoint() {
    Ternary known = disjoint();
    if (known == Ternary.UNKNOWN) {
      known = Ternary.of(Properties.computeDisjoint(this));
      disjoint = known;
    }
    return known == Ternary.YES;
  }

  @Override
  public final boolean isComplete() {
    Ternary known = complete();
    if (known == Ternary.UNKNOWN) {
      known = Ternary.of(Properties.computeComplete(this));
      complete = known;
    }
    return known == Ternary.YES;
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof AbstractPartition that)
        || !colours.equals(that.colours)
        || !parent.equals(that.parent)) {
      return false;
    }
    for (long i = 0; i < colours.volume(); i++) {
      Point colour = colours.delinearize(i);
      if (!piece(colour).equals(that.piece(colour))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Objects.hash(parent, colours, piece(colours.lo()), piece(colours.hi()));
  }

  /** {@return the parent and the colours} */
  @Override
  public String toString() {
    return "partition of " + parent + " by colours " + colours;
  }
}
