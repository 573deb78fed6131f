package org.soapstone.tasks.analysis;

import org.soapstone.regions.Rect;

/** A box of points about which one thing is known; kept in a {@link RectIndex}. */
abstract class Piece {
  final Rect rect;

  /** Where the index keeps this piece; the index's business alone. */
  int place = -1;

  Piece(Rect rect) {
    this.rect = rect;
  }
}
