package org.soapstone.simulator.cost;

import static java.util.Objects.requireNonNull;

import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorModel;
import org.soapstone.simulator.simulation.MovementTimes;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;

/**
 * Costs computed from a machine's figures, for machines that one does not have: a roofline for each
 * model of processor.
 *
 * <pre>
 *   nanos = launch overhead + max(flops / (peak * efficiency), bytes / bandwidth)
 *   efficiency = e * flops / (flops + h)
 * </pre>
 *
 * <p>Here {@code peak} is the processor's, {@code bandwidth} its share of its nearest memory's, and
 * {@code e} and {@code h} belong to the class of work and the kind of processor ({@link
 * Efficiency}): large kernels reach the fraction {@code e} of the peak, kernels of {@code h} flops
 * half of that. So the time grows with flops and with bytes, and cutting a task into ever smaller
 * tiles stops paying. Unequal processors of one machine have their own rooflines.
 *
 * <p>Copies between memories take what {@link MovementTimes} says; folds, fills and local copies
 * are kernels and pay the launch overhead besides. Immutable and thread-safe.
 */
public final class AnalyticCosts implements CostModel {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Machine machine;
  private final MovementTimes movements;

  /**
   * A roofline over a machine's figures.
   *
   * @param machine the machine
   */
  public AnalyticCosts(Machine machine) {
    this.machine = requireNonNull(machine, "machine");
    this.movements = new MovementTimes(machine);
  }

  @Override
  public String name() {
    return "analytic";
  }

  @Override
  public long taskNanos(CostKey key, IndexLaunch launch) {
    ProcessorModel processor = key.processor();
    Efficiency efficiency = Efficiency.of(key.kind(), key.arguments().workClass());
    double computing = efficiency.effectiveFlops(key.flops()) / processor.peakFlopsPerSecond();
    double seconds = Math.max(computing, key.bytes() / processor.bytesPerSecond());
    return Efficiency.launchNanos(key.kind()) + wholeNanos(seconds);
  }

  @Override
  public long movementNanos(
      NodeKind kind, int processor, int sourceMemory, int targetMemory, long bytes) {
    long moving = movements.nanos(kind, sourceMemory, targetMemory, bytes);
    boolean kernel = kind != NodeKind.COPY || sourceMemory == targetMemory;
    return kernel ? Efficiency.launchNanos(machine.kind(processor)) + moving : moving;
  }

  private static long wholeNanos(double seconds) {
    return Math.max(1, (long) Math.ceil(seconds * NANOS_PER_SECOND));
  }
}
