package org.soapstone.regions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * Covers a sparse space with few disjoint boxes: in one dimension by keeping the widest gaps, else
 * by a bounding box cut in two, greedily.
 *
 * <p>A cut at x along a dimension leaves the bounding boxes of what is up to x and of what is
 * beyond. Swept over the boxes sorted by their ends, all cuts of a part are weighed in O(dims · n
 * log n); the one that frees the most points of all parts is made next. Ties go to the lowest
 * dimension and coordinate, and to the part with the lowest corner.
 */
final class Covering {
  /** Boxes as lows then highs, with the best way to cut them. */
  private record Part(List<long[]> boxes, Rect bounds, Cut cut) {}

  /** Where to cut, and how many points of the bounding box that frees. */
  private record Cut(int dimension, long at, long freed) {
    static final Cut NONE = new Cut(0, 0, 0);
  }

  private static final Comparator<Part> MOST_FREED_FIRST =
      Comparator.<Part>comparingLong(part -> -part.cut.freed)
          .thenComparing(part -> part.bounds.lo());

  private final int dims;

  private Covering(int dims) {
    this.dims = dims;
  }

  static List<Rect> of(IndexSpace space, int maxRects) {
    if (maxRects < 1) {
      throw new IllegalArgumentException(
          "a covering of %s with %d rects is asked for, must be >= 1".formatted(space, maxRects));
    }
    List<Rect> exact = space.rects();
    if (exact.size() <= maxRects) {
      return exact;
    }
    if (space.dims() == 1) {
      return betweenWidestGaps(space, maxRects);
    }
    List<long[]> boxes = exact.stream().map(Rect::bounds).toList();
    return new Covering(space.dims()).cover(boxes, maxRects);
  }

  /** In one dimension the cuts do not depend on each other: those at the widest gaps. */
  private static List<Rect> betweenWidestGaps(IndexSpace space, int maxRects) {
    ToLongFunction<Integer> gapBefore = i -> space.rectLo(i, 0) - space.rectHi(i - 1, 0);
    Comparator<Integer> widestLast =
        Comparator.comparingLong(gapBefore).thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> kept = new PriorityQueue<>(widestLast);
    for (int i = 1; i < space.rectCount() && maxRects > 1; i++) {
      if (kept.size() < maxRects - 1) {
        kept.add(i);
      } else if (gapBefore.applyAsLong(i) > gapBefore.applyAsLong(kept.element())) {
        kept.remove();
        kept.add(i);
      }
    }
    List<Rect> covering = new ArrayList<>(maxRects);
    int first = 0;
    for (int cut : kept.stream().sorted().toList()) {
      covering.add(Rect.of(space.rectLo(first, 0), space.rectHi(cut - 1, 0)));
      first = cut;
    }
    covering.add(Rect.of(space.rectLo(first, 0), space.bounds().hi(0)));
    return List.copyOf(covering);
  }

  private List<Rect> cover(List<long[]> boxes, int maxRects) {
    PriorityQueue<Part> parts = new PriorityQueue<>(MOST_FREED_FIRST);
    parts.add(part(boxes));
    while (parts.size() < maxRects && parts.element().cut.freed > 0) {
      Part widest = parts.remove();
      parts.add(part(side(widest, true)));
      parts.add(part(side(widest, false)));
    }
    return parts.stream().map(Part::bounds).sorted(Comparator.comparing(Rect::lo)).toList();
  }

  private Part part(List<long[]> boxes) {
    long[] bounds = boxes.getFirst().clone();
    for (long[] box : boxes) {
      extend(bounds, box);
    }
    Rect rect = Rect.wrap(bounds);
    Cut best = Cut.NONE;
    for (int d = 0; d < dims; d++) {
      Cut cut = bestCut(boxes, rect, d);
      best = cut.freed > best.freed ? cut : best;
    }
    return new Part(boxes, rect, best);
  }

  /** The boxes on one side of a part's cut, cut off there. */
  private List<long[]> side(Part part, boolean low) {
    int d = part.cut.dimension;
    long at = part.cut.at;
    List<long[]> boxes = new ArrayList<>();
    for (long[] box : part.boxes) {
      if (low ? box[d] <= at : box[dims + d] > at) {
        boolean whole = low ? box[dims + d] <= at : box[d] > at;
        long[] kept = whole ? box : box.clone();
        if (!whole) {
          kept[low ? dims + d : d] = low ? at : at + 1;
        }
        boxes.add(kept);
      }
    }
    return boxes;
  }

  /** The cut along a dimension, behind the end or before the start of a box, that frees most. */
  private Cut bestCut(List<long[]> boxes, Rect bounds, int d) {
    int n = boxes.size();
    long[][] byStart = boxes.toArray(long[][]::new);
    Arrays.sort(byStart, Comparator.comparingLong(box -> box[d]));
    long[][] byEnd = boxes.toArray(long[][]::new);
    Arrays.sort(byEnd, Comparator.comparingLong(box -> box[dims + d]));
    long[][] boundsFrom = new long[n][];
    for (int i = n - 1; i >= 0; i--) {
      boundsFrom[i] = (i == n - 1 ? byEnd[i] : boundsFrom[i + 1]).clone();
      extend(boundsFrom[i], byEnd[i]);
    }
    long[] low = byStart[0].clone();
    int started = 0;
    int ended = 0;
    Cut best = Cut.NONE;
    for (long at : cuts(boxes, bounds, d)) {
      for (; started < n && byStart[started][d] <= at; started++) {
        extend(low, byStart[started]);
      }
      while (byEnd[ended][dims + d] <= at) {
        ended++;
      }
      long freed = bounds.volume() - sideVolumes(low, boundsFrom[ended], d, at);
      best = freed > best.freed ? new Cut(d, at, freed) : best;
    }
    return best;
  }

  /** Where the cross-section changes, in order: the last coordinates before a change. */
  private long[] cuts(List<long[]> boxes, Rect bounds, int d) {
    return boxes.stream()
        .flatMapToLong(box -> LongStream.of(box[d] - 1, box[dims + d]))
        .filter(at -> at >= bounds.lo(d) && at < bounds.hi(d))
        .sorted()
        .distinct()
        .toArray();
  }

  /**
   * The points of the bounds of what starts up to {@code at} and what ends beyond, each cut off.
   */
  private long sideVolumes(long[] low, long[] high, int d, long at) {
    long lowVolume = 1;
    long highVolume = 1;
    for (int e = 0; e < dims; e++) {
      lowVolume *= (e == d ? Math.min(low[dims + e], at) : low[dims + e]) - low[e] + 1;
      highVolume *= high[dims + e] - (e == d ? Math.max(high[e], at + 1) : high[e]) + 1;
    }
    return lowVolume + highVolume;
  }

  /** Grows bounds to hold a box. */
  private void extend(long[] bounds, long[] box) {
    for (int d = 0; d < dims; d++) {
      bounds[d] = Math.min(bounds[d], box[d]);
      bounds[dims + d] = Math.max(bounds[dims + d], box[dims + d]);
    }
  }
}
