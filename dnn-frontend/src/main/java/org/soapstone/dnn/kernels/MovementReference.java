package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** Moving elements to other coordinates, of any type; for every kernel set. */
final class MovementReference {
  private MovementReference() {}

  /** Sets all elements to a number. */
  static void fill(double value, FieldView view) {
    Runs runs = new Runs(view.rect(), view);
    while (runs.next()) {
      for (int i = 0; i < runs.length(); i++) {
        set(view, runs.offset(0) + (long) i * view.type().bytes(), value);
      }
    }
  }

  /** to[p] = from[start + step · p]. */
  static void slice(long[] start, long[] step, FieldView from, FieldView to) {
    Checks.sameType("slice", to, from);
    if (!to.rect().isEmpty()) {
      Copies.copy(to.rect(), sliced(start, step, from, to.rect()), to);
    }
  }

  /** to[start + step · p] = from[p], and 0 elsewhere. */
  static void unslice(long[] start, long[] step, FieldView from, FieldView to) {
    Checks.sameType("slice", to, from);
    Copies.clear(to);
    if (!from.rect().isEmpty()) {
      Copies.copy(from.rect(), from, sliced(start, step, to, from.rect()));
    }
  }

  /** A view's elements start + step · p for the points p of a rect, as a view of that rect. */
  private static FieldView sliced(long[] start, long[] step, FieldView view, Rect rect) {
    long[] strides = new long[start.length];
    long[] corner = new long[start.length];
    for (int d = 0; d < start.length; d++) {
      strides[d] = view.stride(d) * step[d];
      corner[d] = start[d] + step[d] * rect.lo(d);
    }
    FieldView first = Views.part(view, Rect.ofPoint(Point.of(corner)));
    return Views.of(first, rect, strides);
  }

  static void transpose(int[] order, FieldView from, FieldView to) {
    Checks.sameType("transpose", to, from);
    FieldView permuted = Views.permuted(from, order);
    Checks.sameRect("transpose", to, permuted);
    Copies.copy(to.rect(), permuted, to);
  }

  static void cast(FieldView from, FieldView to) {
    Checks.sameRect("cast", to, from);
    Runs runs = new Runs(to.rect(), from, to);
    while (runs.next()) {
      for (int i = 0; i < runs.length(); i++) {
        double value = get(from, runs.offset(0) + (long) i * from.type().bytes());
        set(to, runs.offset(1) + (long) i * to.type().bytes(), value);
      }
    }
  }

  /**
   * Copies elements of one row-major place from a tensor of one shape to a tensor of another; what
   * the source's view does not cover becomes 0.
   */
  static void reshape(long[] fromShape, long[] toShape, FieldView from, FieldView to) {
    Checks.sameType("reshape", to, from);
    if (to.rect().isEmpty()) {
      return;
    }
    Copies.clear(to);
    if (from.rect().isEmpty()) {
      return;
    }
    Rows source = Rows.of(fromShape, from);
    Rows target = Rows.of(toShape, to);
    Rect rect = target.view.rect();
    int last = rect.dims() - 1;
    long[] lo = rect.lo().toArray();
    long[] hi = rect.hi().toArray();
    hi[last] = lo[last];
    Rect.of(lo, hi)
        .forEachPoint(row -> {
          long place = linear(target.shape, row.toArray());
          long end = place + rect.extent(last);
          long address = target.address(row.toArray());
          while (place < end) {
            long run = source.copyRun(place, end, target, address);
            place += run;
            address += run * target.step();
          }
        });
  }

  private static long linear(long[] shape, long[] point) {
    long place = 0;
    for (int d = 0; d < shape.length; d++) {
      place = place * shape[d] + point[d];
    }
    return place;
  }

  /**
   * A view of part of a tensor, with the last dimensions joined to one as far as the view covers
   * them whole and without gaps, so that its rows are long.
   */
  private static final class Rows {
    final long[] shape;
    final FieldView view;

    Rows(long[] shape, FieldView view) {
      this.shape = shape;
      this.view = view;
    }

