package org.soapstone.mapper.soap;

import java.util.List;

/**
 * The ways in which one operator can be split.
 *
 * @param name the operator's name, unique in its program
 * @param kind the kind of operator, for people, for example {@code conv2d}
 * @param dimensions the dimensions along which its computation may be split, outermost first
 * @param updateDimensions the dimensions along which the update of its weights may be split; empty
 *     without weights
 */
public record OperatorSpace(
    String name, String kind, List<Dimension> dimensions, List<Dimension> updateDimensions) {

  /** Copies the lists. */
  public OperatorSpace {
    dimensions = List.copyOf(dimensions);
    updateDimensions = List.copyOf(updateDimensions);
  }

  /** {@return whether the operator has weights to update} */
  public boolean updates() {
    return !updateDimensions.isEmpty();
  }

  /**
   * A dimension that may be split.
   *
   * @param name for example {@code sample}
   * @param extent the number of indices, which is the largest legal degree
   * @param role what splitting it means
   */
  public record Dimension(String name, long extent, DimensionRole role) {}
}
