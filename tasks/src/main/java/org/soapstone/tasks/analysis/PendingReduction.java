package org.soapstone.tasks.analysis;

import java.util.Arrays;

/**
 * The contributions of one {@link Reduction} to the points of an equivalence set: launch points in
 * ascending order, each with its buffer. Sets that were one set share these lists until one of them
 * gets another contribution.
 */
final class PendingReduction {
  final Reduction reduction;
  int[] points = new int[2];
  int[] buffers = new int[2];
  int count;
  private boolean shared;

  PendingReduction(Reduction reduction) {
    this.reduction = reduction;
  }

  PendingReduction share() {
    shared = true;
    return this;
  }

  /** {@return this, or where it is shared a copy, with one more contribution} */
  PendingReduction with(int point, int buffer) {
    PendingReduction target = this;
    if (shared) {
      target = new PendingReduction(reduction);
      target.points = Arrays.copyOf(points, count + 1);
      target.buffers = Arrays.copyOf(buffers, count + 1);
      target.count = count;
    } else if (count == points.length) {
      points = Arrays.copyOf(points, count * 2);
      buffers = Arrays.copyOf(buffers, count * 2);
    }
    target.points[target.count] = point;
    target.buffers[target.count++] = buffer;
    return target;
  }
}
