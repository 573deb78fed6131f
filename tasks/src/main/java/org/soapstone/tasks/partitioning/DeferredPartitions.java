package org.soapstone.tasks.partitioning;

import com.google.common.primitives.Longs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;
import org.soapstone.regions.deppart.FieldOperator;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.regions.deppart.Uncoloured;
import org.soapstone.tasks.partitioning.Computation.SetOperator;

/**
 * The operators that make partitions of the data that a program computes, see {@link
 * org.soapstone.tasks.Runtime#partitions}.
 *
 * <p>Each operator is an operation of the program, at the place where it is called: it reads what
 * the launches before it wrote, and its result can be named in launches, and given to further
 * operators, at once. An operator over fields is an index launch that reads the region in chunks,
 * one for each processor, and a task that combines what they found; one over partitions is a single
 * task.
 *
 * <p>What an operator computes, and what it infers of its partition, is said at its namesake in
 * {@link org.soapstone.regions.deppart.FieldPartitions} and {@link
 * org.soapstone.regions.deppart.Partitions}. What is wrong with its operands and can be seen at
 * once is thrown at once; what only the data or an operand that is not known yet show makes the
 * operation fail, and with it what depends on it.
 *
 * <p>Threads: as for the runtime.
 */
public final class DeferredPartitions {
  private final Operations operations;

  /**
   * Makes the operators of a program.
   *
   * @param launcher launches their tasks
   * @param chunks into how many chunks a region is cut, at least 1; the partitions do not depend on
   *     it
   */
  public DeferredPartitions(OperationLauncher launcher, int chunks) {
    operations = new Operations(launcher, chunks);
  }

  /**
   * {@return the partition of a region's points by the colour that each holds} A point that holds
   * another value makes the operation fail.
   *
   * @param columns the fields that hold the colours, one for each dimension of {@code colours}
   * @param colours the colours that there may be
   */
  public DeferredPartition byField(RegionColumns columns, Rect colours) {
    return byField(columns, colours, Uncoloured.REFUSED);
  }

  /**
   * {@return the partition of a region's points by the colour that each holds}
   *
   * @param columns the fields that hold the colours, one for each dimension of {@code colours}
   * @param colours the colours of the pieces
   * @param uncoloured what to do with a point that holds another value
   */
  public DeferredPartition byField(RegionColumns columns, Rect colours, Uncoloured uncoloured) {
    IndexSpace domain = columns.region().indexSpace();
    FieldOperator operator = FieldOperator.byField(domain, colours, uncoloured);
    checkColumns(columns, operator.columns(), "a colour");
    return new DeferredPartition(
        colours,
        Optional.of(domain),
        operations.read("partition by " + columns, columns, domain, operator));
  }

  /**
   * {@return the partition of a target whose pieces are what the points of a source's pieces point
   * to}
   *
   * @param source a partition of the region that has the fields
   * @param columns the fields that hold the pointers, one for each dimension of the target
   * @param target the space that is partitioned
   */
  public DeferredPartition image(IndexPartition source, RegionColumns columns, IndexSpace target) {
    return image("image", false, source, columns, target, Optional.empty());
  }

  /**
   * {@return the partition of a target whose pieces are the rects that the points of a source's
   * pieces hold}
   *
   * @param source a partition of the region that has the fields
   * @param columns the fields that hold the rects: the lows for each dimension of the target, then
   *     the highs
   * @param target the space that is partitioned
   */
  public DeferredPartition imageRange(
      IndexPartition source, RegionColumns columns, IndexSpace target) {
    return image("image range", true, source, columns, target, Optional.empty());
  }

  /**
   * {@return the {@link #image} without the pieces of another partition, colour by colour}
   *
   * @param source a partition of the region that has the fields
   * @param columns the fields that hold the pointers, one for each dimension of the target
   * @param target the space that is partitioned
   * @param without what to leave out of each piece: a partition of the target by the same colours
   */
  public DeferredPartition imageDifference(
      IndexPartition source, RegionColumns columns, IndexSpace target, IndexPartition without) {
    checkColours("image difference", source, without);
    return image("image difference", false, source, columns, target, Optional.of(without));
  }

