package org.soapstone.dnn.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** The same elements at other coordinates: views made from views, without moving anything. */
final class Views {
  private Views() {}

  /** {@return the view with other dimensions, of as many elements in the same strides} */
  static FieldView of(FieldView view, Rect rect, long[] strides) {
    return new FieldView(view.segment(), view.type(), rect, strides, view.offset());
  }

  /** {@return the strides of a view, in elements} */
  static long[] strides(FieldView view) {
    long[] strides = new long[view.rect().dims()];
    Arrays.setAll(strides, view::stride);
    return strides;
  }

  /** {@return the part of a view that covers a rect inside its own} */
  static FieldView part(FieldView view, Rect rect) {
    long offset = view.offset();
    for (int d = 0; d < rect.dims() && !rect.isEmpty(); d++) {
      offset += (rect.lo(d) - view.rect().lo(d)) * view.stride(d) * view.type().bytes();
    }
    return new FieldView(view.segment(), view.type(), rect, strides(view), offset);
  }

  /** {@return the view with its points moved} */
  static FieldView moved(FieldView view, Point by) {
    return of(view, view.rect().translate(by), strides(view));
  }

  /** {@return the view whose dimension d is the given view's dimension {@code order[d]}} */
  static FieldView permuted(FieldView view, int... order) {
    long[] lo = new long[order.length];
    long[] hi = new long[order.length];
    long[] strides = new long[order.length];
    for (int d = 0; d < order.length; d++) {
      lo[d] = view.rect().lo(order[d]);
      hi[d] = view.rect().hi(order[d]);
      strides[d] = view.stride(order[d]);
    }
    return of(view, Rect.of(lo, hi), strides);
  }

  /** {@return the view with one more dimension behind the first, of one index} */
  static FieldView lifted(FieldView view) {
    int dims = view.rect().dims();
    if (view.rect().isEmpty()) {
      return of(view, Rect.empty(dims + 1), new long[dims + 1]);
    }
    long[] lo = new long[dims + 1];
    long[] hi = new long[dims + 1];
    long[] strides = new long[dims + 1];
    for (int d = 0; d < dims; d++) {
      int to = d == 0 ? 0 : d + 1;
      lo[to] = view.rect().lo(d);
      hi[to] = view.rect().hi(d);
      strides[to] = view.stride(d);
    }
    strides[1] = strides[2] * view.rect().extent(1);
    return of(view, Rect.of(lo, hi), strides);
  }

  /** {@return the view with its last two dimensions exchanged} */
  static FieldView transposed(FieldView view) {
    int[] order = new int[view.rect().dims()];
    Arrays.setAll(order, d -> d);
    order[order.length - 1] = order.length - 2;
    order[order.length - 2] = order.length - 1;
    return permuted(view, order);
  }

  /**
   * {@return views that agree in all dimensions but the last, as matrices of rows: one of each view
   * if its rows have one distance throughout, else one of each for every index of the dimensions
   * before the last two} In turns, all of one index together.
   */
  static List<FieldView> matrices(FieldView... views) {
    boolean joined = true;
    for (FieldView view : views) {
      joined &= rowsJoin(view);
    }
    List<FieldView> matrices = new ArrayList<>();
    Rect rect = views[0].rect();
    int last = rect.dims() - 1;
    if (joined) {
      for (FieldView view : views) {
        matrices.add(joined(view));
      }
      return matrices;
    }
    long[] lo = Arrays.copyOf(rect.lo().toArray(), last - 1);
    long[] hi = Arrays.copyOf(rect.hi().toArray(), last - 1);
    Rect.of(lo, hi)
        .forEachPoint(index -> {
          for (FieldView view : views) {
            matrices.add(slice(view, index));
          }
        });
    return matrices;
  }

  private static boolean rowsJoin(FieldView view) {
    int last = view.rect().dims() - 1;
    for (int d = last - 2; d >= 0; d--) {
      if (view.rect().extent(d) > 1
          && view.stride(d) != view.stride(d + 1) * view.rect().extent(d + 1)) {
        return false;
      }
    }
    return true;
  }

  private static FieldView joined(FieldView view) {
    Rect rect = view.rect();
    int last = rect.dims() - 1;
    if (last == 1) {
      return view;
    }
    long rows = rect.volume() / rect.extent(last);
    Rect matrix = Rect.of(new long[] {0, rect.lo(last)}, new long[] {rows - 1, rect.hi(last)});
    return of(view, matrix, new long[] {view.stride(last - 1), view.stride(last)});
  }

  private static FieldView slice(FieldView view, Point index) {
    Rect rect = view.rect();
    int last = rect.dims() - 1;
    long[] lo = rect.lo().toArray();
    long[] hi = rect.hi().toArray();
    for (int d = 0; d < last - 1; d++) {
      lo[d] = index.coordinate(d);
      hi[d] = index.coordinate(d);
    }
    return joined(part(view, Rect.of(lo, hi)));
  }
}
