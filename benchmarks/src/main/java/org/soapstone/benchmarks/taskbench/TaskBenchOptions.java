package org.soapstone.benchmarks.taskbench;

import java.util.List;

/**
 * What to measure.
 *
 * @param patterns who depends on whom
 * @param widths numbers of points in a row
 * @param systems what runs the graphs
 * @param processors how many threads run tasks, from 1 to the number of this machine's processors
 * @param graph radix, period, fraction and index of the graphs; the rest of it does not count
 * @param outputBytes the size of each output, a multiple of 16, at least 16
 * @param kernel what tasks compute for METG
 * @param metg whether METG is measured
 * @param rounds how often each thing is measured, at least 1
 * @param millis how long each time, about, in milliseconds; at least 1
 */
public record TaskBenchOptions(
    List<Pattern> patterns,
    List<Integer> widths,
    List<GraphSystem> systems,
    int processors,
    Graph graph,
    int outputBytes,
    KernelFamily kernel,
    boolean metg,
    int rounds,
    int millis) {

  /** The processors of this machine. */
  public static final int ALL_PROCESSORS = Runtime.getRuntime().availableProcessors();

  /**
   * What the project reports: all patterns, as wide as there are processors and four times as wide.
   */
  public static final TaskBenchOptions DEFAULT =
      new TaskBenchOptions(
          List.of(Pattern.values()),
          List.of(ALL_PROCESSORS, 4 * ALL_PROCESSORS),
          List.of(GraphSystem.values()),
          ALL_PROCESSORS,
          Graph.of(Pattern.TRIVIAL, 1, 1),
          16,
          KernelFamily.COMPUTE,
          true,
          11,
          8);

  /** A step and a point. */
  private static final int PAIR_BYTES = 2 * Long.BYTES;

  private static final int MOST_ROW_BYTES = 1 << 30;

  /** Copies the lists and checks all values. */
  public TaskBenchOptions {
    patterns = List.copyOf(patterns);
    widths = List.copyOf(widths);
    systems = List.copyOf(systems);
    atLeast("number of rounds", rounds, 1);
    atLeast("time of a measurement, in milliseconds,", millis, 1);
    atLeast("number of processors", processors, 1);
    if (processors > ALL_PROCESSORS) {
      throw new IllegalArgumentException(
          "%d processors are asked for, and this machine has %d"
              .formatted(processors, ALL_PROCESSORS));
    }
    if (outputBytes < PAIR_BYTES || outputBytes % PAIR_BYTES != 0) {
      throw new IllegalArgumentException(
          "the size of an output is %d bytes, must be a multiple of %d and at least that"
              .formatted(outputBytes, PAIR_BYTES));
    }
    for (int width : widths) {
      Graph.of(Pattern.TRIVIAL, width, 1);
      if ((long) width * outputBytes > MOST_ROW_BYTES) {
        throw new IllegalArgumentException(
            "%d outputs of %d bytes; at most %d bytes in a row are allowed"
                .formatted(width, outputBytes, MOST_ROW_BYTES));
      }
    }
  }

  private static void atLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "the %s is %d, must be >= %d".formatted(what, value, least));
    }
  }

  /** {@return a graph that never ends} */
  Graph endless(Pattern pattern, int width) {
    long steps = Long.MAX_VALUE / Graph.MAX_WIDTH / 2;
    return new Graph(
        pattern, width, steps, graph.radix(), graph.period(), graph.fraction(), graph.index());
  }
}
