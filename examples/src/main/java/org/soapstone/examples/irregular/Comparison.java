package org.soapstone.examples.irregular;

import org.soapstone.tasks.instances.FieldData;

/** Compares what the runtime computes with what plain loops compute. */
final class Comparison {
  private Comparison() {}

  /** {@return the largest absolute difference; NaN if any value is none} */
  static double largestDifference(FieldData computed, FieldData expected) {
    double[] a = computed.doubles();
    double[] b = expected.doubles();
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "%d values against %d; compare equally many".formatted(a.length, b.length));
    }
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
