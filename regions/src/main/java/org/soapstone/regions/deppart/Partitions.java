package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * The operators that make partitions from spaces, maps given as code, and other partitions; pure
 * functions.
 *
 * <p>Each says what it infers of disjointness and completeness; the rest is computed when asked.
 */
public final class Partitions {
  private Partitions() {}

  /**
   * {@return the split of a space into equal parts: {@link #equal(IndexSpace, Rect, long)} with
   * granularity 1}
   *
   * @param space the space
   * @param colours the colours, not empty, of the space's dimensions or of one
   * @throws IllegalArgumentException if the dimensions do not fit or there is no colour
   */
  public static IndexPartition equal(IndexSpace space, Rect colours) {
    return equal(space, colours, 1);
  }

  /**
   * {@return the split of a space into equal parts, cut at multiples of a granularity only}
   *
   * <p>Part i of d over an extent of n is {@code [⌊i·n/d⌋ .. ⌊(i+1)·n/d⌋ - 1]} from the low end:
   * sizes differ by at most one, and where d is above n some are empty. With a granularity, n
   * counts granules, the last of which may be cut off. What is split so:
   *
   * <ul>
   *   <li>colours of the space's dimensions: each dimension of the bounds, into a grid (O(1), and
   *       so is each piece of a dense space);
   *   <li>colours of one dimension: the points in row-major order, so that the volumes differ by at
   *       most a granule, however the points lie (O(boxes + pieces)).
   * </ul>
   *
   * <p>Disjoint and complete.
   *
   * @param space the space
   * @param colours the colours, not empty, of the space's dimensions or of one
   * @param granularity at least 1
   * @throws IllegalArgumentException if the dimensions do not fit, there is no colour, or the
   *     granularity is less than 1
   */
  public static IndexPartition equal(IndexSpace space, Rect colours, long granularity) {
    checkGranularity(granularity);
    if (colours.dims() != space.dims() && colours.dims() != 1) {
      throw new IllegalArgumentException(
          ("space %s has %d dimensions but colours %s have %d; "
                  + "give one count for each dimension, or one for all")
              .formatted(space, space.dims(), colours, colours.dims()));
    }
    if (colours.dims() == 1 && !(space.isDense() && space.dims() == 1)) {
      return RowMajorCuts.partition(
          space, colours, i -> Shares.cut(i, colours.volume(), space.volume(), granularity));
    }
    List<Axis> axes = new ArrayList<>();
    Rect box = space.bounds();
    for (int d = 0; d < box.dims() && !colours.isEmpty(); d++) {
      axes.add(
          new Axis.Equal(
              d, box.lo(d), box.extent(d), colours.lo(d), colours.extent(d), granularity));
    }
    return new StructuredPartition(space, colours, axes, List.of(), Ternary.YES, Ternary.YES);
  }

