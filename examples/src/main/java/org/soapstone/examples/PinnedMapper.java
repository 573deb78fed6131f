package org.soapstone.examples;

import java.util.Arrays;
import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.Mappers;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;

/**
 * For mapper authors: a mapper that pins every tile to a processor of its own choice.
 *
 * <p>What to learn: a mapper is a public class with a constructor without parameters, named in
 * {@code META-INF/services/org.soapstone.mapper.Mapper}; {@link Mappers#named} then finds it. It
 * answers a few questions about each launch, and what it does not override keeps its default. Its
 * answers must be pure functions of what it is shown. It decides where tasks run and where data
 * lives, hence what is copied and how long everything takes; it cannot change a single bit of what
 * the program computes, and this program shows it.
 */
public final class PinnedMapper implements Mapper {
  /** The name under which the mapper is found. */
  public static final String NAME = "pinned";

  /** A mapper; it has no state. */
  public PinnedMapper() {}

  @Override
  public String name() {
    return NAME;
  }

  /** Deals points out like cards, the last processor first. The default gives out blocks. */
  @Override
  public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
    int processors = context.machine().processorCount();
    int[] chosen = new int[launch.pointCount()];
    Arrays.setAll(chosen, point -> processors - 1 - point % processors);
    return chosen;
  }

  /**
   * Gives each tile an instance that is no larger than needed, in the memory nearest to its task.
   */
  @Override
  public InstanceChoice selectInstance(
      MapperContext context, IndexLaunch launch, int point, int requirement, int processor) {
    Machine machine = context.machine();
    return new InstanceChoice(machine.nearestMemory(processor), InstanceChoice.Extent.EXACT, false);
  }

  /** Lets long launches go first where several are ready. */
  @Override
  public int priority(MapperContext context, IndexLaunch launch) {
    return launch.pointCount();
  }

  /**
   * Runs {@link Stencil} with the default mapper and with this one, and compares.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    Machine machine = Machines.named("local-split");
    Stencil.Result usual = Stencil.run(machine, Mappers.named("default"), 90, 3, 20);
    Stencil.Result pinned = Stencil.run(machine, Mappers.named(NAME), 90, 3, 20);
    System.out.println("installed mappers: " + Mappers.installed().keySet());
    System.out.println(
        "default and pinned agree to the last bit: " + (usual.equals(pinned) ? "yes" : "NO"));
  }
}
