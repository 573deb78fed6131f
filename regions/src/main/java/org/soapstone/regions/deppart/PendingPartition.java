package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * A partition in the making, filled piece by piece, each colour once.
 *
 * <pre>{@code
 * var pending = PendingPartition.of(nodes, Rect.ofExtents(2));
 * pending.union(Point.of(0), List.of(owned, ghosts));
 * pending.difference(Point.of(1), nodes, List.of(owned, ghosts));
 * IndexPartition parts = pending.build();
 * }</pre>
 *
 * <p>A call that is refused changes nothing: what was filled before stays, and the colour can still
 * be filled. One thread at a time.
 */
public final class PendingPartition {
  private static final int NAMED_COLOURS = 8;

  private final IndexSpace parent;
  private final Rect colours;
  private final IndexSpace[] pieces;

  private PendingPartition(IndexSpace parent, Rect colours) {
    if (colours.isEmpty()) {
      throw new IllegalArgumentException(
          "the colours of a pending partition of %s are empty; give at least one colour"
              .formatted(parent));
    }
    this.parent = parent;
    this.colours = colours;
    this.pieces = new IndexSpace[ListedPartition.countColours(colours)];
  }

  /**
   * {@return a pending partition without any piece yet}
   *
   * @param parent the space that is partitioned
   * @param colours the colours to fill
   * @throws IllegalArgumentException if there is no colour, or more than can be listed
   */
  public static PendingPartition of(IndexSpace parent, Rect colours) {
    return new PendingPartition(parent, colours);
  }

  /** {@return the space that is partitioned} */
  public IndexSpace parentSpace() {
    return parent;
  }

  /** {@return the colours to fill} */
  public Rect colours() {
    return colours;
  }

  /**
   * Fills a piece.
   *
   * @param colour the colour to fill
   * @param piece its points, which may be none
   * @return this
   * @throws IllegalArgumentException if the colour is not one of the colours or is filled already,
   *     or the piece is not inside the parent
   */
  public PendingPartition piece(Point colour, IndexSpace piece) {
    int index = free(colour);
    PartitionErrors.checkPiece(parent, colour, piece);
    pieces[index] = piece;
    return this;
  }

  /**
   * Fills a piece with the union of spaces.
   *
   * @param colour the colour to fill
   * @param spaces what to join; none makes an empty piece
   * @return this
   * @throws IllegalArgumentException as {@link #piece}
   */
  public PendingPartition union(Point colour, Collection<IndexSpace> spaces) {
    free(colour);
    return piece(
        colour, spaces.isEmpty() ? IndexSpace.empty(parent.dims()) : IndexSpace.union(spaces));
  }

  /**
   * Fills a piece with what spaces have in common.
   *
   * @param colour the colour to fill
   * @param spaces what to intersect, at least one
   * @return this
   * @throws IllegalArgumentException as {@link #piece}, or if no space is given
   */
  public PendingPartition intersection(Point colour, Collection<IndexSpace> spaces) {
    free(colour);
    return piece(
        colour,
        spaces.stream()
            .reduce(IndexSpace::intersection)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "colour %s: no space to intersect is given; give at least one"
                        .formatted(colour))));
  }

  /**
   * Fills a piece with what a space holds beyond others.
   *
   * @param colour the colour to fill
   * @param from the space to take from
   * @param spaces what to take away; may be none
   * @return this
   * @throws IllegalArgumentException as {@link #piece}
   */
  public PendingPartition difference(Point colour, IndexSpace from, Collection<IndexSpace> spaces) {
    free(colour);
    return piece(colour, spaces.isEmpty() ? from : from.difference(IndexSpace.union(spaces)));
  }

  /** {@return the colours not filled yet, in row-major order} */
  public List<Point> missing() {
    List<Point> missing = new ArrayList<>();
    for (int i = 0; i < pieces.length; i++) {
      if (pieces[i] == null) {
        missing.add(colours.delinearize(i));
      }
    }
    return List.copyOf(missing);
  }

  /**
   * {@return the partition of the filled pieces; nothing is inferred of it}
   *
   * @throws IllegalArgumentException if a colour is not filled
   */
  public IndexPartition build() {
    List<Point> missing = missing();
    if (!missing.isEmpty()) {
      List<Point> named = missing.subList(0, Math.min(NAMED_COLOURS, missing.size()));
      throw new IllegalArgumentException(
          ("the pending partition of %s by colours %s lacks the pieces of %d colours: %s%s; "
                  + "fill each, with an empty space where it has no point")
              .formatted(
                  parent,
                  colours,
                  missing.size(),
                  named,
                  named.size() < missing.size() ? ", ..." : ""));
    }
    return ListedPartition.of(parent, colours, pieces.clone(), Ternary.UNKNOWN, Ternary.UNKNOWN);
  }

  /** The index of a colour that can be filled. */
  private int free(Point colour) {
    PartitionErrors.checkColour(colours, colour);
    int index = (int) colours.linearize(colour);
    if (pieces[index] != null) {
      throw new IllegalArgumentException(
          "colour %s of the pending partition of %s is filled already, with %s; fill each once"
              .formatted(colour, parent, pieces[index]));
    }
    return index;
  }
}
