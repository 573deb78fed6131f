package org.soapstone.tasks.analysis;

import java.util.List;
import org.soapstone.mapper.launch.IndexLaunch;
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
import org.soapstone.regions.Ternary;

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

  /** A rect that a point's task touches. */
  private static final class Touched extends Piece {
    private final int point;

    private Touched(Rect rect, int point) {
      super(rect);
      this.point = point;
    }
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
      throw new IllegalArgumentException(
          "%s: coherence %s is not supported; use EXCLUSIVE"
              .formatted(where(r), requirement.coherence()));
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

  /** Checks that neither two points of a requirement nor two requirements interfere. */
  void interference(IndexSpace[][] spaces) {
    for (int r = 0; r < spaces.length; r++) {
      if (!pointsAreApart(r)) {
        checkPoints(r, spaces[r]);
      }
      for (int s = r + 1; s < spaces.length; s++) {
        RegionRequirement a = requirements.get(r);
        RegionRequirement b = requirements.get(s);
        if (a.region().tree() == b.region().tree()
            && a.fields().intersects(b.fields())
            && a.privilege().interferes(b.privilege())) {
          checkRequirements(r, spaces[r], s, spaces[s]);
        }
      }
    }
  }

  /** {@return whether the points of a requirement need no look at what they touch} */
  private boolean pointsAreApart(int r) {
    RegionRequirement requirement = requirements.get(r);
    return launch.pointCount() == 1
        || !requirement.privilege().interferes(requirement.privilege())
        || (requirement.partition().isPresent()
            && requirement.partition().get().disjoint() == Ternary.YES
            && requirement.projection() instanceof Projection.Identity);
  }

  private void checkPoints(int r, IndexSpace[] spaces) {
    RectIndex<Touched> index = new RectIndex<>(Touched[]::new);
    Hits<Touched> hits = new Hits<>(Touched[]::new);
    for (int p = 0; p < spaces.length; p++) {
      Touched earlier = firstHit(index, hits, spaces[p]);
      if (earlier != null) {
        throw new IllegalArgumentException(
            "%s: points %s and %s both %s %s; give each point a piece of its own"
                .formatted(
                    where(r),
                    launch.point(earlier.point),
                    launch.point(p),
                    requirements.get(r).privilege(),
                    overlap(earlier, spaces[p])));
      }
      addTo(index, spaces[p], p);
    }
  }

  private void checkRequirements(int r, IndexSpace[] first, int s, IndexSpace[] second) {
    RectIndex<Touched> index = new RectIndex<>(Touched[]::new);
    Hits<Touched> hits = new Hits<>(Touched[]::new);
    for (int p = 0; p < first.length; p++) {
      if (p == 0 || !first[p].equals(first[p - 1])) {
        addTo(index, first[p], p);
      }
    }
    for (int p = 0; p < second.length; p++) {
      Touched other = firstHit(index, hits, second[p]);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s: point %s has %s on %s, which requirement %d has %s on at point %s; make two launches of it"
                .formatted(
                    where(s),
                    launch.point(p),
                    requirements.get(s).privilege(),
                    overlap(other, second[p]),
                    r,
                    requirements.get(r).privilege(),
                    launch.point(other.point)));
      }
    }
  }

  private static void addTo(RectIndex<Touched> index, IndexSpace space, int point) {
    for (Rect rect : space.rects()) {
      index.add(new Touched(rect, point));
    }
  }

  private static Touched firstHit(RectIndex<Touched> index, Hits<Touched> hits, IndexSpace space) {
    for (Rect rect : space.rects()) {
      hits.clear();
      index.query(rect, hits);
      if (hits.count > 0) {
        Touched first = hits.pieces[0];
        for (int i = 1; i < hits.count; i++) {
          first = hits.pieces[i].point < first.point ? hits.pieces[i] : first;
        }
        return first;
      }
    }
    return null;
  }

  private static Rect overlap(Touched touched, IndexSpace space) {
    return space.intersection(touched.rect).rects().getFirst();
  }

  private String where(int r) {
    return "launch '%s' of task '%s', requirement %d on region '%s'"
        .formatted(launch.provenance(), launch.task(), r, requirements.get(r).region().name());
  }
}
