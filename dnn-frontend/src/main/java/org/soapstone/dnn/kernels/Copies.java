package org.soapstone.dnn.kernels;

import java.lang.foreign.MemorySegment;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** Kernels that move elements without computing, run by run. Every kernel set uses them. */
final class Copies {
  private Copies() {}

  static void shifted(FieldView input, long[] shift, FieldView output) {
    Checks.sameType("copy", output, input);
    Checks.rank("copy", "input", input, output.rect().dims());
    if (shift.length != output.rect().dims()) {
      throw new IllegalArgumentException(
          "copy: a shift of %d numbers does not fit points of %d dimensions; give one for each"
              .formatted(shift.length, output.rect().dims()));
    }
    if (input.rect().isEmpty() || output.rect().isEmpty()) {
      return;
    }
    Rect moved = input.rect().translate(Point.of(shift));
    copy(output.rect().intersection(moved), Views.of(input, moved, Views.strides(input)), output);
  }

  /** Copies the elements of a box that both views cover. */
  static void copy(Rect box, FieldView from, FieldView to) {
    Runs runs = new Runs(box, from, to);
    int bytes = from.type().bytes();
    while (runs.next()) {
      MemorySegment.copy(
          from.segment(),
          runs.offset(0),
          to.segment(),
          runs.offset(1),
          (long) runs.length() * bytes);
    }
  }

  /** Sets all elements to 0. */
  static void clear(FieldView view) {
    Runs runs = new Runs(view.rect(), view);
    while (runs.next()) {
      view.segment()
          .asSlice(runs.offset(0), (long) runs.length() * view.type().bytes())
          .fill((byte) 0);
    }
  }
}
