package org.soapstone.regions;

import java.util.Arrays;
import java.util.Objects;

/**
 * Gathers a set of points from runs in row-major order, without an object for each.
 *
 * <p>A <em>position</em> is a point's place in the row-major order of a box, the frame, as in
 * {@link Rect#linearize}. Runs are added in ascending order and may touch, so that bitmaps, sorted
 * points and sorted intervals all become a space in one pass, linear in the number of runs times
 * the dimensions.
 *
 * <pre>{@code
 * var builder = new IndexSpaceBuilder(Rect.ofExtents(4, 8));
 * builder.addRun(6, 17);    // (0,6) (0,7), the whole row 1, (2,0) (2,1)
 * IndexSpace space = builder.build();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class IndexSpaceBuilder {
  private final Rect frame;
  private final int dims;

  /** The points of a row, a plane, ...: of all dimensions behind each. */
  private final long[] span;

  private long[] boxes;
  private int size;
  private long first;
  private long last = -1;

  /**
   * Makes a builder that has no points yet.
   *
   * @param frame the box whose positions are added
   */
  public IndexSpaceBuilder(Rect frame) {
    this(frame, 8);
  }

  /**
   * Makes a builder that has no points yet and expects some runs.
   *
   * @param frame the box whose positions are added
   * @param runs about how many runs there will be; any number is right
   */
  public IndexSpaceBuilder(Rect frame, int runs) {
    this.frame = Objects.requireNonNull(frame, "frame");
    this.dims = frame.dims();
    this.span = new long[dims];
    long points = 1;
    for (int d = dims - 1; d >= 0; d--) {
      span[d] = points;
      points *= frame.extent(d);
    }
    this.boxes = new long[Math.max(1, runs) * 2 * dims];
  }

  /**
   * Adds the points at the positions from {@code from} to {@code to}, both included.
   *
   * @param from the first position, above every position added before
   * @param to the last position, at least {@code from} and below the frame's volume
   * @throws IllegalArgumentException if the run is empty, leaves the frame or comes too early
   */
  public void addRun(long from, long to) {
    if (from <= last || to < from || to >= frame.volume()) {
      throw new IllegalArgumentException(
          "run %d..%d of positions in %s after %d: give runs in ascending order below %d"
              .formatted(from, to, frame, last, frame.volume()));
    }
    if (from != last + 1 || last < 0) {
      flush();
      first = from;
    }
    last = to;
  }

  /** {@return the space of the points added, after which the builder is not to be used again} */
  public IndexSpace build() {
    return IndexSpace.wrap(dims, boxes());
  }

  /** The canonical boxes of the points added, after which the builder is not to be used again. */
  long[] boxes() {
    flush();
    if (dims > 1) {
      size = merge(0, 0, size, 0);
    }
    int length = size * 2 * dims;
    return length == boxes.length ? boxes : Arrays.copyOf(boxes, length);
  }

  /** Turns the run that is open into boxes. */
  private void flush() {
    if (last < 0) {
      return;
    }
    if (dims == 1) {
      int at = next();
      boxes[at] = frame.lo(0) + first;
      boxes[at + 1] = frame.lo(0) + last;
    } else {
      box(0, first, last, frame.bounds().clone());
    }
  }

  /**
   * Appends the boxes of a run within one row of dimension {@code d - 1}: the part of a first row
   * of dimension d, the whole rows in between, the part of a last one. No slab of a whole row
   * shares its coordinates with another box, so that boxes always form aligned slabs.
   */
  private void box(int d, long from, long to, long[] bounds) {
    if (d == dims - 1) {
      set(bounds, d, from, to);
      append(bounds);
      return;
    }
    long low = from / span[d];
    long high = to / span[d];
    long start = from - low * span[d];
    long end = to - high * span[d];
    if (low == high && (start > 0 || end < span[d] - 1)) {
      set(bounds, d, low, low);
      box(d + 1, start, end, bounds);
      return;
    }
    long wholeLow = start > 0 ? low + 1 : low;
    long wholeHigh = end < span[d] - 1 ? high - 1 : high;
    if (start > 0) {
      set(bounds, d, low, low);
      box(d + 1, start, span[d] - 1, bounds);
    }
    if (wholeLow <= wholeHigh) {
      set(bounds, d, wholeLow, wholeHigh);
      for (int rest = d + 1; rest < dims; rest++) {
        set(bounds, rest, 0, frame.extent(rest) - 1);
      }
      append(bounds);
    }
    if (end < span[d] - 1) {
      set(bounds, d, high, high);
      box(d + 1, 0, end, bounds);
    }
  }

  private void set(long[] bounds, int d, long low, long high) {
    bounds[d] = frame.lo(d) + low;
    bounds[dims + d] = frame.lo(d) + high;
  }

  private void append(long[] bounds) {
    int at = next();
    System.arraycopy(bounds, 0, boxes, at, 2 * dims);
  }

  private int next() {
    int at = size * 2 * dims;
    if (at == boxes.length) {
      boxes = Arrays.copyOf(boxes, 2 * at);
    }
    size++;
    return at;
  }

  /**
   * Makes the boxes from {@code from} to {@code to}, one slab of dimension {@code d - 1}, canonical
   * in dimensions d and behind, moving them down to {@code out}.
   *
   * @return the index behind the last box
   */
  private int merge(int d, int from, int to, int out) {
    int stride = 2 * dims;
    int previous = -1;
    int end = out;
    for (int i = from; i < to; ) {
      int next = Slabs.slabEnd(boxes, stride, d, i, to);
      int mark = end;
      if (d == dims - 1 || next == i + 1) {
        System.arraycopy(boxes, i * stride, boxes, end * stride, (next - i) * stride);
        end += next - i;
      } else {
        end = merge(d + 1, i, next, end);
      }
      if (previous >= 0 && continues(d, previous, mark, end)) {
        long high = boxes[mark * stride + dims + d];
        for (int k = previous; k < mark; k++) {
          boxes[k * stride + dims + d] = high;
        }
        end = mark;
      } else {
        previous = mark;
      }
      i = next;
    }
    return end;
  }

  /** Whether the slab of the boxes from {@code mark} continues that from {@code previous}. */
  private boolean continues(int d, int previous, int mark, int end) {
    int stride = 2 * dims;
    if (mark - previous != end - mark
        || boxes[previous * stride + dims + d] + 1 != boxes[mark * stride + d]) {
      return false;
    }
    for (int k = 0; k < end - mark; k++) {
      int a = (previous + k) * stride + d + 1;
      int b = (mark + k) * stride + d + 1;
      int rest = dims - d - 1;
      if (!Arrays.equals(boxes, a, a + rest, boxes, b, b + rest)
          || !Arrays.equals(boxes, a + dims, a + dims + rest, boxes, b + dims, b + dims + rest)) {
        return false;
      }
    }
    return true;
  }
}
