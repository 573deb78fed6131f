package org.soapstone.tasks.instances;

import org.soapstone.regions.Rect;

/**
 * Walks a box in the longest runs that are contiguous in two strided layouts at once.
 *
 * <pre>{@code
 * for (boolean more = runs.begin(box, a, stridesA, b, stridesB); more; more = runs.advance()) {
 *   copy(runs.offsetA(), runs.offsetB(), runs.length());
 * }
 * }</pre>
 *
 * <p>Offsets, strides and lengths count elements. Reusable, allocates only to grow; not
 * thread-safe.
 */
final class BoxRuns {
  private long[] strideA = {};
  private long[] strideB = {};
  private long[] extent = new long[4];
  private long[] counter = new long[4];
  private int outer;
  private long offsetA;
  private long offsetB;
  private long length;

  /**
   * Goes to the first run.
   *
   * @param box the points to visit, covered by both layouts
   * @param a the rect of one layout, whose lowest point lies at 0
   * @param stridesA its strides
   * @param b the rect of the other layout, whose lowest point lies at 0
   * @param stridesB its strides
   * @return whether there is a run, that is, whether the box has points
   */
  boolean begin(Rect box, Rect a, long[] stridesA, Rect b, long[] stridesB) {
    if (box.isEmpty()) {
      return false;
    }
    int dims = box.dims();
    if (dims > extent.length) {
      extent = new long[dims];
      counter = new long[dims];
    }
    strideA = stridesA;
    strideB = stridesB;
    offsetA = 0;
    offsetB = 0;
    for (int d = 0; d < dims; d++) {
      offsetA += (box.lo(d) - a.lo(d)) * stridesA[d];
      offsetB += (box.lo(d) - b.lo(d)) * stridesB[d];
      extent[d] = box.extent(d);
      counter[d] = 0;
    }
    outer = dims;
    length = 1;
    while (outer > 0 && joinsRun(outer - 1)) {
      outer--;
      length *= extent[outer];
    }
    return true;
  }

  /** Whether, in both layouts, neighbours along a dimension are exactly the run so far apart. */
  private boolean joinsRun(int d) {
    return extent[d] == 1 || (strideA[d] == length && strideB[d] == length);
  }

  /** Goes to the next run; false after the last. */
  boolean advance() {
    for (int d = outer - 1; d >= 0; d--) {
      offsetA += strideA[d];
      offsetB += strideB[d];
      if (++counter[d] < extent[d]) {
        return true;
      }
      offsetA -= strideA[d] * extent[d];
      offsetB -= strideB[d] * extent[d];
      counter[d] = 0;
    }
    return false;
  }

  /** The place of the run's first element in the first layout. */
  long offsetA() {
    return offsetA;
  }

  /** The place of the run's first element in the second layout. */
  long offsetB() {
    return offsetB;
  }

  /** The number of elements in the run. */
  long length() {
    return length;
  }
}
