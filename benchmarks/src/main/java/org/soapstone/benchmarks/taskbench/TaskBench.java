package org.soapstone.benchmarks.taskbench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Runs the graphs of Task Bench on all systems, side by side.
 *
 * <p>First every system runs empty tasks, then METG(50 %) is searched with tasks of ever smaller
 * size. In both, systems take turns in each round, and the upper quartile over the rounds counts,
 * since what disturbs a measurement only makes it slower. The peak is what plain threads reach in
 * the same rounds with large tasks that wait for nobody.
 */
public final class TaskBench {
  /** Tasks of this size count as large, whatever runs them. */
  private static final double LARGE_NANOS = 200_000;

  /** A search begins with tasks that compute so many times longer than empty ones take. */
  private static final double FIRST_SIZE = 16;

  private static final int CALIBRATION_ITERATIONS = 1 << 12;

  private final TaskBenchOptions options;

  /**
   * Makes a benchmark.
   *
   * @param options what to measure
   */
  public TaskBench(TaskBenchOptions options) {
    this.options = options;
  }

  /** {@return how many graphs {@link #run} goes through} */
  public int graphs() {
    return options.patterns().size() * options.widths().size();
  }

  /**
   * Measures.
   *
   * @param rows is told each row as it is known
   * @param done is told how many of the {@link #graphs} are measured, each time one more is
   * @throws IllegalStateException if a task of some system read what it should not have
   */
  public void run(Consumer<TaskBenchRow> rows, IntConsumer done) {
    int measured = 0;
    for (Pattern pattern : options.patterns()) {
      for (int width : options.widths()) {
        try (Contest contest = new Contest(pattern, width)) {
          contest.run(rows);
        }
        done.accept(++measured);
      }
    }
  }

  /** All systems with one graph. */
  private final class Contest implements AutoCloseable {
    private final Graph graph;
    private final List<Contestant> contestants = new ArrayList<>();
    private final long sectionNanos = options.millis() * 1_000_000L;

    Contest(Pattern pattern, int width) {
      graph = options.endless(pattern, width);
      for (GraphSystem system : options.systems()) {
        contestants.add(new Contestant(system, graph, options.outputBytes(), options.processors()));
      }
    }

    void run(Consumer<TaskBenchRow> rows) {
      contestants.forEach(contestant -> contestant.warmUp(sectionNanos));
      List<Entry> entries = contestants.stream().map(Entry::new).toList();
      for (int round = 0; round < options.rounds(); round++) {
        for (Entry entry : entries) {
          entry.takeEmpty(entry.contestant.time(Kernel.EMPTY, 0, sectionNanos));
        }
      }
      entries.forEach(Entry::settleEmpty);
      if (options.metg()) {
        searchMetg(entries);
      }
      entries.forEach(entry -> rows.accept(entry.row(graph, options.metg())));
    }

    private void searchMetg(List<Entry> entries) {
      Graph apart = options.endless(Pattern.TRIVIAL, options.processors());
      try (Contestant peak =
          new Contestant(GraphSystem.THREADS, apart, options.outputBytes(), options.processors())) {
        peak.warmUp(sectionNanos);
        double iterationNanos = calibrate(peak, apart);
        for (Entry entry : entries) {
          double first = FIRST_SIZE * entry.contestant.emptyTaskNanos() / iterationNanos;
          entry.search = new MetgSearch(Math.max(1, Math.round(first)));
        }
        long large = Math.max(1, Math.round(LARGE_NANOS / iterationNanos));
        Kernel largeKernel = options.kernel().peak(large, apart);
        Rates peaks = new Rates();
        while (entries.stream().anyMatch(entry -> !entry.search.isDone())) {
          for (int round = 0; round < options.rounds(); round++) {
            var most = peak.time(largeKernel, large * iterationNanos, sectionNanos);
            peaks.add(large * most.tasksPerSecond());
            for (Entry entry : entries) {
              if (!entry.search.isDone()) {
                long size = entry.search.iterations();
                Kernel kernel = options.kernel().of(size, graph);
                entry.takeSized(entry.contestant.time(kernel, size * iterationNanos, sectionNanos));
              }
            }
          }
          double peakRate = peaks.take();
          entries.forEach(entry -> entry.settleSize(peakRate, peak.processors()));
        }
      }
    }

    /** {@return how long one iteration takes a processor} */
    private double calibrate(Contestant peak, Graph apart) {
      Kernel kernel = options.kernel().peak(CALIBRATION_ITERATIONS, apart);
      double best = Double.POSITIVE_INFINITY;
      for (int round = 0; round < options.rounds() + 1; round++) {
        var section = peak.time(kernel, LARGE_NANOS, sectionNanos);
        double taskNanos = (double) section.nanos() * peak.processors() / section.tasks();
        best = Math.min(best, taskNanos / CALIBRATION_ITERATIONS);
      }
      return best;
    }

    @Override
    public void close() {
      contestants.forEach(Contestant::close);
    }
  }

  /** Measurements of one thing, of which the upper quartile counts: what disturbs only slows. */
  private static final class Rates {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
      values.add(value);
    }

    /** {@return the upper quartile; forgets the values} */
    double take() {
      double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      values.clear();
      return sorted[sorted.length * 3 / 4];
    }
  }

  /** A system and its figures. */
  private static final class Entry {
    final Contestant contestant;
    MetgSearch search;
    private final Rates rates = new Rates();
    private final Rates bytes = new Rates();
    private double tasksPerSecond;
    private double bytesPerTask;

    Entry(Contestant contestant) {
      this.contestant = contestant;
    }

    /** Takes a section of empty tasks. */
    void takeEmpty(Contestant.Section section) {
      rates.add(section.tasksPerSecond());
      bytes.add((double) section.bytes() / section.tasks());
    }

    void settleEmpty() {
      tasksPerSecond = rates.take();
      bytesPerTask = bytes.take();
    }

    /** Takes a section of tasks of the size that is searched at. */
    void takeSized(Contestant.Section section) {
      rates.add(section.tasksPerSecond());
    }

    /**
     * Tells the search how the size did.
     *
     * @param peak how many iterations all processors do in a second
     * @param processors how many they are
     */
    void settleSize(double peak, int processors) {
      if (!search.isDone()) {
        double rate = rates.take();
        int own = contestant.processors();
        search.observe(rate * search.iterations() / (peak * own / processors), own * 1e9 / rate);
      }
    }

    TaskBenchRow row(Graph graph, boolean metg) {
      return new TaskBenchRow(
          graph.pattern().label(),
          graph.width(),
          contestant.system,
          contestant.processors(),
          tasksPerSecond,
          metg ? search.metgNanos() : OptionalDouble.empty(),
          metg ? OptionalDouble.of(search.largestEfficiency()) : OptionalDouble.empty(),
          bytesPerTask);
    }
  }
}
