package org.soapstone.simulator.cost;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Processor;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.simulator.simulation.MovementTimes;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;

/**
 * Costs computed from a machine's figures, for machines that one does not have: a roofline for each
 * kind of processor.
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
 * tiles stops paying. Where a machine has unequal processors of one kind, the slowest counts.
 *
 * <p>Copies between memories take what {@link MovementTimes} says; folds, fills and local copies
 * are kernels and pay the launch overhead besides. Immutable and thread-safe.
 */
public final class AnalyticCosts implements CostModel {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Machine machine;
  private final MovementTimes movements;
  private final Map<ProcessorKind, List<Rates>> rates = new EnumMap<>(ProcessorKind.class);

  /** What one processor can do in a second. */
  private record Rates(double flopsPerSecond, double bytesPerSecond) {}

  /**
   * A roofline over a machine's figures.
   *
   * @param machine the machine
   */
  public AnalyticCosts(Machine machine) {
    this.machine = requireNonNull(machine, "machine");
    this.movements = new MovementTimes(machine);
    Map<ProcessorKind, Set<Rates>> distinct = new EnumMap<>(ProcessorKind.class);
    for (int p = 0; p < machine.processorCount(); p++) {
      Processor processor = machine.processor(p);
      double bytesPerSecond =
          machine.memory(processor.memory()).bytesPerSecond()
              / Math.max(1, machine.processorsSharing(processor.memory()));
      distinct
          .computeIfAbsent(processor.kind(), _ -> new LinkedHashSet<>())
          .add(new Rates(processor.peakFlopsPerSecond(), bytesPerSecond));
    }
    distinct.forEach((kind, set) -> rates.put(kind, new ArrayList<>(set)));
  }

  @Override
  public String name() {
    return "analytic";
  }

  @Override
  public long taskNanos(CostKey key, IndexLaunch launch) {
    List<Rates> ofKind = rates.get(key.kind());
    if (ofKind == null) {
      throw new IllegalArgumentException(
          "task '%s' is to run on a %s, but machine '%s' has only %s; map it to one of those"
              .formatted(key.task(), key.kind().label(), machine.name(), rates.keySet()));
    }
    Efficiency efficiency = Efficiency.of(key.kind(), key.arguments().workClass());
    double flops = key.flops();
    double bytes = key.bytes();
    double seconds = 0;
    for (Rates each : ofKind) {
      double computing = efficiency.effectiveFlops(flops) / each.flopsPerSecond();
      seconds = Math.max(seconds, Math.max(computing, bytes / each.bytesPerSecond()));
    }
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
