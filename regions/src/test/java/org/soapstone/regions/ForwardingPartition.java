package org.soapstone.regions;

import java.util.List;

/** A partition not made by the operators: what a test overrides, and the rest of another one. */
class ForwardingPartition implements IndexPartition {
  private final IndexPartition partition;

  ForwardingPartition(IndexPartition partition) {
    this.partition = partition;
  }

  @Override
  public Rect colours() {
    return partition.colours();
  }

  @Override
  public IndexSpace parentSpace() {
    return partition.parentSpace();
  }

  @Override
  public IndexSpace space(Point colour) {
    return partition.space(colour);
  }

  @Override
  public Ternary disjoint() {
    return partition.disjoint();
  }

  @Override
  public Ternary complete() {
    return partition.complete();
  }

  @Override
  public boolean isDisjoint() {
    return partition.isDisjoint();
  }

  @Override
  public boolean isComplete() {
    return partition.isComplete();
  }

  @Override
  public List<Point> coloursOverlapping(Rect rect) {
    return partition.coloursOverlapping(rect);
  }
}
