package org.soapstone.benchmarks.partitioning;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.soapstone.regions.IndexPartition;

/**
 * Times every operator on every program's data.
 *
 * <p>Operators and the loops that they are compared with are timed in turns, round after round, so
 * that what slows the machine down for a while slows them alike; what is reported are medians.
 */
public final class PartitioningBench {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int LEAST_ROUNDS = 5;
  private static final int MOST_ROUNDS = 200;

  /** What the names of an operator's rows end in: as it is, and with its pieces' spaces. */
  private static final String[] SUFFIXES = {"", "+spaces"};

  private final PartitioningOptions options;

  /** What the spaces' volumes add up to: kept, so that making them is not optimised away. */
  private long points;

  /**
   * Makes a benchmark.
   *
   * @param options what to measure
   */
  public PartitioningBench(PartitioningOptions options) {
    this.options = options;
  }

  /** {@return how many sets of data {@link #run} goes through} */
  public int workloads() {
    return options.elements().size() * options.programs().size() * options.pieces().size();
  }

  /**
   * Measures.
   *
   * @param rows is told each row as it is known
   * @param done is told how many of the {@link #workloads} are measured, each time one more is
   */
  public void run(Consumer<PartitioningRow> rows, IntConsumer done) {
    // The first time is for nothing: code that has seen all programs' data is compiled for all.
    for (String program : options.programs()) {
      measure(program, Collections.min(options.elements()), options.pieces().getFirst(), row -> {});
    }
    int measured = 0;
    for (int elements : options.elements()) {
      for (String program : options.programs()) {
        for (int pieces : options.pieces()) {
          measure(program, elements, pieces, rows);
          done.accept(++measured);
        }
      }
    }
  }

  private void measure(String program, int elements, int pieces, Consumer<PartitioningRow> rows) {
    for (Work work : Workload.of(program, elements, pieces, options.seed())) {
      if (options.wants(work.operator())) {
        measure(work, program, pieces, rows);
      }
    }
  }

  /** Measures one operator with each number of workers, and its loops. */
  private void measure(Work work, String program, int pieces, Consumer<PartitioningRow> rows) {
    List<Integer> workers = options.workers();
    List<Samples> operator = samples(workers.size());
    List<Samples> spaces = samples(workers.size());
    Samples pass = new Samples();
    Samples sort = new Samples();
    int largest = work.scans().stream().mapToInt(Scan::points).max().orElseThrow();
    Scan.Room room = Scan.Room.of(largest);
    // The first half of the time is for the compiler.
    for (int half = 0; half < 2; half++) {
      Stream.of(operator, spaces, List.of(pass, sort))
          .flatMap(List::stream)
          .forEach(Samples::clear);
      long start = System.nanoTime();
      int rounds = 0;
      while (rounds < LEAST_ROUNDS
          || (rounds < MOST_ROUNDS && System.nanoTime() - start < options.millis() * 500_000L)) {
        for (int w = 0; w < workers.size(); w++) {
          measureOnce(work, workers.get(w), operator.get(w), spaces.get(w));
        }
        pass.time(() -> work.scans().forEach(scan -> scan.pass(room.points())));
        sort.time(() -> work.scans().forEach(scan -> scan.sort(room)));
        rounds++;
      }
    }
    for (int w = 0; w < workers.size(); w++) {
      Samples[] measured = {operator.get(w), spaces.get(w)};
      for (int s = 0; s < measured.length; s++) {
        rows.accept(
            new PartitioningRow(
                work.operator() + SUFFIXES[s],
                program,
                work.elements(),
                pieces,
                workers.get(w),
                measured[s].medianNanos(),
                measured[s].medianBytes(),
                pass.medianNanos(),
                sort.medianNanos()));
      }
    }
  }

  private static List<Samples> samples(int count) {
    return Stream.generate(Samples::new).limit(count).toList();
  }

  /** Runs an operator, and then makes its pieces' spaces. */
  private void measureOnce(Work work, int workers, Samples operator, Samples spaces) {
    long bytes = THREADS.getTotalThreadAllocatedBytes();
    long start = System.nanoTime();
    List<IndexPartition> made = work.run().apply(workers);
    long done = System.nanoTime();
    long bytesDone = THREADS.getTotalThreadAllocatedBytes();
    points += Work.spaces(made);
    spaces.add(System.nanoTime() - start, THREADS.getTotalThreadAllocatedBytes() - bytes);
    operator.add(done - start, bytesDone - bytes);
  }

  /** {@return a number that depends on every piece that was made} */
  public long points() {
    return points;
  }

  /** Some measurements of one thing. */
  private static final class Samples {
    private final long[] nanos = new long[MOST_ROUNDS];
    private final long[] bytes = new long[MOST_ROUNDS];
    private int count;

    void add(long newNanos, long newBytes) {
      nanos[count] = newNanos;
      bytes[count++] = newBytes;
    }

    void time(Runnable run) {
      long start = System.nanoTime();
      run.run();
      add(System.nanoTime() - start, 0);
    }

    void clear() {
      count = 0;
    }

    long medianNanos() {
      return median(nanos);
    }

    long medianBytes() {
      return median(bytes);
    }

    private long median(long[] values) {
      long[] sorted = Arrays.copyOf(values, count);
      Arrays.sort(sorted);
      return sorted[count / 2];
    }
  }
}
