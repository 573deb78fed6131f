package org.soapstone.regions;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes logical regions and their partitions, and gives them ids in program order.
 *
 * <p>Ids count from 0 in each tree, regions and partitions apart, so that what happens in one tree
 * changes no id in another. Safe to share between threads; only if they make regions one after the
 * other do they get the same ids every time.
 */
public final class RegionForest {
  private static final class Tree {
    int regions = 1;
    int partitions;
  }

  private final List<Tree> trees = new ArrayList<>();

  /** Makes a forest without trees. */
  public RegionForest() {}

  /** {@return the number of trees made so far} */
  public synchronized int size() {
    return trees.size();
  }

  /**
   * {@return the root of a new tree}
   *
   * @param name what messages call it, not blank; need not be unique
   * @param indexSpace its points
   * @param fieldSpace its fields
   * @throws IllegalArgumentException if the name is blank
   */
  public synchronized LogicalRegion createRegion(
      String name, IndexSpace indexSpace, FieldSpace fieldSpace) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "the name of the region over %s is blank; give it a name".formatted(indexSpace));
    }
    LogicalRegion root = new LogicalRegion(trees.size(), name, indexSpace, fieldSpace);
    trees.add(new Tree());
    return root;
  }

  /**
   * {@return a new partition of a region}
   *
   * @param parent the region, of this forest
   * @param partition a partition of the region's index space
   * @throws IllegalArgumentException if the partition is one of another index space, or the region
   *     is not of this forest
   */
  public synchronized LogicalPartition partition(LogicalRegion parent, IndexPartition partition) {
    if (!partition.parentSpace().equals(parent.indexSpace())) {
      throw new IllegalArgumentException(
          "region %s has points %s, but the partition is one of %s; partition the region's own space"
              .formatted(parent, parent.indexSpace(), partition.parentSpace()));
    }
    return new LogicalPartition(this, tree(parent).partitions++, parent, partition);
  }

  /**
   * {@return the subregion of a colour, the same as {@link LogicalPartition#subregion}}
   *
   * @param partition a partition of this forest
   * @param colour one of its colours
   * @throws IllegalArgumentException if the colour is not one of the partition's
   */
  public LogicalRegion subregion(LogicalPartition partition, Point colour) {
    return partition.subregion(colour);
  }

  synchronized LogicalRegion newSubregion(LogicalPartition partition, Point colour) {
    IndexSpace piece = partition.space(colour);
    LogicalRegion parent = partition.parent();
    if (!parent.indexSpace().contains(piece)) {
      throw new IllegalArgumentException(
          "piece %s of partition %s is %s, which leaves its parent's points %s; shrink the piece"
              .formatted(colour, partition, piece, parent.indexSpace()));
    }
    return new LogicalRegion(tree(parent).regions++, partition, colour, piece);
  }

  private Tree tree(LogicalRegion region) {
    if (region.tree() >= trees.size()) {
      throw new IllegalArgumentException(
          "region %s is of tree %d, but this forest has %d trees; use the forest that made it"
              .formatted(region, region.tree(), trees.size()));
    }
    return trees.get(region.tree());
  }
}
