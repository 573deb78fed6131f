package org.soapstone.dnn.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arrays, and native memory, of a thread that its kernels use one after another: the first array
 * taken by one kernel is the first taken by the next, grown where it is too short.
 */
final class Scratch {
  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

  private final List<double[]> arrays = new ArrayList<>();
  private final List<float[]> floats = new ArrayList<>();
  private final List<MemorySegment> memories = new ArrayList<>();
  private int taken;
  private int floatsTaken;
  private int memoriesTaken;

  private Scratch() {}

  /** The thread's scratch memory with every array free again. */
  static Scratch begin() {
    Scratch scratch = CURRENT.get();
    scratch.taken = 0;
    scratch.floatsTaken = 0;
    scratch.memoriesTaken = 0;
    return scratch;
  }

  /** An array of at least the given length; its contents are left over from earlier use. */
  double[] take(long length) {
    int elements = checked(length);
    if (taken == arrays.size()) {
      arrays.add(new double[0]);
    }
    if (arrays.get(taken).length < length) {
      arrays.set(taken, new double[elements]);
    }
    return arrays.get(taken++);
  }

  /** An array of at least the given length, the first elements zero. */
  double[] zeros(long length) {
    double[] values = take(length);
    Arrays.fill(values, 0, (int) length, 0);
    return values;
  }

  /** Floats, likewise. */
  float[] floats(long length) {
    int elements = checked(length);
    if (floatsTaken == floats.size()) {
      floats.add(new float[0]);
    }
    if (floats.get(floatsTaken).length < elements) {
      floats.set(floatsTaken, new float[elements]);
    }
    return floats.get(floatsTaken++);
  }

  /** Native memory for so many floats at least, likewise. */
  MemorySegment memory(long length) {
    if (memoriesTaken == memories.size()) {
      memories.add(MemorySegment.NULL);
    }
    if (memories.get(memoriesTaken).byteSize() < length * Float.BYTES) {
      memories.set(memoriesTaken, Arena.ofAuto().allocate(length * Float.BYTES, 64));
    }
    return memories.get(memoriesTaken++);
  }

  private static int checked(long length) {
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a tile of %d elements is beyond what a Java array holds; split the operator further"
              .formatted(length));
    }
    return (int) length;
  }
}
