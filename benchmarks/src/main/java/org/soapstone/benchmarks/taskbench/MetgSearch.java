package org.soapstone.benchmarks.taskbench;

import java.util.OptionalDouble;

/**
 * The search for METG(50 %): the smallest mean granularity of tasks at which a system still does
 * half of the work that its processors could.
 *
 * <p>From a size that is surely large enough, tasks are made smaller by halves until the efficiency
 * is below a half; one more size in between is measured, and the crossing is interpolated, on the
 * logarithm of the granularity. If the first size is too small already, larger ones come first.
 *
 * <p>Efficiency is work done in a time over what all processors do at their peak; granularity is
 * wall time × processors / tasks.
 */
final class MetgSearch {
  private static final double GOAL = 0.5;

  /** Larger tasks than this many iterations are not tried. */
  private static final long MOST_ITERATIONS = 1L << 24;

  private record Measured(long iterations, double efficiency, double granularityNanos) {}

  private long iterations;
  private Measured above;
  private Measured below;
  private double largestEfficiency;
  private long largest;
  private boolean done;

  /**
   * Begins a search.
   *
   * @param firstIterations the first size of tasks, at least 1
   */
  MetgSearch(long firstIterations) {
    iterations = Math.clamp(firstIterations, 1, MOST_ITERATIONS);
  }

  boolean isDone() {
    return done;
  }

  /** {@return the size to measure next, in iterations of the kernel} */
  long iterations() {
    return iterations;
  }

  /** Takes what the size to measure gave. */
  void observe(double efficiency, double granularityNanos) {
    Measured measured = new Measured(iterations, efficiency, granularityNanos);
    if (iterations > largest) {
      largest = iterations;
      largestEfficiency = efficiency;
    }
    boolean refined = above != null && below != null;
    if (efficiency >= GOAL) {
      above = measured;
    } else {
      below = measured;
    }
    if (refined) {
      done = true;
    } else if (above == null) {
      grow();
    } else if (below == null) {
      shrink();
    } else {
      refine();
    }
  }

  private void grow() {
    done = iterations >= MOST_ITERATIONS;
    iterations = Math.min(MOST_ITERATIONS, iterations * 4);
  }

  private void shrink() {
    done = iterations == 1;
    iterations = Math.max(1, iterations / 2);
  }

  private void refine() {
    long between = Math.round(Math.sqrt((double) above.iterations * (double) below.iterations));
    done = between <= below.iterations || between >= above.iterations;
    iterations = between;
  }

  /**
   * {@return METG(50 %) in nanoseconds; empty if no size reached half of the peak} If the smallest
   * size still did, its granularity: the true one is smaller.
   */
  OptionalDouble metgNanos() {
    if (above == null) {
      return OptionalDouble.empty();
    }
    if (below == null) {
      return OptionalDouble.of(above.granularityNanos);
    }
    double share = (GOAL - below.efficiency) / (above.efficiency - below.efficiency);
    double low = Math.log(below.granularityNanos);
    double high = Math.log(above.granularityNanos);
    return OptionalDouble.of(Math.exp(low + share * (high - low)));
  }

  /** {@return the efficiency of the largest size: near 1 if large tasks reach the peak} */
  double largestEfficiency() {
    return largestEfficiency;
  }
}
