package org.soapstone.benchmarks.analysis;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.mapper.launch.IndexLaunch;
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
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;

/**
 * The launches of a one-dimensional stencil between two fields, there and back: as a launch over
 * all pieces, or as one for each.
 */
final class Sweeps {
  private static final long POINTS_PER_PIECE = 4;

  private final LogicalRegion line;
  private final List<IndexLaunch> whole = new ArrayList<>();
  private final List<IndexLaunch> single = new ArrayList<>();

  Sweeps(RegionForest forest, int pieces) {
    IndexSpace points = IndexSpace.of(Rect.ofExtents(pieces * POINTS_PER_PIECE));
    Rect colours = Rect.ofExtents(pieces);
    IndexPartition tiles = Partitions.equal(points, colours);
    IndexPartition halos =
        Partitions.image(tiles, AffineRectMap.builder(1).dimension(0, 1, -1, 1).build(), points);
    line =
        forest.createRegion(
            "line",
            points,
            FieldSpace.builder()
                .field("there", FieldType.FLOAT32)
                .field("back", FieldType.FLOAT32)
                .build());
    for (int from = 0; from < 2; from++) {
      whole.add(sweep(colours, halos, tiles, Projection.IDENTITY, from));
      for (int piece = 0; piece < pieces; piece++) {
        var there = new Projection.Constant(Point.of(piece));
        single.add(sweep(Rect.ofExtents(1), halos, tiles, there, from));
      }
    }
  }

  private IndexLaunch sweep(
      Rect domain, IndexPartition halos, IndexPartition tiles, Projection piece, int from) {
    return IndexLaunch.of(
        AnalysisBench.SWEEP,
        domain,
        TaskArguments.NONE,
        RegionRequirement.pieces(line, halos, piece, FieldSet.of(from), Privilege.read()),
        RegionRequirement.pieces(line, tiles, piece, FieldSet.of(1 - from), Privilege.readWrite()));
  }

  /** A launch that all others wait for. */
  IndexLaunch gate() {
    return IndexLaunch.single(
        AnalysisBench.GATE,
        TaskArguments.NONE,
        RegionRequirement.whole(line, FieldSet.of(0, 1), Privilege.readWrite()));
  }

  /** A launch over all pieces. */
  IndexLaunch whole(int number) {
    return whole.get(number % whole.size());
  }

  /** A launch of one task; as many as there are pieces make a sweep. */
  IndexLaunch single(int number) {
    return single.get(number % single.size());
  }
}
