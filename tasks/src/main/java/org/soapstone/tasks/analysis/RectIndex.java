package org.soapstone.tasks.analysis;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.soapstone.regions.Rect;

/**
 * Disjoint pieces, found by the points they share with a rect. A few are scanned; many are kept in
 * a {@link RectTree}.
 */
final class RectIndex<P extends Piece> {
  /**
   * Scanning so many boxes costs about as much as walking a tree of them, and changes cost nothing.
   */
  private static final int SCANNED = 16;

  private final IntFunction<P[]> arrays;

  /** While scanning: the pieces, from 0. With a tree: for each leaf its piece. */
  private P[] pieces;

  private int count;

  /** None while scanning. */
  private RectTree tree;

  RectIndex(IntFunction<P[]> arrays) {
    this.arrays = arrays;
    pieces = arrays.apply(1);
  }

  int size() {
    return count;
  }

  void add(P piece) {
    if (tree == null && count == SCANNED) {
      growTree(piece.rect.dims());
    }
    int place = tree == null ? count : tree.insert(piece.rect);
    if (place >= pieces.length) {
      pieces = Arrays.copyOf(pieces, Math.max(place + 1, pieces.length * 2));
    }
    pieces[place] = piece;
    piece.place = place;
    count++;
  }

  void remove(P piece) {
    int place = piece.place;
    count--;
    if (tree == null) {
      P last = pieces[count];
      pieces[place] = last;
      last.place = place;
      pieces[count] = null;
    } else {
      tree.remove(place);
      pieces[place] = null;
      if (count == 0) {
        tree = null;
      }
    }
    piece.place = -1;
  }

  /** Puts a piece, of points near by, in the place of another. */
  void replace(P piece, P replacement) {
    int place = piece.place;
    if (tree != null) {
      tree.replace(place, replacement.rect);
    }
    pieces[place] = replacement;
    replacement.place = place;
    piece.place = -1;
  }

  /** Adds the pieces that share a point with a rect to {@code hits}, in no particular order. */
  void query(Rect rect, Hits<P> hits) {
    if (tree == null) {
      for (int i = 0; i < count; i++) {
        if (pieces[i].rect.intersects(rect)) {
          hits.add(pieces[i]);
        }
      }
      return;
    }
    int found = tree.query(rect);
    for (int i = 0; i < found; i++) {
      hits.add(pieces[tree.found(i)]);
    }
  }

  /** Adds all pieces to {@code hits}. */
  void all(Hits<P> hits) {
    for (P piece : pieces) {
      if (piece != null) {
        hits.add(piece);
      }
    }
  }

  private void growTree(int dims) {
    tree = new RectTree(dims, 4 * SCANNED);
    P[] scanned = pieces;
    pieces = arrays.apply(tree.capacity());
    for (int i = 0; i < count; i++) {
      int leaf = tree.insert(scanned[i].rect);
      pieces[leaf] = scanned[i];
      scanned[i].place = leaf;
    }
  }
}
