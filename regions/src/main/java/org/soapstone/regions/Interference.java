package org.soapstone.regions;

import java.util.Optional;

/**
 * The non-interference test: whether two accesses must be ordered.
 *
 * <p>They need not be if the fields are disjoint, or the privileges compatible, or the points
 * disjoint. Fields and privileges are tested first: a few instructions each. Of the points, the
 * region tree alone often decides, by the lowest common ancestor of the two regions; where it does
 * not, the index spaces do, exactly.
 *
 * <p>Source: M. Bauer's thesis, 2014, chapter on logical analysis.
 */
public final class Interference {
  private Interference() {}

  /**
   * {@return whether two accesses must be ordered}
   *
   * @param a the first region
   * @param aFields the fields of it that are accessed
   * @param aPrivilege how
   * @param b the second region, of the same forest
   * @param bFields the fields of it that are accessed
   * @param bPrivilege how
   */
  public static boolean interferes(
      LogicalRegion a,
      FieldSet aFields,
      Privilege aPrivilege,
      LogicalRegion b,
      FieldSet bFields,
      Privilege bPrivilege) {
    return a.tree() == b.tree()
        && aFields.intersects(bFields)
        && aPrivilege.interferes(bPrivilege)
        && !disjoint(a, b);
  }

  /**
   * {@return whether two regions share no point, exactly}
   *
   * @param a a region
   * @param b another of the same forest
   */
  public static boolean disjoint(LogicalRegion a, LogicalRegion b) {
    return switch (disjointByTree(a, b)) {
      case YES -> true;
      case NO -> false;
      case UNKNOWN -> !a.indexSpace().intersects(b.indexSpace());
    };
  }

  /**
   * {@return whether two regions share no point, as far as the region tree tells}
   *
   * <p>Yes if one is empty, if they are in different trees, or below different pieces of a
   * partition that is known to be disjoint; no if one is above the other or the same. O(depth).
   *
   * @param a a region
   * @param b another of the same forest
   */
  public static Ternary disjointByTree(LogicalRegion a, LogicalRegion b) {
    if (a.tree() != b.tree() || a.indexSpace().isEmpty() || b.indexSpace().isEmpty()) {
      return Ternary.YES;
    }
    LogicalRegion x = a;
    LogicalRegion y = b;
    while (x.depth() > y.depth()) {
      x = above(x);
    }
    while (y.depth() > x.depth()) {
      y = above(y);
    }
    if (x.equals(y)) {
      return Ternary.NO;
    }
    while (true) {
      Optional<LogicalPartition> xPartition = x.parent();
      if (xPartition.isEmpty()) {
        throw new IllegalArgumentException(
            "regions %s and %s have tree %d but different roots; use regions of one forest"
                .formatted(a, b, a.tree()));
      }
      if (xPartition.equals(y.parent())) {
        boolean disjoint = xPartition.get().indexPartition().disjoint() == Ternary.YES;
        return disjoint ? Ternary.YES : Ternary.UNKNOWN;
      }
      x = above(x);
      y = above(y);
      if (x.equals(y)) {
        return Ternary.UNKNOWN;
      }
    }
  }

  private static LogicalRegion above(LogicalRegion region) {
    return region.parent().orElseThrow().parent();
  }
}
