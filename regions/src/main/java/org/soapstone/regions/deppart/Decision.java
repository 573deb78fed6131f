package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * Decides whether a structured partition is disjoint and complete, one colour dimension at a time.
 *
 * <p>A piece is the product of its intervals, and each interval depends on one colour dimension. So
 * two pieces share a point exactly if along every colour dimension their intervals meet; and where
 * each colour dimension moves one axis only, the union of the pieces is the product of the unions
 * of their intervals. The ends of an axis grow with the colour, so that neighbours decide. Cost:
 * the sum of the colours along each dimension.
 *
 * <p>Where the parent is sparse, pieces that meet may meet where it has no points: only the answers
 * "disjoint" and "complete" carry over.
 */
final class Decision {
  private final StructuredPartition partition;
  private final Rect bounds;
  private final boolean dense;
  private boolean anyPiece = true;
  private boolean neighboursMeet;
  private boolean covers = true;
  private boolean product = true;

  Decision(StructuredPartition partition) {
    this.partition = partition;
    this.bounds = partition.parentSpace().bounds();
    this.dense = partition.parentSpace().isDense();
    for (int c = Axis.NONE; c < partition.colours().dims(); c++) {
      sweep(c);
    }
  }

  Ternary disjoint() {
    if (!anyPiece || !neighboursMeet) {
      return Ternary.YES;
    }
    return dense ? Ternary.NO : Ternary.UNKNOWN;
  }

  Ternary complete() {
    if (bounds.isEmpty()) {
      return Ternary.YES;
    }
    if (!anyPiece) {
      return Ternary.NO;
    }
    if (!covers) {
      return dense ? Ternary.NO : Ternary.UNKNOWN;
    }
    return product ? Ternary.YES : Ternary.UNKNOWN;
  }

  /**
   * Walks the colours along a dimension; those whose pieces are empty whatever else are skipped.
   */
  private void sweep(int c) {
    List<Integer> targets = new ArrayList<>();
    List<Axis> axes = new ArrayList<>();
    for (int t = 0; t < partition.axes().size(); t++) {
      if (partition.axes().get(t).colourDimension() == c) {
        targets.add(t);
        axes.add(partition.axes().get(t));
      }
    }
    int moved = axes.size();
    for (Axis guard : partition.guards()) {
      if (guard.colourDimension() == c) {
        axes.add(guard);
      }
    }
    long[] lo = new long[axes.size()];
    long[] hi = new long[axes.size()];
    long[] before = new long[moved];
    long[] next = new long[moved];
    boolean[] done = new boolean[moved];
    for (int i = 0; i < moved; i++) {
      next[i] = bounds.lo(targets.get(i));
    }
    boolean any = false;
    long first = c == Axis.NONE ? 0 : partition.colours().lo(c);
    long count = c == Axis.NONE ? 1 : partition.colours().extent(c);
    for (long k = 0; k < count; k++) {
      boolean some = true;
      for (int i = 0; i < axes.size(); i++) {
        some &= axes.get(i).interval(first + k, lo, hi, i);
      }
      if (!some) {
        continue;
      }
      boolean meets = any;
      for (int i = 0; i < moved; i++) {
        meets &= lo[i] <= before[i];
        before[i] = hi[i];
        if (!done[i]) {
          covers &= lo[i] <= next[i];
          done[i] = hi[i] >= bounds.hi(targets.get(i));
          next[i] = done[i] ? next[i] : Math.max(next[i], hi[i] + 1);
        }
      }
      neighboursMeet |= meets;
      any = true;
    }
    anyPiece &= any;
    for (int i = 0; i < moved; i++) {
      covers &= done[i];
    }
    product &= c == Axis.NONE || moved <= 1;
  }
}
