package org.soapstone.tasks.analysis;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Interference;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * Whether the tasks of one launch may run in any order: no two points, and no two requirements, do
 * with shared data what must be ordered.
 *
 * <p>Three ways, the cheapest that decides. <b>Statically</b>: an injective affine projection into
 * a disjoint partition. <b>By colours</b>: over a disjoint partition each requirement is tested
 * against, and then entered into, a bitmask of the colours; there is one for each combination of
 * fields and privilege, so n requirements over a domain D and partition P cost O(n·|D| + |P|) for
 * each. <b>By points</b>: where pieces may overlap, a search tree of their boxes decides exactly.
 *
 * <p>A requirement with a coherence other than exclusive may interfere with itself: its points
 * share the data. Two requirements may not share data under different coherences, even to read.
 *
 * <p>Source: Soi et al., "Index Launches: Scalable, Flexible Representation of Parallel Task
 * Groups", SC 2021.
 */
public final class LaunchInterference {
  /** So many colours are computed at a time. */
  private static final int CHUNK = 1024;

  /** A bitmask may have so many colours for each launch point, and so many in any case. */
  private static final long COLOURS_PER_POINT = 64;

  private static final long FEW_COLOURS = 1 << 16;

  private final IndexLaunch launch;
  private final List<RegionRequirement> requirements;
  private final Spaces spaces;
  private final List<Table> tables = new ArrayList<>();

  /** Takes colours; made when they are first looked at. */
  private int[] chunk = {};

  /** The points that each task touches for each requirement. */
  interface Spaces {
    IndexSpace space(int requirement, int point);
  }

  /** The colours of a partition that are used with the same fields, privilege and coherence. */
  private static final class Table {
    private final IndexPartition partition;
    private final FieldSet fields;
    private final Privilege privilege;
    private final Coherence coherence;

    /** The requirements that use them, in order. */
    private final List<Integer> members = new ArrayList<>();

    private final long[] used;

    private Table(RegionRequirement requirement) {
      partition = requirement.partition().orElseThrow();
      fields = requirement.fields();
      privilege = requirement.privilege();
      coherence = requirement.coherence();
      used = new long[(int) ((partition.colours().volume() + Long.SIZE - 1) / Long.SIZE)];
    }

    private boolean has(int colour) {
      return (used[colour >>> 6] & (1L << colour)) != 0;
    }

    private void add(int colour) {
      used[colour >>> 6] |= 1L << colour;
    }
  }

  /** A rect that a point's task touches. */
  private static final class Touched extends Piece {
    private final int point;

    private Touched(Rect rect, int point) {
      super(rect);
      this.point = point;
    }
  }

  LaunchInterference(IndexLaunch launch, Spaces spaces) {
    this.launch = launch;
    this.requirements = launch.requirements();
    this.spaces = spaces;
  }

  /**
   * Checks a launch whose projections stay inside their partitions' colours.
   *
   * @param launch the launch
   * @throws IllegalArgumentException if points or requirements interfere; the message names the
   *     requirements, two points and an element that they share
   */
  public static void check(IndexLaunch launch) {
    List<RegionRequirement> all = launch.requirements();
    new LaunchInterference(launch, (r, p) -> all.get(r).space(launch.point(p))).check();
  }

  void check() {
    for (int r = 0; r < requirements.size(); r++) {
      boolean tabled = false;
      if (!pointsAreApart(r)) {
        tabled = isTabled(r);
        if (!tabled) {
          checkPoints(r);
        }
      }
      for (int s = 0; s < requirements.size(); s++) {
        if (s != r && interfere(r, s)) {
          if (isTabled(r)
              && requirements.get(r).partition().equals(requirements.get(s).partition())) {
            tabled = true;
          } else if (r < s && !areApart(r, s)) {
            checkRequirements(r, s);
          }
        }
      }
      if (tabled) {
        checkColours(r);
      }
    }
  }

  private boolean interfere(int r, int s) {
    RegionRequirement a = requirements.get(r);
    RegionRequirement b = requirements.get(s);
    return a.region().tree() == b.region().tree()
        && a.fields().intersects(b.fields())
        && (a.privilege().interferes(b.privilege()) || a.coherence() != b.coherence());
  }

  private boolean areApart(int r, int s) {
    return Interference.disjointByTree(requirements.get(r).region(), requirements.get(s).region())
        == Ternary.YES;
  }

  /** {@return whether the points of a requirement need no look at what they touch} */
  private boolean pointsAreApart(int r) {
    RegionRequirement requirement = requirements.get(r);
    return launch.pointCount() == 1
        || requirement.coherence() != Coherence.EXCLUSIVE
        || !requirement.privilege().interferes(requirement.privilege())
        || (isDisjoint(requirement)
            && requirement
                .projection()
                .affine(launch.domain().dims())
                .map(affine -> affine.isInjective(launch.domain()))
                .orElse(false));
  }

