package org.soapstone.regions.deppart;

import com.google.common.base.Suppliers;
import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/** A partition that holds each of its pieces, by the colours' row-major order. */
final class ListedPartition extends AbstractPartition {
  /** An array of pieces for each colour: 2^26 colours are half a gigabyte of references already. */
  private static final long MAX_COLOURS = 1L << 26;

  private final IndexSpace[] pieces;
  private final Supplier<Lookup> lookup;

  private ListedPartition(
      IndexSpace parent, Rect colours, IndexSpace[] pieces, Ternary disjoint, Ternary complete) {
    super(parent, colours, disjoint, complete);
    this.pieces = pieces;
    this.lookup = Suppliers.memoize(() -> new Lookup(parent.dims(), pieces));
  }

  /** Makes the pieces now, in row-major order of the colours. */
  static ListedPartition make(
      IndexSpace parent,
      Rect colours,
      Ternary disjoint,
      Ternary complete,
      Function<Point, IndexSpace> piece) {
    checkColours(colours);
    List<IndexSpace> pieces = new ArrayList<>((int) colours.volume());
    colours.forEachPoint(colour -> pieces.add(piece.apply(colour)));
    return new ListedPartition(
        parent, colours, pieces.toArray(IndexSpace[]::new), disjoint, complete);
  }

  static void checkColours(Rect colours) {
    if (colours.volume() > MAX_COLOURS) {
      throw new IllegalArgumentException(
          "colours %s are %d, more than the %d that pieces can be listed for; use fewer colours"
              .formatted(colours, colours.volume(), MAX_COLOURS));
    }
  }

  @Override
  IndexSpace piece(Point colour) {
    return pieces[(int) colours().linearize(colour)];
  }

  @Override
  public List<Point> coloursOverlapping(Rect rect) {
    Lookup known = lookup.get();
    BitSet found = new BitSet(pieces.length);
    known.tree.query(
        rect,
        index -> {
          found.set(known.owners[index]);
          return true;
        });
    return found.stream().mapToObj(index -> colours().delinearize(index)).toList();
  }

  /** The boxes of all pieces, findable, each with the piece it belongs to. */
  private static final class Lookup {
    final RectTree tree;
    final int[] owners;

    Lookup(int dims, IndexSpace[] pieces) {
      List<Rect> rects = new ArrayList<>();
      List<Integer> owners = new ArrayList<>();
      for (int i = 0; i < pieces.length; i++) {
        for (Rect rect : pieces[i].rects()) {
          rects.add(rect);
          owners.add(i);
        }
      }
      this.tree = new RectTree(dims, rects);
      this.owners = Ints.toArray(owners);
    }
  }
}
