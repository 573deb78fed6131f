package org.soapstone.examples.irregular;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A mesh of four-sided zones in the plane, after the mini-application PENNANT.
 *
 * <p>A <i>zone</i> has four <i>sides</i>, counter-clockwise; a side goes from its <i>point</i> to
 * the next. Zones are numbered piece by piece, and so are points: a point on an edge belongs to the
 * lower piece. Points within the mesh are moved a little at random, and some zones are <i>bad</i>:
 * holes, told by one bad side. The arrays are the mesh's own: they are read, not written.
 *
 * @param pieces the number of pieces
 * @param zonePiece for each zone its piece
 * @param sideZone for each side its zone
 * @param sidePoint for each side the point where it starts
 * @param sideNext for each side the point where it ends
 * @param sideOk for each side 1 if it is good, 0 if it is bad
 * @param pointPiece for each point its piece
 * @param x for each point its first coordinate
 * @param y for each point its second coordinate
 * @param energy for each zone its inner energy in the beginning, for each unit of mass
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers; never compared
public record PennantMesh(
    int pieces,
    int[] zonePiece,
    int[] sideZone,
    int[] sidePoint,
    int[] sideNext,
    int[] sideOk,
    int[] pointPiece,
    double[] x,
    double[] y,
    double[] energy) {

  /** The number of sides of a zone. */
  public static final int SIDES = 4;

  private static final double JITTER = 0.2;

  /**
   * {@return a random mesh of about as many sides, nearly square, in nearly square pieces}
   *
   * @param sides how many sides, at least 4 for each piece; exact where a quarter of it has two
   *     factors near each other
   * @param pieces the number of pieces, at least 1
   * @param badZonesPerMillion how many zones in a million are holes
   * @param seed fixes everything random
   */
  public static PennantMesh random(int sides, int pieces, int badZonesPerMillion, long seed) {
    int[] zones = BlockedGrid.nearlyEqualExtents(sides / SIDES, 2);
    int[] blocks = BlockedGrid.nearlyEqualExtents(pieces, 2);
    return random(zones[0], zones[1], blocks[0], blocks[1], badZonesPerMillion, seed);
  }

  /**
   * {@return a random mesh over the unit square, the same for the same arguments}
   *
   * @param zonesX the number of zones along x, at least {@code piecesX}
   * @param zonesY the number of zones along y, at least {@code piecesY}
   * @param piecesX the number of pieces along x, at least 1
   * @param piecesY the number of pieces along y, at least 1
   * @param badZonesPerMillion how many zones in a million are holes
   * @param seed fixes everything random
   */
  public static PennantMesh random(
      int zonesX, int zonesY, int piecesX, int piecesY, int badZonesPerMillion, long seed) {
    if (piecesX < 1 || piecesY < 1 || zonesX < piecesX || zonesY < piecesY) {
      throw new IllegalArgumentException(
          "%d x %d zones in %d x %d pieces; give each piece at least one zone"
              .formatted(zonesX, zonesY, piecesX, piecesY));
    }
    SplittableRandom random = new SplittableRandom(seed);
    int[] cutsX = BlockedGrid.evenCuts(zonesX, piecesX);
    int[] cutsY = BlockedGrid.evenCuts(zonesY, piecesY);
    BlockedGrid zones = new BlockedGrid(cutsX, cutsY);
    BlockedGrid points = new BlockedGrid(pointCuts(cutsX), pointCuts(cutsY));
    PennantMesh mesh =
        new PennantMesh(
            zones.blocks(),
            new int[zones.cells()],
            new int[SIDES * zones.cells()],
            new int[SIDES * zones.cells()],
            new int[SIDES * zones.cells()],
            new int[SIDES * zones.cells()],
            new int[points.cells()],
            new double[points.cells()],
            new double[points.cells()],
            random.doubles(zones.cells(), 1, 1.5).toArray());
    mesh.placePoints(points, random);
    mesh.connect(zones, points);
    Arrays.fill(mesh.sideOk, 1);
    for (int zone = 0; zone < zones.cells(); zone++) {
      if (random.nextInt(1_000_000) < badZonesPerMillion) {
        mesh.sideOk[SIDES * zone + random.nextInt(SIDES)] = 0;
      }
    }
    return mesh;
  }

  /** Points on a cut belong below it, and the last block has one point more than zones. */
  private static int[] pointCuts(int[] zoneCuts) {
    int[] cuts = zoneCuts.clone();
    for (int b = 1; b < cuts.length; b++) {
      cuts[b]++;
    }
    return cuts;
  }

  private void placePoints(BlockedGrid points, SplittableRandom random) {
    int lastX = points.extent(0) - 1;
    int lastY = points.extent(1) - 1;
    for (int i = 0; i <= lastX; i++) {
      for (int j = 0; j <= lastY; j++) {
        int point = points.number(i, j);
        boolean within = i > 0 && i < lastX && j > 0 && j < lastY;
        pointPiece[point] = points.block(i, j);
        x[point] = (i + (within ? random.nextDouble(-JITTER, JITTER) : 0)) / lastX;
        y[point] = (j + (within ? random.nextDouble(-JITTER, JITTER) : 0)) / lastY;
      }
    }
  }

  private void connect(BlockedGrid zones, BlockedGrid points) {
    for (int i = 0; i < zones.extent(0); i++) {
      for (int j = 0; j < zones.extent(1); j++) {
        int zone = zones.number(i, j);
        int[] corners = {
          points.number(i, j),
          points.number(i + 1, j),
          points.number(i + 1, j + 1),
          points.number(i, j + 1)
        };
        zonePiece[zone] = zones.block(i, j);
        for (int k = 0; k < SIDES; k++) {
          int side = SIDES * zone + k;
          sideZone[side] = zone;
          sidePoint[side] = corners[k];
          sideNext[side] = corners[(k + 1) % SIDES];
        }
      }
    }
  }

  /** {@return the number of zones} */
  public int zones() {
    return zonePiece.length;
  }

  /** {@return the number of sides} */
  public int sides() {
    return sideZone.length;
  }

  /** {@return the number of points} */
  public int points() {
    return pointPiece.length;
  }
}