  /** {@return whether the partition is known to be disjoint, be it through an equal one} */
  private boolean isDisjoint(RegionRequirement requirement) {
    if (requirement.partition().isEmpty()) {
      return false;
    }
    for (RegionRequirement other : requirements) {
      if (other.partition().isPresent()
          && other.partition().get().disjoint() == Ternary.YES
          && other.partition().equals(requirement.partition())) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether colours decide, and a table of them is not out of proportion} */
  private boolean isTabled(int r) {
    if (!isDisjoint(requirements.get(r))) {
      return false;
    }
    long colours = requirements.get(r).partition().orElseThrow().colours().volume();
    return colours <= Math.max(FEW_COLOURS, COLOURS_PER_POINT * launch.pointCount())
        && colours < Integer.MAX_VALUE - 8;
  }

  /** Tests a requirement against the tables, and enters it into its own. */
  private void checkColours(int r) {
    RegionRequirement requirement = requirements.get(r);
    IndexPartition partition = requirement.partition().orElseThrow();
    for (Table table : tables) {
      if (table.partition.equals(partition)
          && table.fields.intersects(requirement.fields())
          && (table.privilege.interferes(requirement.privilege())
              || table.coherence != requirement.coherence())) {
        test(table, r);
      }
    }
    if (!pointsAreApart(r) || interferesWithLater(r)) {
      enter(table(partition, requirement), r);
    }
  }

  /** {@return whether a later requirement has to be tested against the colours of this one} */
  private boolean interferesWithLater(int r) {
    for (int s = r + 1; s < requirements.size(); s++) {
      if (interfere(r, s)
          && requirements.get(r).partition().equals(requirements.get(s).partition())) {
        return true;
      }
    }
    return false;
  }

  private void test(Table table, int r) {
    ProjectedColours colours = colours(r);
    int point = 0;
    for (int filled = colours.fill(chunk); filled > 0; filled = colours.fill(chunk)) {
      for (int i = 0; i < filled; i++) {
        if (table.has(chunk[i])) {
          refuseSharing(table, chunk[i], r, point + i);
        }
      }
      point += filled;
    }
  }

  private void enter(Table table, int r) {
    RegionRequirement requirement = requirements.get(r);
    boolean alone =
        requirement.coherence() == Coherence.EXCLUSIVE
            && requirement.privilege().interferes(requirement.privilege());
    table.members.add(r);
    ProjectedColours colours = colours(r);
    int point = 0;
    for (int filled = colours.fill(chunk); filled > 0; filled = colours.fill(chunk)) {
      for (int i = 0; i < filled; i++) {
        if (alone && table.has(chunk[i])) {
          refuseSharing(table, chunk[i], r, point + i);
        }
        table.add(chunk[i]);
      }
      point += filled;
    }
  }

  private ProjectedColours colours(int r) {
    if (chunk.length == 0) {
      chunk = new int[Math.min(CHUNK, launch.pointCount())];
    }
    RegionRequirement requirement = requirements.get(r);
    return new ProjectedColours(
        requirement.projection(), launch.domain(), requirement.partition().orElseThrow().colours());
  }

  private Table table(IndexPartition partition, RegionRequirement requirement) {
    for (Table table : tables) {
      if (table.partition.equals(partition)
          && table.fields.equals(requirement.fields())
          && table.privilege.equals(requirement.privilege())
          && table.coherence == requirement.coherence()) {
        return table;
      }
    }
    Table table = new Table(requirement);
    tables.add(table);
    return table;
  }

  /**
   * Refuses that a point uses a piece that somebody in a table uses, who is looked for only now,
   * unless the piece has no element.
   */
  private void refuseSharing(Table table, int colour, int r, int point) {
    IndexSpace shared = spaces.space(r, point);
    if (shared.isEmpty()) {
      return;
    }
    for (int other : table.members) {
      int limit = other == r ? point : launch.pointCount();
      int otherPoint = colours(other).firstWith(colour, limit);
      if (otherPoint >= 0) {
        throw other == r
            ? pointsInterfere(r, otherPoint, point, shared)
            : requirementsInterfere(other, otherPoint, r, point, shared);
      }
    }
    throw new AssertionError("colour " + colour + " is in a table of nobody");
  }

  private void checkPoints(int r) {
    RectIndex<Touched> index = new RectIndex<>(Touched[]::new);
    Hits<Touched> hits = new Hits<>(Touched[]::new);
    for (int p = 0; p < launch.pointCount(); p++) {
      IndexSpace space = spaces.space(r, p);
      Touched earlier = firstHit(index, hits, space);
      if (earlier != null) {
        throw pointsInterfere(r, earlier.point, p, space.intersection(earlier.rect));
      }
      addTo(index, space, p);
    }
  }

  private void checkRequirements(int r, int s) {
    RectIndex<Touched> index = new RectIndex<>(Touched[]::new);
    Hits<Touched> hits = new Hits<>(Touched[]::new);
    IndexSpace last = null;
    for (int p = 0; p < launch.pointCount(); p++) {
      IndexSpace space = spaces.space(r, p);
      if (!space.equals(last)) {
        addTo(index, space, p);
      }
      last = space;
    }
    for (int p = 0; p < launch.pointCount(); p++) {
      IndexSpace space = spaces.space(s, p);
      Touched other = firstHit(index, hits, space);
      if (other != null) {
        throw requirementsInterfere(r, other.point, s, p, space.intersection(other.rect));
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

  private IllegalArgumentException pointsInterfere(int r, int p, int q, IndexSpace shared) {
    Rect rect = shared.rects().getFirst();
    return new IllegalArgumentException(
        "%s: points %s and %s both %s %s, element %s among them; give each point a piece of its own"
            .formatted(
                where(r),
                launch.point(p),
                launch.point(q),
                requirements.get(r).privilege(),
                rect,
                rect.lo()));
  }

  private IllegalArgumentException requirementsInterfere(
      int r, int p, int s, int q, IndexSpace shared) {
    Rect rect = shared.rects().getFirst();
    Point element = rect.lo();
    return new IllegalArgumentException(
        ("%s: point %s has %s on %s, element %s among them, which requirement %d has %s on at point"
                + " %s; make two launches of it")
            .formatted(
                where(s),
                launch.point(q),
                requirements.get(s).privilege(),
                rect,
                element,
                r,
                requirements.get(r).privilege(),
                launch.point(p)));
  }

  private String where(int r) {
    return LaunchChecks.where(launch, r);
  }
}