    static Rows of(long[] shape, FieldView view) {
      int last = shape.length - 1;
      long length = shape[last];
      while (last > 0
          && view.rect().extent(last) == shape[last]
          && (view.rect().extent(last - 1) == 1
              || view.stride(last - 1) == length * view.stride(shape.length - 1))
          && isWhole(shape, view, last)) {
        last--;
        length *= shape[last];
      }
      if (last == shape.length - 1) {
        return new Rows(shape, view);
      }
      return joined(shape, view, last);
    }

    private static boolean isWhole(long[] shape, FieldView view, int from) {
      for (int d = from; d < shape.length; d++) {
        if (view.rect().extent(d) != shape[d]) {
          return false;
        }
      }
      return true;
    }

    /** Joins the dimensions from {@code last} on, of which all but the first are covered whole. */
    private static Rows joined(long[] shape, FieldView view, int last) {
      long inner = 1;
      for (int d = last + 1; d < shape.length; d++) {
        inner *= shape[d];
      }
      long[] merged = new long[last + 1];
      long[] lo = new long[last + 1];
      long[] hi = new long[last + 1];
      long[] strides = new long[last + 1];
      for (int d = 0; d <= last; d++) {
        merged[d] = shape[d];
        lo[d] = view.rect().lo(d);
        hi[d] = view.rect().hi(d);
        strides[d] = view.stride(d);
      }
      merged[last] *= inner;
      lo[last] *= inner;
      hi[last] = (hi[last] + 1) * inner - 1;
      strides[last] = view.stride(shape.length - 1);
      return new Rows(merged, Views.of(view, Rect.of(lo, hi), strides));
    }

    long step() {
      return view.stride(shape.length - 1) * view.type().bytes();
    }

    long address(long[] point) {
      long address = view.offset();
      for (int d = 0; d < point.length; d++) {
        address += (point[d] - view.rect().lo(d)) * view.stride(d) * view.type().bytes();
      }
      return address;
    }

    /** Copies what one row of this view has of a range of places; gives the places gone over. */
    long copyRun(long place, long end, Rows target, long targetAddress) {
      int last = shape.length - 1;
      long[] point = new long[shape.length];
      long rest = place;
      for (int d = last; d >= 0; d--) {
        point[d] = rest % shape[d];
        rest /= shape[d];
      }
      long run = Math.min(end - place, shape[last] - point[last]);
      Rect rect = view.rect();
      for (int d = 0; d < last; d++) {
        if (point[d] < rect.lo(d) || point[d] > rect.hi(d)) {
          return run;
        }
      }
      long first = Math.max(point[last], rect.lo(last));
      long count = Math.min(point[last] + run - 1, rect.hi(last)) - first + 1;
      if (count > 0) {
        long skipped = (first - point[last]) * target.step();
        point[last] = first;
        copy(address(point), target, targetAddress + skipped, count);
      }
      return run;
    }

    private void copy(long address, Rows target, long targetAddress, long count) {
      int bytes = view.type().bytes();
      boolean dense = step() == bytes && target.step() == bytes;
      long times = dense ? 1 : count;
      long length = dense ? count * bytes : bytes;
      for (long i = 0; i < times; i++) {
        MemorySegment.copy(
            view.segment(),
            address + i * step(),
            target.view.segment(),
            targetAddress + i * target.step(),
            length);
      }
    }
  }

  private static double get(FieldView view, long address) {
    return switch (view.type()) {
      case FLOAT32 -> view.segment().get(JAVA_FLOAT, address);
      case FLOAT64 -> view.segment().get(JAVA_DOUBLE, address);
      case INT32 -> view.segment().get(JAVA_INT, address);
      case INT64, UINT8 -> throw unsupported(view);
    };
  }

  private static void set(FieldView view, long address, double value) {
    switch (view.type()) {
      case FLOAT32 -> view.segment().set(JAVA_FLOAT, address, (float) value);
      case FLOAT64 -> view.segment().set(JAVA_DOUBLE, address, value);
      case INT32 -> view.segment().set(JAVA_INT, address, (int) value);
      case INT64, UINT8 -> throw unsupported(view);
    }
  }

  private static IllegalArgumentException unsupported(FieldView view) {
    return new IllegalArgumentException(
        "kernels take FLOAT32, FLOAT64 and INT32, not " + view.type());
  }
}
