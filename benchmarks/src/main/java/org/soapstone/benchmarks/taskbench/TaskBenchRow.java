package org.soapstone.benchmarks.taskbench;

import java.util.OptionalDouble;

/**
 * What one system did with one graph.
 *
 * @param pattern who depends on whom
 * @param width the points in a full row
 * @param system which system
 * @param processors how many threads ran tasks
 * @param tasksPerSecond how many empty tasks ran in a second
 * @param metgNanos METG(50 %) in nanoseconds of wall time × processors; empty if it was not asked
 *     for, or no size of tasks reached half of the peak
 * @param largestEfficiency the efficiency with the largest tasks of the search, about 1 if they
 *     reach the peak; empty without a search
 * @param bytesPerTask what was allocated on the heap for each empty task, by all threads
 */
public record TaskBenchRow(
    String pattern,
    int width,
    GraphSystem system,
    int processors,
    double tasksPerSecond,
    OptionalDouble metgNanos,
    OptionalDouble largestEfficiency,
    double bytesPerTask) {

  /** {@return the system's name; the two modes of Soapstone share one} */
  public String systemName() {
    return system.system();
  }

  /**
   * {@return {@code replayed} if what waits for what was known before, otherwise {@code dynamic}}
   */
  public String mode() {
    return system.mode().label();
  }

  /** {@return which threads found out what waits for what, while the clock ran} */
  public String analysedBy() {
    return system.analysedBy();
  }
}
