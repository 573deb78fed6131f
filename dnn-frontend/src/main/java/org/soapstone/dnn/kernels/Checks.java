package org.soapstone.dnn.kernels;

import java.util.List;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * What kernels check of their views before they touch memory: one clear sentence for what does not
 * fit.
 */
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

  /** Checks that all views have one type and cover the same points. */
  static void alike(String kernel, FieldView first, FieldView... others) {
    sameType(kernel, first, others);
    sameRect(kernel, first, others);
  }

  /** Checks the views of a sum; gives the inputs and then the output. */
  static FieldView[] addends(List<FieldView> inputs, FieldView output) {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("add: a sum needs at least one input");
    }
    FieldView[] views = inputs.toArray(new FieldView[inputs.size() + 1]);
    alike("add", output, inputs.toArray(FieldView[]::new));
    views[inputs.size()] = output;
    return views;
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
                  kernel, what, a.lo(dimension), a.hi(dimension), a, b.lo(other), b.hi(other), b));
    }
  }

  /** Checks a bias of an output's channels, its last dimension; one of no points is none. */
  static void bias(String kernel, FieldView bias, FieldView output) {
    if (!bias.rect().isEmpty()) {
      sameType(kernel, output, bias);
      rank(kernel, "bias", bias, 1);
      int last = output.rect().dims() - 1;
      same(kernel, "output channels of bias and output", bias, 0, output, last);
    }
  }

  static void extent(String kernel, String what, FieldView view, int dimension, long extent) {
    if (view.rect().extent(dimension) != extent) {
      throw new IllegalArgumentException(
          "%s: the %s must number %d, got %d in %s"
              .formatted(kernel, what, extent, view.rect().extent(dimension), view.rect()));
    }
  }

  static void labels(String kernel, FieldView labels) {
    if (labels.type() != FieldType.INT32) {
      throw new IllegalArgumentException(
          "%s: labels must be %s, got %s".formatted(kernel, FieldType.INT32, labels.type()));
    }
  }
}
