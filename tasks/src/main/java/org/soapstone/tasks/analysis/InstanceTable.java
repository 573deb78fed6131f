package org.soapstone.tasks.analysis;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.graph.InstanceSpec;

/**
 * The instances of one tree, numbered in order of first use: equal specifications have one number
 * and one object.
 *
 * <p>A reduction buffer may be taken again once nothing in it is wanted any more: once no
 * equivalence set has it pending, or valid by adoption. {@link #hold} and {@link #release} count
 * the sets that want it.
 */
final class InstanceTable {
  private final LogicalRegion root;
  private final Map<FamilyKey, Family> families = new HashMap<>();
  private InstanceSpec[] specs = new InstanceSpec[8];
  private int[] memories = new int[8];

  /** For each buffer the family it belongs to; null for instances of values. */
  private Family[] buffers = new Family[8];

  /** For each buffer how many equivalence sets want it. */
  private int[] holds = new int[8];

  private int count;

  /** How many instances lie in memory of the program's own. */
  private int attached;

  /** The homes, which have the lowest numbers. */
  private Home[] homes = {};

  InstanceTable(LogicalRegion root) {
    this.root = root;
  }

  /** Instances that differ by their slot only. The operator is empty for instances of values. */
  private record FamilyKey(int memory, Rect rect, FieldSet fields, String operator) {}

  private static final class Family {
    private int[] members = new int[1];
    private int size;

    /** No slot below is free. */
    private int firstFree;
  }

  int size() {
    return count;
  }

  InstanceSpec spec(int instance) {
    return specs[instance];
  }

  int memory(int instance) {
    return memories[instance];
  }

  List<InstanceSpec> specs() {
    return List.of(Arrays.copyOf(specs, count));
  }

  /** {@return the instance of values with this specification} */
  int value(int memory, Rect rect, FieldSet fields) {
    Family family = family(memory, rect, fields, "");
    if (family.size == 0) {
      add(family, memory, rect, fields, Optional.empty(), null);
    }
    return family.members[0];
  }

  /** {@return a new instance of values that lies in memory of the program's own} */
  int attach(int memory, Rect rect, FieldSet fields) {
    return add(new InstanceSpec(root, memory, rect, fields, Optional.empty(), ++attached), null);
  }

  /** Adds a home; before any other instance. {@return its number} */
  int addHome(Home home) {
    homes = Arrays.copyOf(homes, homes.length + 1);
    homes[homes.length - 1] = home;
    return add(home.spec(), null);
  }

  /** {@return the rect of an instance over the whole region: that of a home that has the points} */
  Rect whole(IndexSpace points, FieldSet fields) {
    for (Home home : homes) {
      if (has(home, points, fields)) {
        return home.spec().rect();
      }
    }
    return root.indexSpace().bounds();
  }

  /**
   * {@return the home with this specification that has the points, if there is one; otherwise the
   * instance of values with it}
   */
  int value(int memory, Rect rect, FieldSet fields, IndexSpace points) {
    for (int h = 0; h < homes.length; h++) {
      InstanceSpec spec = homes[h].spec();
      if (spec.memory() == memory && spec.rect().equals(rect) && has(homes[h], points, fields)) {
        return h;
      }
    }
    return value(memory, rect, fields);
  }

  private static boolean has(Home home, IndexSpace points, FieldSet fields) {
    return home.fields().contains(fields) && home.space().contains(points);
  }

  /** {@return the buffer with this specification and the lowest slot that nobody wants} */
  int buffer(int memory, Rect rect, FieldSet fields, ReductionOperator operator) {
    Family family = family(memory, rect, fields, operator.name());
    while (family.firstFree < family.size && holds[family.members[family.firstFree]] > 0) {
      family.firstFree++;
    }
    if (family.firstFree == family.size) {
      add(family, memory, rect, fields, Optional.of(operator), family);
    }
    return family.members[family.firstFree];
  }

  /** Counts one more equivalence set that wants an instance. */
  void hold(int instance) {
    if (buffers[instance] != null) {
      holds[instance]++;
    }
  }

  /** Counts one equivalence set less. */
  void release(int instance) {
    Family family = buffers[instance];
    if (family != null && --holds[instance] == 0) {
      family.firstFree = Math.min(family.firstFree, specs[instance].slot());
    }
  }

  private Family family(int memory, Rect rect, FieldSet fields, String operator) {
    return families.computeIfAbsent(
        new FamilyKey(memory, rect, fields, operator), _ -> new Family());
  }

  private void add(
      Family family,
      int memory,
      Rect rect,
      FieldSet fields,
      Optional<ReductionOperator> operator,
      Family buffersOf) {
    if (family.size == family.members.length) {
      family.members = Arrays.copyOf(family.members, family.size * 2);
    }
    InstanceSpec spec = new InstanceSpec(root, memory, rect, fields, operator, family.size);
    family.members[family.size++] = add(spec, buffersOf);
  }

  private int add(InstanceSpec spec, Family buffersOf) {
    if (count == specs.length) {
      specs = Arrays.copyOf(specs, count * 2);
      memories = Arrays.copyOf(memories, count * 2);
      buffers = Arrays.copyOf(buffers, count * 2);
      holds = Arrays.copyOf(holds, count * 2);
    }
    specs[count] = spec;
    memories[count] = spec.memory();
    buffers[count] = buffersOf;
    return count++;
  }
}
