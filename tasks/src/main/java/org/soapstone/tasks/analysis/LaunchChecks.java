package org.soapstone.tasks.analysis;

import java.util.List;
import java.util.Optional;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.PhaseUse;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;

/** What a launch must be for the analysis to take it, with a sentence for each way to be wrong. */
final class LaunchChecks {
  /** Fixed by the structural key's layout. */
  static final int MAX_POINTS = 1 << 17;

  private final IndexLaunch launch;
  private final List<RegionRequirement> requirements;

  LaunchChecks(IndexLaunch launch) {
    this.launch = launch;
    requirements = launch.requirements();
  }

  void launch() {
    if (launch.domain().volume() > MAX_POINTS) {
      throw new IllegalArgumentException(
          "launch '%s' of task '%s': domain %s has %d points; at most %d are allowed, so launch it in parts"
              .formatted(
                  launch.provenance(),
                  launch.task(),
                  launch.domain(),
                  launch.domain().volume(),
                  MAX_POINTS));
    }
    PhaseUse phases = launch.control().phases();
    if (!phases.isNone()) {
      phases(phases);
    }
  }

  private void phases(PhaseUse phases) {
    for (Phase awaited : phases.waits()) {
      for (Phase arrival : phases.arrivals()) {
        if (awaited.barrier().equals(arrival.barrier())
            && awaited.generation() >= arrival.generation()) {
          throw new IllegalArgumentException(
              "launch '%s' of task '%s' waits for %s before it arrives at %s, so that neither is ever over; wait for an earlier phase"
                  .formatted(launch.provenance(), launch.task(), awaited, arrival));
        }
      }
    }
    if (!phases.joined().isEmpty() && launch.control().isPredicated()) {
      throw new IllegalArgumentException(
          "launch '%s' of task '%s' joins phase barrier '%s' and may not run, and would be waited for; leave the predicate to the body"
              .formatted(launch.provenance(), launch.task(), phases.joined().getFirst().name()));
    }
  }

  /** Checks what does not depend on the points that partitions hold. */
  void everywhere() {
    launch();
    for (int r = 0; r < requirements.size(); r++) {
      use(r);
    }
  }

  /** Checks a requirement, but not what its projection gives. */
  void requirement(int r) {
    use(r);
    RegionRequirement requirement = requirements.get(r);
    LogicalRegion region = requirement.region();
    if (requirement.partition().isPresent()) {
      IndexSpace parent = requirement.partition().get().parentSpace();
      if (parent.dims() != region.indexSpace().dims() || !region.indexSpace().contains(parent)) {
        throw new IllegalArgumentException(
            "%s: the partition is of %s, which is not inside the region's %s; use a partition of the region"
                .formatted(where(r), parent, region.indexSpace()));
      }
    }
  }

  /** Checks that a requirement may use its fields as it says. */
  private void use(int r) {
    RegionRequirement requirement = requirements.get(r);
    LogicalRegion region = requirement.region();
    checkFields(region, requirement.fields(), where(r));
    if (requirement.coherence() != Coherence.EXCLUSIVE) {
      coherence(requirement, r);
    }
    if (requirement.privilege() instanceof Privilege.Reduce reduce) {
      for (Field field : region.fieldSpace().fields()) {
        if (requirement.fields().contains(field) && field.type() != reduce.operator().type()) {
          throw new IllegalArgumentException(
              "%s: operator %s reduces %s, but field '%s' is %s; use an operator of the field's type"
                  .formatted(
                      where(r),
                      reduce.operator().name(),
                      reduce.operator().type(),
                      field.name(),
                      field.type()));
        }
      }
    }
  }

  private void coherence(RegionRequirement requirement, int r) {
    if (requirement.coherence() == Coherence.ATOMIC && launch.control().concurrent()) {
      throw new IllegalArgumentException(
          "%s: coherence ATOMIC makes no sense in a concurrent launch, whose points run at the same time, not one at a time; use SIMULTANEOUS"
              .formatted(where(r)));
    }
    Optional<String> reason =
        switch (requirement.privilege()) {
          case Privilege.Read _, Privilege.ReadWrite _ -> Optional.empty();
          case Privilege.WriteDiscard _ ->
              Optional.of("it would discard what the tasks it shares with write; use read-write");
          case Privilege.Reduce _ ->
              Optional.of(
                  "each point folds into a buffer of its own, unordered already; use EXCLUSIVE");
        };
    if (reason.isPresent()) {
      throw new IllegalArgumentException(
          "%s: coherence %s makes no sense with %s: %s"
              .formatted(where(r), requirement.coherence(), requirement.privilege(), reason.get()));
    }
  }

  /** Checks that a region has fields. */
  static void checkFields(LogicalRegion region, FieldSet fields, String where) {
    if (!region.fieldSpace().all().contains(fields)) {
      throw new IllegalArgumentException(
          "%s: fields %s are not all among the region's %s; name fields that it has"
              .formatted(where, fields, region.fieldSpace()));
    }
  }

  /** {@return the colour for a launch point, which the partition has} */
  Point colour(int r, Projection projection, IndexPartition partition, Point point) {
    Point colour;
    try {
      colour = projection.colour(point);
    } catch (RuntimeException thrown) {
      throw new IllegalArgumentException(
          "%s: the projection fails at point %s: %s; give a projection that fits domain %s"
              .formatted(where(r), point, thrown.getMessage(), launch.domain()),
          thrown);
    }
    Rect colours = partition.colours();
    if (colour.dims() != colours.dims() || !colours.contains(colour)) {
      throw new IllegalArgumentException(
          "%s: the projection gives point %s the colour %s, but the partition's colours are %s; make them match"
              .formatted(where(r), point, colour, colours));
    }
    return colour;
  }

  private String where(int r) {
    return where(launch, r);
  }

  /** {@return words that name a requirement of a launch in messages} */
  static String where(IndexLaunch launch, int r) {
    return "launch '%s' of task '%s', requirement %d on region '%s'"
        .formatted(
            launch.provenance(), launch.task(), r, launch.requirements().get(r).region().name());
  }
}
