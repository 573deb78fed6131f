package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.IndexSpaceBuilder;
import org.soapstone.regions.Rect;

/**
 * Gathers pointers, or boxes, into a target whose bounds are too large for a bitmap, and makes them
 * a space: O(n log n). Not thread-safe.
 */
final class PointSorter {
  private final IndexSpace target;
  private final Rect bounds;
  private final boolean ranges;
  private final List<Rect> boxes = new ArrayList<>();
  private long[] positions = new long[64];
  private int size;

  PointSorter(IndexSpace target, boolean ranges) {
    this.target = target;
    this.bounds = target.bounds();
    this.ranges = ranges;
  }

  /** Adds what the points of a block hold. */
  void add(FieldReader block) {
    for (int i = 0; i < block.size(); i++) {
      if (ranges) {
        addBox(block, i);
      } else {
        addPoint(block, i);
      }
    }
  }

  private void addPoint(FieldReader block, int i) {
    long position = 0;
    for (int d = 0; d < bounds.dims(); d++) {
      long x = block.value(d, i);
      if (x < bounds.lo(d) || x > bounds.hi(d)) {
        return;
      }
      position = position * bounds.extent(d) + (x - bounds.lo(d));
    }
    if (size == positions.length) {
      positions = Arrays.copyOf(positions, 2 * size);
    }
    positions[size++] = position;
  }

  private void addBox(FieldReader block, int i) {
    int dims = bounds.dims();
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    for (int d = 0; d < dims; d++) {
      lo[d] = Math.max(block.value(d, i), bounds.lo(d));
      hi[d] = Math.min(block.value(dims + d, i), bounds.hi(d));
      if (lo[d] > hi[d]) {
        return;
      }
    }
    boxes.add(Rect.of(lo, hi));
  }

  /** The target's points that were added, after which there are none. */
  IndexSpace drain() {
    IndexSpace space = ranges ? spaceOfBoxes() : spaceOfPoints();
    size = 0;
    boxes.clear();
    return target.isDense() ? space : target.intersection(space);
  }

  private IndexSpace spaceOfBoxes() {
    return boxes.isEmpty() ? IndexSpace.empty(bounds.dims()) : IndexSpace.of(boxes);
  }

  private IndexSpace spaceOfPoints() {
    Arrays.sort(positions, 0, size);
    IndexSpaceBuilder builder = new IndexSpaceBuilder(bounds, size);
    for (int i = 0; i < size; i++) {
      if (i == 0 || positions[i] != positions[i - 1]) {
        builder.addRun(positions[i], positions[i]);
      }
    }
    return builder.build();
  }
}
