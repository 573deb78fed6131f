package org.soapstone.dnn.kernels;

import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** What kernels check of their views before they touch memory: one clear sentence for what does not fit. */
final class Checks {
  private Checks() {}

  static void sameType(String kernel, FieldView first, FieldView... others) {
    for (FieldView other : others) {
      if (other.type() != first.type()) {
        throw new IllegalArgumentException(
            "%s: all views must have one element type, got %s and %s"
                .formatted(kernel, first.type(), other.type()));
      }
    }
  }

  static void sameRect(String kernel, FieldView first, FieldView... others) {
    for (FieldView other : others) {
      if (!other.rect().equals(first.rect())) {
        throw new IllegalArgumentException(
            "%s: all views must cover the same points, got %s and %s"
                .formatted(kernel, first.rect(), other.rect()));
      }
    }
  }

  static void rank(String kernel, String what, FieldView view, int dims) {
    if (view.rect().dims() != dims) {
      throw new IllegalArgumentException(
          "%s: the %s must have %d dimensions, got %s".formatted(kernel, what, dims, view.rect()));
    }
  }

  /** Checks that dimensions of two views have the same coordinates. */
  static void same(
      String kernel, String what, FieldView first, int dimension, FieldView second, int other) {
    Rect a = first.rect();
    Rect b = second.rect();
    if (a.lo(dimension) != b.lo(other) || a.hi(dimension) != b.hi(other)) {
      throw new IllegalArgumentException(
          "%s: the %s must be the same, got %d to %d in %s and %d to %d in %s"
              .formatted(
                  kernel,
                  what,
                  a.lo(dimension),
                  a.hi(dimension),
                  a,
                  b.lo(other),
                  b.hi(other),
                  b));
    }
  }

  static void labels(String kernel, FieldView labels) {
    if (labels.type() != FieldType.INT32) {
      throw new IllegalArgumentException(
          "%s: labels must be %s, got %s".formatted(kernel, FieldType.INT32, labels.type()));
    }
  }
}
