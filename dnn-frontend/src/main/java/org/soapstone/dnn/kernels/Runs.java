package org.soapstone.dnn.kernels;

import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Walks the points of a box in runs that lie contiguously in each of several views, in row-major
 * order.
 *
 * <pre>{@code
 * Runs runs = new Runs(box, from, to);
 * while (runs.next()) {
 *   copy(runs.offset(0), runs.offset(1), runs.length());
 * }
 * }</pre>
 *
 * <p>No run is longer than {@link #LONGEST}, so that a run of a few views stays in a processor's
 * nearest cache, and a scratch array of that length takes any of them. Not thread-safe.
 */
final class Runs {
  /** The greatest number of elements in a run. */
  static final int LONGEST = 1024;

  /** The dimensions from 0 to before this one are walked; the rest make up the stretch. */
  private final int walked;

  private final long[] extents;
  private final long[] counters;

  /** Bytes from neighbour to neighbour: view by view, dimension by dimension. */
  private final long[] strides;

  private final long[] starts;
  private final int[] elementBytes;
  private final long stretch;
  private long position;
  private int length;

  /** Goes before the first run of a box, which lies in the rect of each view. */
  Runs(Rect box, FieldView... views) {
    int dims = box.dims();
    extents = new long[dims];
    counters = new long[dims];
    strides = new long[views.length * dims];
    starts = new long[views.length];
    elementBytes = new int[views.length];
    for (int d = 0; d < dims; d++) {
      extents[d] = box.extent(d);
    }
    for (int v = 0; v < views.length; v++) {
      elementBytes[v] = views[v].type().bytes();
      starts[v] = views[v].offset();
      for (int d = 0; d < dims; d++) {
        long stride = views[v].stride(d) * elementBytes[v];
        strides[v * dims + d] = stride;
        starts[v] += (box.lo(d) - views[v].rect().lo(d)) * stride;
      }
    }
    int outer = dims;
    long span = 1;
    while (outer > 0 && joins(outer - 1, span)) {
      outer--;
      span *= extents[outer];
    }
    walked = box.isEmpty() ? 0 : outer;
    stretch = box.isEmpty() ? 0 : span;
  }

  private boolean joins(int dimension, long span) {
    for (int v = 0; v < starts.length && extents[dimension] != 1; v++) {
      if (strides[v * extents.length + dimension] != span * elementBytes[v]) {
        return false;
      }
    }
    return true;
  }

  /** Goes to the next run; false after the last. */
  boolean next() {
    position += length;
    if (position == stretch && !advance()) {
      return false;
    }
    length = (int) Math.min(LONGEST, stretch - position);
    return true;
  }

  private boolean advance() {
    position = 0;
    for (int d = walked - 1; d >= 0; d--) {
      counters[d]++;
      boolean inside = counters[d] < extents[d];
      for (int v = 0; v < starts.length; v++) {
        long stride = strides[v * extents.length + d];
        starts[v] += inside ? stride : stride * (1 - extents[d]);
      }
      if (inside) {
        return true;
      }
      counters[d] = 0;
    }
    return false;
  }

  /** The byte at which the run starts in a view's segment. */
  long offset(int view) {
    return starts[view] + position * elementBytes[view];
  }

  /** The number of elements in the run. */
  int length() {
    return length;
  }
}
