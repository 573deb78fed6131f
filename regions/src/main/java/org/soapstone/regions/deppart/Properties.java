package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * Computes whether a partition is disjoint and complete, from its pieces.
 *
 * <p>Volumes decide first: pieces that hold more points than the parent overlap, pieces that hold
 * fewer leave some out, and once one property is known, equality of the volumes is the other. Else
 * the pieces are taken in turn from a {@linkplain Coverage bitmap} of the parent's bounds; where
 * that would be much larger than they are, overlaps are looked up in a {@link RectTree}, and
 * coverage is decided by the union of the pieces.
 */
final class Properties {
  private Properties() {}

  static boolean computeDisjoint(IndexPartition partition) {
    long parentVolume = partition.parentSpace().volume();
    long volume = pieceVolume(partition);
    if (volume > parentVolume) {
      return false;
    }
    if (partition.complete() == Ternary.YES) {
      return volume == parentVolume;
    }
    return sharedPoint(partition).isEmpty();
  }

  static boolean computeComplete(IndexPartition partition) {
    long parentVolume = partition.parentSpace().volume();
    long volume = pieceVolume(partition);
    if (volume < parentVolume) {
      return false;
    }
    if (parentVolume == 0 || partition.disjoint() == Ternary.YES) {
      return true;
    }
    return coveredVolume(partition) == parentVolume;
  }

  /** A point that two pieces share, whatever is known of the properties. */
  static Optional<Point> sharedPoint(IndexPartition partition) {
    return Coverage.suits(partition) ? sharedInBitmap(partition) : sharedInTree(partition);
  }

  /** The number of points in any piece, whatever is known of the properties. */
  static long coveredVolume(IndexPartition partition) {
    return Coverage.suits(partition)
        ? Coverage.of(partition).count()
        : SetOperators.unionOfPieces(partition).volume();
  }

  private static Optional<Point> sharedInBitmap(IndexPartition partition) {
    Coverage coverage = new Coverage(partition.parentSpace().bounds());
    for (long i = 0; i < partition.colours().volume(); i++) {
      IndexSpace piece = partition.space(partition.colours().delinearize(i));
      Optional<Point> taken = coverage.takeNew(piece);
      if (taken.isPresent()) {
        return taken;
      }
    }
    return Optional.empty();
  }

  private static Optional<Point> sharedInTree(IndexPartition partition) {
    List<Rect> rects = new ArrayList<>();
    partition.colours().forEachPoint(colour -> partition.space(colour).forEachRect(rects::add));
    RectTree tree = new RectTree(partition.parentSpace().dims(), rects);
    for (int i = 0; i < rects.size(); i++) {
      int self = i;
      Rect rect = rects.get(i);
      int[] other = {self};
      // The boxes of one piece share no point, so another box is one of another piece.
      boolean alone =
          tree.query(
              rect,
              found -> {
                other[0] = found;
                return found == self;
              });
      if (!alone) {
        return Optional.of(rect.intersection(rects.get(other[0])).lo());
      }
    }
    return Optional.empty();
  }

  /** The sum of the pieces' volumes; the largest long if it is more than the parent's. */
  private static long pieceVolume(IndexPartition partition) {
    long parentVolume = partition.parentSpace().volume();
    long sum = 0;
    for (long i = 0; i < partition.colours().volume(); i++) {
      long volume = partition.space(partition.colours().delinearize(i)).volume();
      if (volume > parentVolume - sum) {
        return Long.MAX_VALUE;
      }
      sum += volume;
    }
    return sum;
  }
}
