package org.soapstone.regions.deppart;

import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;

/**
 * Two partitions crossed: each piece of the first partitioned by the pieces of the second.
 *
 * <p>{@link #partition} gives the second level of a tree, one partition for each piece of the
 * first; {@link #flat} gives both levels as one partition by pairs of colours. The parents may
 * differ: what of a first piece lies outside the second's parent is in no piece.
 *
 * @param first the partition whose pieces are partitioned
 * @param second the partition that each of them is {@linkplain Partitions#mirror mirrored} from
 */
public record CrossProduct(IndexPartition first, IndexPartition second) {
  /**
   * Crosses two partitions.
   *
   * @throws IllegalArgumentException if the spaces have different dimensions
   */
  public CrossProduct {
    IndexSpace a = first.parentSpace();
    IndexSpace b = second.parentSpace();
    if (a.dims() != b.dims()) {
      throw new IllegalArgumentException(
          "space %s has %d dimensions but space %s has %d; cross partitions of the same dimensions"
              .formatted(a, a.dims(), b, b.dims()));
    }
  }

  /**
   * {@return the partition of one of the first's pieces by the second's colours; made anew in each
   * call}
   *
   * <p>Structured where the second is.
   *
   * @param colour a colour of the first partition
   * @throws IllegalArgumentException if it is not
   */
  public IndexPartition partition(Point colour) {
    return Partitions.mirror(second, first.space(colour));
  }

  /**
   * {@return the partition of the first's parent by pairs of colours}
   *
   * <p>The colours have the dimensions of both: (a, b) names what the first's piece a and the
   * second's piece b have in common. Disjoint if both are; complete if both are and the second's
   * parent holds the first's; not complete if the first is not, or the second's parent does not
   * hold the first's. Only pairs that may meet are intersected.
   *
   * @throws IllegalArgumentException if there are too many pairs to list
   */
  public IndexPartition flat() {
    return SetOperators.cross(first, second);
  }
}
