package org.soapstone.benchmarks.analysis;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.analysis.LaunchInterference;

/** Times launches while many are in flight, and over many pieces. */
public final class AnalysisBench {
  /** The pieces of the data while the number of launches in flight is varied. */
  public static final int PIECES_IN_FLIGHT = 4;

  /** The launches in flight while the number of pieces is varied. */
  public static final int FEW_IN_FLIGHT = 10;

  static final String SWEEP = "sweep";
  static final String GATE = "gate";

  /** So many point tasks are timed at least, and so many launches. */
  private static final int TIMED_POINTS = 8_192;

  private static final int TIMED_LAUNCHES = 1_024;
  private static final int TIMED_CHECKS = 10_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final AnalysisOptions options;
  private final Machine machine = Machines.named("local");

  /**
   * Makes a benchmark.
   *
   * @param options what to measure
   */
  public AnalysisBench(AnalysisOptions options) {
    this.options = options;
  }

  /** {@return how many rows {@link #run} measures} */
  public int rowCount() {
    return options.launchesInFlight().size() + options.pieces().size();
  }

  /**
   * Measures. The rows are measured in turns, so that what slows the machine down for a while slows
   * them alike.
   *
   * @param rows is told the rows, when all are known
   * @param done is told how many of the rounds are done, each time one more is
   */
  public void run(Consumer<AnalysisRow> rows, IntConsumer done) {
    List<AnalysisRow> best = new ArrayList<>();
    options.launchesInFlight().forEach(count -> best.add(unknown(count, PIECES_IN_FLIGHT)));
    options.pieces().forEach(count -> best.add(unknown(FEW_IN_FLIGHT, count)));
    for (int i = 0; i < options.rounds(); i++) { // the first times are for the compiler
      best.stream().filter(AnalysisBench::isSmall).forEach(this::measure);
    }
    for (int round = 0; round < options.rounds(); round++) {
      best.replaceAll(this::measure);
      done.accept(round + 1);
    }
    best.forEach(rows);
  }

  private static boolean isSmall(AnalysisRow row) {
    return row.launchesInFlight() <= 1_000;
  }

  private static AnalysisRow unknown(int inFlight, int pieces) {
    double none = Double.POSITIVE_INFINITY;
    return new AnalysisRow(inFlight, pieces, none, none, none);
  }

  private AnalysisRow measure(AnalysisRow before) {
    int inFlight = before.launchesInFlight();
    int pieces = before.pieces();
    int whole = Math.max(2, TIMED_POINTS / pieces);
    return new AnalysisRow(
        inFlight,
        pieces,
        Math.min(before.checkNanos(), checks(pieces)),
        Math.min(
            before.launchNanos(),
            launches(inFlight, pieces, TIMED_LAUNCHES, sweeps -> sweeps::single)),
        Math.min(
            before.pointNanos(),
            launches(inFlight, pieces, whole, sweeps -> sweeps::whole) / pieces));
  }

  /** What kind of launches is made. */
  private interface Kind {
    IntFunction<IndexLaunch> of(Sweeps sweeps);
  }

  /** The time for each of some launches, of those that are made when some are in flight. */
  private double launches(int inFlight, int pieces, int count, Kind kind) {
    CountDownLatch gate = new CountDownLatch(1);
    TaskRegistry tasks =
        TaskRegistry.of(
            TaskDefinition.cpu(SWEEP, _ -> {}), TaskDefinition.cpu(GATE, _ -> gate.await()));
    try (Runtime runtime = Runtime.builder(machine, tasks).window(Integer.MAX_VALUE).build()) {
      Sweeps sweeps = new Sweeps(runtime.regions(), pieces);
      IntFunction<IndexLaunch> launches = kind.of(sweeps);
      // What each launch meets for the first time is met before the gate closes.
      for (int number = 0; number < 2; number++) {
        runtime.launch(sweeps.whole(number));
      }
      for (int number = 0; number < 2 * pieces; number++) {
        runtime.launch(sweeps.single(number));
      }
      runtime.fence();
      runtime.launch(sweeps.gate());
      for (int number = 0; number < inFlight; number++) {
        runtime.launch(launches.apply(number));
      }
      long start = THREADS.getCurrentThreadCpuTime();
      for (int number = 0; number < count; number++) {
        runtime.launch(launches.apply(inFlight + number));
      }
      long nanos = THREADS.getCurrentThreadCpuTime() - start;
      gate.countDown();
      return (double) nanos / count;
    } finally {
      gate.countDown();
    }
  }

  private static double checks(int pieces) {
    IndexLaunch launch = new Sweeps(new RegionForest(), pieces).whole(0);
    long start = THREADS.getCurrentThreadCpuTime();
    for (int check = 0; check < TIMED_CHECKS; check++) {
      LaunchInterference.check(launch);
    }
    return (double) (THREADS.getCurrentThreadCpuTime() - start) / TIMED_CHECKS;
  }
}
