package org.soapstone.tasks.analysis;

import java.util.Arrays;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;

/**
 * The parts of the equivalence sets that one requirement of one point touches, ordered by field
 * group and then row-major, and what becomes of the sets. Reused from requirement to requirement.
 */
final class Parts {
  private final InstanceTable instances;
  private final Hits<EquivalenceSet> hits = new Hits<>(EquivalenceSet[]::new);
  private Part[] parts = {};
  private int count;
  private FieldGroup[] groups = new FieldGroup[1];
  private int groupCount;
  private IndexSpace space;
  private int deepest;

  Parts(InstanceTable instances) {
    this.instances = instances;
  }

  int count() {
    return count;
  }

  Part get(int i) {
    return parts[i];
  }

  IndexSpace space() {
    return space;
  }

  int groupCount() {
    return groupCount;
  }

  FieldGroup group(int i) {
    return groups[i];
  }

  /** Starts over with the points of a requirement. */
  void begin(IndexSpace points) {
    space = points;
    count = 0;
    groupCount = 0;
  }

  /** Adds the parts of one field group. */
  void gather(FieldGroup group) {
    if (groupCount == groups.length) {
      groups = Arrays.copyOf(groups, groupCount * 2);
    }
    groups[groupCount++] = group;
    if (space.isDense()) {
      gather(group, space.bounds());
      return;
    }
    // A set that several rects meet must be cut by the first before the second looks for it.
    for (Rect rect : space.rects()) {
      int from = count;
      gather(group, rect);
      for (int i = from; i < count; i++) {
        if (parts[i].isPartial) {
          isolate(parts[i]);
        }
      }
    }
  }

  private void gather(FieldGroup group, Rect rect) {
    hits.clear();
    group.sets.query(rect, hits);
    hits.sort();
    while (parts.length < count + hits.count) {
      int old = parts.length;
      parts = Arrays.copyOf(parts, Math.max(8, old * 2));
      for (int i = old; i < parts.length; i++) {
        parts[i] = new Part();
      }
    }
    for (int i = 0; i < hits.count; i++) {
      parts[count++].reset(group, hits.pieces[i], rect);
    }
  }

  /** {@return whether no part has a pending reduction} */
  boolean isSettled() {
    for (int i = 0; i < count; i++) {
      if (parts[i].isPending()) {
        return false;
      }
    }
    return true;
  }

  /** {@return whether an instance holds the base of every part} */
  boolean isValid(int instance) {
    for (int i = 0; i < count; i++) {
      if (!parts[i].isValid(instance)) {
        return false;
      }
    }
    return true;
  }

  /** {@return the most reductions that have ever been pending at one point of the tree} */
  int deepest() {
    return deepest;
  }

  /** {@return the most reductions that are pending at one point of the parts} */
  int mostPending() {
    int most = 0;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, parts[i].set.pendingCount);
    }
    return most;
  }

  /** Cuts a set so that the part is a set of its own. */
  private void isolate(Part part) {
    EquivalenceSet whole = part.set;
    EquivalenceSet inside = whole.copy(part.rect, instances);
    part.group.sets.replace(whole, inside);
    addRest(part);
    part.set = inside;
    part.isPartial = false;
    whole.clear(instances);
  }

  private void addRest(Part part) {
    for (Rect points : part.set.rect.difference(part.rect)) {
      part.group.sets.add(part.set.copy(points, instances));
    }
  }

  /** Records that an instance now holds the value of all parts. */
  void nowValid(int instance) {
    for (int i = 0; i < count; i++) {
      Part part = parts[i];
      boolean hasFolds = part.set.pendingCount > (part.adopted >= 0 ? 1 : 0);
      if (part.adopted < 0 && !hasFolds && part.set.isValid(instance)) {
        continue;
      }
      if (part.isPartial) {
        isolate(part);
      }
      EquivalenceSet set = part.set;
      if (hasFolds || part.adopted >= 0) {
        set.clear(instances);
      }
      if (!hasFolds && part.adopted >= 0 && part.adopted != instance) {
        set.addValid(part.adopted, instances);
      }
      set.addValid(instance, instances);
    }
  }

  /** Records that an instance holds the value of all parts, which nobody has written yet. */
  void nowHeld(int instance) {
    for (int i = 0; i < count; i++) {
      if (parts[i].isPartial) {
        isolate(parts[i]);
      }
      EquivalenceSet set = parts[i].set;
      set.fill = null;
      set.addValid(instance, instances);
    }
  }

  /** Records a contribution to all parts. */
  void nowReduced(Reduction reduction, int point, int buffer) {
    for (int i = 0; i < count; i++) {
      if (parts[i].isPartial) {
        isolate(parts[i]);
      }
      parts[i].set.addContribution(reduction, point, buffer, instances);
      deepest = Math.max(deepest, parts[i].set.pendingCount);
    }
  }

  /**
   * Records that an instance has been written: everything before is dropped, and the points are one
   * set.
   */
  void nowWritten(int instance) {
    dominate(instance, null);
  }

  /**
   * Records that the points have been filled: everything before is dropped, and the points are one
   * set.
   */
  void nowFilled(FillValue value) {
    dominate(-1, value);
  }

  private void dominate(int instance, FillValue value) {
    if (count == 1 && !parts[0].isPartial && parts[0].rect.volume() == space.volume()) {
      EquivalenceSet set = parts[0].set;
      set.clear(instances);
      assign(set, instance, value);
      return;
    }
    for (int i = 0; i < count; i++) {
      Part part = parts[i];
      part.group.sets.remove(part.set);
      if (part.isPartial) {
        addRest(part);
      }
      part.set.clear(instances);
    }
    for (int g = 0; g < groupCount; g++) {
      for (Rect rect : space.rects()) {
        EquivalenceSet set = new EquivalenceSet(rect);
        assign(set, instance, value);
        groups[g].sets.add(set);
      }
    }
  }

  private void assign(EquivalenceSet set, int instance, FillValue value) {
    set.fill = value;
    if (instance >= 0) {
      set.addValid(instance, instances);
    }
  }
}
