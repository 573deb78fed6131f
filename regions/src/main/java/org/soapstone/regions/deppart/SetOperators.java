package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/** The operators that combine the pieces of partitions with each other and with spaces. */
final class SetOperators {
  private SetOperators() {}

  static IndexPartition intersection(IndexPartition a, IndexPartition b) {
    checkAlike(a, b);
    if (a instanceof StructuredPartition left && b instanceof StructuredPartition right) {
      Optional<IndexPartition> structured = structuredIntersection(left, right);
      if (structured.isPresent()) {
        return structured.get();
      }
    }
    return pointwise(
        a,
        b,
        yesIfEither(a.disjoint(), b.disjoint()),
        noIfEither(a.complete(), b.complete()),
        IndexSpace::intersection);
  }

  private static Ternary yesIfEither(Ternary a, Ternary b) {
    return a == Ternary.YES || b == Ternary.YES ? Ternary.YES : Ternary.UNKNOWN;
  }

  private static Ternary noIfEither(Ternary a, Ternary b) {
    return a == Ternary.NO || b == Ternary.NO ? Ternary.NO : Ternary.UNKNOWN;
  }

  /**
   * Dimension by dimension, where no dimension is tied to two colour dimensions. What the rules
   * would conclude from undecided formulas, the formulas of the result decide when asked.
   */
  private static Optional<IndexPartition> structuredIntersection(
      StructuredPartition a, StructuredPartition b) {
    List<Axis> axes = new ArrayList<>();
    for (int t = 0; t < a.axes().size(); t++) {
      if (!Axis.Both.possible(a.axes().get(t), b.axes().get(t))) {
        return Optional.empty();
      }
      axes.add(new Axis.Both(a.axes().get(t), b.axes().get(t)));
    }
    List<Axis> guards = new ArrayList<>(a.guards());
    guards.addAll(b.guards());
    Ternary disjoint = yesIfEither(a.keptDisjoint(), b.keptDisjoint());
    Ternary complete = noIfEither(a.keptComplete(), b.keptComplete());
    return Optional.of(
        new StructuredPartition(a.parentSpace(), a.colours(), axes, guards, disjoint, complete));
  }

  static IndexPartition difference(IndexPartition a, IndexPartition b) {
    checkAlike(a, b);
    return pointwise(
        a,
        b,
        a.disjoint() == Ternary.YES ? Ternary.YES : Ternary.UNKNOWN,
        a.complete() == Ternary.NO ? Ternary.NO : Ternary.UNKNOWN,
        IndexSpace::difference);
  }

  static IndexPartition union(IndexPartition a, IndexPartition b) {
    checkAlike(a, b);
    return pointwise(
        a,
        b,
        noIfEither(a.disjoint(), b.disjoint()),
        yesIfEither(a.complete(), b.complete()),
        IndexSpace::union);
  }

  private static void checkAlike(IndexPartition a, IndexPartition b) {
    if (!a.parentSpace().equals(b.parentSpace()) || !a.colours().equals(b.colours())) {
      throw new IllegalArgumentException(
          "%s and %s cannot be combined; give partitions of one space by the same colours"
              .formatted(a, b));
    }
  }

  private static IndexPartition pointwise(
      IndexPartition a,
      IndexPartition b,
      Ternary disjoint,
      Ternary complete,
      BinaryOperator<IndexSpace> operator) {
    return ListedPartition.make(
        a.parentSpace(),
        a.colours(),
        disjoint,
        complete,
        colour -> operator.apply(a.space(colour), b.space(colour)));
  }

  static IndexSpace unionOf(IndexPartition partition) {
    return partition.complete() == Ternary.YES ? partition.parentSpace() : unionOfPieces(partition);
  }

  /** The union, whatever is known of the properties. */
  static IndexSpace unionOfPieces(IndexPartition partition) {
    if (Coverage.suits(partition)) {
      return Coverage.of(partition).toSpace();
    }
    List<IndexSpace> pieces = new ArrayList<>();
    partition.colours().forEachPoint(colour -> pieces.add(partition.space(colour)));
    return IndexSpace.union(pieces);
  }

