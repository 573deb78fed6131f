package org.soapstone.regions.deppart;

import com.google.common.base.Suppliers;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/** A partition that holds each of its pieces, by the colours' row-major order. */
final class ListedPartition extends AbstractPartition {
  /** An array of pieces for each colour: 2^26 colours are half a gigabyte of references already. */
  private static final long MAX_COLOURS = 1L << 26;

  private final IndexSpace[] pieces;
  private final Supplier<PieceLookup> lookup;

  private ListedPartition(
      IndexSpace parent, Rect colours, IndexSpace[] pieces, Ternary disjoint, Ternary complete) {
    super(parent, colours, disjoint, complete);
    this.pieces = pieces;
    this.lookup = Suppliers.memoize(() -> new PieceLookup(parent.dims(), pieces));
  }

  /** Makes the pieces now, in row-major order of the colours. */
  static ListedPartition make(
      IndexSpace parent,
      Rect colours,
      Ternary disjoint,
      Ternary complete,
      Function<Point, IndexSpace> piece) {
    IndexSpace[] pieces = new IndexSpace[countColours(colours)];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = piece.apply(colours.delinearize(i));
    }
    return new ListedPartition(parent, colours, pieces, disjoint, complete);
  }

  /** Takes pieces that were made, in row-major order of the colours; the array is given away. */
  static ListedPartition of(
      IndexSpace parent, Rect colours, IndexSpace[] pieces, Ternary disjoint, Ternary complete) {
    if (pieces.length != colours.volume()) {
      throw new IllegalArgumentException(
          "%d pieces are given for the colours %s, which are %d; give one for each"
              .formatted(pieces.length, colours, colours.volume()));
    }
    return new ListedPartition(parent, colours, pieces, disjoint, complete);
  }

  /** The same pieces as those of any partition. */
  static ListedPartition copyOf(IndexPartition partition, Ternary disjoint, Ternary complete) {
    return make(partition.parentSpace(), partition.colours(), disjoint, complete, partition::space);
  }

  /** How many colours there are; refused if they are too many to list. */
  static int countColours(Rect colours) {
    if (colours.volume() > MAX_COLOURS) {
      throw new IllegalArgumentException(
          "colours %s are %d, more than the %d that pieces can be listed for; use fewer colours"
              .formatted(colours, colours.volume(), MAX_COLOURS));
    }
    return (int) colours.volume();
  }

  @Override
  ListedPartition withProperties(Ternary disjoint, Ternary complete) {
    return new ListedPartition(parentSpace(), colours(), pieces, disjoint, complete);
  }

  @Override
  IndexSpace piece(Point colour) {
    return pieces[(int) colours().linearize(colour)];
  }

  @Override
  public List<Point> coloursOverlapping(Rect rect) {
    BitSet found = lookup.get().overlapping(rect);
    return found.stream().mapToObj(index -> colours().delinearize(index)).toList();
  }
}
