package org.soapstone.examples.irregular;

import java.util.List;
import java.util.stream.Stream;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Columns;
import org.soapstone.regions.deppart.FieldOperator;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.regions.deppart.Uncoloured;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.partitioning.RegionColumns;

/**
 * How a MiniAero mesh is cut (Treichler et al., OOPSLA 2016).
 *
 * @param cells the cells of each block
 * @param faces the faces of each block: those whose left cell is its own
 * @param ghosts the cells of other blocks that a block's faces have on their right
 * @param facesByKind the faces of each block that are of a kind, for each kind in order
 */
public record MiniAeroPartitions(
    IndexPartition cells,
    IndexPartition faces,
    IndexPartition ghosts,
    List<IndexPartition> facesByKind) {

  /** Copies the list. */
  public MiniAeroPartitions {
    facesByKind = List.copyOf(facesByKind);
  }

  /**
   * {@return the partitions of a mesh in a running program} Nothing waits here: each operator is an
   * operation of the program, and launches may name what it will make.
   */
  static MiniAeroPartitions in(
      Runtime runtime, LogicalRegion cells, LogicalRegion faces, Rect colours) {
    var operators = runtime.partitions();
    Rect kinds = Rect.ofExtents(AeroMesh.Kind.values().length);
    RegionColumns left = RegionColumns.of(faces, "left");
    RegionColumns right = RegionColumns.of(faces, "right");

    var own = operators.byField(RegionColumns.of(cells, "block"), colours);
    var ownFaces = operators.preimage(left, own);
    var ghosts = operators.imageDifference(ownFaces, right, cells.indexSpace(), own);
    var byKind = operators.byField(RegionColumns.of(faces, "kind"), kinds);
    return new MiniAeroPartitions(
        own,
        ownFaces,
        ghosts,
        Stream.of(AeroMesh.Kind.values())
            .<IndexPartition>map(
                kind -> operators.mirror(ownFaces, operators.piece(byKind, Point.of(kind.code()))))
            .toList());
  }

  /**
   * {@return the partitions of a mesh that is in arrays, not in regions: the same}
   *
   * @param mesh the mesh
   * @param workers how many threads may work on it, at least 1
   */
  public static MiniAeroPartitions of(AeroMesh mesh, int workers) {
    Rect allCells = Rect.ofExtents(mesh.cells());
    Rect allFaces = Rect.ofExtents(mesh.faces());
    Columns piece = Columns.of(allCells, mesh.cellPiece());
    Columns left = Columns.of(allFaces, mesh.faceLeft());
    Columns right = Columns.of(allFaces, mesh.faceRight());
    Columns kind = Columns.of(allFaces, mesh.faceKind());
    IndexSpace everyCell = IndexSpace.of(allCells);
    IndexSpace everyFace = IndexSpace.of(allFaces);
    Rect colours = Rect.ofExtents(mesh.pieces());
    Rect kinds = Rect.ofExtents(AeroMesh.Kind.values().length);

    var cells = FieldOperator.byField(everyCell, colours, Uncoloured.REFUSED).apply(piece, workers);
    var faces = FieldOperator.preimage(everyFace, cells).apply(left, workers);
    var ghosts = FieldOperator.imageDifference(faces, everyCell, cells).apply(right, workers);
    var byKind = FieldOperator.byField(everyFace, kinds, Uncoloured.REFUSED).apply(kind, workers);
    return new MiniAeroPartitions(
        cells,
        faces,
        ghosts,
        Stream.of(AeroMesh.Kind.values())
            .map(each -> Partitions.mirror(faces, byKind.space(Point.of(each.code()))))
            .toList());
  }

  /**
   * {@return the faces of each block that are of a kind}
   *
   * @param kind the kind
   */
  public IndexPartition faces(AeroMesh.Kind kind) {
    return facesByKind.get(kind.code());
  }
}
