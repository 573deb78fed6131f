package org.soapstone.regions.deppart;

import com.google.common.base.Suppliers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;
import org.soapstone.regions.SparseBits;
import org.soapstone.regions.Ternary;

/**
 * An operator whose pieces are what the field of the source's pieces points to: for one piece after
 * another, the pointers are set in a {@link PointBitmap} of the target's bounds and taken out in
 * order.
 *
 * <p>Where the target's bounds are much larger than the number of pointers, the pointers are sorted
 * instead ({@link PointSorter}).
 */
final class ImageOperator extends FieldOperator {
  /** The positions of a bitmap that are worth one pointer. */
  private static final int POSITIONS_PER_POINTER = 64;

  private static final long ALWAYS_MAPPED = 1L << 20;

  /** The images of a chunk's parts of the pieces: as positions, or as spaces. */
  static final class Partial extends FieldPartial {
    private final SparseBits[] positions;
    private final IndexSpace[] spaces;

    Partial(ImageOperator operator, IndexSpace chunk, SparseBits[] positions, IndexSpace[] spaces) {
      super(operator, chunk);
      this.positions = positions;
      this.spaces = spaces;
    }
  }

  private final IndexPartition source;
  private final IndexSpace target;
  private final boolean ranges;
  private final Optional<IndexPartition> without;
  private final int colours;
  private final boolean mapped;

  /** The points of a sparse target as a bitmap; none if all points of the bounds are in it. */
  private final Supplier<long[]> mask;

  ImageOperator(
      String name,
      IndexPartition source,
      IndexSpace target,
      boolean ranges,
      Optional<IndexPartition> without) {
    super(name, source.parentSpace(), (ranges ? 2 : 1) * target.dims());
    this.source = source;
    this.target = target;
    this.ranges = ranges;
    this.without = without;
    this.colours = ListedPartition.countColours(source.colours());
    long most = Math.max(ALWAYS_MAPPED, POSITIONS_PER_POINTER * domain().volume());
    this.mapped =
        target.bounds().volume() <= Math.min(most, Integer.MAX_VALUE - 2 * ClassMap.BLOCK);
    this.mask = Suppliers.memoize(this::makeMask);
    without.ifPresent(this::checkWithout);
  }

  private void checkWithout(IndexPartition partition) {
    if (!partition.parentSpace().equals(target) || !partition.colours().equals(colours())) {
      throw new IllegalArgumentException(
          "%s by %s without %s: give a partition of %s by the same colours"
              .formatted(this, colours(), partition, target));
    }
  }

  private long[] makeMask() {
    if (target.isDense()) {
      return new long[0];
    }
    PointBitmap points = new PointBitmap((int) target.bounds().volume());
    target.forEachRun(target.bounds(), points::addRun);
    return points.words();
  }

  @Override
  public Rect colours() {
    return source.colours();
  }

  @Override
  public IndexSpace parentSpace() {
    return target;
  }

  @Override
  Partial read(IndexSpace chunk, Columns columns, int workers) {
    SparseBits[] positions = new SparseBits[mapped ? colours : 0];
    IndexSpace[] spaces = new IndexSpace[mapped ? 0 : colours];
    Workers.run(
        workers,
        colours,
        () -> {
          FieldReader reader = new FieldReader(columns, chunk.bounds());
          if (mapped) {
            BitmapPass pass = new BitmapPass(reader);
            return colour -> positions[colour] = pass.image(chunk, colour);
          }
          PointSorter sorter = new PointSorter(target, ranges);
          return colour -> spaces[colour] = sorted(sorter, reader, chunk, colour);
        });
    return new Partial(this, chunk, positions, spaces);
  }

  private IndexSpace sorted(PointSorter sorter, FieldReader reader, IndexSpace chunk, int colour) {
    forEachBlock(chunk, colour, reader, () -> sorter.add(reader));
    IndexSpace image = sorter.drain();
    return without.isPresent() ? image.difference(piece(without.get(), colour)) : image;
  }

  private static IndexSpace piece(IndexPartition partition, int colour) {
    return partition.space(partition.colours().delinearize(colour));
  }

  /** Reads the part of a source piece that is in a chunk, block by block. */
  private void forEachBlock(IndexSpace chunk, int colour, FieldReader reader, Runnable full) {
    reader.clear();
    forEachRun(chunk, colour, (first, last) -> append(first, last, reader, full));
    if (reader.size() > 0) {
      reader.complete();
      full.run();
    }
  }

