package org.soapstone.tasks.analysis;

import com.google.common.primitives.Ints;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.regions.Rect;

/**
 * Points, over the fields of a {@link FieldGroup}, with one and the same history (Bauer et al.,
 * "Visibility Algorithms for Dynamic Dependence Analysis and Distributed Coherence", PPoPP 2023).
 *
 * <p>The value of the points is the base with the pending reductions folded in, in order. The base
 * is in every valid instance; if there is a fill, it is the fill's value, too. One of the two is
 * always there.
 */
final class EquivalenceSet extends Piece {
  private static final int[] NO_INSTANCES = {};
  private static final PendingReduction[] NO_REDUCTIONS = {};

  /** The instances that hold the base, in the order in which they became valid. */
  int[] valid = NO_INSTANCES;

  int validCount;

  /** The base, if it is one value; null otherwise. */
  FillValue fill;

  /** In program order. */
  PendingReduction[] pending = NO_REDUCTIONS;

  int pendingCount;

  EquivalenceSet(Rect rect) {
    super(rect);
  }

  boolean isValid(int instance) {
    for (int i = 0; i < validCount; i++) {
      if (valid[i] == instance) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether the first pending reduction may take the place of the base} */
  boolean adopts() {
    return fill != null && pendingCount > 0 && pending[0].reduction.vanishesOnto(fill);
  }

  /** Says what is known of the points; reductions are counted back from the tree's latest. */
  void describe(List<Object> out, long reductions) {
    out.add(rect);
    out.add(Ints.asList(Arrays.copyOf(valid, validCount)));
    out.add(Optional.ofNullable(fill));
    for (int i = 0; i < pendingCount; i++) {
      PendingReduction entry = pending[i];
      out.add(reductions - entry.reduction.sequence);
      out.add(entry.reduction.points);
      out.add(entry.reduction.operator);
      out.add(Ints.asList(Arrays.copyOf(entry.points, entry.count)));
      out.add(Ints.asList(Arrays.copyOf(entry.buffers, entry.count)));
    }
  }

  /** {@return the same history for other points} */
  EquivalenceSet copy(Rect points, InstanceTable instances) {
    EquivalenceSet copy = new EquivalenceSet(points);
    copy.valid = Arrays.copyOf(valid, validCount);
    copy.validCount = validCount;
    copy.fill = fill;
    copy.pending = pendingCount == 0 ? NO_REDUCTIONS : Arrays.copyOf(pending, pendingCount);
    copy.pendingCount = pendingCount;
    for (int i = 0; i < validCount; i++) {
      instances.hold(valid[i]);
    }
    for (int i = 0; i < pendingCount; i++) {
      PendingReduction reduction = pending[i].share();
      for (int c = 0; c < reduction.count; c++) {
        instances.hold(reduction.buffers[c]);
      }
    }
    return copy;
  }

  void addValid(int instance, InstanceTable instances) {
    if (validCount == valid.length) {
      valid = Arrays.copyOf(valid, Math.max(2, validCount * 2));
    }
    valid[validCount++] = instance;
    instances.hold(instance);
  }

  void addContribution(Reduction reduction, int point, int buffer, InstanceTable instances) {
    instances.hold(buffer);
    int last = pendingCount - 1;
    if (last >= 0 && pending[last].reduction == reduction) {
      pending[last] = pending[last].with(point, buffer);
      return;
    }
    if (pendingCount == pending.length) {
      pending = Arrays.copyOf(pending, Math.max(2, pendingCount * 2));
    }
    pending[pendingCount++] = new PendingReduction(reduction).with(point, buffer);
  }

  /** Drops the base and the pending reductions: the points are about to be written. */
  void clear(InstanceTable instances) {
    for (int i = 0; i < validCount; i++) {
      instances.release(valid[i]);
    }
    for (int i = 0; i < pendingCount; i++) {
      PendingReduction reduction = pending[i];
      for (int c = 0; c < reduction.count; c++) {
        instances.release(reduction.buffers[c]);
      }
    }
    validCount = 0;
    fill = null;
    Arrays.fill(pending, 0, pendingCount, null);
    pendingCount = 0;
  }
}
