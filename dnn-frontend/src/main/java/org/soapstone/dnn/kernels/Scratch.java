package org.soapstone.dnn.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arrays of a thread that its kernels use one after another: the first array taken by one kernel is
 * the first taken by the next, grown where it is too short.
 */
final class Scratch {
  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

  private final List<double[]> arrays = new ArrayList<>();
  private int taken;

  private Scratch() {}

  /** The thread's scratch memory with every array free again. */
  static Scratch begin() {
    Scratch scratch = CURRENT.get();
    scratch.taken = 0;
    return scratch;
  }

  /** An array of at least the given length; its contents are left over from earlier use. */
  double[] take(long length) {
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a tile of %d elements is beyond what a Java array holds; split the operator further"
              .formatted(length));
    }
    if (taken == arrays.size()) {
      arrays.add(new double[0]);
    }
    if (arrays.get(taken).length < length) {
      arrays.set(taken, new double[(int) length]);
    }
    return arrays.get(taken++);
  }

  /** An array of at least the given length, the first elements zero. */
  double[] zeros(long length) {
    double[] values = take(length);
    Arrays.fill(values, 0, (int) length, 0);
    return values;
  }
}