  private static void append(long first, long last, FieldReader reader, Runnable full) {
    for (long position = first; position <= last; ) {
      int count = (int) Math.min(last - position + 1, reader.room());
      reader.append(position, count);
      position += count;
      if (reader.room() == 0) {
        reader.complete();
        full.run();
        reader.clear();
      }
    }
  }

  /** The part of a source piece that is in a chunk, as runs of positions in the chunk's bounds. */
  private void forEachRun(IndexSpace chunk, int colour, SparseBits.RunVisitor visitor) {
    if (source instanceof MarkedPartition marked && chunk.equals(domain())) {
      marked.positions(colour).forEachRun(visitor);
    } else {
      piece(source, colour).intersection(chunk).forEachRun(chunk.bounds(), visitor);
    }
  }

  /** One thread's bitmap and buffers. */
  private final class BitmapPass {
    private final Rect bounds = target.bounds();
    private final FieldReader reader;
    private final PointBitmap bitmap = new PointBitmap((int) bounds.volume());
    private final int[] pointers = new int[FieldReader.BLOCK];
    private final BoxRows rows = new BoxRows(bounds);

    /** The pointers themselves, where they need not be gathered first. */
    private final Optional<int[]> array;

    BitmapPass(FieldReader reader) {
      this.reader = reader;
      boolean line = bounds.dims() == 1 && !ranges && !bounds.isEmpty();
      boolean ints = line && bounds.lo(0) >= Integer.MIN_VALUE && bounds.hi(0) <= Integer.MAX_VALUE;
      this.array = ints ? reader.array() : Optional.empty();
    }

    SparseBits image(IndexSpace chunk, int colour) {
      if (array.isPresent()) {
        reader.clear();
        forEachRun(chunk, colour, this::addRun);
        flush();
      } else {
        forEachBlock(chunk, colour, reader, this::add);
      }
      if (without.isPresent()) {
        if (without.get() instanceof MarkedPartition marked) {
          marked.positions(colour).forEachRun(bitmap::removeRun);
        } else {
          piece(without.get(), colour).forEachRun(bounds, bitmap::removeRun);
        }
      }
      return bitmap.drain(mask.get());
    }

    /** Takes the pointers of a run from where they lie, or of a short one together with others. */
    private void addRun(long first, long last) {
      int count = (int) (last - first + 1);
      if (count > FieldReader.SHORT) {
        bitmap.add(array.get(), reader.element(first), count, (int) bounds.lo(0));
        return;
      }
      if (count > reader.room()) {
        flush();
        reader.clear();
      }
      reader.append(first, count);
    }

    private void flush() {
      if (reader.size() > 0) {
        reader.complete();
        add();
      }
    }

    private void add() {
      if (ranges && bounds.dims() == 1) {
        rows.load(reader);
        bitmap.addRuns(rows.lows(0), rows.highs(0), reader.size());
      } else if (ranges) {
        rows.forEach(reader, bitmap::addRun);
      } else {
        reader.positions(bounds, 0, pointers);
        bitmap.add(pointers, 0, reader.size(), 0);
      }
    }
  }

  @Override
  IndexPartition join(List<FieldPartial> partials) {
    if (mapped) {
      return MarkedPartition.of(target, colours(), joinPositions(partials));
    }
    IndexSpace[] pieces = new IndexSpace[colours];
    for (int c = 0; c < colours; c++) {
      List<IndexSpace> parts = new ArrayList<>();
      parts.add(IndexSpace.empty(target.dims()));
      for (FieldPartial partial : partials) {
        parts.add(((Partial) partial).spaces[c]);
      }
      pieces[c] = IndexSpace.union(parts);
    }
    return ListedPartition.of(target, colours(), pieces, Ternary.UNKNOWN, Ternary.UNKNOWN);
  }

  private SparseBits[] joinPositions(List<FieldPartial> partials) {
    if (partials.size() == 1) {
      return ((Partial) partials.getFirst()).positions;
    }
    SparseBits[] joined = new SparseBits[colours];
    for (int c = 0; c < colours; c++) {
      int colour = c;
      joined[c] =
          partials.stream()
              .map(partial -> ((Partial) partial).positions[colour])
              .reduce(SparseBits::union)
              .orElseThrow();
    }
    return joined;
  }
}
