package org.soapstone.regions.deppart;

import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/** The checks that several operators share, each with its one sentence. */
final class PartitionErrors {
  private PartitionErrors() {}

  static void checkColour(Rect colours, Point colour) {
    if (colour.dims() != colours.dims() || !colours.contains(colour)) {
      throw new IllegalArgumentException(
          "colour %s is not one of the colours %s of this partition; use one of them"
              .formatted(colour, colours));
    }
  }

  static void checkPiece(IndexSpace parent, Point colour, IndexSpace piece) {
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
}
