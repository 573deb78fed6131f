package org.soapstone.tasks.analysis;

import java.util.Arrays;

/**
 * Combines the contributions to a reduction in their one shape: a balanced binary tree over all
 * points of the launch, the range [lo, hi) split at (lo + hi) / 2, where a point that contributes
 * nothing to an element is passed over for that element. The mapper decides where a fold runs,
 * never the shape, so a float sum has the same bits everywhere.
 *
 * <p>Left (op) right is stored in the buffer of left, or of right if only that one is in the wanted
 * memory and the operator is bitwise commutative.
 */
final class FoldTree {
  private final InstanceTable instances;
  private final Movements movements;
  private Part[] parts = {};
  private int count;
  private int memory;
  private Parts all;
  private Emitter emitter;

  /** For each depth of the tree the right-hand results. */
  private int[][] rights = new int[4][];

  FoldTree(InstanceTable instances, Movements movements) {
    this.instances = instances;
    this.movements = movements;
  }

  /**
   * Emits the folds among the contributions to the next pending reduction of some parts, and sets
   * each part's result.
   *
   * @param some parts whose next pending reductions are of one launch and requirement
   * @param someCount how many
   * @param wantedMemory where the results are wanted
   */
  void fold(Part[] some, int someCount, int wantedMemory, Parts allParts, Emitter itsEmitter) {
    boolean isTrivial = true;
    for (int i = 0; i < someCount; i++) {
      some[i].cursor = 0;
      some[i].result = some[i].next().buffers[0];
      isTrivial &= some[i].next().count == 1;
    }
    if (isTrivial) {
      return;
    }
    parts = some;
    count = someCount;
    memory = wantedMemory;
    all = allParts;
    emitter = itsEmitter;
    int[] results = new int[count];
    fold(0, some[0].next().reduction.points, 0, results);
    for (int i = 0; i < count; i++) {
      some[i].result = results[i];
    }
  }

  /**
   * Folds the contributions of the points [lo, hi); {@code results} gets for each part the buffer,
   * or −1 for none.
   *
   * @return whether there is any; if not, {@code results} is left alone
   */
  private boolean fold(int lo, int hi, int depth, int[] results) {
    if (!anyBelow(hi)) {
      return false;
    }
    if (hi - lo == 1) {
      take(lo, results);
      return true;
    }
    int mid = (lo + hi) >>> 1;
    if (!fold(lo, mid, depth + 1, results)) {
      return fold(mid, hi, depth + 1, results);
    }
    int[] right = right(depth);
    if (fold(mid, hi, depth + 1, right)) {
      merge(results, right);
    }
    return true;
  }

  /** Contributions are taken in ascending order, so those left are not below the current range. */
  private boolean anyBelow(int hi) {
    for (int i = 0; i < count; i++) {
      PendingReduction pending = parts[i].next();
      int cursor = parts[i].cursor;
      if (cursor < pending.count && pending.points[cursor] < hi) {
        return true;
      }
    }
    return false;
  }

  private void take(int point, int[] results) {
    for (int i = 0; i < count; i++) {
      PendingReduction pending = parts[i].next();
      int cursor = parts[i].cursor;
      if (cursor < pending.count && pending.points[cursor] == point) {
        results[i] = pending.buffers[cursor];
        parts[i].cursor++;
      } else {
        results[i] = -1;
      }
    }
  }

  private void merge(int[] lefts, int[] right) {
    Reduction reduction = parts[0].next().reduction;
    for (int i = 0; i < count; i++) {
      int a = lefts[i];
      int b = right[i];
      if (a < 0) {
        lefts[i] = b;
      } else if (b >= 0) {
        boolean intoRight =
            reduction.isCommutative()
                && instances.memory(a) != memory
                && instances.memory(b) == memory;
        lefts[i] = intoRight ? b : a;
        movements.addFold(intoRight ? a : b, lefts[i], reduction.operator, parts[i]);
      }
    }
    movements.emit(all.space(), emitter);
  }

  private int[] right(int depth) {
    if (depth >= rights.length) {
      rights = Arrays.copyOf(rights, depth * 2);
    }
    if (rights[depth] == null || rights[depth].length < count) {
      rights[depth] = new int[count];
    }
    return rights[depth];
  }
}
