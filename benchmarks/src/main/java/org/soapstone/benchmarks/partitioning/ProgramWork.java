package org.soapstone.benchmarks.partitioning;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.examples.irregular.AeroMesh;
import org.soapstone.examples.irregular.CircuitGraph;
import org.soapstone.examples.irregular.CircuitPartitions;
import org.soapstone.examples.irregular.MiniAeroPartitions;
import org.soapstone.examples.irregular.PennantMesh;
import org.soapstone.examples.irregular.PennantPartitions;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Columns;
import org.soapstone.regions.deppart.FieldOperator;
import org.soapstone.regions.deppart.Uncoloured;

/** The three programs: each operator that one uses on its own data, and all of them together. */
final class ProgramWork {
  private static final int BAD_ZONES_PER_MILLION = 2_000;

  private ProgramWork() {}

  /** As many wires, between as many nodes. */
  static List<Work> circuit(int wires, int pieces, long seed) {
    CircuitGraph graph = CircuitGraph.random(wires, wires, pieces, seed);
    CircuitPartitions cut = CircuitPartitions.of(graph, 1);
    IndexSpace nodes = space(graph.nodes());
    int[] wirePiece = lookUp(graph.wireIn(), graph.nodePiece());
    Scan byField = Scan.byField(graph.nodePiece(), pieces);
    Scan preimage = Scan.preimage(graph.wireIn(), graph.nodePiece(), pieces);
    Scan image = Scan.image(graph.wireOut(), graph.nodePiece(), wirePiece, pieces);
    return List.of(
        byField(nodes, graph.nodePiece(), byField),
        preimage(space(wires), graph.wireIn(), cut.own(), preimage),
        image(cut.wires(), graph.wireOut(), nodes, image),
        imageDifference(cut.wires(), graph.wireOut(), nodes, cut.own(), image),
        new Work(
            Workload.WHOLE,
            wires,
            workers -> {
              CircuitPartitions made = CircuitPartitions.of(graph, workers);
              return List.of(
                  made.wires(), made.ghostNodes(), made.privateNodes(), made.sharedNodes());
            },
            List.of(byField, preimage, image)));
  }

  /** About as many sides, of a quarter as many zones. */
  static List<Work> pennant(int sides, int pieces, long seed) {
    PennantMesh mesh = PennantMesh.random(sides, pieces, BAD_ZONES_PER_MILLION, seed);
    PennantPartitions cut = PennantPartitions.of(mesh, 1);
    IndexSpace points = space(mesh.points());
    int[] sidePiece = lookUp(mesh.sideZone(), mesh.zonePiece());
    Scan bad = Scan.byField(mesh.sideOk(), 2);
    Scan badZones = Scan.image(mesh.sideZone(), mesh.zonePiece(), mesh.sideOk(), 2);
    Scan byField = Scan.byField(mesh.zonePiece(), pieces);
    Scan preimage = Scan.preimage(mesh.sideZone(), mesh.zonePiece(), pieces);
    Scan image = Scan.image(mesh.sidePoint(), mesh.pointPiece(), sidePiece, pieces);
    Scan owners = Scan.byField(mesh.pointPiece(), pieces);
    return List.of(
        byField(space(mesh.zones()), mesh.zonePiece(), byField),
        preimage(space(mesh.sides()), mesh.sideZone(), cut.zones(), preimage),
        image(cut.sides(), mesh.sidePoint(), points, image),
        imageDifference(cut.sides(), mesh.sidePoint(), points, cut.ownPoints(), image),
        new Work(
            Workload.WHOLE,
            mesh.sides(),
            workers -> {
              PennantPartitions made = PennantPartitions.of(mesh, workers);
              return List.of(
                  made.zones(),
                  made.sides(),
                  made.ghostPoints(),
                  made.privatePoints(),
                  made.sharedPoints());
            },
            List.of(bad, badZones, byField, preimage, image, owners)));
  }

  /** About as many faces, of a third as many cells. */
  static List<Work> miniaero(int faces, int pieces, long seed) {
    AeroMesh mesh = AeroMesh.random(faces, pieces, seed);
    MiniAeroPartitions cut = MiniAeroPartitions.of(mesh, 1);
    IndexSpace cells = space(mesh.cells());
    int[] facePiece = lookUp(mesh.faceLeft(), mesh.cellPiece());
    Scan byField = Scan.byField(mesh.cellPiece(), pieces);
    Scan preimage = Scan.preimage(mesh.faceLeft(), mesh.cellPiece(), pieces);
    Scan image = Scan.image(mesh.faceRight(), mesh.cellPiece(), facePiece, pieces);
    Scan kinds = Scan.byField(mesh.faceKind(), AeroMesh.Kind.values().length);
    return List.of(
        byField(cells, mesh.cellPiece(), byField),
        preimage(space(mesh.faces()), mesh.faceLeft(), cut.cells(), preimage),
        image(cut.faces(), mesh.faceRight(), cells, image),
        imageDifference(cut.faces(), mesh.faceRight(), cells, cut.cells(), image),
        new Work(
            Workload.WHOLE,
            mesh.faces(),
            workers -> {
              MiniAeroPartitions made = MiniAeroPartitions.of(mesh, workers);
              List<IndexPartition> all = new ArrayList<>(made.facesByKind());
              all.add(made.cells());
              all.add(made.ghosts());
              return all;
            },
            List.of(byField, preimage, image, kinds)));
  }

  /** The space of the numbers from 0. */
  static IndexSpace space(int extent) {
    return IndexSpace.of(Rect.ofExtents(extent));
  }

  /** A field over all of a space. */
  static Columns columns(int... values) {
    return Columns.of(Rect.ofExtents(values.length), values);
  }

  /** What is found where each pointer leads. */
  static int[] lookUp(int[] pointers, int[] target) {
    int[] found = new int[pointers.length];
    Scan.preimage(pointers, target, 0).pass(found);
    return found;
  }

  static Work byField(IndexSpace domain, int[] colours, Scan scan) {
    FieldOperator operator =
        FieldOperator.byField(domain, Rect.ofExtents(scan.pieces()), Uncoloured.REFUSED);
    Columns field = columns(colours);
    return Work.of("by-field", workers -> operator.apply(field, workers), scan);
  }

  static Work preimage(IndexSpace domain, int[] pointers, IndexPartition target, Scan scan) {
    Columns field = columns(pointers);
    return Work.of(
        "preimage", workers -> FieldOperator.preimage(domain, target).apply(field, workers), scan);
  }

  static Work image(IndexPartition source, int[] pointers, IndexSpace target, Scan scan) {
    Columns field = columns(pointers);
    return Work.of(
        "image", workers -> FieldOperator.image(source, target).apply(field, workers), scan);
  }

  static Work imageDifference(
      IndexPartition source, int[] pointers, IndexSpace target, IndexPartition less, Scan scan) {
    Columns field = columns(pointers);
    return Work.of(
        "image-difference",
        workers -> FieldOperator.imageDifference(source, target, less).apply(field, workers),
        scan);
  }
}
