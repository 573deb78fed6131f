package org.soapstone.tasks.analysis;

import java.util.Arrays;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.Rect;

/**
 * Brings the current value of a requirement's points into one instance: adopts, copies, fills and
 * folds what is missing, and no more. Reused from requirement to requirement.
 */
final class Materializer {
  private final InstanceTable instances;
  private final SourceSelector sources;
  private final Movements movements;
  private final FoldTree foldTree;
  private Part[] subset = new Part[8];

  Materializer(InstanceTable instances, SourceSelector sources) {
    this.instances = instances;
    this.sources = sources;
    movements = new Movements(instances);
    foldTree = new FoldTree(instances, movements);
  }

  /**
   * {@return an instance that after this holds the value of the parts}
   *
   * @param memory the memory it is wanted in
   * @param extent the rect that it covers
   * @param fields the fields that it holds
   * @param reuse whether another instance in that memory, which holds the points already, will do
   */
  int materialize(
      Parts parts, int memory, Rect extent, FieldSet fields, boolean reuse, Emitter emitter) {
    boolean isSettled = parts.isSettled();
    if (!isSettled) {
      adopt(parts, memory, emitter);
    }
    int target = reuse ? reusable(parts, memory, fields) : -1;
    if (target < 0) {
      target = instances.value(memory, extent, fields, parts.space());
    }
    bringBase(parts, target, emitter);
    if (!isSettled) {
      foldPending(parts, target, emitter);
    }
    return target;
  }

  /** Brings the value of the parts into an instance. */
  void materialize(Parts parts, int target, Emitter emitter) {
    boolean isSettled = parts.isSettled();
    if (!isSettled) {
      adopt(parts, instances.memory(target), emitter);
    }
    bringBase(parts, target, emitter);
    if (!isSettled) {
      foldPending(parts, target, emitter);
    }
  }

  /**
   * The instance, of those that hold the base of all points, that has held the first points'
   * longest; or −1.
   */
  private int reusable(Parts parts, int memory, FieldSet fields) {
    if (parts.count() == 0) {
      return -1;
    }
    Rect bounds = parts.space().bounds();
    Part first = parts.get(0);
    int candidates = first.adopted >= 0 ? 1 : first.set.validCount;
    for (int i = 0; i < candidates; i++) {
      int candidate = first.adopted >= 0 ? first.adopted : first.set.valid[i];
      if (instances.memory(candidate) == memory
          && instances.spec(candidate).rect().contains(bounds)
          && instances.spec(candidate).fields().contains(fields)
          && parts.isValid(candidate)) {
        return candidate;
      }
    }
    return -1;
  }

  /**
   * Where the first pending reduction goes onto a fill of its identity, its result takes the fill's
   * place.
   */
  private void adopt(Parts parts, int memory, Emitter emitter) {
    while (true) {
      Reduction reduction = null;
      for (int i = 0; i < parts.count(); i++) {
        Part part = parts.get(i);
        if (part.folded == 0 && part.set.adopts()) {
          reduction = earlier(reduction, part.next().reduction);
        }
      }
      if (reduction == null) {
        return;
      }
      int count = 0;
      for (int i = 0; i < parts.count(); i++) {
        Part part = parts.get(i);
        if (part.folded == 0 && part.set.adopts() && part.next().reduction == reduction) {
          addToSubset(count++, part);
        }
      }
      foldTree.fold(subset, count, memory, parts, emitter);
      for (int i = 0; i < count; i++) {
        subset[i].adopted = subset[i].result;
        subset[i].folded = 1;
      }
    }
  }

  private void bringBase(Parts parts, int target, Emitter emitter) {
    int targetMemory = instances.memory(target);
    EquivalenceSet last = null;
    int lastSource = -1;
    boolean any = false;
    for (int i = 0; i < parts.count(); i++) {
      Part part = parts.get(i);
      if (part.isValid(target)) {
        continue;
      }
      any = true;
      EquivalenceSet set = part.set;
      if (part.adopted >= 0) {
        movements.addCopy(part.adopted, target, part);
      } else if (set.fill != null) {
        movements.addFill(set.fill, target, part);
      } else {
        if (last == null || !sameValid(last, set)) {
          lastSource = sources.select(set, targetMemory, emitter);
          last = set;
        }
        movements.addCopy(lastSource, target, part);
      }
    }
    if (any) {
      movements.emit(parts.space(), emitter);
    }
  }

  private static boolean sameValid(EquivalenceSet a, EquivalenceSet b) {
    return Arrays.equals(a.valid, 0, a.validCount, b.valid, 0, b.validCount);
  }

  /** Folds the pending reductions in program order, each for all points that have it. */
  private void foldPending(Parts parts, int target, Emitter emitter) {
    int memory = instances.memory(target);
    while (true) {
      Reduction reduction = null;
      for (int i = 0; i < parts.count(); i++) {
        if (parts.get(i).isPending()) {
          reduction = earlier(reduction, parts.get(i).next().reduction);
        }
      }
      if (reduction == null) {
        return;
      }
      int count = 0;
      for (int i = 0; i < parts.count(); i++) {
        Part part = parts.get(i);
        if (part.isPending() && part.next().reduction == reduction) {
          addToSubset(count++, part);
        }
      }
      foldTree.fold(subset, count, memory, parts, emitter);
      for (int i = 0; i < count; i++) {
        movements.addFold(subset[i].result, target, reduction.operator, subset[i]);
        subset[i].folded++;
      }
      movements.emit(parts.space(), emitter);
    }
  }

  private static Reduction earlier(Reduction a, Reduction b) {
    return a == null || b.sequence < a.sequence ? b : a;
  }

  private void addToSubset(int at, Part part) {
    if (at == subset.length) {
      subset = Arrays.copyOf(subset, at * 2);
    }
    subset[at] = part;
  }
}
