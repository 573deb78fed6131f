package org.soapstone.examples.irregular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** The meshes and graphs are what they are said to be. */
final class GeneratorsTest {
  @Test
  void aBlockedGridNumbersEachCellOnceAndBlockByBlock() {
    BlockedGrid grid =
        new BlockedGrid(
            BlockedGrid.evenCuts(7, 3), BlockedGrid.evenCuts(5, 2), BlockedGrid.evenCuts(4, 4));
    assertThat(grid.blocks()).isEqualTo(24);
    BitSet seen = new BitSet();
    for (int x = 0; x < 7; x++) {
      for (int y = 0; y < 5; y++) {
        for (int z = 0; z < 4; z++) {
          int number = grid.number(x, y, z);
          int block = grid.block(x, y, z);
          assertThat(seen.get(number)).isFalse();
          seen.set(number);
          assertThat(number).isBetween(grid.first(block), grid.first(block + 1) - 1);
          assertThat(x).isBetween(grid.lo(block, 0), grid.hi(block, 0) - 1);
          assertThat(y).isBetween(grid.lo(block, 1), grid.hi(block, 1) - 1);
          assertThat(z).isBetween(grid.lo(block, 2), grid.hi(block, 2) - 1);
        }
      }
    }
    assertThat(seen.cardinality()).isEqualTo(grid.cells()).isEqualTo(140);
  }

  @Test
  void roundNumbersHaveNearlyEqualFactors() {
    assertThat(BlockedGrid.nearlyEqualExtents(2_500, 2)).containsExactly(50, 50);
    assertThat(BlockedGrid.nearlyEqualExtents(2_500_000, 2)).containsExactly(1_250, 2_000);
    assertThat(BlockedGrid.nearlyEqualExtents(512, 3)).containsExactly(8, 8, 8);
    assertThat(BlockedGrid.nearlyEqualExtents(1, 3)).containsExactly(1, 1, 1);
  }

  @Test
  void theSeedFixesTheCircuit() {
    CircuitGraph graph = CircuitGraph.random(100, 1_000, 7, 3);
    assertThat(CircuitGraph.random(100, 1_000, 7, 3).wireOut()).isEqualTo(graph.wireOut());
    assertThat(CircuitGraph.random(100, 1_000, 7, 4).wireOut()).isNotEqualTo(graph.wireOut());
    assertThat(graph.nodePiece()).isSorted().endsWith(6);
    long within = 0;
    for (int wire = 0; wire < graph.wires(); wire++) {
      int in = graph.nodePiece()[graph.wireIn()[wire]];
      within += in == graph.nodePiece()[graph.wireOut()[wire]] ? 1 : 0;
    }
    assertThat(within).isBetween(920L, 999L);
  }

  @Test
  void thePennantMeshCoversTheUnitSquare() {
    PennantMesh mesh = PennantMesh.random(13, 17, 3, 4, 0, 5);
    assertThat(mesh.points()).isEqualTo(14 * 18);
    double area = 0;
    for (int side = 0; side < mesh.sides(); side++) {
      int point = mesh.sidePoint()[side];
      int next = mesh.sideNext()[side];
      area += PennantTasks.area(mesh.x()[point], mesh.y()[point], mesh.x()[next], mesh.y()[next]);
      // Sides of a zone follow each other, and each begins where the one before ends.
      int zoneStart = side / PennantMesh.SIDES * PennantMesh.SIDES;
      int following = zoneStart + (side + 1) % PennantMesh.SIDES;
      assertThat(mesh.sidePoint()[following]).isEqualTo(next);
      // The lowest piece around a point owns it.
      assertThat(mesh.pointPiece()[point]).isLessThanOrEqualTo(mesh.zonePiece()[side / 4]);
    }
    assertThat(area).isCloseTo(1, within(1e-12));
    assertThat(Arrays.stream(mesh.sideOk()).sum()).isEqualTo(mesh.sides());
  }

  @Test
  void eachCellOfTheAeroMeshHasSixFaces() {
    AeroMesh mesh = AeroMesh.random(new int[] {5, 4, 7}, new int[] {2, 3, 2}, 5);
    int[] faces = new int[mesh.cells()];
    int[] kinds = new int[AeroMesh.Kind.values().length];
    for (int face = 0; face < mesh.faces(); face++) {
      faces[mesh.faceLeft()[face]]++;
      kinds[mesh.faceKind()[face]]++;
      if (mesh.faceKind()[face] == AeroMesh.Kind.INTERIOR.code()) {
        faces[mesh.faceRight()[face]]++;
      }
    }
    assertThat(faces).hasSize(140).containsOnly(6);
    // 28 x 1 + 35 x 2 + 20 x 1 places where blocks meet, each with a face of either block.
    assertThat(kinds[AeroMesh.Kind.BORDER.code()]).isEqualTo(2 * (28 + 70 + 20));
    assertThat(kinds[AeroMesh.Kind.INFLOW.code()]).isEqualTo(28);
    assertThat(kinds[AeroMesh.Kind.EXTRAPOLATE.code()]).isEqualTo(28);
    assertThat(kinds[AeroMesh.Kind.NO_SLIP.code()]).isEqualTo(35);
    assertThat(kinds[AeroMesh.Kind.TANGENT.code()]).isEqualTo(35 + 2 * 20);
  }

  @Test
  void theAeroMeshHasAboutAsManyFacesAsAskedFor() {
    for (int faces : new int[] {10_000, 100_000, 1_000_000}) {
      for (int pieces = 1; 100 * pieces <= faces; pieces *= 8) {
        assertThat((double) AeroMesh.random(faces, pieces, 1).faces())
            .as("%d faces in %d pieces", faces, pieces)
            .isBetween(0.85 * faces, 1.15 * faces);
      }
    }
  }

  @Test
  void tooManyPiecesAreRefused() {
    assertThatThrownBy(() -> CircuitGraph.random(3, 10, 4, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 nodes and 10 wires in 4 pieces; give each piece at least one node");
    assertThatThrownBy(() -> PennantMesh.random(2, 2, 3, 1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give each piece at least one zone");
    assertThatThrownBy(() -> AeroMesh.random(new int[] {1, 1, 1}, new int[] {1, 2, 1}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give each block at least one cell");
  }
}
