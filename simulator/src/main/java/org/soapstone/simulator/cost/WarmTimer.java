package org.soapstone.simulator.cost;

import java.util.HashSet;
import java.util.Set;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.tasks.execution.TaskTimer;
import org.soapstone.tasks.graph.CostKey;

/**
 * Times tasks as they are once the JVM has compiled them: code that is still interpreted may be a
 * thousand times slower, and whichever shape is asked about first would look so.
 *
 * <p>A task is timed again and again until the compiler was at rest for a whole round and the two
 * least times agree; the least counts, since what disturbs a measurement only adds to it. For one
 * thread at a time.
 */
final class WarmTimer {
  /**
   * The first shape of a task is timed at least so often, since compilers wait before they start.
   */
  private static final int LEAST_FIRST_ROUNDS = 5;

  private static final int MOST_FIRST_ROUNDS = 50;
  private static final int MOST_ROUNDS = 6;

  /** Two times agree when the smaller is at least this part of the larger. */
  private static final double AGREEMENT = 0.9;

  private final TaskTimer timer;
  private final int concurrent;
  private final Set<String> metTasks = new HashSet<>();

  /** Times with {@code timer}, on so many threads at once. */
  WarmTimer(TaskTimer timer, int concurrent) {
    this.timer = timer;
    this.concurrent = concurrent;
  }

  long nanos(CostKey key, IndexLaunch launch) {
    boolean first = metTasks.add(key.task());
    int least = first ? LEAST_FIRST_ROUNDS : 1;
    int most = first ? MOST_FIRST_ROUNDS : MOST_ROUNDS;
    long best = Long.MAX_VALUE;
    long second = Long.MAX_VALUE;
    for (int round = 0; round < most; round++) {
      long compiling = JvmCompiler.busyMillis();
      long now = timer.nanos(key, launch, concurrent);
      boolean quiet = JvmCompiler.busyMillis() == compiling;
      second = Math.min(second, Math.max(best, now));
      best = Math.min(best, now);
      if (round >= least && quiet && best >= AGREEMENT * second) {
        return best;
      }
    }
    return best;
  }
}
