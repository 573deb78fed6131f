package org.soapstone.tasks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.PhaseBarrier;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.tasks.partitioning.DeferredPartition;

/**
 * What the launches of an inner task may do: on the regions of its requirements no more than those
 * say, field by field; on regions that it made itself, everything.
 */
final class ParentRights {
  private final String parent;
  private final List<Right> rights = new ArrayList<>();
  private final Set<Integer> ownTrees = new HashSet<>();
  private final List<PhaseBarrier> joined;

  private record Right(int tree, IndexSpace space, FieldSet fields, Privilege privilege) {}

  /** The rights of one point of a launch. */
  ParentRights(IndexLaunch launch, Point point) {
    parent = launch.task();
    joined = launch.control().phases().joined();
    for (RegionRequirement requirement : launch.requirements()) {
      rights.add(
          new Right(
              requirement.region().tree(),
              requirement.space(point),
              requirement.fields(),
              requirement.privilege()));
    }
  }

  /** The task has made a tree. */
  void own(LogicalRegion root) {
    ownTrees.add(root.tree());
  }

  /**
   * Checks that the task joined a barrier, which it has not made itself.
   *
   * @throws IllegalArgumentException if it has not
   */
  void check(PhaseBarrier barrier) {
    if (!joined.contains(barrier)) {
      throw new IllegalArgumentException(
          "phase barrier '%s' was not joined by task '%s'; launch that with IndexLaunch.joins"
              .formatted(barrier.name(), parent));
    }
  }

  /**
   * Checks what a launch asks for.
   *
   * @throws IllegalArgumentException if it is more than the task has
   */
  void check(IndexLaunch launch) {
    List<RegionRequirement> requirements = launch.requirements();
    for (int r = 0; r < requirements.size(); r++) {
      RegionRequirement requirement = requirements.get(r);
      LogicalRegion region = requirement.region();
      if (ownTrees.contains(region.tree())) {
        continue;
      }
      String where =
          "launch '%s' of task '%s', requirement %d on region '%s'"
              .formatted(launch.provenance(), launch.task(), r, region.name());
      for (int f = requirement.fields().next(0); f >= 0; f = requirement.fields().next(f + 1)) {
        IndexSpace allowed = allowed(region, f, requirement.privilege(), where);
        if (!allowed.contains(region.indexSpace())) {
          checkPoints(launch, requirement, allowed, where);
        }
      }
    }
  }

  /**
   * Checks what a fill asks for.
   *
   * @throws IllegalArgumentException if it is more than the task has
   */
  void check(FillLaunch fill) {
    String where = "fill '%s' of region '%s'".formatted(fill.provenance(), fill.region().name());
    checkWrites(fill.region(), fill.fields(), where);
  }

  /**
   * Checks that all of a region may be overwritten.
   *
   * @throws IllegalArgumentException if the task may not
   */
  void checkWrites(LogicalRegion region, FieldSet fields, String where) {
    if (ownTrees.contains(region.tree())) {
      return;
    }
    for (int f = fields.next(0); f >= 0; f = fields.next(f + 1)) {
      IndexSpace allowed = allowed(region, f, Privilege.writeDiscard(), where);
      if (!allowed.contains(region.indexSpace())) {
        throw outside(where, region.indexSpace(), allowed);
      }
    }
  }

  /** The points of a field on which the task has a privilege, at least one. */
  private IndexSpace allowed(LogicalRegion region, int field, Privilege asked, String where) {
    List<IndexSpace> spaces = new ArrayList<>();
    List<Privilege> has = new ArrayList<>();
    for (Right right : rights) {
      if (right.tree == region.tree() && right.fields.contains(field)) {
        has.add(right.privilege);
        if (includes(right.privilege, asked)) {
          spaces.add(right.space);
        }
      }
    }
    if (!spaces.isEmpty()) {
      return spaces.size() == 1 ? spaces.getFirst() : IndexSpace.union(spaces);
    }
    String name =
        field < region.fieldSpace().size()
            ? region.fieldSpace().field(field).name()
            : String.valueOf(field);
    throw new IllegalArgumentException(
        has.isEmpty()
            ? "%s: field '%s' is not among the privileges of task '%s', which launches it; add it to a requirement of that task or drop it here"
                .formatted(where, name, parent)
            : "%s: asks for %s on field '%s', but task '%s', which launches it, has %s; ask for less here or for more there"
                .formatted(where, asked, name, parent, has));
  }

  private static boolean includes(Privilege has, Privilege asked) {
    return switch (has) {
      case Privilege.Read _ -> asked instanceof Privilege.Read;
      case Privilege.ReadWrite _, Privilege.WriteDiscard _ -> true;
      case Privilege.Reduce _ -> asked.equals(has);
    };
  }

  private void checkPoints(
      IndexLaunch launch, RegionRequirement requirement, IndexSpace allowed, String where) {
    if (requirement.partition().isEmpty()
        || (requirement.partition().get() instanceof DeferredPartition deferred
            && !deferred.isKnown())) {
      throw outside(where, requirement.region().indexSpace(), allowed);
    }
    for (int p = 0; p < launch.pointCount(); p++) {
      IndexSpace asked = requirement.space(launch.point(p));
      if (!allowed.contains(asked)) {
        throw outside(where, asked, allowed);
      }
    }
  }

  private IllegalArgumentException outside(String where, IndexSpace asked, IndexSpace allowed) {
    return new IllegalArgumentException(
        "%s: asks for points %s, but task '%s', which launches it, may touch %s that way; name a part of that"
            .formatted(where, asked, parent, allowed));
  }
}
