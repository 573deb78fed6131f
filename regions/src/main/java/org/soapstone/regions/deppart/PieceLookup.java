package org.soapstone.regions.deppart;

import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;

/**
 * Finds the pieces that meet a box: a {@link RectTree} over the bounds of short runs of the pieces'
 * boxes.
 *
 * <p>Neighbours in a piece's canonical order lie close together, so that a run of them is tested as
 * one box first; the tree is that much smaller than one over all boxes.
 */
final class PieceLookup {
  private static final int RUN = 16;

  private final IndexSpace[] pieces;
  private final RectTree tree;
  private final int[] owners;
  private final int[] firsts;

  /** Over the pieces, all of these dimensions; the array is kept. */
  PieceLookup(int dims, IndexSpace[] pieces) {
    this.pieces = pieces;
    List<Rect> runs = new ArrayList<>();
    List<Integer> ownerOfRun = new ArrayList<>();
    List<Integer> firstOfRun = new ArrayList<>();
    for (int i = 0; i < pieces.length; i++) {
      int count = pieces[i].rectCount();
      for (int first = 0; first < count; first += RUN) {
        runs.add(bounds(pieces[i], first, Math.min(first + RUN, count)));
        ownerOfRun.add(i);
        firstOfRun.add(first);
      }
    }
    this.tree = new RectTree(dims, runs);
    this.owners = Ints.toArray(ownerOfRun);
    this.firsts = Ints.toArray(firstOfRun);
  }

  private static Rect bounds(IndexSpace piece, int from, int to) {
    if (to - from == piece.rectCount()) {
      return piece.bounds();
    }
    long[] lo = new long[piece.dims()];
    long[] hi = new long[piece.dims()];
    for (int d = 0; d < lo.length; d++) {
      lo[d] = piece.rectLo(from, d);
      hi[d] = piece.rectHi(from, d);
      for (int i = from + 1; i < to; i++) {
        lo[d] = Math.min(lo[d], piece.rectLo(i, d));
        hi[d] = Math.max(hi[d], piece.rectHi(i, d));
      }
    }
    return Rect.of(lo, hi);
  }

  /** The indices of the pieces that share a point with a box. */
  BitSet overlapping(Rect box) {
    BitSet found = new BitSet(pieces.length);
    tree.query(
        box,
        run -> {
          int owner = owners[run];
          if (!found.get(owner) && meets(pieces[owner], firsts[run], box)) {
            found.set(owner);
          }
          return true;
        });
    return found;
  }

  private static boolean meets(IndexSpace piece, int first, Rect box) {
    int end = Math.min(first + RUN, piece.rectCount());
    for (int i = first; i < end; i++) {
      boolean meets = true;
      for (int d = 0; d < box.dims() && meets; d++) {
        meets = piece.rectLo(i, d) <= box.hi(d) && piece.rectHi(i, d) >= box.lo(d);
      }
      if (meets) {
        return true;
      }
    }
    return false;
  }
}
