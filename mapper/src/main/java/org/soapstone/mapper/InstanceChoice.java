package org.soapstone.mapper;

import static java.util.Objects.requireNonNull;

/**
 * A mapper's answer for one requirement of one point.
 *
 * @param memory the id of the memory that holds the instance; must be visible from the point's
 *     processor
 * @param extent how much of the region the instance covers
 * @param reuse whether a valid instance in that memory that covers the needed points, of whatever
 *     extent, is used instead of a new one
 */
public record InstanceChoice(int memory, Extent extent, boolean reuse) {

  /** Checks that nothing is null. */
  public InstanceChoice {
    requireNonNull(extent, "extent");
  }

  /** How much of a region an instance covers. */
  public enum Extent {
    /** The bounding rect of the needed points: small, and a copy wherever tilings differ. */
    EXACT,
    /**
     * The bounding rect of the whole tree: one instance for all who share the memory, and no copies
     * among them.
     */
    ROOT
  }
}
