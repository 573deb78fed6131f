package org.soapstone.benchmarks.taskbench;

/** What kernels work on: one for each thread that runs tasks. Not for two threads at a time. */
final class Scratch {
  /** The values of the compute kernel. */
  final double[] registers = new double[Kernel.Compute.REGISTERS];

  /** The memory of the memory kernel, made when it is first used. */
  private long[] memory = new long[0];

  /** What the last kernel computed: kept, so that it is not optimised away. */
  double result;

  /** {@return memory of at least so many words} */
  long[] memory(int words) {
    if (memory.length < words) {
      memory = new long[words];
    }
    return memory;
  }
}
