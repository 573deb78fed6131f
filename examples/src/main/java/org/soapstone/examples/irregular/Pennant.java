package org.soapstone.examples.irregular;

import java.util.List;
import org.soapstone.mapper.DefaultMapper;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.FutureMap;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.instances.FieldData;

/**
 * Gas in a mesh that moves with it, after the mini-application PENNANT.
 *
 * <p>What to learn: a mesh is three regions, of zones, sides and points, whose pointers lead from
 * one to another; cutting the zones cuts the rest (see {@link PennantPartitions}). Bad zones are
 * left out by an image and a preimage, with no loop over the mesh. Forces of several pieces on a
 * point meet by reduction.
 */
public final class Pennant {
  private static final FieldSpace ZONES =
      FieldSpace.builder()
          .field("piece", FieldType.INT32)
          .field("mass", FieldType.FLOAT64)
          .field("energy", FieldType.FLOAT64)
          .field("area", FieldType.FLOAT64)
          .build();
  private static final FieldSpace SIDES =
      FieldSpace.builder()
          .field("zone", FieldType.INT32)
          .field("point", FieldType.INT32)
          .field("next", FieldType.INT32)
          .field("ok", FieldType.INT32)
          .field("pushX", FieldType.FLOAT64)
          .field("pushY", FieldType.FLOAT64)
          .build();
  private static final FieldSpace POINTS =
      FieldSpace.builder()
          .field("piece", FieldType.INT32)
          .field("x", FieldType.FLOAT64)
          .field("y", FieldType.FLOAT64)
          .field("velocityX", FieldType.FLOAT64)
          .field("velocityY", FieldType.FLOAT64)
          .field("meanX", FieldType.FLOAT64)
          .field("meanY", FieldType.FLOAT64)
          .field("forceX", FieldType.FLOAT64)
          .field("forceY", FieldType.FLOAT64)
          .field("mass", FieldType.FLOAT64)
          .build();

  static final int ZONE_PIECE = ZONES.field("piece").id();
  static final int ZONE_MASS = ZONES.field("mass").id();
  static final int ENERGY = ZONES.field("energy").id();
  static final int AREA = ZONES.field("area").id();
  static final int ZONE = SIDES.field("zone").id();
  static final int POINT = SIDES.field("point").id();
  static final int NEXT = SIDES.field("next").id();
  static final int OK = SIDES.field("ok").id();
  static final int PUSH_X = SIDES.field("pushX").id();
  static final int PUSH_Y = SIDES.field("pushY").id();
  static final int POINT_PIECE = POINTS.field("piece").id();
  static final int X = POINTS.field("x").id();
  static final int Y = POINTS.field("y").id();
  static final int VELOCITY_X = POINTS.field("velocityX").id();
  static final int VELOCITY_Y = POINTS.field("velocityY").id();
  static final int MEAN_X = POINTS.field("meanX").id();
  static final int MEAN_Y = POINTS.field("meanY").id();
  static final int FORCE_X = POINTS.field("forceX").id();
  static final int FORCE_Y = POINTS.field("forceY").id();
  static final int MASS = POINTS.field("mass").id();

  /** Forces of several pieces meet in another order than in a loop; all values are about one. */
  private static final double TOLERANCE = 1e-12;

  private final LogicalRegion zones;
  private final LogicalRegion sides;
  private final LogicalRegion points;
  private final PennantPartitions pieces;

  /** The mesh in a runtime's regions, at rest. */
  Pennant(Runtime runtime, PennantMesh mesh) {
    Rect allZones = Rect.ofExtents(mesh.zones());
    Rect allSides = Rect.ofExtents(mesh.sides());
    Rect allPoints = Rect.ofExtents(mesh.points());
    zones = runtime.regions().createRegion("zones", IndexSpace.of(allZones), ZONES);
    sides = runtime.regions().createRegion("sides", IndexSpace.of(allSides), SIDES);
    points = runtime.regions().createRegion("points", IndexSpace.of(allPoints), POINTS);
    runtime.fill(zones, ZONES.set("mass", "area"), FillValue.of(0.0));
    runtime.fill(sides, SIDES.set("pushX", "pushY"), FillValue.of(0.0));
    runtime.fill(
        points,
        POINTS.set("velocityX", "velocityY", "meanX", "meanY", "forceX", "forceY", "mass"),
        FillValue.of(0.0));
    runtime.write(zones, ENERGY, FieldData.of(allZones, mesh.energy()));
    runtime.write(sides, ZONE, FieldData.of(allSides, mesh.sideZone()));
    runtime.write(sides, POINT, FieldData.of(allSides, mesh.sidePoint()));
    runtime.write(sides, NEXT, FieldData.of(allSides, mesh.sideNext()));
    runtime.write(sides, OK, FieldData.of(allSides, mesh.sideOk()));
    runtime.write(zones, ZONE_PIECE, FieldData.of(allZones, mesh.zonePiece()));
    runtime.write(points, POINT_PIECE, FieldData.of(allPoints, mesh.pointPiece()));
    runtime.write(points, X, FieldData.of(allPoints, mesh.x()));
    runtime.write(points, Y, FieldData.of(allPoints, mesh.y()));
    Rect colours = Rect.ofExtents(mesh.pieces());
    pieces = PennantPartitions.in(runtime, zones, sides, points, colours);
  }

  PennantPartitions pieces() {
    return pieces;
  }

