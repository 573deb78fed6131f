package org.soapstone.examples.irregular;

import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Columns;
import org.soapstone.regions.deppart.FieldOperator;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.regions.deppart.Uncoloured;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.partitioning.RegionColumns;

/**
 * How a PENNANT mesh is cut (Treichler et al., OOPSLA 2016).
 *
 * <p>One bad side spoils its zone, and the zone's other sides with it: bad sides lead to bad zones
 * by an image, and good zones back to good sides by a preimage, with no search from side to side.
 *
 * @param badSides the bad sides, in one piece
 * @param zones the good zones of each piece
 * @param sides the sides of those zones
 * @param points all points that those sides touch
 * @param ownPoints the points that belong to each piece
 * @param ghostPoints the points of others that a piece touches
 * @param privatePoints a piece's points that no other touches
 * @param sharedPoints a piece's points that others touch
 */
public record PennantPartitions(
    IndexPartition badSides,
    IndexPartition zones,
    IndexPartition sides,
    IndexPartition points,
    IndexPartition ownPoints,
    IndexPartition ghostPoints,
    IndexPartition privatePoints,
    IndexPartition sharedPoints) {

  /**
   * {@return the partitions of a mesh in a running program} Nothing waits here: each operator is an
   * operation of the program, and launches may name what it will make.
   */
  static PennantPartitions in(
      Runtime runtime,
      LogicalRegion zones,
      LogicalRegion sides,
      LogicalRegion points,
      Rect colours) {
    var operators = runtime.partitions();
    IndexSpace everyZone = zones.indexSpace();
    IndexSpace everyPoint = points.indexSpace();
    RegionColumns zone = RegionColumns.of(sides, "zone");
    RegionColumns point = RegionColumns.of(sides, "point");
    RegionColumns ok = RegionColumns.of(sides, "ok");

    var badSides = operators.byField(ok, Rect.ofExtents(1), Uncoloured.LEFT_OUT);
    var badZones = operators.unionOf(operators.image(badSides, zone, everyZone));
    var allZones = operators.byField(RegionColumns.of(zones, "piece"), colours);
    var goodZones = operators.mirror(allZones, operators.difference(everyZone, badZones));
    var goodSides = operators.preimage(zone, goodZones);
    var touched = operators.image(goodSides, point, everyPoint);
    var own = operators.byField(RegionColumns.of(points, "piece"), colours);
    var ghosts = operators.difference(touched, own);
    var shared = operators.unionOf(ghosts);
    return new PennantPartitions(
        badSides,
        goodZones,
        goodSides,
        touched,
        own,
        ghosts,
        operators.mirror(own, operators.difference(everyPoint, shared)),
        operators.mirror(own, shared));
  }

  /**
   * {@return the partitions of a mesh that is in arrays, not in regions: the same}
   *
   * @param mesh the mesh
   * @param workers how many threads may work on it, at least 1
   */
  public static PennantPartitions of(PennantMesh mesh, int workers) {
    Rect allSides = Rect.ofExtents(mesh.sides());
    Rect allPoints = Rect.ofExtents(mesh.points());
    Columns zonePiece = Columns.of(Rect.ofExtents(mesh.zones()), mesh.zonePiece());
    Columns pointPiece = Columns.of(allPoints, mesh.pointPiece());
    Columns ok = Columns.of(allSides, mesh.sideOk());
    Columns zone = Columns.of(allSides, mesh.sideZone());
    Columns point = Columns.of(allSides, mesh.sidePoint());
    IndexSpace everyZone = IndexSpace.of(Rect.ofExtents(mesh.zones()));
    IndexSpace everySide = IndexSpace.of(allSides);
    IndexSpace everyPoint = IndexSpace.of(allPoints);
    Rect colours = Rect.ofExtents(mesh.pieces());

    var badSides =
        FieldOperator.byField(everySide, Rect.ofExtents(1), Uncoloured.LEFT_OUT).apply(ok, workers);
    var badZones = FieldOperator.image(badSides, everyZone).apply(zone, workers);
    IndexSpace goodZones = everyZone.difference(Partitions.unionOf(badZones));
    var zones =
        FieldOperator.byField(goodZones, colours, Uncoloured.REFUSED).apply(zonePiece, workers);
    var sides = FieldOperator.preimage(everySide, zones).apply(zone, workers);
    var points = FieldOperator.image(sides, everyPoint).apply(point, workers);
    var own =
        FieldOperator.byField(everyPoint, colours, Uncoloured.REFUSED).apply(pointPiece, workers);
    var ghosts = Partitions.difference(points, own);
    IndexSpace shared = Partitions.unionOf(ghosts);
    return new PennantPartitions(
        badSides,
        zones,
        sides,
        points,
        own,
        ghosts,
        Partitions.mirror(own, everyPoint.difference(shared)),
        Partitions.mirror(own, shared));
  }
}
