package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;
import org.soapstone.regions.deppart.AffineRectMap.Range;
import org.soapstone.regions.deppart.AffineRectMap.Window;

/**
 * The operators that make partitions; pure functions.
 *
 * <p>Each says what it infers of disjointness and completeness; the rest is computed when asked.
 */
public final class Partitions {
  private Partitions() {}

  /**
   * {@return the split of a box into equal parts along each dimension}
   *
   * <p>Part i of d over an extent of n is {@code [⌊i·n/d⌋ .. ⌊(i+1)·n/d⌋ - 1]} from the low end:
   * sizes differ by at most one, and where d is above n some are empty. Disjoint and complete.
   * O(1), and so is each piece.
   *
   * @param space a dense space
   * @param colours the grid of colours, of the same dimensions, not empty
   * @throws IllegalArgumentException if the space is sparse, the dimensions differ or there is no
   *     colour
   */
  public static IndexPartition equal(IndexSpace space, Rect colours) {
    if (!space.isDense()) {
      throw new IllegalArgumentException(
          "an equal partition needs a dense space, but %s is sparse; use blocks".formatted(space));
    }
    if (space.dims() != colours.dims()) {
      throw new IllegalArgumentException(
          "space %s has %d dimensions but colours %s have %d; give one count for each dimension"
              .formatted(space, space.dims(), colours, colours.dims()));
    }
    List<Axis> axes = new ArrayList<>();
    Rect box = space.bounds();
    for (int d = 0; d < box.dims() && !colours.isEmpty(); d++) {
      axes.add(new Axis.Equal(d, box.lo(d), box.extent(d), colours.lo(d), colours.extent(d)));
    }
    return new StructuredPartition(space, colours, axes, List.of(), Ternary.YES);
  }

  /**
   * {@return the split of a space into tiles of one size, counted from the low corner of its
   * bounds}
   *
   * <p>The colours start at 0; tiles at the high ends are cut off. A sparse space's pieces are its
   * points in each tile. Disjoint and complete. O(1), and so is each piece of a dense space.
   *
   * @param space the space
   * @param tile the extent of a tile in each dimension, at least 1
   * @throws IllegalArgumentException if the dimensions differ or an extent is less than 1
   */
  public static IndexPartition blocks(IndexSpace space, long... tile) {
    Rect box = space.bounds();
    if (tile.length != box.dims()) {
      throw new IllegalArgumentException(
          "space %s has %d dimensions but tile %s has %d; give one extent for each dimension"
              .formatted(space, box.dims(), Arrays.toString(tile), tile.length));
    }
    long[] counts = new long[tile.length];
    List<Axis> axes = new ArrayList<>();
    for (int d = 0; d < tile.length; d++) {
      if (tile[d] < 1) {
        throw new IllegalArgumentException(
            "tile %s: the extent in dimension %d is %d, must be >= 1"
                .formatted(Arrays.toString(tile), d, tile[d]));
      }
      counts[d] = Math.max(1, Math.ceilDiv(box.extent(d), tile[d]));
      axes.add(new Axis.Block(d, box.lo(d), box.hi(d), tile[d]));
    }
    return new StructuredPartition(space, Rect.ofExtents(counts), axes, List.of(), Ternary.YES);
  }

  /**
   * {@return the partition with these pieces}
   *
   * <p>The colours are the bounding box of the keys; a colour that is no key has an empty piece.
   *
   * @param parent the space that is partitioned
   * @param pieces a piece for each colour, at least one
   * @throws IllegalArgumentException if there is none, the colours' dimensions differ, or a piece
   *     is not inside the parent
   */
  public static IndexPartition explicit(IndexSpace parent, Map<Point, IndexSpace> pieces) {
    if (pieces.isEmpty()) {
      throw new IllegalArgumentException(
          "no piece is given for a partition of %s; give at least one".formatted(parent));
    }
    Rect colours =
        pieces.keySet().stream().sorted().map(Rect::ofPoint).reduce(Rect::boundingUnion).get();
    pieces.keySet().stream().sorted().forEach(colour -> checkPiece(parent, colour, pieces));
    IndexSpace nothing = IndexSpace.empty(parent.dims());
    return ListedPartition.make(
        parent,
        colours,
        Ternary.UNKNOWN,
        Ternary.UNKNOWN,
        colour -> pieces.getOrDefault(colour, nothing));
  }

  private static void checkPiece(IndexSpace parent, Point colour, Map<Point, IndexSpace> pieces) {
    IndexSpace piece = pieces.get(colour);
    if (piece.dims() != parent.dims()) {
      throw new IllegalArgumentException(
          "piece %s is %s with %d dimensions, but the parent %s has %d; give it those"
              .formatted(colour, piece, piece.dims(), parent, parent.dims()));
    }
    if (!parent.contains(piece)) {
      throw new IllegalArgumentException(
          "piece %s is %s, of which %s is outside the parent %s; leave that out"
              .formatted(colour, piece, piece.difference(parent), parent));
    }
  }

