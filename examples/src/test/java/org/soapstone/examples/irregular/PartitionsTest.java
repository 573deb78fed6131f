package org.soapstone.examples.irregular;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The three programs' partitions, piece by piece and point by point, against loops that know
 * nothing of operators. With {@code -Dsoapstone.heavy=true} at a million and ten million elements
 * too.
 */
final class PartitionsTest {
  private static final long SEED = Long.getLong("soapstone.seed", 20160101);

  static Stream<Arguments> inputs() {
    Stream<Arguments> small =
        Stream.of(
            Arguments.of(10_000, 8, 1),
            Arguments.of(10_000, 64, 2),
            Arguments.of(10_000, 1, 1),
            Arguments.of(10_000, 100, 2));
    Stream<Arguments> large =
        Stream.of(
            Arguments.of(1_000_000, 64, 1),
            Arguments.of(1_000_000, 512, 2),
            Arguments.of(10_000_000, 8, 1),
            Arguments.of(10_000_000, 64, 2));
    return Boolean.getBoolean("soapstone.heavy") ? Stream.concat(small, large) : small;
  }

  private static String what(String name) {
    return "%s (seed %d)".formatted(name, SEED);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void circuit(int wires, int pieces, int workers) {
    CircuitGraph graph = CircuitGraph.random(wires / 2, wires, pieces, SEED);
    CircuitPartitions actual = CircuitPartitions.of(graph, workers);
    int[] own = graph.nodePiece();
    BitSet[] ghosts = Expected.noPoints(pieces);
    BitSet shared = new BitSet();
    for (int wire = 0; wire < wires; wire++) {
      int out = graph.wireOut()[wire];
      int piece = own[graph.wireIn()[wire]];
      if (own[out] != piece) {
        ghosts[piece].set(out);
        shared.set(out);
      }
    }
    int nodes = graph.nodes();
    Expected.colours(what("own nodes"), actual.own(), nodes, node -> own[node]);
    Expected.colours(what("wires"), actual.wires(), wires, wire -> own[graph.wireIn()[wire]]);
    Expected.sets(what("ghost nodes"), actual.ghostNodes(), ghosts);
    Expected.colours(
        what("private nodes"),
        actual.privateNodes(),
        nodes,
        Expected.where(own, node -> !shared.get(node)));
    Expected.colours(
        what("shared nodes"), actual.sharedNodes(), nodes, Expected.where(own, shared::get));
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void pennant(int sides, int pieces, int workers) {
    PennantMesh mesh = PennantMesh.random(sides, pieces, 2_000, SEED);
    assertThat(mesh.sides()).isEqualTo(sides);
    PennantPartitions actual = PennantPartitions.of(mesh, workers);
    BitSet bad = new BitSet();
    BitSet holes = new BitSet();
    for (int side = 0; side < sides; side++) {
      if (mesh.sideOk()[side] == 0) {
        bad.set(side);
        holes.set(mesh.sideZone()[side]);
      }
    }
    int[] own = mesh.pointPiece();
    BitSet[] points = Expected.noPoints(pieces);
    BitSet[] ghosts = Expected.noPoints(pieces);
    BitSet shared = new BitSet();
    for (int side = 0; side < sides; side++) {
      int piece = mesh.zonePiece()[mesh.sideZone()[side]];
      int point = mesh.sidePoint()[side];
      if (!holes.get(mesh.sideZone()[side])) {
        points[piece].set(point);
        if (own[point] != piece) {
          ghosts[piece].set(point);
          shared.set(point);
        }
      }
    }
    int[] zonePiece = mesh.zonePiece();
    Expected.sets(what("bad sides"), actual.badSides(), new BitSet[] {bad});
    Expected.colours(
        what("zones"),
        actual.zones(),
        mesh.zones(),
        Expected.where(zonePiece, zone -> !holes.get(zone)));
    Expected.colours(
        what("sides"),
        actual.sides(),
        sides,
        side -> holes.get(mesh.sideZone()[side]) ? -1 : zonePiece[mesh.sideZone()[side]]);
    Expected.sets(what("points"), actual.points(), points);
    Expected.colours(what("own points"), actual.ownPoints(), mesh.points(), p -> own[p]);
    Expected.sets(what("ghost points"), actual.ghostPoints(), ghosts);
    Expected.colours(
        what("private points"),
        actual.privatePoints(),
        mesh.points(),
        Expected.where(own, point -> !shared.get(point)));
    Expected.colours(
        what("shared points"),
        actual.sharedPoints(),
        mesh.points(),
        Expected.where(own, shared::get));
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void miniaero(int about, int pieces, int workers) {
    AeroMesh mesh = AeroMesh.random(about, pieces, SEED);
    MiniAeroPartitions actual = MiniAeroPartitions.of(mesh, workers);
    int[] own = mesh.cellPiece();
    BitSet[] ghosts = Expected.noPoints(pieces);
    for (int face = 0; face < mesh.faces(); face++) {
      int right = mesh.faceRight()[face];
      int piece = own[mesh.faceLeft()[face]];
      if (right != AeroMesh.NONE && own[right] != piece) {
        ghosts[piece].set(right);
      }
    }
    Expected.colours(what("cells"), actual.cells(), mesh.cells(), cell -> own[cell]);
    Expected.colours(
        what("faces"), actual.faces(), mesh.faces(), face -> own[mesh.faceLeft()[face]]);
    Expected.sets(what("ghost cells"), actual.ghosts(), ghosts);
    for (AeroMesh.Kind kind : AeroMesh.Kind.values()) {
      Expected.colours(
          what("faces of kind " + kind),
          actual.faces(kind),
          mesh.faces(),
          face -> mesh.faceKind()[face] == kind.code() ? own[mesh.faceLeft()[face]] : -1);
    }
  }

  @Test
  void workersDoNotMatter() {
    CircuitGraph graph = CircuitGraph.random(5_000, 10_000, 16, SEED);
    assertThat(CircuitPartitions.of(graph, 2)).isEqualTo(CircuitPartitions.of(graph, 1));
    PennantMesh mesh = PennantMesh.random(10_000, 16, 2_000, SEED);
    assertThat(PennantPartitions.of(mesh, 2)).isEqualTo(PennantPartitions.of(mesh, 1));
    AeroMesh aero = AeroMesh.random(10_000, 16, SEED);
    assertThat(MiniAeroPartitions.of(aero, 2)).isEqualTo(MiniAeroPartitions.of(aero, 1));
  }
}
