package org.soapstone.tasks.analysis;

import org.soapstone.regions.Rect;

/**
 * The points that a requirement shares with an equivalence set, and how far their value has been
 * brought up.
 */
final class Part {
  FieldGroup group;
  EquivalenceSet set;
  Rect rect;

  /** Whether the set has points outside the requirement. */
  boolean isPartial;

  /** The buffer that took the place of the base, or −1. */
  int adopted;

  /** How many of the set's pending reductions are folded in. */
  int folded;

  /** Where the fold of the next pending reduction's contributions is. */
  int result;

  /** Counts the contributions taken while folding. */
  int cursor;

  void reset(FieldGroup itsGroup, EquivalenceSet itsSet, Rect requirement) {
    group = itsGroup;
    set = itsSet;
    isPartial = !requirement.contains(itsSet.rect);
    rect = isPartial ? itsSet.rect.intersection(requirement) : itsSet.rect;
    adopted = -1;
    folded = 0;
  }

  PendingReduction next() {
    return set.pending[folded];
  }

  boolean isPending() {
    return folded < set.pendingCount;
  }

  /** {@return whether an instance holds the base} */
  boolean isValid(int instance) {
    return adopted >= 0 ? adopted == instance : set.isValid(instance);
  }
}
