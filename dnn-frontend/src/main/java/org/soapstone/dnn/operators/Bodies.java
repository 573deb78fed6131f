package org.soapstone.dnn.operators;

import java.lang.foreign.MemorySegment;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** What bodies of tasks share. */
final class Bodies {
  private Bodies() {}

  /** {@return a view of no points, which stands for a tensor that a layer does not have} */
  static FieldView none(FieldView alike) {
    return new FieldView(MemorySegment.NULL, alike.type(), Rect.empty(1), new long[1], 0);
  }
}
