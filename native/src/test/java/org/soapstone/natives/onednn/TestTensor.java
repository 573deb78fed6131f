package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * A tensor with random contents, perhaps with gaps between its elements, that remembers how it
 * began.
 *
 * @param desc its layout
 * @param data its data, as a kernel gets it
 * @param initial all floats of the data as they were, gaps included
 */
record TestTensor(TensorDesc desc, MemorySegment data, MemorySegment initial) {
  private static final double TOLERANCE = 1e-5;

  /** Elements in row-major order without gaps. */
  static TestTensor dense(RandomGenerator random, Arena arena, long... dims) {
    return filled(random, arena, TensorDesc.dense(dims));
  }

  /**
   * Dense, a tile of a larger tensor, or spread out so that not even the last dimension is
   * contiguous.
   */
  static TestTensor any(RandomGenerator random, Arena arena, long... dims) {
    int kind = random.nextInt(4);
    if (kind == 0) {
      return dense(random, arena, dims);
    }
    long[] larger = new long[dims.length];
    for (int d = 0; d < dims.length; d++) {
      larger[d] = dims[d] + random.nextInt(3);
    }
    TensorDesc tile = TensorDesc.dense(larger).tile(dims);
    if (kind == 1) {
      long[] strides = tile.strides();
      for (int d = 0; d < strides.length; d++) {
        strides[d] *= 2;
      }
      tile = TensorDesc.strided(dims, strides);
    }
    return filled(random, arena, tile);
  }

  private static TestTensor filled(RandomGenerator random, Arena arena, TensorDesc desc) {
    // A tile may begin anywhere, so the first element is not always aligned to more than itself.
    MemorySegment all = arena.allocate(desc.spanBytes() + 4L * random.nextInt(2), 64);
    MemorySegment data = all.asSlice(all.byteSize() - desc.spanBytes());
    for (long i = 0; i < data.byteSize() / 4; i++) {
      data.setAtIndex(JAVA_FLOAT, i, random.nextFloat() * 2 - 1);
    }
    MemorySegment initial = arena.allocate(data.byteSize(), 64);
    return new TestTensor(desc, data, initial.copyFrom(data));
  }

  /** The element now. */
  float at(long... index) {
    return data.getAtIndex(JAVA_FLOAT, place(index));
  }

  /** The element at the start. */
  float was(long... index) {
    return initial.getAtIndex(JAVA_FLOAT, place(index));
  }

  void set(float value, long... index) {
    data.setAtIndex(JAVA_FLOAT, place(index), value);
  }

  private long place(long... index) {
    long place = 0;
    for (int d = 0; d < index.length; d++) {
      place += index[d] * desc.stride(d);
    }
    return place;
  }

  /**
   * Checks every element against the expected result, added to what was there if the kernel
   * accumulates, and that nothing between the elements has changed.
   */
  void check(String context, Write write, ToDoubleFunction<long[]> expected) {
    long floats = data.byteSize() / 4;
    double[] wanted = new double[Math.toIntExact(floats)];
    boolean[] element = new boolean[wanted.length];
    // The inputs are of magnitude one: a sum of them that happens to cancel is no more exact than
    // they are.
    double largest = 1;
    long[] index = new long[desc.rank()];
    do {
      int place = Math.toIntExact(place(index));
      double old = write == Write.ACCUMULATE ? initial.getAtIndex(JAVA_FLOAT, place) : 0;
      wanted[place] = old + expected.applyAsDouble(index.clone());
      element[place] = true;
      largest = Math.max(largest, Math.abs(wanted[place]));
    } while (advance(index));
    for (int place = 0; place < wanted.length; place++) {
      float got = data.getAtIndex(JAVA_FLOAT, place);
      if (!element[place]) {
        assertThat(got)
            .as("%s: gap at %d of %s", context, place, desc)
            .isEqualTo(initial.getAtIndex(JAVA_FLOAT, place));
      } else if (!(Math.abs(got - wanted[place]) <= TOLERANCE * largest)) {
        throw new AssertionError(
            "%s: element at %d of %s is %s, not %s (largest %s)"
                .formatted(context, place, desc, got, wanted[place], largest));
      }
    }
  }

  private boolean advance(long[] index) {
    for (int d = index.length - 1; d >= 0; d--) {
      if (++index[d] < desc.dim(d)) {
        return true;
      }
      index[d] = 0;
    }
    return false;
  }
}
