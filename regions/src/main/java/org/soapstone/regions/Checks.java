package org.soapstone.regions;

/** The checks of arguments that several types share, each with its one sentence. */
final class Checks {
  private Checks() {}

  static void sameDims(String what, Object a, int aDims, String otherWhat, Object b, int bDims) {
    if (aDims != bDims) {
      throw dimsDiffer(what, a, aDims, otherWhat, b, bDims);
    }
  }

  static IllegalArgumentException dimsDiffer(
      String what, Object a, int aDims, String otherWhat, Object b, int bDims) {
    return new IllegalArgumentException(
        "%s %s has %d dimensions but %s %s has %d; both must have the same number"
            .formatted(what, a, aDims, otherWhat, b, bDims));
  }

  static int dims(int dims) {
    if (dims < 1) {
      throw new IllegalArgumentException("the number of dimensions is " + dims + ", must be >= 1");
    }
    return dims;
  }

  static long add(long a, long b) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      throw beyond("%d + %d".formatted(a, b));
    }
    return sum;
  }

  static long subtract(long a, long b) {
    long difference = a - b;
    if (((a ^ b) & (a ^ difference)) < 0) {
      throw beyond("%d - %d".formatted(a, b));
    }
    return difference;
  }

  private static IllegalArgumentException beyond(String expression) {
    return new IllegalArgumentException(
        "coordinate " + expression + " is beyond a 64-bit integer; use smaller coordinates");
  }
}
