package org.soapstone.regions.deppart;

import com.google.common.base.Suppliers;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Supplier;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;
import org.soapstone.regions.SparseBits;
import org.soapstone.regions.deppart.MarkedPartition.Classes;

/**
 * Finds the class of a point, or of a box, of a partitioned space: the set of the colours whose
 * pieces it meets.
 *
 * <p>A {@link ClassTable} over the bounds of the space where that is not much larger than the
 * number of questions; else a bounding-volume hierarchy over the pieces.
 */
final class PieceClasses {
  /** The positions of a map that are worth one question. */
  private static final int POSITIONS_PER_QUESTION = 8;

  private static final long ALWAYS_MAPPED = 1L << 16;

  /** A box of more positions is looked up in the hierarchy. */
  private static final long MOST_WALKED = 1L << 12;

  private final IndexPartition target;
  private final Rect bounds;
  private final ColourSets sets;
  private final Optional<ClassTable> table;
  private final Supplier<PieceLookup> lookup;

  /**
   * The classes of a partition.
   *
   * @param questions about how many points or boxes will be asked for
   */
  PieceClasses(IndexPartition target, long questions) {
    this.target = target;
    this.bounds = target.parentSpace().bounds();
    this.lookup = Suppliers.memoize(this::makeLookup);
    int colours = ListedPartition.countColours(target.colours());
    if (target instanceof MarkedPartition marked && marked.classes().isPresent()) {
      Classes classes = marked.classes().get();
      this.sets = classes.sets();
      this.table = Optional.of(new ClassTable(classes.map(), colours));
      return;
    }
    this.sets = new ColourSets(colours);
    long most = Math.max(ALWAYS_MAPPED, questions * POSITIONS_PER_QUESTION);
    boolean small = bounds.volume() <= Math.min(most, Integer.MAX_VALUE - 2 * ClassMap.BLOCK);
    this.table = small ? Optional.of(new ClassTable(fill(), colours)) : Optional.empty();
  }

  private ClassMap fill() {
    ClassMap filled = new ClassMap((int) bounds.volume());
    for (int c = 0; c < sets.colours(); c++) {
      int colour = c;
      SparseBits.RunVisitor add =
          (first, last) -> filled.add((int) first, (int) last, sets, colour);
      if (target instanceof MarkedPartition marked) {
        marked.positions(c).forEachRun(add);
      } else {
        target.space(target.colours().delinearize(c)).forEachRun(bounds, add);
      }
    }
    return filled;
  }

  private PieceLookup makeLookup() {
    IndexSpace[] pieces = new IndexSpace[sets.colours()];
    Arrays.setAll(pieces, c -> target.space(target.colours().delinearize(c)));
    return new PieceLookup(bounds.dims(), pieces);
  }

  ColourSets sets() {
    return sets;
  }

  /** What one thread needs to ask. */
  Questions questions() {
    return new Questions();
  }

  /** The questions of one thread. Not thread-safe. */
  final class Questions {
    private final ColourSets.Unions unions = sets.new Unions();
    private final int[] positions = new int[FieldReader.BLOCK];
    private final Optional<BoxRows> rows = table.map(known -> new BoxRows(bounds));

    /** The flags of all blocks so far: what was met need not be looked for again. */
    private int met;

    /**
     * Writes the classes of the points that a block's points point to.
     *
     * @return the flags of {@link ClassTable}, of this block and those before
     */
    int points(FieldReader block, int[] into) {
      if (table.isEmpty()) {
        return inTree(block, 0, into);
      }
      ClassTable known = table.get();
      boolean inside = block.positions(bounds, known.base(), positions);
      met = known.lookup(positions, block.size(), into, inside, met);
      return met;
    }

    /**
     * Writes the classes of the boxes that a block's points hold.
     *
     * @return the flags of {@link ClassTable}
     */
    int boxes(FieldReader block, int[] into) {
      if (table.isEmpty()) {
        return inTree(block, bounds.dims(), into);
      }
      ClassTable known = table.get();
      BoxRows boxes = rows.get();
      boxes.load(block);
      if (bounds.dims() == 1) {
        known.lookup(boxes.lows(0), boxes.highs(0), block.size(), into, unions);
        return flags(into, block.size());
      }
      for (int i = 0; i < block.size(); i++) {
        int found = 0;
        boolean more = boxes.begin(i);
        if (more && boxes.rows(i) * (boxes.reach(i) + 1L) > MOST_WALKED) {
          found = inTree(block, bounds.dims(), i);
          more = false;
        }
        for (; more; more = boxes.advance(i)) {
          int first = boxes.first();
          found = known.union(first, first + boxes.reach(i), found, unions);
        }
        into[i] = found;
      }
      return flags(into, block.size());
    }

    /** Asks for boxes whose high corners are {@code highs} columns behind the low ones. */
    private int inTree(FieldReader block, int highs, int[] into) {
      for (int i = 0; i < block.size(); i++) {
        into[i] = inTree(block, highs, i);
      }
      return flags(into, block.size());
    }

    private int flags(int[] classes, int count) {
      return ClassTable.flags(classes, 0, count, sets.colours());
    }

    private int inTree(FieldReader block, int highs, int i) {
      int dims = bounds.dims();
      long[] lo = new long[dims];
      long[] hi = new long[dims];
      for (int d = 0; d < dims; d++) {
        lo[d] = Math.max(block.value(d, i), bounds.lo(d));
        hi[d] = Math.min(block.value(highs + d, i), bounds.hi(d));
        if (lo[d] > hi[d]) {
          return 0;
        }
      }
      BitSet found = lookup.get().overlapping(Rect.of(lo, hi));
      int set = 0;
      for (int c = found.nextSetBit(0); c >= 0; c = found.nextSetBit(c + 1)) {
        set = sets.with(set, c);
      }
      return set;
    }
  }
}
