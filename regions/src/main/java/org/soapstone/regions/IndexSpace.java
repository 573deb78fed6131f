package org.soapstone.regions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A set of points: <em>dense</em>, one box, or <em>sparse</em>, the union of several.
 *
 * <p>Immutable. Every set has one list of boxes (see {@link #rects}), and equal sets are equal
 * values, however they were made. Where both operands are dense, tests allocate nothing and
 * operations only their result; where not, they are linear sweeps over the boxes in one dimension,
 * and in several proportional to the pairs of slabs that meet.
 *
 * <p>Points that lie scattered are kept as bits, where that takes less room, and operations among
 * such sets go a word at a time. Their boxes are made when first asked for.
 */
public final class IndexSpace {
  private static final long[] NO_SLABS = {};

  private final Rect bounds;

  /** Null unless the points are kept as bits. */
  private final Scattered scattered;

  /**
   * The canonical boxes when sparse (see {@link Slabs}); none when dense; null when kept as bits
   * and not asked for yet.
   */
  private volatile long[] slabs;

  private final long volume;

  private IndexSpace(Rect bounds, long[] slabs, Scattered scattered, long volume) {
    this.bounds = bounds;
    this.slabs = slabs;
    this.scattered = scattered;
    this.volume = volume;
  }

  /**
   * {@return the dense space of the points of a box}
   *
   * @param rect the box
   */
  public static IndexSpace of(Rect rect) {
    return new IndexSpace(rect, NO_SLABS, null, rect.volume());
  }

  /**
   * {@return the points at some positions of a box} O(words), and in several dimensions O(dims ·
   * runs).
   *
   * @param frame the box
   * @param positions places in its row-major order, as in {@link Rect#linearize}
   * @throws IllegalArgumentException if a position is not below the box's volume
   */
  public static IndexSpace of(Rect frame, SparseBits positions) {
    if (positions.isEmpty()) {
      return empty(frame.dims());
    }
    if (positions.last() >= frame.volume()) {
      throw new IllegalArgumentException(
          "position %d of %s, which has %d points; give positions below that"
              .formatted(positions.last(), frame, frame.volume()));
    }
    Scattered form = new Scattered(frame, positions);
    Rect bounds = form.bounds();
    long volume = positions.count();
    if (volume == bounds.volume()) {
      return of(bounds);
    }
    return form.isSmallerThanBoxes()
        ? new IndexSpace(bounds, null, form, volume)
        : new IndexSpace(bounds, form.boxes(), null, volume);
  }

  /**
   * {@return the union of boxes, which may overlap}
   *
   * <p>Cost: O(n log n) for n boxes in one dimension, and where they tile a grid.
   *
   * @param rects at least one box, all of the same dimensions, in any order
   * @throws IllegalArgumentException if there is none, the dimensions differ, or the bounding box
   *     has more points than a {@code long} counts
   */
  public static IndexSpace of(Collection<Rect> rects) {
    if (rects.isEmpty()) {
      throw new IllegalArgumentException(
          "no rect given, so the dimensions are not known; use IndexSpace.empty(dims)");
    }
    Rect first = rects.iterator().next();
    int dims = first.dims();
    for (Rect rect : rects) {
      Checks.sameDims("rect", first, dims, "rect", rect, rect.dims());
    }
    long[][] boxes =
        rects.stream()
            .filter(rect -> !rect.isEmpty())
            .map(Rect::bounds)
            .sorted(Arrays::compare)
            .toArray(long[][]::new);
    return boxes.length == 0 ? empty(dims) : wrap(dims, Slabs.canonical(dims, boxes));
  }

  /**
   * {@return the space without points}
   *
   * @param dims the number of dimensions, at least 1
   */
  public static IndexSpace empty(int dims) {
    return of(Rect.empty(dims));
  }

  /**
   * {@return the union of spaces}
   *
   * <p>Pairs are joined, then pairs of those: in one dimension O(n log k) for n boxes of k spaces.
   *
   * @param spaces at least one, all of the same dimensions
   * @throws IllegalArgumentException if there is none, the dimensions differ, or the bounding box
   *     has more points than a {@code long} counts
   */
  public static IndexSpace union(Collection<IndexSpace> spaces) {
    if (spaces.isEmpty()) {
      throw new IllegalArgumentException(
          "no space given, so the dimensions are not known; use IndexSpace.empty(dims)");
    }
    List<IndexSpace> round = List.copyOf(spaces);
    while (round.size() > 1) {
      List<IndexSpace> next = new ArrayList<>(round.size() / 2 + 1);
      for (int i = 0; i + 1 < round.size(); i += 2) {
        next.add(round.get(i).union(round.get(i + 1)));
      }
      if (round.size() % 2 == 1) {
        next.add(round.getLast());
      }
      round = next;
    }
    return round.getFirst();
  }

  static IndexSpace wrap(int dims, long[] canonical) {
    int stride = 2 * dims;
    if (canonical.length == 0) {
      return empty(dims);
    }
    if (canonical.length == stride) {
      return of(Rect.wrap(canonical));
    }
    return new IndexSpace(
        Slabs.bounds(dims, canonical), canonical, null, Slabs.volume(dims, canonical));
  }

  /** {@return the number of dimensions, at least 1} */
  public int dims() {
    return bounds.dims();
  }

  /** {@return the smallest box that holds every point} */
  public Rect bounds() {
    return bounds;
  }

  /** {@return the number of points} */
  public long volume() {
    return volume;
  }

  /** {@return whether there is no point} */
  public boolean isEmpty() {
    return volume == 0;
  }

  /** {@return whether the points are those of one box, or none} */
  public boolean isDense() {
    return scattered == null && slabs.length == 0;
  }

  /** {@return whether the points are kept as bits} */
  boolean isScattered() {
    return scattered != null;
  }

  /** The bits of a space that {@link #isScattered}. */
  Scattered scattered() {
    return scattered;
  }

  /**
   * {@return the positions of the points in a box, where this space is kept as bits of just that
   * box}
   *
   * @param frame the box
   */
  public Optional<SparseBits> bits(Rect frame) {
    return isScattered() && scattered.frame().equals(frame)
        ? Optional.of(scattered.bits())
        : Optional.empty();
  }

  /** How many boxes, or words of bits, the points are kept as. */
  long storedBoxes() {
    return scattered == null ? rectCount() : scattered.bits().wordCount();
  }

  /** The points in a box, where they are boxes themselves; bits are left as they are. */
  IndexSpace within(Rect rect) {
    return isScattered() ? this : intersection(rect);
  }

  /**
   * {@return the boxes of the canonical form, disjoint and ordered by their low corners; none when
   * empty, the {@link #bounds} when dense}
   *
   * <p>The form: the set is cut along dimension 0 into the longest slabs in which the cross-section
   * does not change, and each cross-section likewise along the next dimension.
   */
  public List<Rect> rects() {
    if (isDense()) {
      return isEmpty() ? List.of() : List.of(bounds);
    }
    return new RectList(boxes(), 2 * dims());
  }

  /** {@return the number of the boxes of {@link #rects}} */
  public int rectCount() {
    return boxes().length / (2 * dims());
  }

  /**
   * {@return the least coordinate of a box of {@link #rects}; allocates nothing}
   *
   * @param rect from 0 to {@code rectCount() - 1}
   * @param dimension from 0 to {@code dims() - 1}
   */
  public long rectLo(int rect, int dimension) {
    return boxes()[2 * dims() * rect + dimension];
  }

  /**
   * {@return the greatest coordinate of a box of {@link #rects}; allocates nothing}
   *
   * @param rect from 0 to {@code rectCount() - 1}
   * @param dimension from 0 to {@code dims() - 1}
   */
  public long rectHi(int rect, int dimension) {
    return boxes()[2 * dims() * rect + dims() + dimension];
  }

  /**
   * {@return at most so many disjoint boxes that together hold every point, and as few others as a
   * greedy choice finds}
   *
   * <p>Where {@link #rects} are few enough it is these, exact. Else the bounding box is cut in two,
   * again and again, each time where it frees the most points that are not in the space: O(maxRects
   * · dims · n log n) for n boxes. In one dimension the widest gaps are kept, which is the best
   * there is, in O(n log maxRects).
   *
   * @param maxRects at least 1
   * @throws IllegalArgumentException if it is less
   */
  public List<Rect> covering(int maxRects) {
    return Covering.of(this, maxRects);
  }

  /**
   * {@return whether a point is in this space}
   *
   * <p>O(dims · log rects).
   *
   * @param point a point of the same dimensions
   */
  public boolean contains(Point point) {
    if (!bounds.contains(point)) {
      return false;
    }
    return scattered == null
        ? isDense() || Slabs.contains(dims(), slabs, point)
        : scattered.bits().contains(scattered.frame().linearize(point));
  }

  /**
   * {@return whether every point of another space is in this one}
   *
   * @param other a space of the same dimensions
   */
  public boolean contains(IndexSpace other) {
    if (!bounds.contains(other.bounds)) {
      return false;
    }
    if (isDense() || other.isEmpty()) {
      return true;
    }
    if (volume < other.volume) {
      return false;
    }
    Optional<Boolean> known = Scattered.contains(this, other);
    if (known.isPresent()) {
      return known.get();
    }
    long[] a = boxes();
    long[] b = other.boxes();
    int stride = 2 * dims();
    return Slabs.covers(dims(), 0, a, 0, a.length / stride, b, 0, b.length / stride);
  }

  /**
   * {@return whether this and another space share a point}
   *
   * @param other a space of the same dimensions
   */
  public boolean intersects(IndexSpace other) {
    if (!bounds.intersects(other.bounds)) {
      return false;
    }
    if (isDense()) {
      return other.intersects(bounds);
    }
    if (other.isDense()) {
      return intersects(other.bounds);
    }
    Optional<Boolean> known = Scattered.intersect(this, other);
    if (known.isPresent()) {
      return known.get();
    }
    long[] a = boxes();
    long[] b = other.boxes();
    int stride = 2 * dims();
    return Slabs.intersects(dims(), 0, a, 0, a.length / stride, b, 0, b.length / stride);
  }

  /**
   * {@return whether this space has a point in a box}
   *
   * <p>In one dimension O(log rects).
   *
   * @param rect a box of the same dimensions
   */
  public boolean intersects(Rect rect) {
    if (!bounds.intersects(rect)) {
      return false;
    }
    if (isScattered() && dims() == 1) {
      long origin = scattered.frame().lo(0);
      Rect common = bounds.intersection(rect);
      return scattered.bits().intersects(common.lo(0) - origin, common.hi(0) - origin);
    }
    return isDense() || Slabs.intersects(dims(), 0, boxes(), 0, rectCount(), rect.bounds());
  }

  /**
   * {@return the points that are in both spaces; this or the other itself where it is the answer
   * and both are dense}
   *
   * @param other a space of the same dimensions
   */
  public IndexSpace intersection(IndexSpace other) {
    Rect common = bounds.intersection(other.bounds);
    if (isDense() && common.volume() == other.bounds.volume()) {
      return other;
    }
    if (other.isDense() && common.volume() == bounds.volume()) {
      return this;
    }
    if (common.isEmpty() || (isDense() && other.isDense())) {
      return of(common);
    }
    return combine(Slabs.Operation.INTERSECTION, other);
  }

  /**
   * {@return the points that are in a box; this itself if all are}
   *
   * @param rect a box of the same dimensions
   */
  public IndexSpace intersection(Rect rect) {
    Rect common = bounds.intersection(rect);
    if (common.volume() == bounds.volume()) {
      return this;
    }
    return isDense() || common.isEmpty() ? of(common) : intersection(of(rect));
  }

  /**
   * {@return the points that are in this or the other space}
   *
   * @param other a space of the same dimensions
   * @throws IllegalArgumentException if the bounding box has more points than a {@code long} counts
   */
  public IndexSpace union(IndexSpace other) {
    boolean boxes = !isScattered() && !other.isScattered();
    if ((boxes || isDense() || other.isEmpty()) && contains(other)) {
      return this;
    }
    if ((boxes || other.isDense()) && other.contains(this)) {
      return other;
    }
    return combine(Slabs.Operation.UNION, other);
  }

  /**
   * {@return the points of this space that are not in the other; this itself if they share none}
   *
   * @param other a space of the same dimensions
   */
  public IndexSpace difference(IndexSpace other) {
    if (!bounds.intersects(other.bounds)) {
      return this;
    }
    if (other.isDense() && other.bounds.contains(bounds)) {
      return empty(dims());
    }
    IndexSpace result = combine(Slabs.Operation.DIFFERENCE, other);
    return result.volume == volume ? this : result;
  }

  /**
   * {@return this space moved by an offset}
   *
   * @param offset a point of the same dimensions
   * @throws IllegalArgumentException if a coordinate leaves the range of a {@code long}
   */
  public IndexSpace translate(Point offset) {
    Rect moved = bounds.translate(offset);
    if (isDense()) {
      return of(moved);
    }
    if (isScattered()) {
      Scattered form = new Scattered(scattered.frame().translate(offset), scattered.bits());
      return new IndexSpace(moved, null, form, volume);
    }
    long[] result = slabs.clone();
    int dims = dims();
    for (int at = 0; at < result.length; at += dims) {
      for (int d = 0; d < dims; d++) {
        result[at + d] += offset.coordinate(d);
      }
    }
    return new IndexSpace(moved, result, null, volume);
  }

  /**
   * Visits the boxes of {@link #rects}, in their order.
   *
   * @param visitor called once for each box
   */
  public void forEachRect(Consumer<? super Rect> visitor) {
    rects().forEach(visitor);
  }

  /**
   * Visits every point, in row-major order of the whole space.
   *
   * @param visitor called once for each point
   */
  public void forEachPoint(Consumer<? super Point> visitor) {
    if (isDense()) {
      bounds.forEachPoint(visitor);
    } else {
      Slabs.forEachPoint(dims(), boxes(), visitor);
    }
  }

  /**
   * Visits the points as runs of positions in the row-major order of a box, ascending; no two
   * touch.
   *
   * <p>O(boxes · their rows), or O(words) where points are kept as bits of that box.
   *
   * @param frame a box that holds every point
   * @param visitor called once for each run
   */
  public void forEachRun(Rect frame, SparseBits.RunVisitor visitor) {
    if (isScattered() && scattered.frame().equals(frame)) {
      scattered.bits().forEachRun(visitor);
    } else if (!isEmpty()) {
      RowRuns.forEach(this, frame, visitor);
    }
  }

  private IndexSpace combine(Slabs.Operation operation, IndexSpace other) {
    return Scattered.combine(operation, this, other)
        .orElseGet(() -> wrap(dims(), Slabs.combine(dims(), operation, boxes(), other.boxes())));
  }

  private long[] boxes() {
    if (isDense() && !isEmpty()) {
      return bounds.bounds();
    }
    long[] known = slabs;
    if (known == null) {
      known = scattered.boxes();
      slabs = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof IndexSpace that
            && volume == that.volume
            && bounds.equals(that.bounds)
            && (isDense() || samePoints(that)));
  }

  private boolean samePoints(IndexSpace that) {
    if (isScattered() && that.isScattered() && scattered.frame().equals(that.scattered.frame())) {
      return scattered.bits().equals(that.scattered.bits());
    }
    return Arrays.equals(boxes(), that.boxes());
  }

  /** {@return a number that follows from the bounds and the volume} */
  @Override
  public int hashCode() {
    return 31 * bounds.hashCode() + Long.hashCode(volume);
  }

  /** {@return the boxes, as in {@code {[0..3], [8..9]}}; the box alone when dense} */
  @Override
  public String toString() {
    return isDense() ? bounds.toString() : rects().toString();
  }
}
