package org.soapstone.regions;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** The oracle: sets of points one by one, and random values to compare on. */
public final class PointSets {
  private static final int[] EXTENT = {0, 24, 7, 5, 4};

  private PointSets() {}

  /** The points of a box, by counting. */
  public static NavigableSet<Point> of(Rect rect) {
    NavigableSet<Point> points = new TreeSet<>();
    fill(rect, 0, new long[rect.dims()], points);
    return points;
  }

  private static void fill(Rect rect, int d, long[] at, NavigableSet<Point> points) {
    if (d == rect.dims()) {
      points.add(Point.of(at));
      return;
    }
    for (long x = rect.lo(d); x <= rect.hi(d); x++) {
      at[d] = x;
      fill(rect, d + 1, at, points);
    }
  }

  /** The points of boxes that may overlap. */
  public static NavigableSet<Point> of(Collection<Rect> rects) {
    NavigableSet<Point> points = new TreeSet<>();
    rects.forEach(rect -> points.addAll(of(rect)));
    return points;
  }

  /** The points of a space, by its boxes. */
  public static NavigableSet<Point> of(IndexSpace space) {
    return of(space.rects());
  }

  /** The space of some points, from single points. */
  public static IndexSpace space(int dims, Collection<Point> points) {
    return points.isEmpty()
        ? IndexSpace.empty(dims)
        : IndexSpace.of(points.stream().map(Rect::ofPoint).toList());
  }

  /** The points in one but not the other; neither is changed. */
  public static NavigableSet<Point> minus(Collection<Point> a, Collection<Point> b) {
    NavigableSet<Point> result = new TreeSet<>(a);
    result.removeAll(b);
    return result;
  }

  /** The points in both; neither is changed. */
  public static NavigableSet<Point> common(Collection<Point> a, Collection<Point> b) {
    NavigableSet<Point> result = new TreeSet<>(a);
    result.retainAll(b);
    return result;
  }

  /** From 1 to 4 dimensions. */
  public static int dims(SplittableRandom random) {
    return random.nextInt(1, 5);
  }

  /** The box that random boxes lie in. */
  public static Rect universe(int dims) {
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    for (int d = 0; d < dims; d++) {
      lo[d] = -2;
      hi[d] = EXTENT[dims] - 3L;
    }
    return Rect.of(lo, hi);
  }

  /** A box in the universe; empty once in a while. */
  public static Rect rect(SplittableRandom random, int dims) {
    return rect(random, universe(dims));
  }

  /** A box in another, not empty itself; empty once in a while. */
  public static Rect rect(SplittableRandom random, Rect within) {
    int dims = within.dims();
    if (random.nextInt(12) == 0) {
      return Rect.empty(dims);
    }
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    for (int d = 0; d < dims; d++) {
      long a = random.nextLong(within.lo(d), within.hi(d) + 1);
      long b = random.nextLong(within.lo(d), within.hi(d) + 1);
      lo[d] = Math.min(a, b);
      hi[d] = Math.max(a, b);
    }
    return Rect.of(lo, hi);
  }

  /** Up to four boxes that may overlap. */
  public static List<Rect> rects(SplittableRandom random, int dims) {
    List<Rect> rects = new ArrayList<>();
    int count = random.nextInt(1, 5);
    for (int i = 0; i < count; i++) {
      rects.add(rect(random, dims));
    }
    return rects;
  }

  /** A space in the universe: dense, sparse, scattered or empty. */
  public static IndexSpace space(SplittableRandom random, int dims) {
    return switch (random.nextInt(4)) {
      case 0 -> IndexSpace.of(rect(random, dims));
      case 1 -> {
        NavigableSet<Point> some = new TreeSet<>();
        for (Point point : of(rect(random, dims))) {
          if (random.nextBoolean()) {
            some.add(point);
          }
        }
        yield random.nextBoolean() ? space(dims, some) : bits(random, dims, some);
      }
      default -> IndexSpace.of(rects(random, dims));
    };
  }

  /** The space of some points of the universe, as positions of that or of a larger box. */
  public static IndexSpace bits(SplittableRandom random, int dims, NavigableSet<Point> points) {
    Rect frame = universe(dims);
    if (random.nextInt(3) == 0) {
      long[] lo = new long[dims];
      long[] hi = new long[dims];
      for (int d = 0; d < dims; d++) {
        lo[d] = frame.lo(d) - random.nextInt(100);
        hi[d] = frame.hi(d) + random.nextInt(100);
      }
      frame = Rect.of(lo, hi);
    }
    SparseBitsBuilder bits = new SparseBitsBuilder(random.nextInt(4));
    for (Point point : points) {
      long position = frame.linearize(point);
      bits.addRun(position, position);
    }
    return IndexSpace.of(frame, bits.build());
  }
}
