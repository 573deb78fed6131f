package org.soapstone.mapper;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.soapstone.mapper.InstanceChoice.Extent;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.mapper.machine.Route;
import org.soapstone.regions.Privilege;

/** The answers that mappers give unless they know better. Pure functions, for mappers to call. */
public final class DefaultPolicies {

  private DefaultPolicies() {}

  /**
   * {@return the processors of a blocked decomposition: of {@code n} points and {@code P}
   * processors that the task can run on, point {@code i} runs on number {@code floor(i * P / n)}}
   * Takes O(n + processors of the machine).
   *
   * @param context the machine and the task's variants
   * @param launch the launch
   * @throws MapperException if the machine has no processor that the task can run on
   */
  public static int[] blockedProcessors(MapperContext context, IndexLaunch launch) {
    int[] eligible = eligibleProcessors(context, launch.task());
    int points = launch.pointCount();
    int[] chosen = new int[points];
    for (int i = 0; i < points; i++) {
      chosen[i] = eligible[(int) ((long) i * eligible.length / points)];
    }
    return chosen;
  }

  /**
   * {@return processors for the points of several launches, no two equal, as far as there are
   * enough} A processor that an earlier point has is replaced by the first that is free and of a
   * kind that the task can run on; where there is none it is left. Takes O(points * processors).
   *
   * @param context the machine and the tasks' variants
   * @param launches the launches
   * @param wanted for each launch and point the processor that it would have alone
   */
  public static int[][] spread(MapperContext context, List<IndexLaunch> launches, int[][] wanted) {
    int[][] chosen = new int[wanted.length][];
    BitSet taken = new BitSet();
    for (int l = 0; l < wanted.length; l++) {
      int[] eligible = eligibleProcessors(context, launches.get(l).task());
      chosen[l] = wanted[l].clone();
      for (int p = 0; p < chosen[l].length; p++) {
        if (chosen[l][p] >= 0) { // a wrong answer is for the runtime to refuse
          chosen[l][p] = free(chosen[l][p], eligible, taken);
          taken.set(chosen[l][p]);
        }
      }
    }
    return chosen;
  }

  private static int free(int wanted, int[] eligible, BitSet taken) {
    if (taken.get(wanted)) {
      for (int processor : eligible) {
        if (!taken.get(processor)) {
          return processor;
        }
      }
    }
    return wanted;
  }

  private static int[] eligibleProcessors(MapperContext context, String task) {
    Machine machine = context.machine();
    Set<ProcessorKind> kinds = context.kinds(task);
    int[] eligible = new int[machine.processorCount()];
    int count = 0;
    for (int p = 0; p < eligible.length; p++) {
      if (kinds.contains(machine.kind(p))) {
        eligible[count++] = p;
      }
    }
    if (count == 0) {
      throw new MapperException(
          "selectProcessors",
          task,
          "machine '%s' has processors of kind %s, and the task has variants for %s; register a variant for one of the machine's kinds"
              .formatted(machine.name(), labels(machine.kinds()), labels(kinds)));
    }
    return Arrays.copyOf(eligible, count);
  }

  private static String labels(Set<ProcessorKind> kinds) {
    return kinds.isEmpty()
        ? "none"
        : kinds.stream().sorted().map(ProcessorKind::label).collect(Collectors.joining(", "));
  }

  /**
   * {@return an instance in the processor's nearest memory} Where that memory is shared by several
   * processors the instance covers the whole tree, so that they share it without copies; a
   * reduction has an instance of its own.
   *
   * @param context the machine
   * @param requirement what the point does
   * @param processor where the point runs
   */
  public static InstanceChoice nearestInstance(
      MapperContext context, RegionRequirement requirement, int processor) {
    Machine machine = context.machine();
    int memory = machine.nearestMemory(processor);
    boolean shared =
        machine.processorsSharing(memory) > 1
            && !(requirement.privilege() instanceof Privilege.Reduce);
    return new InstanceChoice(memory, shared ? Extent.ROOT : Extent.EXACT, true);
  }

  /**
   * {@return whether two processors are of one kind, nearest to one memory, and see the same}
   *
   * @param context the machine
   * @param processor a processor
   * @param other another
   */
  public static boolean areAlike(MapperContext context, int processor, int other) {
    Machine machine = context.machine();
    return machine.kind(processor) == machine.kind(other)
        && machine.nearestMemory(processor) == machine.nearestMemory(other)
        && IntStream.range(0, machine.memoryCount())
            .allMatch(m -> machine.visible(processor, m) == machine.visible(other, m));
  }

  /**
   * {@return the position of the best source: the target's own memory, else the route of the
   * largest bandwidth, then of the smallest latency, then the lowest position} Takes O(candidates).
   *
   * @param context the machine
   * @param targetMemory the memory the data goes to
   * @param candidateMemories the memories that hold valid data, at least one
   */
  public static int fastestSource(
      MapperContext context, int targetMemory, int[] candidateMemories) {
    Machine machine = context.machine();
    int best = 0;
    Route bestRoute = machine.route(candidateMemories[0], targetMemory);
    for (int i = 0; i < candidateMemories.length; i++) {
      if (candidateMemories[i] == targetMemory) {
        return i;
      }
      Route route = machine.route(candidateMemories[i], targetMemory);
      if (faster(route, bestRoute)) {
        best = i;
        bestRoute = route;
      }
    }
    return best;
  }

  private static boolean faster(Route route, Route than) {
    int byBandwidth = Double.compare(route.bytesPerSecond(), than.bytesPerSecond());
    return byBandwidth > 0 || (byBandwidth == 0 && route.latencyNanos() < than.latencyNanos());
  }
}
