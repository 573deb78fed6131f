package org.soapstone.tasks.analysis;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.soapstone.regions.Rect;

/** The pieces that a lookup found; reused from lookup to lookup. */
final class Hits<P extends Piece> {
  /** Up to here insertion sort is the faster one; lookups mostly find a few pieces. */
  private static final int INSERTION_SORT = 24;

  P[] pieces;
  int count;

  Hits(IntFunction<P[]> arrays) {
    pieces = arrays.apply(8);
  }

  void clear() {
    count = 0;
  }

  void add(P piece) {
    if (count == pieces.length) {
      pieces = Arrays.copyOf(pieces, count * 2);
    }
    pieces[count++] = piece;
  }

  /** Orders by low corner, row-major: a canonical order, whatever the index looks like. */
  void sort() {
    if (count > INSERTION_SORT) {
      Arrays.sort(pieces, 0, count, (a, b) -> compare(a.rect, b.rect));
      return;
    }
    for (int i = 1; i < count; i++) {
      P piece = pieces[i];
      int at = i;
      while (at > 0 && compare(pieces[at - 1].rect, piece.rect) > 0) {
        pieces[at] = pieces[at - 1];
        at--;
      }
      pieces[at] = piece;
    }
  }

  private static int compare(Rect a, Rect b) {
    for (int d = 0; d < a.dims(); d++) {
      if (a.lo(d) != b.lo(d)) {
        return a.lo(d) < b.lo(d) ? -1 : 1;
      }
    }
    return 0;
  }
}