  /**
   * {@return the split of a space into parts with volumes in proportion to weights}
   *
   * <p>The points in row-major order are cut into runs. With W the sum of all weights and w of
   * those before a colour, in row-major order of the colours, its run starts behind ⌊w·n/W⌋
   * granules of n, the last of which may be cut off. So no piece is more than a granule off its
   * share, and a colour of weight 0 has an empty piece. Disjoint and complete. O(boxes + pieces).
   *
   * @param space the space
   * @param colours the colours, of any dimensions
   * @param weights one for each colour, in row-major order, none negative, not all 0
   * @param granularity the least number of points that is not cut, at least 1
   * @throws IllegalArgumentException if an argument is out of range, or the sum of the weights is
   *     beyond a {@code long}
   */
  public static IndexPartition weights(
      IndexSpace space, Rect colours, long[] weights, long granularity) {
    checkGranularity(granularity);
    if (weights.length != colours.volume()) {
      throw new IllegalArgumentException(
          "%d weights are given for the colours %s, which are %d; give one for each"
              .formatted(weights.length, colours, colours.volume()));
    }
    long[] before = new long[weights.length + 1];
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] < 0 || before[i] + weights[i] < 0) {
        throw new IllegalArgumentException(
            "the weight of colour %s is %d, must be >= 0 and the sum of all at most %d"
                .formatted(colours.delinearize(i), weights[i], Long.MAX_VALUE));
      }
      before[i + 1] = before[i] + weights[i];
    }
    long sum = before[weights.length];
    if (sum == 0) {
      throw new IllegalArgumentException(
          "the weights of all colours %s are 0; give at least one more".formatted(colours));
    }
    return RowMajorCuts.partition(
        space, colours, i -> Shares.cut(before[(int) i], sum, space.volume(), granularity));
  }

  private static void checkGranularity(long granularity) {
    if (granularity < 1) {
      throw new IllegalArgumentException("granularity is " + granularity + ", must be >= 1");
    }
  }

  /**
   * {@return the split of a space into tiles of one size, counted from the low corner of its
   * bounds}
   *
   * <p>The colours start at 0; else as {@link #blocks(IndexSpace, Point, long...)}.
   *
   * @param space the space
   * @param tile the extent of a tile in each dimension, at least 1
   * @throws IllegalArgumentException if the dimensions differ or an extent is less than 1
   */
  public static IndexPartition blocks(IndexSpace space, long... tile) {
    return blocks(space, space.bounds().lo(), tile);
  }

  /**
   * {@return the split of a space into tiles of one size, counted from an origin}
   *
   * <p>Colour c is the tile from {@code origin + c·tile}; the colours are those of the tiles that
   * meet the space's bounds, and negative below the origin. Tiles at the ends are cut off. A sparse
   * space's pieces are its points in each tile. Disjoint and complete. O(1), and so is each piece
   * of a dense space.
   *
   * @param space the space
   * @param origin the low corner of tile 0, inside the space or not
   * @param tile the extent of a tile in each dimension, at least 1
   * @throws IllegalArgumentException if the dimensions differ, an extent is less than 1, or the
   *     space is farther from the origin than a {@code long} counts
   */
  public static IndexPartition blocks(IndexSpace space, Point origin, long... tile) {
    Rect box = space.bounds();
    if (tile.length != box.dims() || origin.dims() != box.dims()) {
      boolean tileDiffers = tile.length != box.dims();
      throw new IllegalArgumentException(
          "space %s has %d dimensions but %s %s has %d; give one extent for each dimension"
              .formatted(
                  space,
                  box.dims(),
                  tileDiffers ? "tile" : "origin",
                  tileDiffers ? Arrays.toString(tile) : origin,
                  tileDiffers ? tile.length : origin.dims()));
    }
    long[] lo = new long[tile.length];
    long[] hi = new long[tile.length];
    List<Axis> axes = new ArrayList<>();
    for (int d = 0; d < tile.length; d++) {
      if (tile[d] < 1) {
        throw new IllegalArgumentException(
            "tile %s: the extent in dimension %d is %d, must be >= 1"
                .formatted(Arrays.toString(tile), d, tile[d]));
      }
      if (!box.isEmpty()) {
        lo[d] = Math.floorDiv(box.lo().minus(origin).coordinate(d), tile[d]);
        hi[d] = Math.floorDiv(box.hi().minus(origin).coordinate(d), tile[d]);
      }
      axes.add(new Axis.Block(d, origin.coordinate(d), box.lo(d), box.hi(d), tile[d]));
    }
    return new StructuredPartition(
        space, Rect.of(lo, hi), axes, List.of(), Ternary.YES, Ternary.YES);
  }

  /**
   * {@return the partition whose pieces are what a map says of each colour, within the space}
   *
   * <p>Blocks, haloed blocks, strips, diagonals: whatever follows from the colour. Where the map is
   * affine the result is structured, O(1) for each piece, and decided dimension by dimension: it is
   * disjoint where the map's step is at least its width in some dimension that tells all colours
   * apart, and complete where it leaves no gap. Else nothing is inferred.
   *
   * @param space the space that is partitioned
   * @param colours the colours, not empty
   * @param map from colours to boxes of the space's dimensions
   * @throws IllegalArgumentException if the dimensions differ, there is no colour, or the map
   *     leaves the range of a {@code long}
   */
  public static IndexPartition restriction(IndexSpace space, Rect colours, RectMap map) {
    return MapOperators.restriction(space, colours, map);
  }

  /**
   * {@return the partition whose pieces are a box moved by a transform of the colour, within the
   * space}
   *
   * <p>The piece of colour c is the space's points in {@code extent + transform · c}. As {@link
   * #restriction(IndexSpace, Rect, RectMap)}; structured where no row of the transform has a
   * negative factor or two that are not 0.
   *
   * @param space the space that is partitioned
   * @param colours the colours, not empty
   * @param transform a row for each dimension of the space, with a factor for each dimension of the
   *     colours
   * @param extent the piece of the colour at the origin, before it is cut off
   * @throws IllegalArgumentException if the dimensions differ, there is no colour, or a piece
   *     leaves the range of a {@code long}
   */
  public static IndexPartition restriction(
      IndexSpace space, Rect colours, long[][] transform, Rect extent) {
    return restriction(space, colours, LinearMap.of(colours.dims(), transform, extent));
  }

  /**
   * {@return the partition with these pieces, whose colours are the bounding box of the keys}
   *
   * <p>A colour that is no key has an empty piece. Nothing is inferred.
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
    return explicit(parent, colours, pieces);
  }

  /**
   * {@return the partition with these pieces}
   *
   * <p>A colour that is no key has an empty piece. Nothing is inferred.
   *
   * @param parent the space that is partitioned
   * @param colours the colours, not empty
   * @param pieces the pieces of some of the colours
   * @throws IllegalArgumentException if there is no colour, a key is not one of them, or a piece is
   *     not inside the parent
   */
  public static IndexPartition explicit(
      IndexSpace parent, Rect colours, Map<Point, IndexSpace> pieces) {
    pieces.keySet().stream()
        .sorted()
        .forEach(colour -> {
          PartitionErrors.checkColour(colours, colour);
          PartitionErrors.checkPiece(parent, colour, pieces.get(colour));
        });
    IndexSpace nothing = IndexSpace.empty(parent.dims());
    return ListedPartition.make(
        parent,
        colours,
        Ternary.UNKNOWN,
        Ternary.UNKNOWN,
        colour -> pieces.getOrDefault(colour, nothing));
  }

  /**
   * {@return the partition whose pieces are unions of boxes, which may overlap}
   *
   * <p>As {@link #explicit(IndexSpace, Rect, Map)}.
   *
   * @param parent the space that is partitioned
   * @param colours the colours, not empty
   * @param rects the boxes of some of the colours
   * @throws IllegalArgumentException if there is no colour, a key is not one of them, dimensions
   *     differ, or a box is not inside the parent
   */
  public static IndexPartition explicitRects(
      IndexSpace parent, Rect colours, Map<Point, ? extends Collection<Rect>> rects) {
    Map<Point, IndexSpace> pieces = new LinkedHashMap<>();
    rects.forEach((colour, boxes) ->
        pieces.put(
            colour, boxes.isEmpty() ? IndexSpace.empty(parent.dims()) : IndexSpace.of(boxes)));
    return explicit(parent, colours, pieces);
  }

  /**
   * {@return the partition of a target whose pieces are what a map needs for a source's pieces}
   *
   * <p>The piece of a colour is the target's points in the map of each box of the source's piece.
   * Where the source is structured and the map affine the result is structured, O(1) for each
   * piece, and its disjointness and completeness are decided dimension by dimension; else nothing
   * is inferred, and all pieces are made now. Where windows leave gaps the map of a box holds them
   * too: {@link #exactImage} leaves them out.
   *
   * @param source the partition to map
   * @param map from the source's points to the target's
   * @param target the space that is partitioned
   * @throws IllegalArgumentException if the dimensions differ or the map leaves the range of a
   *     {@code long}
   */
  public static IndexPartition image(IndexPartition source, RectMap map, IndexSpace target) {
    return MapOperators.image(source, map, target);
  }

  /**
   * {@return the partition of a target whose pieces are what a map needs for the single points of a
   * source's pieces}
   *
   * <p>The piece of a colour is the target's points in the map of some point of the source's piece,
   * and no others. As {@link #image}, which it is where the map is affine, leaves no gap and uses
   * no source dimension twice; else boxes are mapped in slices one point thick along the dimensions
   * that are to blame, and point by point where the map is not affine.
   *
   * @param source the partition to map
   * @param map from the source's points to the target's
   * @param target the space that is partitioned
   * @throws IllegalArgumentException if the dimensions differ or the map leaves the range of a
   *     {@code long}
   */
  public static IndexPartition exactImage(IndexPartition source, RectMap map, IndexSpace target) {
    return MapOperators.exactImage(source, map, target);
  }

  /**
   * {@return the {@link #image} without the pieces of another partition of the target}
   *
   * <p>With the source itself to take away: the ghosts around its pieces. Disjoint if the image is.
   *
   * @param source the partition to map
   * @param map from the source's points to the target's
   * @param without what to take away, a partition of the target by the source's colours
   * @throws IllegalArgumentException if the dimensions or colours differ, or the map leaves the
   *     range of a {@code long}
   */
  public static IndexPartition imageDifference(
      IndexPartition source, RectMap map, IndexPartition without) {
    return difference(image(source, map, without.parentSpace()), without);
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
    return MapOperators.preimage(domain, map, target);
  }

  /**
   * {@return the partition whose pieces are what the pieces of both have in common}
   *
   * <p>Disjoint if either is; not complete if either is not. Structured where both are and no
   * dimension is tied to two colour dimensions.
   *
   * @param a a partition
   * @param b another of the same parent and colours
   * @throws IllegalArgumentException if parents or colours differ
   */
  public static IndexPartition intersection(IndexPartition a, IndexPartition b) {
    return SetOperators.intersection(a, b);
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
    return SetOperators.difference(a, b);
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
    return SetOperators.union(a, b);
  }

  /**
   * {@return the points that are in any piece; O(1) where the partition is known to be complete}
   *
   * @param partition the partition
   */
  public static IndexSpace unionOf(IndexPartition partition) {
    return SetOperators.unionOf(partition);
  }

  /**
   * {@return the partition of another space whose pieces are its points in a partition's pieces}
   *
   * <p>Disjoint if the partition is, complete if the partition is and its parent holds the space;
   * where the space holds the parent, what is known carries over; not complete where the parent
   * does not hold the space. Structured where the partition is and its parent is dense or holds the
   * space.
   *
   * @param partition the partition to mirror
   * @param space the space that is partitioned, inside the partition's parent or not
   * @throws IllegalArgumentException if the dimensions differ
   */
  public static IndexPartition mirror(IndexPartition partition, IndexSpace space) {
    return SetOperators.mirror(partition, space);
  }

  /**
   * {@return the partitions of each of a partition's pieces by the pieces of another}
   *
   * @param first the partition whose pieces are partitioned
   * @param second the partition to partition them by
   * @throws IllegalArgumentException if the spaces have different dimensions
   */
  public static CrossProduct cross(IndexPartition first, IndexPartition second) {
    return new CrossProduct(first, second);
  }
}
