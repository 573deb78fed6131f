package org.soapstone.benchmarks.partitioning;

import com.google.common.base.Suppliers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Column;
import org.soapstone.regions.deppart.Columns;
import org.soapstone.regions.deppart.FieldOperator;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.regions.deppart.PendingPartition;

/**
 * Every operator where nothing lies together: each point has a random colour and points to a random
 * point among as many, or to up to four that follow each other.
 */
final class RandomWork {
  private static final int LONGEST_RANGE = 4;

  private final int elements;
  private final int pieces;
  private final IndexSpace space;
  private final Rect colours;

  /** The blocks that pointers start from, and those that they lead to. */
  private final IndexPartition blocks;

  /** For each point its block. */
  private final int[] block;

  private final Scan blockScan;
  private final SplittableRandom random;

  private RandomWork(int elements, int pieces, long seed) {
    this.elements = elements;
    this.pieces = pieces;
    space = ProgramWork.space(elements);
    colours = Rect.ofExtents(pieces);
    blocks = Partitions.equal(space, colours);
    block = new int[elements];
    colours.forEachPoint(colour -> {
      Rect run = blocks.space(colour).bounds();
      Arrays.fill(
          block, (int) run.lo(0), (int) run.hi(0) + 1, Math.toIntExact(colour.coordinate(0)));
    });
    blockScan = Scan.byField(block, pieces);
    random = new SplittableRandom(seed);
  }

  static List<Work> of(int elements, int pieces, long seed) {
    RandomWork random = new RandomWork(elements, pieces, seed);
    List<Work> works = new ArrayList<>(random.fieldOperators());
    works.addAll(random.structuredOperators());
    works.addAll(random.setOperators());
    return works;
  }

  private List<Work> fieldOperators() {
    int[] colour = random.ints(elements, 0, pieces).toArray();
    int[] pointer = random.ints(elements, 0, elements).toArray();
    int[] end = new int[elements];
    Arrays.setAll(end, i -> pointer[i] + random.nextInt(LONGEST_RANGE));
    Rect points = space.bounds();
    Columns ranges = Columns.of(Column.of(points, pointer), Column.of(points, end));
    Scan image = Scan.image(pointer, block, block, pieces);
    Scan preimage = Scan.preimage(pointer, block, pieces);
    return List.of(
        ProgramWork.byField(space, colour, Scan.byField(colour, pieces)),
        ProgramWork.image(blocks, pointer, space, image),
        ProgramWork.imageDifference(blocks, pointer, space, blocks, image),
        Work.of(
            "image-range",
            workers -> FieldOperator.imageRange(blocks, space).apply(ranges, workers),
            image),
        ProgramWork.preimage(space, pointer, blocks, preimage),
        Work.of(
            "preimage-range",
            workers -> FieldOperator.preimageRange(space, blocks).apply(ranges, workers),
            preimage));
  }

  /** Operators that touch no point: each costs O(1) for a piece. */
  private List<Work> structuredOperators() {
    long width = Math.ceilDiv(elements, pieces);
    long[] weights = random.longs(pieces, 1, 100).toArray();
    AffineRectMap halo = AffineRectMap.builder(1).dimension(0, 1, -1, 1).build();
    Rect extent = Rect.of(-1, width);
    return List.of(
        plain("equal", () -> Partitions.equal(space, colours)),
        plain("weights", () -> Partitions.weights(space, colours, weights, 1)),
        plain("blocks", () -> Partitions.blocks(space, width)),
        plain(
            "restriction",
            () -> Partitions.restriction(space, colours, new long[][] {{width}}, extent)),
        plain("affine-image", () -> Partitions.image(blocks, halo, space)),
        plain("affine-preimage", () -> Partitions.preimage(space, halo, blocks)));
  }

  /** Operators on partitions that are there: the image of the blocks, and the blocks. */
  private List<Work> setOperators() {
    Columns pointer = ProgramWork.columns(random.ints(elements, 0, elements).toArray());
    // Made when first asked for: whoever times another operator need not wait for them.
    Supplier<IndexPartition> image =
        Suppliers.memoize(() -> FieldOperator.image(blocks, space).apply(pointer, 1));
    Supplier<Map<Point, IndexSpace>> spaces = Suppliers.memoize(() -> spaces(image.get()));
    IndexSpace half = IndexSpace.of(Rect.of(elements / 4, elements * 3L / 4));
    IndexPartition quarters = Partitions.equal(space, Rect.ofExtents(4));
    return List.of(
        plain("explicit", () -> Partitions.explicit(space, colours, spaces.get())),
        plain("pending", () -> pending(spaces.get())),
        plain("union", () -> Partitions.union(image.get(), blocks)),
        plain("intersection", () -> Partitions.intersection(image.get(), blocks)),
        plain("difference", () -> Partitions.difference(image.get(), blocks)),
        plain(
            "union-of",
            () ->
                Partitions.explicit(
                    space,
                    Rect.ofExtents(1),
                    Map.of(Point.of(0), Partitions.unionOf(image.get())))),
        plain("mirror", () -> Partitions.mirror(image.get(), half)),
        plain("cross", () -> Partitions.cross(image.get(), quarters).flat()));
  }

  private Map<Point, IndexSpace> spaces(IndexPartition partition) {
    Map<Point, IndexSpace> spaces = new LinkedHashMap<>();
    colours.forEachPoint(colour -> spaces.put(colour, partition.space(colour)));
    return spaces;
  }

  private IndexPartition pending(Map<Point, IndexSpace> spaces) {
    PendingPartition pending = PendingPartition.of(space, colours);
    spaces.forEach(pending::piece);
    return pending.build();
  }

  private Work plain(String operator, Supplier<IndexPartition> run) {
    return Work.of(operator, workers -> run.get(), blockScan);
  }
}
