package org.soapstone.simulator.cost;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.simulator.simulation.NodeCosts;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.NodeKind;

/**
 * The costs of the plans at hand. A cost model may need a launch to measure a task; simulations ask
 * by cost key alone. This class asks the model once for each distinct key of the launches that it
 * is shown, and then answers from a table.
 *
 * <p>Not thread-safe; each search chain has its own.
 */
public final class PlanCosts implements NodeCosts {
  private final CostModel model;
  private final Map<CostKey, Long> nanos = new HashMap<>();

  /**
   * Starts with no launch.
   *
   * @param model says how long nodes last
   */
  public PlanCosts(CostModel model) {
    this.model = requireNonNull(model, "model");
  }

  /**
   * {@return the costs of some launches}
   *
   * @param model says how long nodes last
   * @param launches the launches
   */
  public static PlanCosts of(CostModel model, List<CostedLaunch> launches) {
    PlanCosts costs = new PlanCosts(model);
    launches.forEach(costs::learn);
    return costs;
  }

  /**
   * Asks the model about the tasks of a launch, as far as they are new.
   *
   * @param launch the launch
   * @throws IllegalArgumentException if the model cannot tell
   */
  @SuppressWarnings("ReferenceEquality") // a shortcut only: equal keys are found by value below
  public void learn(CostedLaunch launch) {
    CostKey last = null;
    for (CostKey key : launch.costKeys()) {
      if (key != last && !nanos.containsKey(key)) {
        nanos.put(key, model.taskNanos(key, launch.launch().launch()));
      }
      last = key;
    }
  }

  /** {@return the number of distinct cost keys met} */
  public int keyCount() {
    return nanos.size();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if no launch with this key has been learnt
   */
  @Override
  public long taskNanos(CostKey key) {
    Long known = nanos.get(key);
    if (known == null) {
      throw new IllegalStateException(
          "the cost of '%s' was not learnt; learn the launch before it is simulated"
              .formatted(key.canonical()));
    }
    return known;
  }

  @Override
  public long movementNanos(
      NodeKind kind, int processor, int sourceMemory, int targetMemory, long bytes) {
    return model.movementNanos(kind, processor, sourceMemory, targetMemory, bytes);
  }

  @Override
  public long handoffNanos() {
    return model.handoffNanos();
  }
}
