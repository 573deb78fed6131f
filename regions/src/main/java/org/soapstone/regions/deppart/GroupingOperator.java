package org.soapstone.regions.deppart;

import com.google.common.base.Suppliers;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * An operator that puts each point of the domain into the pieces that its field says: one pass that
 * writes the point's class into a {@link ClassMap}.
 *
 * <p>What is known then for nothing: the partition is disjoint if no point has several colours, and
 * complete if each has one.
 */
abstract sealed class GroupingOperator extends FieldOperator {
  /** The classes of a chunk's points, by their positions in its bounds. */
  static final class Partial extends FieldPartial {
    private final ClassMap map;
    private final boolean missed;
    private final boolean aliased;

    Partial(
        GroupingOperator operator,
        IndexSpace chunk,
        ClassMap map,
        boolean missed,
        boolean aliased) {
      super(operator, chunk);
      this.map = map;
      this.missed = missed;
      this.aliased = aliased;
    }
  }

  private static final int PARTS_PER_WORKER = 8;

  /** Positions are ints, and so is what a few more than these would be. */
  private static final int MOST_POSITIONS = Integer.MAX_VALUE - 2 * ClassMap.BLOCK;

  private final Rect colours;

  GroupingOperator(String name, IndexSpace domain, Rect colours, int columns) {
    super(name, domain, columns);
    this.colours = colours;
  }

  @Override
  public Rect colours() {
    return colours;
  }

  @Override
  public IndexSpace parentSpace() {
    return domain();
  }

  abstract ColourSets sets();

  /** What one thread needs to classify points. */
  abstract Classifier classifier(Rect frame);

  /** Writes the classes of a block's points; the first one's position is {@code start}. */
  interface Classifier {
    /** {@return the flags of {@link ClassTable}} */
    int classify(FieldReader block, long start, int[] into);
  }

  @Override
  Partial read(IndexSpace chunk, Columns columns, int workers) {
    Rect frame = chunk.bounds();
    ClassMap map = new ClassMap(positions(frame));
    int parts = Math.min(map.blocks(), workers == 1 ? 1 : workers * PARTS_PER_WORKER);
    Pass[] passes = new Pass[parts];
    Workers.run(
        workers,
        parts,
        () ->
            part -> {
              Pass pass = new Pass(map, frame, columns);
              passes[part] = pass;
              long from = map.start(part, parts);
              long to = map.start(part + 1, parts) - 1;
              chunk.forEachRun(
                  frame, (first, last) -> pass.run(Math.max(first, from), Math.min(last, to)));
            });
    boolean missed = Arrays.stream(passes).anyMatch(pass -> pass.missed);
    boolean aliased = Arrays.stream(passes).anyMatch(pass -> pass.aliased);
    return new Partial(this, chunk, map, missed, aliased);
  }

  /** A pass over the points of some blocks. */
  private final class Pass {
    private final ClassMap map;
    private final FieldReader reader;
    private final Classifier classifier;
    private final int[] classes = new int[FieldReader.BLOCK];
    private boolean missed;
    private boolean aliased;

    Pass(ClassMap map, Rect frame, Columns columns) {
      this.map = map;
      this.reader = new FieldReader(columns, frame);
      this.classifier = classifier(frame);
    }

    void run(long first, long last) {
      for (long position = first; position <= last; ) {
        int count = (int) Math.min(last + 1 - position, FieldReader.BLOCK);
        reader.clear();
        reader.append(position, count);
        reader.complete();
        int flags = classifier.classify(reader, position, classes);
        missed |= (flags & ClassTable.MISSED) != 0;
        aliased |= (flags & ClassTable.SHARED) != 0;
        map.put((int) position, classes, count);
        position += count;
      }
    }
  }

  private int positions(Rect frame) {
    if (frame.volume() > MOST_POSITIONS) {
      throw new IllegalArgumentException(
          "%s: the bounds %s hold %d points, but at most %d are read at once; cut smaller chunks"
              .formatted(this, frame, frame.volume(), MOST_POSITIONS));
    }
    return (int) frame.volume();
  }

