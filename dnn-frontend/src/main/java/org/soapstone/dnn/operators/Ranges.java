package org.soapstone.dnn.operators;

/** What numbers of update rules may be; each check refuses with the number and the range. */
final class Ranges {
  private Ranges() {}

  static void requirePositive(String what, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(what + " " + value + "; it must be greater than 0");
    }
  }

  static void requireAtLeastZero(String what, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(what + " " + value + "; it must be at least 0");
    }
  }

  static void requireShare(String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          what + " " + value + "; it must be at least 0 and less than 1");
    }
  }

  static void requireSteps(long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "a schedule over " + steps + " steps; give it at least 1 step");
    }
  }
}
