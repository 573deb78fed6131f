package org.soapstone.regions;

import java.util.Optional;

/**
 * A handle of data: an index space times a field space, in a tree of views of the same data.
 *
 * <p>Made by a {@link RegionForest}. Equal by (tree, id): ids are given in program order, from 0
 * for the root of a tree. The handle may be shared between threads.
 */
public final class LogicalRegion {
  private final int tree;
  private final int id;
  private final String name;
  private final IndexSpace indexSpace;
  private final FieldSpace fieldSpace;
  private final Optional<LogicalPartition> parent;
  private final Optional<Point> colour;
  private final int depth;

  LogicalRegion(int tree, String name, IndexSpace indexSpace, FieldSpace fieldSpace) {
    this.tree = tree;
    this.id = 0;
    this.name = name;
    this.indexSpace = indexSpace;
    this.fieldSpace = fieldSpace;
    this.parent = Optional.empty();
    this.colour = Optional.empty();
    this.depth = 0;
  }

  LogicalRegion(int id, LogicalPartition parent, Point colour, IndexSpace indexSpace) {
    this.tree = parent.tree();
    this.id = id;
    this.name = parent.name() + colour;
    this.indexSpace = indexSpace;
    this.fieldSpace = parent.parent().fieldSpace;
    this.parent = Optional.of(parent);
    this.colour = Optional.of(colour);
    this.depth = parent.parent().depth + 1;
  }

  /** {@return the number of the tree, from 0, in the order in which the forest made them} */
  public int tree() {
    return tree;
  }

  /** {@return the number of the region in its tree, from 0 for the root, in program order} */
  public int id() {
    return id;
  }

  /** {@return the root's name, and the way down from it, as in {@code cells/0(1,2)}} */
  public String name() {
    return name;
  }

  /** {@return the points} */
  public IndexSpace indexSpace() {
    return indexSpace;
  }

  /** {@return the fields, the same throughout the tree} */
  public FieldSpace fieldSpace() {
    return fieldSpace;
  }

  /** {@return the partition that this is a piece of; empty for the root} */
  public Optional<LogicalPartition> parent() {
    return parent;
  }

  /** {@return the colour of this piece in its parent; empty for the root} */
  public Optional<Point> colour() {
    return colour;
  }

  /** {@return the number of partitions between this region and the root; 0 for the root} */
  public int depth() {
    return depth;
  }

  /** {@return the region at the top of the tree} */
  public LogicalRegion root() {
    LogicalRegion at = this;
    while (at.parent.isPresent()) {
      at = at.parent.get().parent();
    }
    return at;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogicalRegion that && tree == that.tree && id == that.id;
  }

  @Override
  public int hashCode() {
    return 31 * tree + id;
  }

  /** {@return the name} */
  @Override
  public String toString() {
    return name;
  }
}
