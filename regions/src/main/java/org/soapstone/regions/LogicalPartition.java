package org.soapstone.regions;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A handle of a partition of a {@link LogicalRegion}: each colour names a subregion.
 *
 * <p>Made by {@link RegionForest#partition}. Equal by (tree, id): ids are given in program order,
 * from 0 in each tree.
 */
public final class LogicalPartition {
  private final RegionForest forest;
  private final int id;
  private final LogicalRegion parent;
  private final IndexPartition indexPartition;
  private final Map<Point, LogicalRegion> subregions = new LinkedHashMap<>();

  LogicalPartition(
      RegionForest forest, int id, LogicalRegion parent, IndexPartition indexPartition) {
    this.forest = forest;
    this.id = id;
    this.parent = parent;
    this.indexPartition = indexPartition;
  }

  /** {@return the number of the tree} */
  public int tree() {
    return parent.tree();
  }

  /** {@return the number of the partition in its tree, from 0, in program order} */
  public int id() {
    return id;
  }

  /** {@return the region that is partitioned} */
  public LogicalRegion parent() {
    return parent;
  }

  /** {@return the colours and their pieces} */
  public IndexPartition indexPartition() {
    return indexPartition;
  }

  /** {@return the parent's name and this partition's id, as in {@code cells/0}} */
  public String name() {
    return parent.name() + "/" + id;
  }

  /**
   * {@return the points of a colour's piece, without making a subregion}
   *
   * @param colour a colour of the partition
   * @throws IllegalArgumentException if it is not
   */
  public IndexSpace space(Point colour) {
    return indexPartition.space(colour);
  }

  /**
   * {@return the subregion of a colour: made, with the tree's next id, when first asked for}
   *
   * @param colour a colour of the partition
   * @throws IllegalArgumentException if it is not, or its piece is not inside the parent
   */
  public synchronized LogicalRegion subregion(Point colour) {
    LogicalRegion known = subregions.get(colour);
    if (known == null) {
      known = forest.newSubregion(this, colour);
      subregions.put(colour, known);
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogicalPartition that && tree() == that.tree() && id == that.id;
  }

  @Override
  public int hashCode() {
    return 31 * tree() + id;
  }

  /** {@return the name} */
  @Override
  public String toString() {
    return name();
  }
}