  /**
   * {@return the {@link #imageRange} without the pieces of another partition, colour by colour}
   *
   * @param source a partition of the region that has the fields
   * @param columns the fields that hold the rects, lows then highs
   * @param target the space that is partitioned
   * @param without what to leave out of each piece: a partition of the target by the same colours
   */
  public DeferredPartition imageRangeDifference(
      IndexPartition source, RegionColumns columns, IndexSpace target, IndexPartition without) {
    checkColours("image range difference", source, without);
    return image("image range difference", true, source, columns, target, Optional.of(without));
  }

  private DeferredPartition image(
      String name,
      boolean ranges,
      IndexPartition source,
      RegionColumns columns,
      IndexSpace target,
      Optional<IndexPartition> without) {
    checkColumns(columns, (ranges ? 2 : 1) * target.dims(), ranges ? "a rect" : "a pointer");
    Inputs inputs = new Inputs();
    var operator =
        new Computation.MakeImage(
            ranges,
            inputs.take(source),
            columns,
            target,
            without.isPresent() ? Optional.of(inputs.take(without.get())) : Optional.empty());
    IndexSpace region = columns.region().indexSpace();
    IndexSpace read = knownParent(source).filter(region::contains).orElse(region);
    String what = "%s through %s".formatted(name, columns);
    return new DeferredPartition(
        source.colours(),
        Optional.of(target),
        operations.read(what, columns, read, operator, inputs));
  }

  /**
   * {@return the partition of a region's points whose pieces are those that point into a target's}
   *
   * @param columns the fields that hold the pointers, one for each dimension of the target's space
   * @param target the partition to map back
   */
  public DeferredPartition preimage(RegionColumns columns, IndexPartition target) {
    return preimage("preimage", false, columns, target);
  }

  /**
   * {@return the partition of a region's points whose pieces are those with rects that share a
   * point with a target's}
   *
   * @param columns the fields that hold the rects: the lows for each dimension of the target's
   *     space, then the highs
   * @param target the partition to map back
   */
  public DeferredPartition preimageRange(RegionColumns columns, IndexPartition target) {
    return preimage("preimage range", true, columns, target);
  }

  private DeferredPartition preimage(
      String name, boolean ranges, RegionColumns columns, IndexPartition target) {
    knownParent(target)
        .ifPresent(space ->
            checkColumns(
                columns, (ranges ? 2 : 1) * space.dims(), ranges ? "a rect" : "a pointer"));
    IndexSpace domain = columns.region().indexSpace();
    Inputs inputs = new Inputs();
    var operator = new Computation.MakePreimage(ranges, domain, inputs.take(target));
    String what = "%s through %s".formatted(name, columns);
    return new DeferredPartition(
        target.colours(),
        Optional.of(domain),
        operations.read(what, columns, domain, operator, inputs));
  }

  /**
   * {@return the image of a partition through a map that is given as code}
   *
   * @param source the partition to map
   * @param map from the source's points to the target's
   * @param target the space that is partitioned
   */
  public DeferredPartition image(IndexPartition source, RectMap map, IndexSpace target) {
    Inputs inputs = new Inputs();
    var computation = new Computation.MapImage(inputs.take(source), map, target);
    return partition(
        "image through " + map, source.colours(), Optional.of(target), computation, inputs);
  }

  /**
   * {@return the preimage of a partition through a map that is given as code}
   *
   * @param domain the space that is partitioned
   * @param map from the domain's points to the target's
   * @param target the partition to map back
   */
  public DeferredPartition preimage(IndexSpace domain, RectMap map, IndexPartition target) {
    Inputs inputs = new Inputs();
    var computation = new Computation.MapPreimage(domain, map, inputs.take(target));
    return partition(
        "preimage through " + map, target.colours(), Optional.of(domain), computation, inputs);
  }

  /**
   * {@return the partition whose pieces are the unions of those of both}
   *
   * @param a a partition
   * @param b another of the same parent and colours
   */
  public DeferredPartition union(IndexPartition a, IndexPartition b) {
    return pointwise(SetOperator.UNION, a, b);
  }

