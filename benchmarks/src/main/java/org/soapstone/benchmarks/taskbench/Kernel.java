package org.soapstone.benchmarks.taskbench;

import java.util.Arrays;

/** What a task computes, besides checking its inputs and filling its output. */
interface Kernel {
  /** What tasks are when only the runtime is of interest. */
  Kernel EMPTY = (step, point, scratch) -> {};

  /**
   * Computes.
   *
   * @param step the task's step
   * @param point the task's point
   * @param scratch the thread's own
   */
  void run(long step, int point, Scratch scratch);

  /**
   * The compute kernel: {@code a = a * a + a} over 64 values that fit into registers.
   *
   * @param iterations how often
   */
  record Compute(long iterations) implements Kernel {
    /** How many values. */
    static final int REGISTERS = 64;

    @Override
    public void run(long step, int point, Scratch scratch) {
      compute(iterations, scratch);
    }

    static void compute(long iterations, Scratch scratch) {
      double[] a = scratch.registers;
      Arrays.fill(a, 1.2345);
      for (long i = 0; i < iterations; i++) {
        for (int r = 0; r < REGISTERS; r++) {
          a[r] = a[r] * a[r] + a[r];
        }
      }
      scratch.result = a[0];
    }
  }

  /**
   * The memory kernel: each iteration copies one slice of the first half of the scratch memory to
   * the second half.
   *
   * @param iterations how many slices
   * @param words the size of the scratch memory, a multiple of twice {@link #SLICE}
   */
  record Memory(long iterations, int words) implements Kernel {
    /** The words of a slice. */
    static final int SLICE = 64;

    @Override
    public void run(long step, int point, Scratch scratch) {
      long[] memory = scratch.memory(words);
      int half = words / 2;
      int slices = half / SLICE;
      // Tasks go on where their neighbours stop, so that all of the memory is used.
      int slice = (int) Math.floorMod(step * iterations, (long) slices);
      for (long i = 0; i < iterations; i++) {
        System.arraycopy(memory, slice * SLICE, memory, half + slice * SLICE, SLICE);
        slice = slice + 1 == slices ? 0 : slice + 1;
      }
    }
  }

  /**
   * The compute kernel for a random number of iterations: from {@code 1 − factor / 2} to {@code 1 +
   * factor / 2} times as many.
   *
   * @param iterations the mean
   * @param factor from 0 to 2
   * @param index the graph's
   */
  record Imbalance(long iterations, double factor, long index) implements Kernel {
    @Override
    public void run(long step, int point, Scratch scratch) {
      double share = 1 + (Uniform.of(index, step, point) - 0.5) * factor;
      Compute.compute(Math.round(iterations * share), scratch);
    }
  }
}
