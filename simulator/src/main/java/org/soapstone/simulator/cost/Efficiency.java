package org.soapstone.simulator.cost;

import org.soapstone.mapper.machine.ProcessorKind;

/**
 * What part of a processor's peak a class of work reaches.
 *
 * @param peakFraction the part that large kernels reach, above 0 and at most 1
 * @param halfFlops the size of kernels that reach half of it
 */
public record Efficiency(double peakFraction, double halfFlops) {

  /**
   * From the host's call to the kernel's first instruction takes 4 to 7 us on CUDA devices; the
   * dispatch of a task by the runtime makes it 10.
   */
  private static final long GPU_LAUNCH_NANOS = 10_000;

  /** The dispatch of one task by a warm worker: a few atomic operations and cache misses. */
  private static final long CPU_LAUNCH_NANOS = 2_000;

  /** Checks the ranges. */
  public Efficiency {
    if (!(peakFraction > 0 && peakFraction <= 1) || !(halfFlops >= 0)) {
      throw new IllegalArgumentException(
          "efficiency %s of the peak with half of it at %s flops; give a fraction in (0, 1] and a size of at least 0"
              .formatted(peakFraction, halfFlops));
    }
  }

  /**
   * {@return the efficiency of a class of work}
   *
   * <p>GPU: with the figures of the paper's figure 6 for one P100 (10.6 Tflop/s peak), training
   * reaches 0.91 of the peak for AlexNet (its 5x5 and 3x3 convolutions are computed with fewer
   * operations than counted), 0.67 for ResNet-101 and 0.49 for Inception-v3, whose kernels are
   * small and share the time with memory-bound layers: 0.75 for convolutions and matrix products
   * lies between. A kernel needs some 10<sup>8</sup> flops to fill a hundred thousand threads.
   *
   * <p>CPU: vendor kernels come near the peak that compiled code reaches; other work is bound by
   * memory and by scalar code. One core is full with little work.
   *
   * @param kind the kind of processor
   * @param workClass the class that task arguments name; classes that are not known are taken as
   *     plain arithmetic
   */
  public static Efficiency of(ProcessorKind kind, String workClass) {
    boolean dense = workClass.equals("conv") || workClass.equals("linear");
    return switch (kind) {
      case GPU -> dense ? new Efficiency(0.75, 1e8) : new Efficiency(0.25, 1e7);
      case CPU -> dense ? new Efficiency(0.8, 2e4) : new Efficiency(0.2, 1e3);
    };
  }

  /**
   * {@return what a task or kernel costs before it does anything, in nanoseconds}
   *
   * @param kind the kind of processor
   */
  public static long launchNanos(ProcessorKind kind) {
    return switch (kind) {
      case GPU -> GPU_LAUNCH_NANOS;
      case CPU -> CPU_LAUNCH_NANOS;
    };
  }

  /**
   * {@return the flops that would take as long at the peak rate} Strictly increasing; 0 for 0.
   *
   * @param flops the operations that are really needed
   */
  double effectiveFlops(double flops) {
    return flops > 0 ? (flops + halfFlops) / peakFraction : 0;
  }
}
