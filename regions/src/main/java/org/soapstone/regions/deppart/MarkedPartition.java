package org.soapstone.regions.deppart;

import com.google.common.base.Suppliers;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.SparseBits;
import org.soapstone.regions.Ternary;

/**
 * A partition whose pieces are kept as bits, by position in the parent's bounds; the space of a
 * piece is made when first asked for.
 */
final class MarkedPartition extends AbstractPartition {
  /** The class of each point, where the partition was made that way: what its preimages look up. */
  record Classes(ClassMap map, ColourSets sets) {}

  private final Optional<Classes> classes;
  private final Supplier<IntFunction<SparseBits>> positions;
  private final SparseBits[] known;
  private final IndexSpace[] spaces;
  private final Supplier<PieceLookup> lookup;

  private MarkedPartition(
      IndexSpace parent,
      Rect colours,
      Optional<Classes> classes,
      Supplier<IntFunction<SparseBits>> positions,
      Ternary disjoint,
      Ternary complete) {
    super(parent, colours, disjoint, complete);
    this.classes = classes;
    this.positions = positions;
    this.known = new SparseBits[ListedPartition.countColours(colours)];
    this.spaces = new IndexSpace[known.length];
    this.lookup = Suppliers.memoize(this::makeLookup);
  }

  /** By the positions of each colour's points in the parent's bounds. */
  static MarkedPartition of(IndexSpace parent, Rect colours, SparseBits[] positions) {
    return new MarkedPartition(
        parent,
        colours,
        Optional.empty(),
        () -> colour -> positions[colour],
        Ternary.UNKNOWN,
        Ternary.UNKNOWN);
  }

  /** By the class of each position in the parent's bounds. */
  static MarkedPartition of(
      IndexSpace parent, Rect colours, Classes classes, boolean disjoint, boolean complete) {
    return new MarkedPartition(
        parent,
        colours,
        Optional.of(classes),
        Suppliers.memoize(() -> ClassRuns.of(classes.map(), classes.sets())::bits),
        Ternary.of(disjoint),
        Ternary.of(complete));
  }

  @Override
  MarkedPartition withProperties(Ternary disjoint, Ternary complete) {
    return new MarkedPartition(parentSpace(), colours(), classes, positions, disjoint, complete);
  }

  /** The class of each position, where that is known. */
  Optional<Classes> classes() {
    return classes;
  }

  /** The positions, in the parent's bounds, of the points of the colour at a row-major place. */
  SparseBits positions(int colour) {
    SparseBits bits = known[colour];
    if (bits == null) {
      bits = positions.get().apply(colour);
      known[colour] = bits;
    }
    return bits;
  }

  @Override
  IndexSpace piece(Point colour) {
    return piece((int) colours().linearize(colour));
  }

  private IndexSpace piece(int colour) {
    IndexSpace space = spaces[colour];
    if (space == null) {
      space = IndexSpace.of(parentSpace().bounds(), positions(colour));
      spaces[colour] = space;
    }
    return space;
  }

  private PieceLookup makeLookup() {
    for (int colour = 0; colour < spaces.length; colour++) {
      piece(colour);
    }
    return new PieceLookup(parentSpace().dims(), spaces);
  }

  @Override
  public List<Point> coloursOverlapping(Rect rect) {
    return lookup.get().overlapping(rect).stream()
        .mapToObj(index -> colours().delinearize(index))
        .toList();
  }
}