  private IndexLaunch masses() {
    return IndexLaunch.of(
        "masses",
        pieces.zones().colours(),
        TaskArguments.NONE,
        sides(Privilege.read(), "zone", "point", "next"),
        zones(Privilege.readWrite(), "mass"),
        points(pieces.privatePoints(), Privilege.read(), "x", "y"),
        points(pieces.sharedPoints(), Privilege.read(), "x", "y"),
        points(pieces.ghostPoints(), Privilege.read(), "x", "y"),
        points(pieces.privatePoints(), Privilege.readWrite(), "mass"),
        points(pieces.sharedPoints(), Privilege.reduce(BuiltInReduction.SUM_F64), "mass"),
        points(pieces.ghostPoints(), Privilege.reduce(BuiltInReduction.SUM_F64), "mass"));
  }

  private IndexLaunch forces(PennantTasks.Step step) {
    Privilege sum = Privilege.reduce(BuiltInReduction.SUM_F64);
    return IndexLaunch.of(
        "forces",
        pieces.zones().colours(),
        step,
        sides(Privilege.read(), "zone", "point", "next"),
        sides(Privilege.writeDiscard(), "pushX", "pushY"),
        zones(Privilege.read(), "mass", "energy"),
        zones(Privilege.readWrite(), "area"),
        points(pieces.privatePoints(), Privilege.read(), "x", "y"),
        points(pieces.sharedPoints(), Privilege.read(), "x", "y"),
        points(pieces.ghostPoints(), Privilege.read(), "x", "y"),
        points(pieces.privatePoints(), Privilege.readWrite(), "forceX", "forceY"),
        points(pieces.sharedPoints(), sum, "forceX", "forceY"),
        points(pieces.ghostPoints(), sum, "forceX", "forceY"));
  }

  private IndexLaunch motion(PennantTasks.Step step) {
    return IndexLaunch.of(
        "motion",
        pieces.zones().colours(),
        step,
        points(pieces.ownPoints(), Privilege.read(), "mass"),
        points(
            pieces.ownPoints(),
            Privilege.readWrite(),
            "x",
            "y",
            "velocityX",
            "velocityY",
            "meanX",
            "meanY",
            "forceX",
            "forceY"));
  }

  private IndexLaunch work(PennantTasks.Step step) {
    return IndexLaunch.of(
        "work",
        pieces.zones().colours(),
        step,
        sides(Privilege.read(), "zone", "point", "next", "pushX", "pushY"),
        zones(Privilege.read(), "mass"),
        zones(Privilege.readWrite(), "energy"),
        points(pieces.privatePoints(), Privilege.read(), "meanX", "meanY"),
        points(pieces.sharedPoints(), Privilege.read(), "meanX", "meanY"),
        points(pieces.ghostPoints(), Privilege.read(), "meanX", "meanY"));
  }

  private RegionRequirement zones(Privilege privilege, String... fields) {
    return RegionRequirement.pieces(
        zones, pieces.zones(), Projection.IDENTITY, ZONES.set(fields), privilege);
  }

  private RegionRequirement sides(Privilege privilege, String... fields) {
    return RegionRequirement.pieces(
        sides, pieces.sides(), Projection.IDENTITY, SIDES.set(fields), privilege);
  }

  private RegionRequirement points(IndexPartition part, Privilege privilege, String... fields) {
    return RegionRequirement.pieces(
        points, part, Projection.IDENTITY, POINTS.set(fields), privilege);
  }

  /**
   * What comes of the program.
   *
   * @param x the first coordinate of each point in the end
   * @param y the second
   * @param energy of each zone in the end, for each unit of mass
   * @param mass the mass of all zones
   * @param motion of all points in the end
   * @param innerEnergy of all zones in the end
   */
  record Result(
      FieldData x,
      FieldData y,
      FieldData energy,
      double mass,
      PennantTasks.Motion motion,
      double innerEnergy) {}

  /** {@return what comes of some steps, at least one, on a machine} */
  static Result run(Machine machine, Mapper mapper, PennantMesh mesh, int steps, double seconds) {
    try (var runtime = Runtime.builder(machine, PennantTasks.REGISTRY).mapper(mapper).build()) {
      Pennant pennant = new Pennant(runtime, mesh);
      var step = new PennantTasks.Step(seconds);
      List<IndexLaunch> launches =
          List.of(pennant.forces(step), pennant.motion(step), pennant.work(step));
      FutureMap masses = runtime.launch(pennant.masses());
      List<FutureMap> results = List.of();
      for (int i = 0; i < steps; i++) {
        results = launches.stream().map(runtime::launch).toList();
      }
      return new Result(
          runtime.read(pennant.points, X),
          runtime.read(pennant.points, Y),
          runtime.read(pennant.zones, ENERGY),
          masses.reduce(Double.class, Double::sum).get(),
          results.get(1).reduce(PennantTasks.Motion.class, PennantTasks.Motion::plus).get(),
          results.get(2).reduce(Double.class, Double::sum).get());
    }
  }

  /**
   * Runs a small mesh here and checks it.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    PennantMesh mesh = PennantMesh.random(10_000, 8, 2_000, 1);
    Result result = run(Machines.named("local-split"), new DefaultMapper(), mesh, 20, 0.001);
    PennantLoop.Plain plain = PennantLoop.run(mesh, 20, 0.001);
    double difference =
        Math.max(
            Comparison.largestDifference(result.energy(), plain.energy()),
            Math.max(
                Comparison.largestDifference(result.x(), plain.x()),
                Comparison.largestDifference(result.y(), plain.y())));
    System.out.printf(
        "places and energies are those of plain loops: %s (largest difference %.1e)%n",
        difference < TOLERANCE ? "yes" : "NO", difference);
    System.out.printf(
        "momentum, zero before: %.1e and %.1e%n",
        result.motion().momentumX(), result.motion().momentumY());
    System.out.printf(
        "energy: %.12f of zones and %.12f of points%n",
        result.innerEnergy(), result.motion().energy());
  }
}
