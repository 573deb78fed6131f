package org.soapstone.simulator;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableLongArray;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.cost.PlanCosts;
import org.soapstone.simulator.search.Plan;
import org.soapstone.simulator.simulation.Bounds;
import org.soapstone.simulator.simulation.FullSimulation;
import org.soapstone.simulator.simulation.Resource;
import org.soapstone.simulator.simulation.Timeline;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.TaskGraph;

/**
 * How long a step of a program takes under one strategy, and why.
 *
 * @param plan the program under the strategy
 * @param stepNanos the time of one steady step from a standing start, which searches minimise
 * @param steadyStepNanos the time of a step among many, where the end of one overlaps the beginning
 *     of the next: a third of what four consecutive steps take longer than one
 * @param timeline when each node of the one step runs
 * @param bounds what no schedule of the step's task graph can beat
 * @param busyNanos for each processor, how long it is held during the step
 * @param copiedBytes how much is moved between different memories in a step
 */
public record Prediction(
    Plan plan,
    long stepNanos,
    long steadyStepNanos,
    Timeline timeline,
    Bounds bounds,
    ImmutableLongArray busyNanos,
    long copiedBytes) {

  /** So many consecutive steps are simulated to tell what one more of them adds. */
  public static final int STEADY_STEPS = 4;

  /** Checks that nothing is null. */
  public Prediction {
    requireNonNull(plan, "plan");
    requireNonNull(timeline, "timeline");
    requireNonNull(bounds, "bounds");
    requireNonNull(busyNanos, "busyNanos");
  }

  /**
   * {@return the prediction for a plan} Plans that do not fit their machine's memories are
   * predicted too, see {@link Plan#overflow}.
   *
   * @param plan the plan
   * @param model says how long nodes last
   * @throws IllegalArgumentException if the cost model cannot tell
   */
  public static Prediction of(Plan plan, CostModel model) {
    PlanCosts costs = plan.costs(model);
    FullSimulation simulation = new FullSimulation(plan.machine(), costs);
    Timeline step = simulation.run(plan.graph(1));
    return new Prediction(
        plan,
        step.makespanNanos(),
        steadyStepNanos(step.makespanNanos(), simulation.makespanNanos(plan.graph(STEADY_STEPS))),
        step,
        Bounds.of(step.graph(), plan.machine(), costs),
        busyNanos(plan, step),
        copiedBytes(step.graph()));
  }

  /** What one more step adds: with the first step, all that is not repeated falls away. */
  private static long steadyStepNanos(long oneStepNanos, long stepsNanos) {
    return Math.max(1, (stepsNanos - oneStepNanos) / (STEADY_STEPS - 1));
  }

  private static ImmutableLongArray busyNanos(Plan plan, Timeline step) {
    long[] busy = new long[plan.machine().processorCount()];
    for (int r = 0; r < step.resources().size(); r++) {
      Resource resource = step.resources().get(r);
      if (resource.kind() == Resource.Kind.PROCESSOR) {
        busy[resource.id()] = step.busyNanos(r);
      }
    }
    return ImmutableLongArray.copyOf(busy);
  }

  private static long copiedBytes(TaskGraph graph) {
    long bytes = 0;
    for (int node = 0; node < graph.nodeCount(); node++) {
      boolean moves = graph.kind(node) == NodeKind.COPY || graph.kind(node) == NodeKind.FOLD;
      if (moves && graph.sourceMemory(node) != graph.targetMemory(node)) {
        bytes += graph.bytes(node);
      }
    }
    return bytes;
  }

  /**
   * {@return which part of the step a processor is held, from 0 to 1}
   *
   * @param processor the processor
   */
  public double utilisation(int processor) {
    return stepNanos == 0 ? 0 : (double) busyNanos.get(processor) / stepNanos;
  }
}