  /**
   * {@return the partition of a target whose pieces are what a map needs for a source's pieces}
   *
   * <p>The piece of a colour is the target's points in the map of each box of the source's piece.
   * Where the source is structured and the map affine the result is structured, O(1) for each
   * piece, and its disjointness and completeness are decided dimension by dimension; else nothing
   * is inferred, and all pieces are made now.
   *
   * @param source the partition to map
   * @param map from the source's points to the target's
   * @param target the space that is partitioned
   * @throws IllegalArgumentException if the dimensions differ or the map leaves the range of a
   *     {@code long}
   */
  public static IndexPartition image(IndexPartition source, RectMap map, IndexSpace target) {
    checkDims("source", source.parentSpace(), map.sourceDims(), map);
    checkDims("target", target, map.targetDims(), map);
    if (map instanceof AffineRectMap affine
        && source instanceof StructuredPartition structured
        && source.parentSpace().isDense()) {
      return structuredImage(structured, affine, target);
    }
    return ListedPartition.make(
        target,
        source.colours(),
        Ternary.UNKNOWN,
        Ternary.UNKNOWN,
        colour -> image(source.space(colour), map, target));
  }

  private static IndexSpace image(IndexSpace source, RectMap map, IndexSpace target) {
    List<Rect> rects = new ArrayList<>();
    source.forEachRect(rect -> rects.add(target.bounds().intersection(map.apply(rect))));
    return rects.isEmpty()
        ? IndexSpace.empty(target.dims())
        : target.intersection(IndexSpace.of(rects));
  }

  private static IndexPartition structuredImage(
      StructuredPartition source, AffineRectMap map, IndexSpace target) {
    Rect clamp = target.bounds();
    List<Axis> axes = new ArrayList<>();
    boolean[] used = new boolean[map.sourceDims()];
    for (int t = 0; t < map.targetDims(); t++) {
      axes.add(
          switch (map.dimension(t)) {
            case Range range ->
                new Axis.Fixed(
                    Math.max(clamp.lo(t), range.lo()), Math.min(clamp.hi(t), range.hi()));
            case Window window -> {
              used[window.source()] = true;
              yield new Axis.Mapped(
                  source.axes().get(window.source()), window, clamp.lo(t), clamp.hi(t));
            }
          });
    }
    List<Axis> guards = new ArrayList<>(source.guards());
    for (int s = 0; s < used.length; s++) {
      if (!used[s] && !source.axes().get(s).neverEmpty()) {
        guards.add(source.axes().get(s));
      }
    }
    return new StructuredPartition(target, source.colours(), axes, guards, Ternary.UNKNOWN);
  }

  /**
   * {@return the partition of a domain whose pieces are the points that need a target's pieces}
   *
   * <p>The piece of a colour is the points p of the domain for which the map of p shares a point
   * with the target's piece. Where the target is structured, the map affine and no domain dimension
   * is tied to two colour dimensions, the result is structured and decided dimension by dimension.
   * Else it is inferred to be disjoint if the target is and the map is {@linkplain
   * RectMap#isPointValued point-valued}, and complete if the target is and an affine map stays in
   * its parent.
   *
   * @param domain the space that is partitioned
   * @param map from the domain's points to the target's
   * @param target the partition to map back
   * @throws IllegalArgumentException if the dimensions differ or the map leaves the range of a
   *     {@code long}
   */
  public static IndexPartition preimage(IndexSpace domain, RectMap map, IndexPartition target) {
    checkDims("domain", domain, map.sourceDims(), map);
    checkDims("target", target.parentSpace(), map.targetDims(), map);
    if (!(map instanceof AffineRectMap affine)) {
      return PointwisePreimage.of(domain, map, target);
    }
    if (target instanceof StructuredPartition structured && target.parentSpace().isDense()) {
      List<Axis> axes = new ArrayList<>();
      List<Axis> guards = new ArrayList<>(structured.guards());
      if (preimageAxes(domain.bounds(), affine, structured, axes, guards)) {
        return new StructuredPartition(domain, target.colours(), axes, guards, Ternary.UNKNOWN);
      }
    }
    boolean within = target.parentSpace().contains(IndexSpace.of(affine.apply(domain.bounds())));
    return ListedPartition.make(
        domain,
        target.colours(),
        map.isPointValued() && target.disjoint() == Ternary.YES ? Ternary.YES : Ternary.UNKNOWN,
        within && target.complete() == Ternary.YES ? Ternary.YES : Ternary.UNKNOWN,
        colour -> preimage(domain, affine, target.space(colour)));
  }

