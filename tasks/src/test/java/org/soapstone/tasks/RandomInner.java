package org.soapstone.tasks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.soapstone.mapper.launch.CopyLaunch;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchControl;
import org.soapstone.mapper.launch.LaunchPredicate;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Partitions;

/**
 * The body of a random inner task: launches leaves and further inner tasks on parts of what it was
 * given, and now and then waits for one and goes on as its result says.
 */
final class RandomInner {
  private static final int MOST_DEPTH = 3;

  private final Launcher launcher;
  private final RandomBodies.Arguments arguments;
  private final Point point;
  private final SplittableRandom random;
  private final List<FutureMap> results = new ArrayList<>();
  private final List<FutureMap> truths = new ArrayList<>();
  private double sum;

  private RandomInner(TaskContext context) {
    launcher = context.launcher();
    arguments = (RandomBodies.Arguments) context.arguments();
    point = context.point();
    random =
        new SplittableRandom(31 * arguments.salt() + context.domain().linearize(context.point()));
    sum = arguments.salt() % 100;
    for (int f = 0; f < arguments.futures(); f++) {
      sum = sum * 0.75 + RandomBodies.number(context.future(f));
    }
  }

  static void run(TaskContext context) {
    var body = new RandomInner(context);
    body.launches();
    body.arguments.end(context, body.sum);
  }

  private void launches() {
    for (int k = 1 + random.nextInt(4); k > 0; k--) {
      switch (random.nextInt(8)) {
        case 0 -> fill();
        case 1 -> scratch();
        case 2 -> launcher.executionFence();
        default -> child();
      }
      if (!results.isEmpty() && random.nextInt(4) == 0) {
        FutureMap awaited = results.get(random.nextInt(results.size()));
        sum = sum * 0.5 + RandomBodies.number(awaited.values());
        if (sum > 60) {
          return;
        }
      }
    }
  }

  /** A region of its own, written and read. */
  private void scratch() {
    IndexSpace space = IndexSpace.of(Rect.ofExtents(1 + random.nextInt(6)));
    LogicalRegion own = launcher.createRegion("own", space, FieldSpace.of("x", FieldType.FLOAT64));
    IndexPartition halves = Partitions.blocks(space, 3);
    RegionRequirement all =
        RegionRequirement.pieces(
            own, halves, Projection.IDENTITY, FieldSet.of(0), Privilege.readWrite());
    launcher.fill(own, FieldSet.of(0), FillValue.of(sum));
    launch(halves.colours(), List.of(all));
    LogicalRegion read = random.nextInt(3) == 0 ? copyOf(own) : own;
    sum = sum * 0.5 + launcher.read(read, 0).doubleAt(space.bounds().lo());
    if (random.nextBoolean()) {
      launcher.destroy(own);
    }
  }

  private LogicalRegion copyOf(LogicalRegion own) {
    LogicalRegion copy = launcher.createRegion("copy", own.indexSpace(), own.fieldSpace());
    launcher.launch(CopyLaunch.single().source(own).target(copy).field("x", "x").build());
    return copy;
  }

  private Optional<RegionRequirement> any() {
    List<RegionRequirement> all = arguments.requirements();
    RegionRequirement one = all.get(random.nextInt(all.size()));
    return one.space(point).isEmpty() ? Optional.empty() : Optional.of(one);
  }

  private void fill() {
    any()
        .ifPresent(of -> {
          if (of.privilege().writes()
              && !of.privilege().reduces()
              && of.region().indexSpace().equals(of.space(point))) {
            int field = of.fields().next(0);
            FieldType type = of.region().fieldSpace().field(field).type();
            FillValue value = new FillValue(type, 0);
            launcher.launch(
                new FillLaunch(
                    of.region(), FieldSet.of(field), value, LaunchTag.NONE, "inner fill"));
          }
        });
  }

  private void child() {
    Rect domain = Rect.ofExtents(1 + random.nextInt(3));
    List<RegionRequirement> requirements = new ArrayList<>();
    for (int r = 1 + random.nextInt(2); r > 0; r--) {
      any().ifPresent(of -> requirements.add(part(of, domain)));
    }
    if (!requirements.isEmpty()) {
      launch(domain, requirements);
    }
  }

