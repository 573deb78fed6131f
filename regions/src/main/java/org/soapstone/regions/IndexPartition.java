package org.soapstone.regions;

import java.util.List;

/**
 * A map from colours to subsets of an index space, its <em>pieces</em>.
 *
 * <p>Made by the operators of {@link org.soapstone.regions.deppart.Partitions}. Every piece lies in
 * the parent space; pieces may overlap, be empty, and leave points out. Immutable and safe to share
 * between threads; equal by value: the same parent, colours and pieces.
 */
public interface IndexPartition {
  /** {@return the colours: one piece for each point of this box} */
  Rect colours();

  /** {@return the space that is partitioned} */
  IndexSpace parentSpace();

  /**
   * {@return the piece of a colour, which may be empty}
   *
   * @param colour one of {@link #colours()}
   * @throws IllegalArgumentException if it is not
   */
  IndexSpace space(Point colour);

  /** {@return whether no two pieces share a point, as far as that is known without computing} */
  Ternary disjoint();

  /** {@return whether every point is in a piece, as far as that is known without computing} */
  Ternary complete();

  /**
   * {@return whether no two pieces share a point; computed on first use if not known, then kept}
   */
  boolean isDisjoint();

  /** {@return whether every point is in a piece; computed on first use if not known, then kept} */
  boolean isComplete();

  /**
   * {@return the colours whose pieces share a point with a box, in row-major order}
   *
   * @param rect a box of the parent's dimensions
   */
  List<Point> coloursOverlapping(Rect rect);
}