  private static IndexSpace preimage(IndexSpace domain, AffineRectMap map, IndexSpace target) {
    List<Rect> rects = new ArrayList<>();
    target.forEachRect(rect -> rects.add(map.preimage(rect, domain.bounds())));
    return rects.isEmpty()
        ? IndexSpace.empty(domain.dims())
        : domain.intersection(IndexSpace.of(rects));
  }

  /** Fills axes and guards of a structured preimage; false if a dimension needs two colours. */
  private static boolean preimageAxes(
      Rect domain,
      AffineRectMap map,
      StructuredPartition target,
      List<Axis> axes,
      List<Axis> guards) {
    for (int s = 0; s < domain.dims(); s++) {
      axes.add(new Axis.Fixed(domain.lo(s), domain.hi(s)));
    }
    for (int t = 0; t < map.targetDims(); t++) {
      Axis axis = target.axes().get(t);
      switch (map.dimension(t)) {
        case Range range -> guards.add(new Axis.Both(new Axis.Fixed(range.lo(), range.hi()), axis));
        case Window window -> {
          int s = window.source();
          Axis inverse = new Axis.Mapped(axis, window.inverse(t), domain.lo(s), domain.hi(s));
          Axis known = axes.get(s);
          if (!Axis.Both.possible(known, inverse)) {
            return false;
          }
          axes.set(s, known instanceof Axis.Fixed ? inverse : new Axis.Both(known, inverse));
        }
      }
    }
    return true;
  }

  /**
   * {@return the partition whose pieces are what the pieces of both have in common}
   *
   * <p>Disjoint if either is; not complete if either is not.
   *
   * @param a a partition
   * @param b another of the same parent and colours
   * @throws IllegalArgumentException if parents or colours differ
   */
  public static IndexPartition intersection(IndexPartition a, IndexPartition b) {
    boolean disjoint = a.disjoint() == Ternary.YES || b.disjoint() == Ternary.YES;
    boolean missing = a.complete() == Ternary.NO || b.complete() == Ternary.NO;
    return pointwise(
        a,
        b,
        disjoint ? Ternary.YES : Ternary.UNKNOWN,
        missing ? Ternary.NO : Ternary.UNKNOWN,
        IndexSpace::intersection);
  }

  /**
   * {@return the partition whose pieces are those of one without those of another}
   *
   * <p>Disjoint if the first is; not complete if the first is not.
   *
   * @param a the partition to take from
   * @param b the partition to take away, of the same parent and colours
   * @throws IllegalArgumentException if parents or colours differ
   */
  public static IndexPartition difference(IndexPartition a, IndexPartition b) {
    return pointwise(
        a,
        b,
        a.disjoint() == Ternary.YES ? Ternary.YES : Ternary.UNKNOWN,
        a.complete() == Ternary.NO ? Ternary.NO : Ternary.UNKNOWN,
        IndexSpace::difference);
  }

  /**
   * {@return the partition whose pieces are the unions of those of both}
   *
   * <p>Not disjoint if either is not; complete if either is.
   *
   * @param a a partition
   * @param b another of the same parent and colours
   * @throws IllegalArgumentException if parents or colours differ
   */
  public static IndexPartition union(IndexPartition a, IndexPartition b) {
    boolean aliased = a.disjoint() == Ternary.NO || b.disjoint() == Ternary.NO;
    boolean complete = a.complete() == Ternary.YES || b.complete() == Ternary.YES;
    return pointwise(
        a,
        b,
        aliased ? Ternary.NO : Ternary.UNKNOWN,
        complete ? Ternary.YES : Ternary.UNKNOWN,
        IndexSpace::union);
  }

  private static IndexPartition pointwise(
      IndexPartition a,
      IndexPartition b,
      Ternary disjoint,
      Ternary complete,
      BinaryOperator<IndexSpace> operator) {
    if (!a.parentSpace().equals(b.parentSpace()) || !a.colours().equals(b.colours())) {
      throw new IllegalArgumentException(
          "%s and %s cannot be combined; give partitions of one space by the same colours"
              .formatted(a, b));
    }
    return ListedPartition.make(
        a.parentSpace(),
        a.colours(),
        disjoint,
        complete,
        colour -> operator.apply(a.space(colour), b.space(colour)));
  }

  private static void checkDims(String what, IndexSpace space, int dims, RectMap map) {
    if (space.dims() != dims) {
      throw new IllegalArgumentException(
          "%s %s has %d dimensions, but map %s takes %d; use a map of those dimensions"
              .formatted(what, space, space.dims(), map, dims));
    }
  }
}
