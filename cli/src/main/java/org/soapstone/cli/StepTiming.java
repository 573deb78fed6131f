package org.soapstone.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.soapstone.dnn.training.Trainer;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.simulator.cost.JvmCompiler;

/**
 * Steps of a plan and of data parallelism, timed in turns, so that both see the same machine, and
 * in rounds until the JVM has compiled what they run: a short training is over before that.
 *
 * @param planNanos the steady step of the plan: the median of the last rounds
 * @param dataParallelNanos the steady step of data parallelism
 * @param warm whether the compiler was at rest and the last rounds agreed before the time was up
 */
record StepTiming(long planNanos, long dataParallelNanos, boolean warm) {
  private static final int LEAST_ROUNDS = 3;
  private static final int MOST_ROUNDS = 12;
  private static final long ROUND_NANOS = 1_500_000_000L;
  private static final long MOST_NANOS = 40_000_000_000L;
  private static final int LEAST_STEPS = 10;
  private static final int MOST_STEPS = 400;

  /** Compiling less than this part of a round disturbs it no longer. */
  private static final double AT_REST = 0.1;

  /** Rounds agree when the shorter step is at least this part of the longer. */
  private static final double AGREEMENT = 0.9;

  /** Trains both from the beginning for some steps, several times in turns. */
  static StepTiming run(TrainCommand.Run run, long seed) {
    Map<String, OperatorConfig> dataParallel =
        Strategies.named("data-parallel", run.model(), run.machine())
            .configurations(run.model(), run.machine());
    long steps =
        Math.clamp(ROUND_NANOS / run.prediction().steadyStepNanos(), LEAST_STEPS, MOST_STEPS);
    List<Long> plan = new ArrayList<>();
    List<Long> baseline = new ArrayList<>();
    long began = System.nanoTime();
    boolean warm = false;
    while (!warm && plan.size() < MOST_ROUNDS && hasTime(plan.size(), began)) {
      long compiling = JvmCompiler.busyMillis();
      long start = System.nanoTime();
      plan.add(steadyStep(run, run.configurations(), seed, steps));
      if (!run.isDataParallel()) {
        baseline.add(steadyStep(run, dataParallel, seed, steps));
      }
      double compiled = (JvmCompiler.busyMillis() - compiling) * 1e6 / (System.nanoTime() - start);
      warm = compiled < AT_REST && agree(plan) && agree(baseline);
    }
    long planNanos = median(last(plan));
    return new StepTiming(
        planNanos, run.isDataParallel() ? planNanos : median(last(baseline)), warm);
  }

  private static boolean hasTime(int rounds, long began) {
    return rounds < LEAST_ROUNDS || System.nanoTime() - began < MOST_NANOS;
  }

  /** Whether the last rounds agree; no rounds at all do. */
  private static boolean agree(List<Long> rounds) {
    List<Long> sorted = last(rounds);
    return rounds.isEmpty()
        || (rounds.size() >= LEAST_ROUNDS && sorted.getFirst() >= AGREEMENT * sorted.getLast());
  }

  private static List<Long> last(List<Long> rounds) {
    return rounds.stream().skip(Math.max(0, rounds.size() - LEAST_ROUNDS)).sorted().toList();
  }

  private static long median(List<Long> sorted) {
    return sorted.get(sorted.size() / 2);
  }

  private static long steadyStep(
      TrainCommand.Run run, Map<String, OperatorConfig> configurations, long seed, long steps) {
    try (Trainer trainer =
        Trainer.of(run.model(), run.machine(), configurations, run.kernels())
            .train(run.images().training())
            .epochs(Integer.MAX_VALUE)
            .steps(steps)
            .seed(seed)
            .build()) {
      return trainer.run().steadyStepNanos();
    }
  }

  /** {@return how many times faster than data parallelism the plan ran} */
  double speedup() {
    return (double) dataParallelNanos / planNanos;
  }
}
