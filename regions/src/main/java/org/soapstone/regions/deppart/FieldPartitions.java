package org.soapstone.regions.deppart;

import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;

/**
 * The operators that read a field; pure functions of the columns they are given.
 *
 * <p>Each works on the calling thread; {@link FieldOperator#apply} takes more. What a piece is:
 *
 * <ul>
 *   <li>by field: the points of the domain that hold the colour;
 *   <li>image: the target's points that the points of the source's piece point to;
 *   <li>image range: the target's points in the rects that they hold;
 *   <li>preimage: the points of the domain that point into the target's piece;
 *   <li>preimage range: the points of the domain whose rect shares a point with the target's piece.
 * </ul>
 *
 * <p>By field and preimages know whether they are disjoint and complete: they count on the way. For
 * images it is computed when asked. Time is linear in the points read and, where the target is
 * small enough for a map or bitmap of it, hardly depends on the number of pieces; the space of a
 * piece is made when it is first asked for, in time linear in its boxes.
 */
public final class FieldPartitions {
  private FieldPartitions() {}

  /**
   * {@return the partition of a domain by the colour that each point holds}
   *
   * @param domain the space that is partitioned
   * @param columns the colours of its points, one column for each dimension of {@code colours}
   * @param colours the colours that there may be
   * @throws IllegalArgumentException if a point holds another colour, or the columns do not fit
   */
  public static IndexPartition byField(IndexSpace domain, Columns columns, Rect colours) {
    return byField(domain, columns, colours, Uncoloured.REFUSED);
  }

  /**
   * {@return the partition of a domain by the colour that each point holds}
   *
   * @param domain the space that is partitioned
   * @param columns the colours of its points, one column for each dimension of {@code colours}
   * @param colours the colours of the pieces
   * @param uncoloured what to do with a point that holds another value
   * @throws IllegalArgumentException if such a point is refused, or the columns do not fit
   */
  public static IndexPartition byField(
      IndexSpace domain, Columns columns, Rect colours, Uncoloured uncoloured) {
    return FieldOperator.byField(domain, colours, uncoloured).apply(columns, 1);
  }

  /**
   * {@return the partition of a target whose pieces are what the pieces of a source point to}
   *
   * @param source the partition of the space that has the field
   * @param columns the pointers of its points, one column for each dimension of the target; a
   *     pointer outside the target points to nothing
   * @param target the space that is partitioned
   * @throws IllegalArgumentException if the columns do not fit
   */
  public static IndexPartition image(IndexPartition source, Columns columns, IndexSpace target) {
    return FieldOperator.image(source, target).apply(columns, 1);
  }

  /**
   * {@return the partition of a target whose pieces are the rects that the pieces of a source hold}
   *
   * @param source the partition of the space that has the field
   * @param columns the rects of its points: for each dimension of the target a column of lows, then
   *     for each one of highs; what of a rect is outside the target is left out
   * @param target the space that is partitioned
   * @throws IllegalArgumentException if the columns do not fit
   */
  public static IndexPartition imageRange(
      IndexPartition source, Columns columns, IndexSpace target) {
    return FieldOperator.imageRange(source, target).apply(columns, 1);
  }

  /**
   * {@return the {@link #image} without the pieces of another partition, colour by colour}
   *
   * @param source the partition of the space that has the field
   * @param columns the pointers of its points, one column for each dimension of the target
   * @param target the space that is partitioned
   * @param without what to leave out of each piece: a partition of the target by the same colours
   * @throws IllegalArgumentException if the columns or the partitions do not fit
   */
  public static IndexPartition imageDifference(
      IndexPartition source, Columns columns, IndexSpace target, IndexPartition without) {
    return FieldOperator.imageDifference(source, target, without).apply(columns, 1);
  }

  /**
   * {@return the {@link #imageRange} without the pieces of another partition, colour by colour}
   *
   * @param source the partition of the space that has the field
   * @param columns the rects of its points, lows then highs
   * @param target the space that is partitioned
   * @param without what to leave out of each piece: a partition of the target by the same colours
   * @throws IllegalArgumentException if the columns or the partitions do not fit
   */
  public static IndexPartition imageRangeDifference(
      IndexPartition source, Columns columns, IndexSpace target, IndexPartition without) {
    return FieldOperator.imageRangeDifference(source, target, without).apply(columns, 1);
  }

  /**
   * {@return the partition of a domain whose pieces are the points that point into a target's}
   *
   * @param domain the space that is partitioned
   * @param columns the pointers of its points, one column for each dimension of the target's space
   * @param target the partition to map back
   * @throws IllegalArgumentException if the columns do not fit
   */
  public static IndexPartition preimage(IndexSpace domain, Columns columns, IndexPartition target) {
    return FieldOperator.preimage(domain, target).apply(columns, 1);
  }

  /**
   * {@return the partition of a domain whose pieces are the points that hold rects which share a
   * point with a target's}
   *
   * @param domain the space that is partitioned
   * @param columns the rects of its points: a column of lows for each dimension of the target's
   *     space, then one of highs
   * @param target the partition to map back
   * @throws IllegalArgumentException if the columns do not fit
   */
  public static IndexPartition preimageRange(
      IndexSpace domain, Columns columns, IndexPartition target) {
    return FieldOperator.preimageRange(domain, target).apply(columns, 1);
  }
}
