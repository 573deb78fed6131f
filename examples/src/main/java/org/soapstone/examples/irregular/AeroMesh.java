package org.soapstone.examples.irregular;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A mesh of boxes in space, joined by faces, after the mini-application MiniAero.
 *
 * <p>Cells are numbered block by block. Each block has faces of its own around all of its cells, so
 * that it needs no other block's faces: where two blocks meet, each has a face, whose <i>left</i>
 * cell is its own and whose <i>right</i> cell is the other's, its <i>ghost</i>. A face at the end
 * of the world has no right cell: it is {@value #NONE}. The arrays are the mesh's own: they are
 * read, not written.
 *
 * @param pieces the number of blocks
 * @param cellPiece for each cell its block
 * @param faceLeft for each face the cell it belongs to
 * @param faceRight for each face the cell on its other side, or {@value #NONE}
 * @param faceKind for each face what it is, the code of a {@link Kind}
 * @param faceDirection for each face where its right side is: the axis along which it rises, 0 to
 *     2, or 3 more than the axis along which it falls
 * @param density for each cell its density in the beginning
 * @param energy for each cell its energy in the beginning, for each unit of volume
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers; never compared
public record AeroMesh(
    int pieces,
    int[] cellPiece,
    int[] faceLeft,
    int[] faceRight,
    int[] faceKind,
    int[] faceDirection,
    double[] density,
    double[] energy) {

  /** The right cell of a face that has none: a null pointer. */
  public static final int NONE = -1;

  /** The number of axes. */
  static final int AXES = 3;

  /** What a face is. */
  public enum Kind {
    /** Between two cells of a block. */
    INTERIOR(0),
    /** Between a cell of this block and one of another. */
    BORDER(1),
    /** Where gas flows in: the low end along the first axis. */
    INFLOW(2),
    /** Where gas flows out as it comes: the high end along the first axis. */
    EXTRAPOLATE(3),
    /** A rough wall: the low end along the second axis. */
    NO_SLIP(4),
    /** A smooth wall: every other end. */
    TANGENT(5);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** {@return the number that stands for this kind in the mesh, from 0, in order} */
    public int code() {
      return code;
    }
  }

  /**
   * {@return a random mesh of about as many faces, nearly a cube, in blocks nearly cubes}
   *
   * @param faces how many faces, about; at least 10 for each piece
   * @param pieces the number of blocks, at least 1
   * @param seed fixes everything random
   */
  public static AeroMesh random(int faces, int pieces, long seed) {
    // A block of side s has 3 s^2 (s + 1) faces.
    double side = 1;
    for (int i = 0; i < 30; i++) {
      side = Math.sqrt((double) faces / pieces / AXES / (side + 1));
    }
    int[] blocks = BlockedGrid.nearlyEqualExtents(pieces, AXES);
    int cells = (int) Math.round(Math.pow(side, AXES) * pieces);
    int[] extents = BlockedGrid.nearlyEqualExtents(Math.max(cells, pieces), AXES);
    Arrays.sort(blocks);
    Arrays.sort(extents);
    return random(extents, blocks, seed);
  }

  /**
   * {@return a random mesh, the same for the same arguments}
   *
   * @param extents the number of cells along each of three axes, at least that of blocks
   * @param blocks the number of blocks along each axis, at least 1
   * @param seed fixes everything random
   */
  public static AeroMesh random(int[] extents, int[] blocks, long seed) {
    int[][] cuts = new int[AXES][];
    for (int axis = 0; axis < AXES; axis++) {
      if (blocks[axis] < 1 || extents[axis] < blocks[axis]) {
        throw new IllegalArgumentException(
            "%s cells in %s blocks; give each block at least one cell"
                .formatted(Arrays.toString(extents), Arrays.toString(blocks)));
      }
      cuts[axis] = BlockedGrid.evenCuts(extents[axis], blocks[axis]);
    }
    BlockedGrid cells = new BlockedGrid(cuts);
    int faces = 0;
    for (int block = 0; block < cells.blocks(); block++) {
      for (int axis = 0; axis < AXES; axis++) {
        faces += layer(cells, block, axis) * (cells.hi(block, axis) - cells.lo(block, axis) + 1);
      }
    }
    SplittableRandom random = new SplittableRandom(seed);
    AeroMesh mesh =
        new AeroMesh(
            cells.blocks(),
            new int[cells.cells()],
            new int[faces],
            new int[faces],
            new int[faces],
            new int[faces],
            random.doubles(cells.cells(), 1, 1.1).toArray(),
            random.doubles(cells.cells(), 2.5, 2.7).toArray());
    int face = 0;
    for (int block = 0; block < cells.blocks(); block++) {
      Arrays.fill(mesh.cellPiece, cells.first(block), cells.first(block + 1), block);
      for (int axis = 0; axis < AXES; axis++) {
        face = mesh.addFaces(cells, block, axis, face);
      }
    }
    return mesh;
  }

  /** The number of cells in a block's layer across an axis. */
  private static int layer(BlockedGrid cells, int block, int axis) {
    int count = 1;
    for (int d = 0; d < AXES; d++) {
      count *= d == axis ? 1 : cells.hi(block, d) - cells.lo(block, d);
    }
    return count;
  }

  /** Adds the faces of a block across an axis, layer by layer, and returns the next face. */
  private int addFaces(BlockedGrid cells, int block, int axis, int start) {
    int second = (axis + 1) % AXES;
    int third = (axis + 2) % AXES;
    int face = start;
    int[] at = new int[AXES];
    for (int layer = cells.lo(block, axis); layer <= cells.hi(block, axis); layer++) {
      for (at[second] = cells.lo(block, second);
          at[second] < cells.hi(block, second);
          at[second]++) {
        for (at[third] = cells.lo(block, third); at[third] < cells.hi(block, third); at[third]++) {
          addFace(cells, block, axis, layer, at, face++);
        }
      }
    }
    return face;
  }

  private void addFace(BlockedGrid cells, int block, int axis, int layer, int[] at, int face) {
    boolean falls = layer == cells.lo(block, axis);
    int left = falls ? layer : layer - 1;
    int right = falls ? layer - 1 : layer;
    boolean ends = right < 0 || right == cells.extent(axis);
    at[axis] = left;
    faceLeft[face] = cells.number(at);
    faceDirection[face] = falls ? axis + AXES : axis;
    if (ends) {
      faceRight[face] = NONE;
      faceKind[face] = end(axis, falls).code();
    } else {
      at[axis] = right;
      faceRight[face] = cells.number(at);
      faceKind[face] = (cells.block(at) == block ? Kind.INTERIOR : Kind.BORDER).code();
    }
  }

  private static Kind end(int axis, boolean low) {
    if (axis == 0) {
      return low ? Kind.INFLOW : Kind.EXTRAPOLATE;
    }
    return axis == 1 && low ? Kind.NO_SLIP : Kind.TANGENT;
  }

  /** {@return the number of cells} */
  public int cells() {
    return cellPiece.length;
  }

  /** {@return the number of faces} */
  public int faces() {
    return faceLeft.length;
  }
}