  static IndexPartition mirror(IndexPartition partition, IndexSpace space) {
    checkDims(partition.parentSpace(), space);
    boolean inside = partition.parentSpace().contains(space);
    boolean around = space.contains(partition.parentSpace());
    if (partition instanceof StructuredPartition structured
        && (inside || partition.parentSpace().isDense())) {
      Rect clamp = space.bounds();
      List<Axis> axes = new ArrayList<>();
      for (int t = 0; t < clamp.dims(); t++) {
        Axis within = new Axis.Fixed(clamp.lo(t), clamp.hi(t));
        axes.add(new Axis.Both(structured.axes().get(t), within));
      }
      return new StructuredPartition(
          space,
          structured.colours(),
          axes,
          structured.guards(),
          mirrorDisjoint(structured.keptDisjoint(), around),
          mirrorComplete(structured.keptComplete(), inside, around));
    }
    return ListedPartition.make(
        space,
        partition.colours(),
        mirrorDisjoint(partition.disjoint(), around),
        mirrorComplete(partition.complete(), inside, around),
        colour -> partition.space(colour).intersection(space));
  }

  private static Ternary mirrorDisjoint(Ternary disjoint, boolean around) {
    return around || disjoint == Ternary.YES ? disjoint : Ternary.UNKNOWN;
  }

  private static Ternary mirrorComplete(Ternary complete, boolean inside, boolean around) {
    if (!inside) {
      return Ternary.NO;
    }
    return around || complete == Ternary.YES ? complete : Ternary.UNKNOWN;
  }

  private static void checkDims(IndexSpace a, IndexSpace b) {
    if (a.dims() != b.dims()) {
      throw new IllegalArgumentException(
          "space %s has %d dimensions but space %s has %d; give spaces of the same dimensions"
              .formatted(a, a.dims(), b, b.dims()));
    }
  }

  /** The partition of the first parent by pairs of colours. */
  static IndexPartition cross(IndexPartition first, IndexPartition second) {
    checkDims(first.parentSpace(), second.parentSpace());
    Rect colours = pairs(first.colours(), second.colours());
    IndexSpace[] pieces = new IndexSpace[ListedPartition.countColours(colours)];
    int seconds = (int) second.colours().volume();
    IndexSpace nothing = IndexSpace.empty(first.parentSpace().dims());
    for (int i = 0; i < pieces.length; i += seconds) {
      IndexSpace piece = first.space(first.colours().delinearize(i / seconds));
      Arrays.fill(pieces, i, i + seconds, nothing);
      for (Point colour : second.coloursOverlapping(piece.bounds())) {
        int at = i + (int) second.colours().linearize(colour);
        pieces[at] = piece.intersection(second.space(colour));
      }
    }
    boolean disjoint = first.disjoint() == Ternary.YES && second.disjoint() == Ternary.YES;
    boolean complete =
        first.complete() == Ternary.YES
            && second.complete() == Ternary.YES
            && second.parentSpace().contains(first.parentSpace());
    boolean missing =
        first.complete() == Ternary.NO || !second.parentSpace().contains(first.parentSpace());
    return ListedPartition.of(
        first.parentSpace(),
        colours,
        pieces,
        disjoint ? Ternary.YES : Ternary.UNKNOWN,
        complete ? Ternary.YES : missing ? Ternary.NO : Ternary.UNKNOWN);
  }

  private static Rect pairs(Rect a, Rect b) {
    int dims = a.dims() + b.dims();
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    for (int d = 0; d < dims; d++) {
      lo[d] = d < a.dims() ? a.lo(d) : b.lo(d - a.dims());
      hi[d] = d < a.dims() ? a.hi(d) : b.hi(d - a.dims());
    }
    return Rect.of(lo, hi);
  }
}