  @Override
  IndexPartition join(List<FieldPartial> partials) {
    boolean missed = false;
    boolean aliased = false;
    for (FieldPartial partial : partials) {
      missed |= ((Partial) partial).missed;
      aliased |= ((Partial) partial).aliased;
    }
    Rect frame = domain().bounds();
    if (frame.volume() > MOST_POSITIONS) {
      return joinSpaces(partials, !aliased, !missed);
    }
    ClassMap map;
    if (partials.size() == 1) {
      map = ((Partial) partials.getFirst()).map;
    } else {
      map = new ClassMap((int) frame.volume());
      partials.forEach(partial -> copy((Partial) partial, frame, map));
    }
    return MarkedPartition.of(
        domain(), colours, new MarkedPartition.Classes(map, sets()), !aliased, !missed);
  }

  /** Copies the classes of a chunk's points to their positions in the domain's bounds. */
  private static void copy(Partial partial, Rect frame, ClassMap map) {
    Rect bounds = partial.chunk().bounds();
    boolean sameRows = true;
    for (int d = 1; d < frame.dims(); d++) {
      sameRows &= bounds.lo(d) == frame.lo(d) && bounds.hi(d) == frame.hi(d);
    }
    long width = sameRows ? bounds.volume() : bounds.extent(bounds.dims() - 1);
    partial
        .chunk()
        .forEachRun(
            bounds,
            (first, last) -> {
              for (long from = first; from <= last; ) {
                long to = Math.min(last, from - from % width + width - 1);
                long position = frame.linearize(bounds.delinearize(from));
                map.copy(partial.map, (int) from, (int) (to - from + 1), (int) position);
                from = to + 1;
              }
            });
  }

  /** For a domain whose bounds are beyond one map: unites the pieces of the chunks. */
  private IndexPartition joinSpaces(
      List<FieldPartial> partials, boolean disjoint, boolean complete) {
    IndexSpace[] pieces = new IndexSpace[ListedPartition.countColours(colours)];
    List<ClassRuns> runs =
        partials.stream().map(p -> ClassRuns.of(((Partial) p).map, sets())).toList();
    for (int c = 0; c < pieces.length; c++) {
      IndexSpace[] parts = new IndexSpace[runs.size() + 1];
      parts[runs.size()] = IndexSpace.empty(domain().dims());
      for (int i = 0; i < runs.size(); i++) {
        parts[i] = IndexSpace.of(partials.get(i).chunk().bounds(), runs.get(i).bits(c));
      }
      pieces[c] = IndexSpace.union(Arrays.asList(parts));
    }
    return ListedPartition.of(
        domain(), colours, pieces, Ternary.of(disjoint), Ternary.of(complete));
  }

  /** The field holds the colour itself. */
  static final class ByField extends GroupingOperator {
    private final Uncoloured uncoloured;
    private final ColourSets sets;

    ByField(IndexSpace domain, Rect colours, Uncoloured uncoloured) {
      super("by field", domain, colours, colours.dims());
      this.uncoloured = uncoloured;
      this.sets = new ColourSets(ListedPartition.countColours(colours));
    }

    @Override
    ColourSets sets() {
      return sets;
    }

    @Override
    Classifier classifier(Rect frame) {
      return (block, start, into) -> {
        boolean all = block.positions(colours(), 1, into);
        if (!all && uncoloured == Uncoloured.REFUSED) {
          throw refuse(block, into, frame, start);
        }
        return all ? 0 : ClassTable.MISSED;
      };
    }

    private IllegalArgumentException refuse(
        FieldReader block, int[] classes, Rect frame, long start) {
      int i = 0;
      while (classes[i] > 0) {
        i++;
      }
      long[] colour = new long[columns()];
      for (int d = 0; d < colour.length; d++) {
        colour[d] = block.value(d, i);
      }
      return new IllegalArgumentException(
          "%s: point %s has colour %s, outside the colours %s; store one of them or leave it out"
              .formatted(this, frame.delinearize(start + i), Point.of(colour), colours()));
    }
  }

  /** The field holds a pointer into the target, or a rect of it. */
  static final class Preimage extends GroupingOperator {
    private final boolean ranges;
    private final Supplier<PieceClasses> classes;

    Preimage(String name, IndexSpace domain, IndexPartition target, boolean ranges) {
      super(name, domain, target.colours(), (ranges ? 2 : 1) * target.parentSpace().dims());
      this.ranges = ranges;
      this.classes = Suppliers.memoize(() -> new PieceClasses(target, domain.volume()));
    }

    @Override
    ColourSets sets() {
      return classes.get().sets();
    }

    @Override
    Classifier classifier(Rect frame) {
      PieceClasses.Questions questions = classes.get().questions();
      return ranges
          ? (block, start, into) -> questions.boxes(block, into)
          : (block, start, into) -> questions.points(block, into);
    }
  }
}