  /** Parts of what a requirement gives, for each point of a domain another, or for all the same. */
  private RegionRequirement part(RegionRequirement of, Rect domain) {
    IndexSpace space = of.space(point);
    Privilege privilege =
        switch (of.privilege()) {
          case Privilege.Read _, Privilege.Reduce _ -> of.privilege();
          case Privilege.ReadWrite _, Privilege.WriteDiscard _ ->
              switch (random.nextInt(3)) {
                case 0 -> Privilege.read();
                case 1 -> Privilege.readWrite();
                default -> Privilege.writeDiscard();
              };
        };
    FieldSet fields = random.nextBoolean() ? of.fields() : FieldSet.of(of.fields().next(0));
    Map<Point, IndexSpace> pieces = new LinkedHashMap<>();
    boolean apart = random.nextInt(3) > 0;
    domain.forEachPoint(p -> pieces.put(p, piece(space, p, domain, apart)));
    return RegionRequirement.pieces(
        of.region(), Partitions.explicit(space, pieces), Projection.IDENTITY, fields, privilege);
  }

  /** A slab of the space, or one that overlaps with the others. */
  private IndexSpace piece(IndexSpace space, Point colour, Rect domain, boolean apart) {
    Rect bounds = space.bounds();
    long count = domain.volume();
    long extent = bounds.extent(0);
    long first = bounds.lo(0) + colour.coordinate(0) * extent / count;
    long end = bounds.lo(0) + (colour.coordinate(0) + 1) * extent / count;
    long[] lo = new long[bounds.dims()];
    long[] hi = new long[bounds.dims()];
    for (int d = 0; d < lo.length; d++) {
      lo[d] = bounds.lo(d);
      hi[d] = bounds.hi(d);
    }
    lo[0] = apart ? first : Math.max(lo[0], first - 1);
    hi[0] = apart ? end - 1 : Math.min(hi[0], end + 1);
    return lo[0] > hi[0]
        ? IndexSpace.empty(bounds.dims())
        : IndexSpace.of(Rect.of(lo, hi)).intersection(space);
  }

  private void launch(Rect domain, List<RegionRequirement> requirements) {
    boolean inner = arguments.depth() < MOST_DEPTH && random.nextInt(3) == 0;
    List<FutureId> futures = new ArrayList<>();
    if (!results.isEmpty() && random.nextInt(3) == 0) {
      futures.add(results.get(random.nextInt(results.size())).id());
    }
    RandomBodies.Result result =
        random.nextBoolean() ? RandomBodies.Result.NUMBER : RandomBodies.Result.TRUTH;
    boolean throwing = arguments.mayFail() && random.nextInt(8) == 0;
    TaskArguments passed =
        new RandomBodies.Arguments(
            random.nextLong() + (long) sum,
            result,
            throwing ? random.nextInt((int) domain.volume()) : -1,
            requirements,
            futures.size(),
            arguments.depth() + 1,
            arguments.mayFail());
    LaunchPredicate predicate = LaunchPredicate.always();
    if (!truths.isEmpty() && random.nextInt(4) == 0) {
      FutureMap truth = truths.get(random.nextInt(truths.size()));
      predicate = LaunchPredicate.of(truth.pointwise(new Projection.Constant(truth.domain().lo())));
    }
    String provenance = "child " + launcher.position() + " of " + arguments.salt() + point;
    var launch =
        new IndexLaunch(
            inner ? RandomBodies.INNER : RandomBodies.FOLDING,
            domain,
            requirements,
            passed,
            futures,
            LaunchTag.NONE,
            arguments.depth(),
            provenance,
            new LaunchControl(predicate, Optional.of(result.standIn()), false));
    if (RandomProgram.isLegal(launch)) {
      FutureMap made = launcher.launch(launch);
      results.add(made);
      if (result == RandomBodies.Result.TRUTH) {
        truths.add(made);
      }
    }
  }
}