  /**
   * {@return the partition whose pieces are what the pieces of both have in common}
   *
   * @param a a partition
   * @param b another of the same parent and colours
   */
  public DeferredPartition intersection(IndexPartition a, IndexPartition b) {
    return pointwise(SetOperator.INTERSECTION, a, b);
  }

  /**
   * {@return the partition whose pieces are those of one without those of another}
   *
   * @param a the partition to take from
   * @param b the partition to take away, of the same parent and colours
   */
  public DeferredPartition difference(IndexPartition a, IndexPartition b) {
    return pointwise(SetOperator.DIFFERENCE, a, b);
  }

  private DeferredPartition pointwise(SetOperator operator, IndexPartition a, IndexPartition b) {
    String what = operator.label() + " of partitions";
    checkColours(what, a, b);
    Inputs inputs = new Inputs();
    var computation = new Computation.Pointwise(operator, inputs.take(a), inputs.take(b));
    return partition(what, a.colours(), knownParent(a), computation, inputs);
  }

  /**
   * {@return the points that are in any piece of a partition}
   *
   * @param partition the partition
   */
  public Deferred<IndexSpace> unionOf(IndexPartition partition) {
    Inputs inputs = new Inputs();
    var computation = new Computation.UnionOf(inputs.take(partition));
    return operations.compute("union of a partition", IndexSpace.class, computation, inputs);
  }

  /**
   * {@return the points of one piece of a partition}
   *
   * @param partition the partition
   * @param colour one of its colours
   * @throws IllegalArgumentException if it is not
   */
  public Deferred<IndexSpace> piece(IndexPartition partition, Point colour) {
    if (colour.dims() != partition.colours().dims() || !partition.colours().contains(colour)) {
      throw new IllegalArgumentException(
          "colour %s is not one of the colours %s of the partition; use one of them"
              .formatted(colour, partition.colours()));
    }
    Inputs inputs = new Inputs();
    var computation = new Computation.Piece(inputs.take(partition), colour);
    return operations.compute("piece of a partition", IndexSpace.class, computation, inputs);
  }

  /**
   * {@return the points that are in either of two spaces}
   *
   * @param a a space
   * @param b another of the same dimensions
   */
  public Deferred<IndexSpace> union(Deferred<IndexSpace> a, Deferred<IndexSpace> b) {
    Inputs inputs = new Inputs();
    return ofSpaces(SetOperator.UNION, inputs.take(a), inputs.take(b), inputs);
  }

  /**
   * {@return the points that are in both of two spaces}
   *
   * @param a a space
   * @param b another of the same dimensions
   */
  public Deferred<IndexSpace> intersection(Deferred<IndexSpace> a, Deferred<IndexSpace> b) {
    Inputs inputs = new Inputs();
    return ofSpaces(SetOperator.INTERSECTION, inputs.take(a), inputs.take(b), inputs);
  }

  /**
   * {@return the points of a space that are not in another}
   *
   * @param a the space to take from
   * @param b the space to take away
   */
  public Deferred<IndexSpace> difference(Deferred<IndexSpace> a, Deferred<IndexSpace> b) {
    Inputs inputs = new Inputs();
    return ofSpaces(SetOperator.DIFFERENCE, inputs.take(a), inputs.take(b), inputs);
  }

  /**
   * {@return the points of a space that are not in another}
   *
   * @param a the space to take from
   * @param b the space to take away
   */
  public Deferred<IndexSpace> difference(IndexSpace a, Deferred<IndexSpace> b) {
    Inputs inputs = new Inputs();
    return ofSpaces(SetOperator.DIFFERENCE, new Operand.Given<>(a), inputs.take(b), inputs);
  }

  private Deferred<IndexSpace> ofSpaces(
      SetOperator operator, Operand<IndexSpace> a, Operand<IndexSpace> b, Inputs inputs) {
    return operations.compute(
        operator.label() + " of spaces",
        IndexSpace.class,
        new Computation.OfSpaces(operator, a, b),
        inputs);
  }

