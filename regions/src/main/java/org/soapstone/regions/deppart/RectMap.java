package org.soapstone.regions.deppart;

import org.soapstone.regions.Rect;

/**
 * A map from a box of source points to the box of target points that they need.
 *
 * <p>Pure; empty to empty; and monotone: a larger source needs no less, so that the result covers
 * what each point of the source needs. {@link AffineRectMap} is the one for regular accesses.
 */
public interface RectMap {
  /** {@return the dimensions of source boxes} */
  int sourceDims();

  /** {@return the dimensions of target boxes} */
  int targetDims();

  /**
   * {@return the box of the target points that a box of source points needs}
   *
   * @param source a box of {@link #sourceDims()} dimensions
   * @throws IllegalArgumentException if the dimensions differ, or a coordinate of the result is
   *     beyond a {@code long}
   */
  Rect apply(Rect source);

  /**
   * {@return whether each single point needs at most one point: the map is a function of points;
   * no, unless overridden}
   */
  default boolean isPointValued() {
    return false;
  }
}
