package org.soapstone.regions;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Points as positions in the row-major order of a box, the frame: how an {@link IndexSpace} keeps
 * points that lie so scattered that boxes would take more room.
 *
 * <p>A form is a matter of cost alone. Sets of one frame are combined word by word; a set of boxes
 * joins in where it fits into the frame in about as many words. All else goes by the boxes.
 */
record Scattered(Rect frame, SparseBits bits) {
  private static final int BYTES_PER_WORD = Integer.BYTES + Long.BYTES;

  /** How many more words than the scattered operand a set of boxes may become. */
  private static final int MOST_GROWTH = 4;

  private static final long FREE_WORDS = 64;

  /** {@return whether boxes would take more room, for a set that is not empty} */
  boolean isSmallerThanBoxes() {
    return (long) bits.wordCount() * BYTES_PER_WORD
        < (long) bits.runCount() * frame.dims() * 2 * Long.BYTES;
  }

  /** {@return the bounding box of a set that is not empty} */
  Rect bounds() {
    if (frame.dims() == 1) {
      return Rect.of(frame.lo(0) + bits.first(), frame.lo(0) + bits.last());
    }
    Box box = new Box(frame);
    bits.forEachRun(box::add);
    return box.toRect();
  }

  /** {@return the canonical boxes} */
  long[] boxes() {
    IndexSpaceBuilder builder = new IndexSpaceBuilder(frame, bits.runCount());
    bits.forEachRun(builder::addRun);
    return builder.boxes();
  }

  /** {@return the result, if a space is scattered and word by word is the way to it} */
  static Optional<IndexSpace> combine(
      Slabs.Operation operation, IndexSpace left, IndexSpace right) {
    if (!left.isScattered() && !right.isScattered()) {
      return Optional.empty();
    }
    Rect frame = frame(left, right);
    if (frame.dims() == 1 && right.isDense() && operation != Slabs.Operation.UNION) {
      SparseBits bits = left.scattered().bits;
      Rect range = right.bounds().intersection(frame);
      long from = range.lo(0) - frame.lo(0);
      long to = range.hi(0) - frame.lo(0);
      boolean keep = operation == Slabs.Operation.INTERSECTION;
      return Optional.of(
          IndexSpace.of(frame, keep ? bits.intersection(from, to) : bits.difference(from, to)));
    }
    boolean narrow = operation == Slabs.Operation.INTERSECTION;
    Optional<SparseBits> a = bits(narrow ? left.within(right.bounds()) : left, frame, right);
    Optional<SparseBits> b =
        bits(operation == Slabs.Operation.UNION ? right : right.within(left.bounds()), frame, left);
    if (a.isEmpty() || b.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        IndexSpace.of(
            frame,
            switch (operation) {
              case UNION -> a.get().union(b.get());
              case INTERSECTION -> a.get().intersection(b.get());
              case DIFFERENCE -> a.get().difference(b.get());
            }));
  }

  /** {@return whether one space, in whose bounds another is, contains that; if words tell} */
  static Optional<Boolean> contains(IndexSpace space, IndexSpace other) {
    if (!space.isScattered() && !other.isScattered()) {
      return Optional.empty();
    }
    Rect frame = frame(space, other);
    Optional<SparseBits> all = bits(space.within(other.bounds()), frame, other);
    return all.flatMap(in -> bits(other, frame, space).map(in::containsAll));
  }

  /** {@return whether spaces share a point, if words tell} */
  static Optional<Boolean> intersect(IndexSpace a, IndexSpace b) {
    if (!a.isScattered() && !b.isScattered()) {
      return Optional.empty();
    }
    Rect frame = frame(a, b);
    Optional<SparseBits> as = bits(a.within(b.bounds()), frame, b);
    return as.flatMap(in -> bits(b.within(a.bounds()), frame, a).map(in::intersects));
  }

  private static Rect frame(IndexSpace left, IndexSpace right) {
    return (left.isScattered() ? left : right).scattered().frame;
  }

  /**
   * A space as positions of a frame; none if it leaves that or has many more words than another.
   */
  private static Optional<SparseBits> bits(IndexSpace space, Rect frame, IndexSpace other) {
    if (space.isScattered()) {
      Scattered scattered = space.scattered();
      return scattered.frame.equals(frame) ? Optional.of(scattered.bits) : Optional.empty();
    }
    if (space.isEmpty()) {
      return Optional.of(new SparseBitsBuilder(0).build());
    }
    long most = MOST_GROWTH * (other.storedBoxes() + (long) space.rectCount()) + FREE_WORDS;
    OptionalLong words = frame.contains(space.bounds()) ? words(space, most) : OptionalLong.empty();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    SparseBitsBuilder builder = new SparseBitsBuilder((int) words.getAsLong());
    space.forEachRun(frame, builder::addRun);
    return Optional.of(builder.build());
  }

  /** An upper bound of the words that boxes become; none if it is above a limit. */
  private static OptionalLong words(IndexSpace space, long most) {
    int last = space.dims() - 1;
    long words = 0;
    for (int i = 0; i < space.rectCount(); i++) {
      long rows = 1;
      for (int d = 0; d < last; d++) {
        rows *= space.rectHi(i, d) - space.rectLo(i, d) + 1;
      }
      long perRow = (space.rectHi(i, last) - space.rectLo(i, last)) / Long.SIZE + 2;
      if (rows > most || perRow > most) {
        return OptionalLong.empty();
      }
      words += rows * perRow;
      if (words > most) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(words);
  }

  /** The bounding box of runs of positions in a frame of several dimensions. */
  private static final class Box {
    private final Rect frame;
    private final long[] lo;
    private final long[] hi;

    Box(Rect frame) {
      this.frame = frame;
      this.lo = new long[frame.dims()];
      this.hi = new long[frame.dims()];
      for (int d = 0; d < lo.length; d++) {
        lo[d] = frame.extent(d);
        hi[d] = -1;
      }
    }

    void add(long first, long last) {
      long from = first;
      long to = last;
      for (int d = lo.length - 1; d >= 0; d--) {
        long extent = frame.extent(d);
        long nextFrom = from / extent;
        long nextTo = to / extent;
        // A run that goes on in another row has the end of one and the start of the next.
        boolean within = nextFrom == nextTo;
        lo[d] = Math.min(lo[d], within ? from - nextFrom * extent : 0);
        hi[d] = Math.max(hi[d], within ? to - nextTo * extent : extent - 1);
        from = nextFrom;
        to = nextTo;
      }
    }

    Rect toRect() {
      long[] bounds = new long[2 * lo.length];
      for (int d = 0; d < lo.length; d++) {
        bounds[d] = frame.lo(d) + lo[d];
        bounds[lo.length + d] = frame.lo(d) + hi[d];
      }
      return Rect.wrap(bounds);
    }
  }
}
