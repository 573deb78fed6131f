package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * Computes whether a partition is disjoint and complete, from its pieces.
 *
 * <p>Volumes decide first: pieces that hold more points than the parent overlap, pieces that hold
 * fewer leave some out, and once one property is known, equality of the volumes is the other. Else
 * overlaps are looked up in a {@link RectTree}, and coverage by the union of the pieces.
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
    List<Rect> rects = rects(partition);
    RectTree tree = new RectTree(partition.parentSpace().dims(), rects);
    for (int i = 0; i < rects.size(); i++) {
      int self = i;
      if (!tree.query(rects.get(i), other -> other == self)) {
        return false;
      }
    }
    return true;
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
    return IndexSpace.of(rects(partition)).volume() == parentVolume;
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

  private static List<Rect> rects(IndexPartition partition) {
    List<Rect> rects = new ArrayList<>();
    partition.colours().forEachPoint(colour -> partition.space(colour).forEachRect(rects::add));
    return rects;
  }
}
