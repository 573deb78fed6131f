package org.soapstone.simulator.cost;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;

/**
 * Another model's costs with all tasks slower or faster by one factor: how a model of a machine is
 * brought to agree with a single measured time. Movements stay as they are. Immutable; as
 * thread-safe as the other model.
 *
 * @param base the other model
 * @param factor what the times of tasks are multiplied by, greater than 0
 */
public record ScaledCosts(CostModel base, double factor) implements CostModel {

  /** Checks the range. */
  public ScaledCosts {
    requireNonNull(base, "base");
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(
          "costs scaled by " + factor + "; give a finite factor greater than 0");
    }
  }

  @Override
  public String name() {
    return base.name() + String.format(Locale.ROOT, "*%.4g", factor);
  }

  @Override
  public long taskNanos(CostKey key, IndexLaunch launch) {
    return Math.max(1, Math.round(base.taskNanos(key, launch) * factor));
  }

  @Override
  public long movementNanos(
      NodeKind kind, int processor, int sourceMemory, int targetMemory, long bytes) {
    return base.movementNanos(kind, processor, sourceMemory, targetMemory, bytes);
  }

  @Override
  public long handoffNanos() {
    return base.handoffNanos();
  }

  @Override
  public boolean measures() {
    return base.measures();
  }
}
