package org.soapstone.mapper;

import java.util.List;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;

/**
 * Decides where a program runs: the processor of each point, the instances its regions live in, the
 * sources of copies, and priorities. A mapper changes how fast a program is, never what it
 * computes.
 *
 * <p>Every method has a default, so that {@code new Mapper() {}} is a complete mapper. Answers must
 * be pure functions of the launch, the mapper's configuration, the machine, and the validity shown
 * in the arguments; calls come in program order from one thread at a time. The runtime checks each
 * answer and throws {@link MapperException} for a wrong one.
 */
public interface Mapper {

  /** {@return the name by which the command line and messages know this mapper} */
  default String name() {
    return getClass().getSimpleName();
  }

  /**
   * Chooses a processor for every point of a launch.
   *
   * @param context the machine and the kinds of processor that the task has variants for
   * @param launch the launch
   * @return one processor id for each point, in row-major order of the domain; the array is not
   *     kept
   */
  default int[] selectProcessors(MapperContext context, IndexLaunch launch) {
    return DefaultPolicies.blockedProcessors(context, launch);
  }

  /**
   * Chooses a processor for every point of several launches, all of whose points run at the same
   * time: a must-epoch. No two may be equal.
   *
   * @param context the machine and the kinds of processor that the tasks have variants for
   * @param launches the launches, which have no more points than the machine has processors
   * @return for each launch one processor id for each point, as {@link #selectProcessors}; by
   *     default what that answers, where a processor that an earlier point has is replaced by the
   *     first that is free
   */
  default int[][] selectEpochProcessors(MapperContext context, List<IndexLaunch> launches) {
    int[][] chosen = new int[launches.size()][];
    for (int l = 0; l < chosen.length; l++) {
      chosen[l] = selectProcessors(context, launches.get(l));
    }
    return DefaultPolicies.spread(context, launches, chosen);
  }

  /**
   * Chooses the instance for one requirement of one point.
   *
   * @param context the machine
   * @param launch the launch
   * @param point the row-major position of the point
   * @param requirement the position of the requirement
   * @param processor the processor chosen for the point
   * @return the memory, the extent and whether a valid larger instance may be used instead
   */
  default InstanceChoice selectInstance(
      MapperContext context, IndexLaunch launch, int point, int requirement, int processor) {
    return DefaultPolicies.nearestInstance(
        context, launch.requirements().get(requirement), processor);
  }

  /**
   * Chooses where the data of a copy or fold comes from.
   *
   * @param context the machine
   * @param targetMemory the memory the data goes to
   * @param candidateMemories the memories that hold valid data, in the order in which they became
   *     valid
   * @return a position in {@code candidateMemories}
   */
  default int selectSource(MapperContext context, int targetMemory, int[] candidateMemories) {
    return DefaultPolicies.fastestSource(context, targetMemory, candidateMemories);
  }

  /**
   * Chooses the priority of a launch's tasks. Among ready nodes a free processor takes the one of
   * highest priority.
   *
   * @param context the machine
   * @param launch the launch
   * @return any number; 0 by default
   */
  default int priority(MapperContext context, IndexLaunch launch) {
    return 0;
  }

  /**
   * Chooses the processor on whose behalf a fill, when it has to be carried out for nobody in
   * particular, runs.
   *
   * @param context the machine
   * @param launch the fill
   * @return a processor id
   */
  default int selectFillProcessor(MapperContext context, FillLaunch launch) {
    return 0;
  }

  /**
   * Says whether a processor may run what was placed on another, when that has no time for it.
   * Asked once for each pair, before anything runs.
   *
   * @param context the machine
   * @param processor the processor that has time
   * @param other the processor that was chosen
   * @return whether it may; by default if they are of one kind, nearest to one memory, and see the
   *     same
   */
  default boolean areInterchangeable(MapperContext context, int processor, int other) {
    return DefaultPolicies.areAlike(context, processor, other);
  }
}
