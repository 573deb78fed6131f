package org.soapstone.regions.deppart;

import java.util.Arrays;
import java.util.BitSet;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.MarkedPartition.Classes;

/**
 * Finds the class of a point, or of a box, of a partitioned space: the set of the colours whose
 * pieces it meets.
 *
 * <p>A {@link ClassMap} over the bounds of the space where that is not much larger than the number
 * of questions; else a bounding-volume hierarchy over the pieces.
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
  private final ClassMap map;
  private PieceLookup lookup;

  /**
   * The classes of a partition.
   *
   * @param questions about how many points or boxes will be asked for
   */
  PieceClasses(IndexPartition target, long questions) {
    this.target = target;
    this.bounds = target.parentSpace().bounds();
    int colours = ListedPartition.countColours(target.colours());
    if (target instanceof MarkedPartition marked && marked.classes().isPresent()) {
      Classes classes = marked.classes().get();
      this.sets = classes.sets();
      this.map = classes.map();
      return;
    }
    this.sets = new ColourSets(colours);
    long most = Math.max(ALWAYS_MAPPED, questions * POSITIONS_PER_QUESTION);
    this.map = bounds.volume() <= Math.min(most, Integer.MAX_VALUE) ? fill() : null;
  }

  private ClassMap fill() {
    ClassMap filled = new ClassMap((int) bounds.volume());
    for (int c = 0; c < sets.colours(); c++) {
      int colour = c;
      Marks.Visitor add = (first, last) -> filled.add((int) first, (int) last, sets, colour);
      if (target instanceof MarkedPartition marked) {
        Marks.forEach(marked.marks(c), add);
      } else {
        Marks.forEach(target.space(target.colours().delinearize(c)), bounds, add);
      }
    }
    return filled;
  }

  ColourSets sets() {
    return sets;
  }

  /**
   * Writes the classes of the points that a block's points point to.
   *
   * @return the highest class, or its complement if there is a class 0
   */
  int points(FieldReader block, int[] positions, int[] into) {
    if (map != null) {
      block.positions(bounds, positions);
      return map.lookup(positions, block.size(), into);
    }
    return boxes(block, 0, into);
  }

  /**
   * Writes the classes of the boxes that a block's points hold.
   *
   * @return the highest class, or its complement if there is a class 0
   */
  int boxes(FieldReader block, int[] into) {
    return boxes(block, bounds.dims(), into);
  }

  /** The boxes whose high corners are {@code highs} columns behind the low ones. */
  private int boxes(FieldReader block, int highs, int[] into) {
    Walk walk = new Walk(bounds.dims());
    int highest = 0;
    int gaps = 0;
    for (int i = 0; i < block.size(); i++) {
      int found = walk.clip(block, highs, i) ? walk.find() : 0;
      into[i] = found;
      highest = Math.max(highest, found);
      gaps |= found - 1;
    }
    return gaps < 0 ? ~highest : highest;
  }

  private synchronized PieceLookup lookup() {
    if (lookup == null) {
      IndexSpace[] pieces = new IndexSpace[sets.colours()];
      Arrays.setAll(pieces, c -> target.space(target.colours().delinearize(c)));
      lookup = new PieceLookup(bounds.dims(), pieces);
    }
    return lookup;
  }

  /** One box at a time, within the bounds. */
  private final class Walk {
    private final long[] lo;
    private final long[] hi;
    private final long[] at;
    private int lastA;
    private int lastB;
    private int lastUnion;

    Walk(int dims) {
      this.lo = new long[dims];
      this.hi = new long[dims];
      this.at = new long[dims];
    }

    /** Takes the box that a point of the block holds; false if no point of it is in the bounds. */
    boolean clip(FieldReader block, int highs, int i) {
      for (int d = 0; d < lo.length; d++) {
        lo[d] = Math.max(block.value(d, i), bounds.lo(d));
        hi[d] = Math.min(block.value(highs + d, i), bounds.hi(d));
        if (lo[d] > hi[d]) {
          return false;
        }
      }
      return !bounds.isEmpty();
    }

    int find() {
      return map == null || volume() > MOST_WALKED ? findInTree() : findInMap();
    }

    private long volume() {
      long volume = 1;
      for (int d = 0; d < lo.length; d++) {
        volume *= hi[d] - lo[d] + 1;
      }
      return volume;
    }

    private int findInTree() {
      BitSet found = lookup().overlapping(Rect.of(lo, hi));
      int set = 0;
      for (int c = found.nextSetBit(0); c >= 0; c = found.nextSetBit(c + 1)) {
        set = sets.with(set, c);
      }
      return set;
    }

    private int findInMap() {
      int last = lo.length - 1;
      int set = 0;
      System.arraycopy(lo, 0, at, 0, lo.length);
      while (true) {
        long row = 0;
        for (int d = 0; d <= last; d++) {
          row = row * bounds.extent(d) + at[d] - bounds.lo(d);
        }
        set = findInRow((int) row, (int) (row + hi[last] - lo[last]), set);
        int d = last - 1;
        while (d >= 0 && at[d] == hi[d]) {
          at[d] = lo[d];
          d--;
        }
        if (d < 0) {
          return set;
        }
        at[d]++;
      }
    }

    private int findInRow(int from, int to, int before) {
      int set = before;
      int previous = 0;
      for (int position = from; position <= to; position++) {
        int found = map.at(position);
        if (found != previous) {
          set = union(set, found);
          previous = found;
        }
      }
      return set;
    }

    private int union(int a, int b) {
      if (a == b || b == 0) {
        return a;
      }
      if (a == 0) {
        return b;
      }
      if (a != lastA || b != lastB) {
        lastA = a;
        lastB = b;
        lastUnion = sets.union(a, b);
      }
      return lastUnion;
    }
  }
}
