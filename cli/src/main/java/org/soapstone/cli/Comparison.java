package org.soapstone.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.soapstone.dnn.training.Trainer;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.Strategies;

/**
 * A plan and data parallelism timed against each other, in turns, so that both see the same
 * machine.
 *
 * @param planNanos the median step of the plan
 * @param dataParallelNanos the median step of data parallelism
 */
record Comparison(long planNanos, long dataParallelNanos) {
  private static final int ROUNDS = 3;
  private static final long ROUND_NANOS = 1_500_000_000L;
  private static final int LEAST_STEPS = 10;
  private static final int MOST_STEPS = 200;

  /** Trains both from the beginning for some steps, several times in turns. */
  static Comparison run(TrainCommand.Run run, long seed) {
    Map<String, OperatorConfig> dataParallel =
        Strategies.named("data-parallel", run.model(), run.machine())
            .configurations(run.model(), run.machine());
    long steps =
        Math.clamp(ROUND_NANOS / run.prediction().steadyStepNanos(), LEAST_STEPS, MOST_STEPS);
    List<Long> plan = new ArrayList<>();
    List<Long> baseline = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      plan.add(steadyStep(run, run.configurations(), seed, steps));
      baseline.add(steadyStep(run, dataParallel, seed, steps));
    }
    return new Comparison(median(plan), median(baseline));
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

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** {@return how many times faster than data parallelism the plan ran} */
  double speedup() {
    return (double) dataParallelNanos / planNanos;
  }
}
