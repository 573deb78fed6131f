package org.soapstone.simulator.cost;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.simulator.cost.CostTable.RuntimeCosts;
import org.soapstone.simulator.simulation.MovementTimes;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;

/**
 * Costs that were measured before, perhaps on another machine, and kept in a file.
 *
 * <p>A task that the table has not is an error, never a guess. Movements within and between
 * memories that the same processors copy take what was measured; where the table says nothing about
 * them, or the machine copies by engines of its own, the machine's figures count. Immutable and
 * thread-safe.
 */
public final class RecordedCosts implements CostModel {
  private final CostTable table;
  private final String source;
  private final Movements movements;

  /**
   * Costs from a table.
   *
   * @param table the table
   * @param machine the machine that plans are for
   * @param source names the table in messages
   */
  public RecordedCosts(CostTable table, Machine machine, String source) {
    this.table = requireNonNull(table, "table");
    this.source = requireNonNull(source, "source");
    this.movements = new Movements(new MovementTimes(machine), table.runtime());
  }

  /**
   * {@return the costs in a file}
   *
   * @param file a file that {@link CostTable#write} wrote
   * @param machine the machine that plans are for
   * @throws IllegalArgumentException if the file is missing or is not such a file
   */
  public static RecordedCosts read(Path file, Machine machine) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "cost file %s is not there; name a file that was exported from measured costs"
              .formatted(file));
    }
    try {
      return new RecordedCosts(CostTable.read(file), machine, "cost file " + file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cost file %s cannot be read (%s); check its permissions"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  @Override
  public String name() {
    return "recorded:" + table.kernels() + "@" + table.machine();
  }

  @Override
  public long taskNanos(CostKey key, IndexLaunch launch) {
    Long nanos = table.taskNanos().get(key.canonical());
    if (nanos == null) {
      throw new IllegalArgumentException(
          "%s has no time for task '%s'; record it on machine '%s' with %s kernels, or use other costs"
              .formatted(source, key.canonical(), table.machine(), table.kernels()));
    }
    return nanos + table.runtime().map(RuntimeCosts::nodeNanos).orElse(0L);
  }

  @Override
  public long movementNanos(
      NodeKind kind, int processor, int sourceMemory, int targetMemory, long bytes) {
    return movements.nanos(kind, sourceMemory, targetMemory, bytes);
  }

  @Override
  public long handoffNanos() {
    return table.runtime().map(RuntimeCosts::handoffNanos).orElse(0L);
  }
}
