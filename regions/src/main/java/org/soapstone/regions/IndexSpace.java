package org.soapstone.regions;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Consumer;

/**
 * A set of points: <em>dense</em>, one box, or <em>sparse</em>, the union of several.
 *
 * <p>Immutable. Every set has one form (see {@link #rects}), so that equal sets are equal values,
 * however they were made. Where both operands are dense, tests allocate nothing and operations only
 * their result; where not, they are linear sweeps over the boxes in one dimension, and in several
 * proportional to the pairs of slabs that meet.
 */
public final class IndexSpace {
  private static final long[] NO_SLABS = {};

  private final Rect bounds;

  /** The canonical boxes when sparse (see {@link Slabs}); none when dense. */
  private final long[] slabs;

  private final long volume;
  private int hash;

  private IndexSpace(Rect bounds, long[] slabs, long volume) {
    this.bounds = bounds;
    this.slabs = slabs;
    this.volume = volume;
  }

  /**
   * {@return the dense space of the points of a box}
   *
   * @param rect the box
   */
  public static IndexSpace of(Rect rect) {
    return new IndexSpace(rect, NO_SLABS, rect.volume());
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
    if (dims == 1) {
      return intervals(canonical);
    }
    long[] bounds = Arrays.copyOf(canonical, stride);
    for (int at = stride; at < canonical.length; at += stride) {
      for (int d = 0; d < dims; d++) {
        bounds[d] = Math.min(bounds[d], canonical[at + d]);
        bounds[dims + d] = Math.max(bounds[dims + d], canonical[at + dims + d]);
      }
    }
    Rect box = Rect.wrap(bounds);
    long volume = 0;
    for (int at = 0; at < canonical.length; at += stride) {
      long points = 1;
      for (int d = 0; d < dims; d++) {
        points *= canonical[at + dims + d] - canonical[at + d] + 1;
      }
      volume += points;
    }
    return new IndexSpace(box, canonical, volume);
  }

  private static IndexSpace intervals(long[] sorted) {
    long volume = sorted.length / 2;
    for (int at = 0; at < sorted.length; at += 2) {
      volume += sorted[at + 1] - sorted[at];
    }
    return new IndexSpace(Rect.of(sorted[0], sorted[sorted.length - 1]), sorted, volume);
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
    return slabs.length == 0;
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
    return new RectList(slabs, 2 * dims());
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
    return bounds.contains(point) && (isDense() || Slabs.contains(dims(), slabs, point));
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
    long[] a = boxes();
    long[] b = other.boxes();
    int stride = 2 * dims();
    return volume >= other.volume
        && Slabs.covers(dims(), 0, a, 0, a.length / stride, b, 0, b.length / stride);
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
    return bounds.intersects(rect)
        && (isDense() || Slabs.intersects(dims(), 0, slabs, 0, rectCount(), rect.bounds()));
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
    if (contains(other)) {
      return this;
    }
    if (other.contains(this)) {
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
    long[] result = slabs.clone();
    int dims = dims();
    for (int at = 0; at < result.length; at += dims) {
      for (int d = 0; d < dims; d++) {
        result[at + d] += offset.coordinate(d);
      }
    }
    return new IndexSpace(moved, result, volume);
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
      forEachPoint(0, 0, slabs.length / (2 * dims()), new long[dims()], visitor);
    }
  }

  private void forEachPoint(int d, int from, int to, long[] at, Consumer<? super Point> visitor) {
    int dims = dims();
    for (int i = from; i < to; ) {
      int end = Slabs.slabEnd(slabs, 2 * dims, d, i, to);
      long hi = slabs[i * 2 * dims + dims + d];
      for (at[d] = slabs[i * 2 * dims + d]; ; at[d]++) {
        if (d == dims - 1) {
          visitor.accept(Point.wrap(at.clone()));
        } else {
          forEachPoint(d + 1, i, end, at, visitor);
        }
        if (at[d] == hi) {
          break;
        }
      }
      i = end;
    }
  }

  private IndexSpace combine(Slabs.Operation operation, IndexSpace other) {
    return wrap(dims(), Slabs.combine(dims(), operation, boxes(), other.boxes()));
  }

  private long[] boxes() {
    return isDense() && !isEmpty() ? bounds.bounds() : slabs;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof IndexSpace that
            && volume == that.volume
            && bounds.equals(that.bounds)
            && Arrays.equals(slabs, that.slabs));
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = 31 * bounds.hashCode() + Arrays.hashCode(slabs);
      hash = known;
    }
    return known;
  }

  /** {@return the boxes, as in {@code {[0..3], [8..9]}}; the box alone when dense} */
  @Override
  public String toString() {
    if (isDense()) {
      return bounds.toString();
    }
    List<Rect> rects = rects();
    StringBuilder text = new StringBuilder("{");
    int shown = Math.min(rects.size(), 8);
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? "" : ", ").append(rects.get(i));
    }
    if (shown < rects.size()) {
      text.append(", ... ").append(rects.size()).append(" rects");
    }
    return text.append('}').toString();
  }

  /** The boxes of a flat array, made as they are asked for. */
  private static final class RectList extends AbstractList<Rect> implements RandomAccess {
    private final long[] boxes;
    private final int stride;

    RectList(long[] boxes, int stride) {
      this.boxes = boxes;
      this.stride = stride;
    }

    @Override
    public Rect get(int index) {
      return Rect.wrap(Arrays.copyOfRange(boxes, index * stride, (index + 1) * stride));
    }

    @Override
    public int size() {
      return boxes.length / stride;
    }
  }
}