  /**
   * {@return the partition of these pieces, which operations compute}
   *
   * @param parent the space that is partitioned; a piece that leaves it makes the operation fail
   * @param colours the colours
   * @param pieces a piece for each of some colours; the others are empty
   */
  public DeferredPartition explicit(
      IndexSpace parent, Rect colours, Map<Point, Deferred<IndexSpace>> pieces) {
    Inputs inputs = new Inputs();
    Map<Point, Operand<IndexSpace>> operands = new LinkedHashMap<>();
    pieces.keySet().stream()
        .sorted()
        .forEach(colour -> operands.put(colour, inputs.take(pieces.get(colour))));
    var computation = new Computation.Explicit(parent, colours, operands);
    return partition("partition of pieces", colours, Optional.of(parent), computation, inputs);
  }

  /**
   * {@return the partition of the first's parent by pairs of colours, see {@link
   * org.soapstone.regions.deppart.CrossProduct#flat}}
   *
   * @param first a partition
   * @param second the partition that partitions each of its pieces
   */
  public DeferredPartition cross(IndexPartition first, IndexPartition second) {
    Inputs inputs = new Inputs();
    var computation = new Computation.Cross(inputs.take(first), inputs.take(second));
    Rect a = first.colours();
    Rect b = second.colours();
    Rect pairs =
        Rect.of(
            Longs.concat(a.lo().toArray(), b.lo().toArray()),
            Longs.concat(a.hi().toArray(), b.hi().toArray()));
    return partition("cross product", pairs, knownParent(first), computation, inputs);
  }

  /**
   * {@return the same partition, of which the program asserts properties; they are believed}
   *
   * @param partition the partition
   * @param disjoint what is asserted of disjointness; UNKNOWN keeps what is known
   * @param complete what is asserted of completeness; UNKNOWN keeps what is known
   */
  public DeferredPartition asserting(IndexPartition partition, Ternary disjoint, Ternary complete) {
    Inputs inputs = new Inputs();
    var computation = new Computation.Asserting(inputs.take(partition), disjoint, complete);
    return partition("assertion", partition.colours(), knownParent(partition), computation, inputs);
  }

  /**
   * {@return the partition of a space whose pieces are its points in the pieces of another
   * partition}
   *
   * @param partition the partition to mirror
   * @param space the space that is partitioned
   */
  public DeferredPartition mirror(IndexPartition partition, IndexSpace space) {
    Inputs inputs = new Inputs();
    var computation = new Computation.Mirror(inputs.take(partition), new Operand.Given<>(space));
    return partition(
        "mirror of a partition", partition.colours(), Optional.of(space), computation, inputs);
  }

  /**
   * {@return the partition of a space whose pieces are its points in the pieces of another
   * partition} Its parent is known when the space is.
   *
   * @param partition the partition to mirror
   * @param space the space that is partitioned
   */
  public DeferredPartition mirror(IndexPartition partition, Deferred<IndexSpace> space) {
    Inputs inputs = new Inputs();
    var computation = new Computation.Mirror(inputs.take(partition), inputs.take(space));
    return partition(
        "mirror of a partition", partition.colours(), Optional.empty(), computation, inputs);
  }

  private DeferredPartition partition(
      String what,
      Rect colours,
      Optional<IndexSpace> parent,
      Computation<IndexPartition> computation,
      Inputs inputs) {
    return new DeferredPartition(
        colours, parent, operations.compute(what, IndexPartition.class, computation, inputs));
  }

  /** The space that is partitioned, unless that is itself computed. */
  private static Optional<IndexSpace> knownParent(IndexPartition partition) {
    return partition instanceof DeferredPartition deferred
        ? deferred.knownParent()
        : Optional.of(partition.parentSpace());
  }

  private static void checkColumns(RegionColumns columns, int wanted, String what) {
    if (columns.fields().length() != wanted) {
      throw new IllegalArgumentException(
          "%s hold %s of %d coordinates, but %d fields are named; name one for each coordinate"
              .formatted(columns, what, wanted, columns.fields().length()));
    }
  }

  private static void checkColours(String what, IndexPartition a, IndexPartition b) {
    if (!a.colours().equals(b.colours())) {
      throw new IllegalArgumentException(
          "%s: one partition has colours %s, the other %s; give partitions by the same colours"
              .formatted(what, a.colours(), b.colours()));
    }
  }
}
