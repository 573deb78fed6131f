package org.soapstone.regions.deppart;

import java.util.List;
import java.util.Optional;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;

/**
 * A partitioning operator that reads a field, in two steps, so that many can work on it.
 *
 * <p>Cut the {@link #domain} into chunks as you like; make the {@link #partial} of each, in any
 * order, on any thread; {@link #combine} them. Every chunking gives an equal partition.
 *
 * <pre>{@code
 * var image = FieldOperator.image(wiresOfPiece, nodes);
 * var first = image.partial(firstHalf, outNodeOfFirstHalf);
 * var second = image.partial(secondHalf, outNodeOfSecondHalf);
 * IndexPartition nodesOfPiece = image.combine(List.of(first, second));
 * }</pre>
 *
 * <p>Immutable and pure: the only data read are the columns.
 */
public abstract sealed class FieldOperator permits GroupingOperator, ImageOperator {
  private final String name;
  private final IndexSpace domain;
  private final int columns;

  FieldOperator(String name, IndexSpace domain, int columns) {
    this.name = name;
    this.domain = domain;
    this.columns = columns;
  }

  /**
   * {@return the operator of {@link FieldPartitions#byField(IndexSpace, Columns, Rect)}}
   *
   * @param domain the space that is partitioned
   * @param colours the colours, of as many dimensions as there will be columns
   * @param uncoloured what to do with a point whose value is no colour
   */
  public static FieldOperator byField(IndexSpace domain, Rect colours, Uncoloured uncoloured) {
    return new GroupingOperator.ByField(domain, colours, uncoloured);
  }

  /**
   * {@return the operator of {@link FieldPartitions#image}}
   *
   * @param source the partition of the space that has the field
   * @param target the space that is partitioned
   */
  public static FieldOperator image(IndexPartition source, IndexSpace target) {
    return new ImageOperator("image", source, target, false, Optional.empty());
  }

  /**
   * {@return the operator of {@link FieldPartitions#imageRange}}
   *
   * @param source the partition of the space that has the field
   * @param target the space that is partitioned
   */
  public static FieldOperator imageRange(IndexPartition source, IndexSpace target) {
    return new ImageOperator("image range", source, target, true, Optional.empty());
  }

  /**
   * {@return the operator of {@link FieldPartitions#imageDifference}}
   *
   * @param source the partition of the space that has the field
   * @param target the space that is partitioned
   * @param without what to leave out of each piece: a partition of the target by the same colours
   */
  public static FieldOperator imageDifference(
      IndexPartition source, IndexSpace target, IndexPartition without) {
    return new ImageOperator("image difference", source, target, false, Optional.of(without));
  }

  /**
   * {@return the operator of {@link FieldPartitions#imageRangeDifference}}
   *
   * @param source the partition of the space that has the field
   * @param target the space that is partitioned
   * @param without what to leave out of each piece: a partition of the target by the same colours
   */
  public static FieldOperator imageRangeDifference(
      IndexPartition source, IndexSpace target, IndexPartition without) {
    return new ImageOperator("image range difference", source, target, true, Optional.of(without));
  }

  /**
   * {@return the operator of {@link FieldPartitions#preimage}}
   *
   * @param domain the space that is partitioned, and that has the field
   * @param target the partition to map back
   */
  public static FieldOperator preimage(IndexSpace domain, IndexPartition target) {
    return new GroupingOperator.Preimage("preimage", domain, target, false);
  }

  /**
   * {@return the operator of {@link FieldPartitions#preimageRange}}
   *
   * @param domain the space that is partitioned, and that has the field
   * @param target the partition to map back
   */
  public static FieldOperator preimageRange(IndexSpace domain, IndexPartition target) {
    return new GroupingOperator.Preimage("preimage range", domain, target, true);
  }

  /** {@return the points whose field is read} */
  public final IndexSpace domain() {
    return domain;
  }

  /** {@return how many columns are read} */
  public final int columns() {
    return columns;
  }

  /** {@return the colours of the partition that is made} */
  public abstract Rect colours();

  /** {@return the space that is partitioned} */
  public abstract IndexSpace parentSpace();

  /**
   * {@return what a chunk of the domain contributes}
   *
   * @param chunk some points of the domain
   * @param columns their field, over a box that holds them all
   * @throws IllegalArgumentException if the chunk leaves the domain, the columns are too few or too
   *     many or do not hold the chunk, or a value is refused
   */
  public final FieldPartial partial(IndexSpace chunk, Columns columns) {
    columns.check(this, chunk);
    if (!domain.contains(chunk)) {
      throw new IllegalArgumentException(
          "%s: chunk %s leaves the domain %s; give points of the domain"
              .formatted(this, chunk, domain));
    }
    return read(chunk, columns, 1);
  }

  abstract FieldPartial read(IndexSpace chunk, Columns columns, int workers);

  /**
   * {@return the partition}
   *
   * @param partials one for each chunk, made by this operator, in any order; the chunks share no
   *     point and together are the domain
   * @throws IllegalArgumentException if another operator made one, or the chunks do not have as
   *     many points as the domain
   */
  public final IndexPartition combine(List<FieldPartial> partials) {
    long points = 0;
    for (FieldPartial partial : partials) {
      if (partial.operator() != this) {
        throw new IllegalArgumentException(
            "%s: a partial was made by %s; give those that this operator made"
                .formatted(this, partial.operator()));
      }
      points += partial.chunk().volume();
    }
    if (partials.isEmpty() || points != domain.volume()) {
      throw new IllegalArgumentException(
          "%s: the partials are of %d points, but the domain %s has %d; give one for each chunk"
              .formatted(this, points, domain, domain.volume()));
    }
    return join(partials);
  }

  abstract IndexPartition join(List<FieldPartial> partials);

  /**
   * {@return the partition, from the whole field at once}
   *
   * @param columns the field, over a box that holds the domain
   * @param workers how many threads may work on it, at least 1; the result does not depend on it
   * @throws IllegalArgumentException as {@link #partial} does
   */
  public final IndexPartition apply(Columns columns, int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException(
          "%s: the number of workers is %d, must be >= 1".formatted(this, workers));
    }
    columns.check(this, domain);
    return join(List.of(read(domain, columns, workers)));
  }

  /** {@return the operator's name and its spaces} */
  @Override
  public String toString() {
    return "%s of %s".formatted(name, domain);
  }
}
