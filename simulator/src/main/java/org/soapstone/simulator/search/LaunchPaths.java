package org.soapstone.simulator.search;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.regions.Privilege;

/**
 * Which launches of a step wait for which, whatever the configurations: a launch of which every
 * task reads something that another has written whole. Each of its tasks then waits for a task of
 * that, so that a step takes at least the longest path of shortest tasks. Immutable.
 *
 * <p>Some tasks read nothing: what is counted once is read by the tiles at the low end of a
 * dimension only. So each dimension is cut in two to see.
 */
final class LaunchPaths {
  private final int span;
  private final int[][] before;

  private LaunchPaths(int span, int[][] before) {
    this.span = span;
    this.before = before;
  }

  /** Finds them under any configuration. */
  static LaunchPaths of(Lowering lowering, List<OperatorConfig> configurations) {
    StepProgram program = Plan.program(lowering, configurations);
    Set<Read> partial = partialReads(lowering, configurations);
    List<List<Integer>> before = new ArrayList<>();
    for (int position = 0; position < program.stepSpan(); position++) {
      before.add(new ArrayList<>());
    }
    for (int tree : program.trees()) {
      int writer = -1;
      for (PlacedLaunch launch : program.stepTouching(tree)) {
        boolean waits =
            uses(launch, tree, false) && !partial.contains(new Read(launch.position(), tree));
        if (writer >= 0 && waits) {
          before.get(launch.position()).add(writer);
        }
        if (uses(launch, tree, true)) {
          writer = launch.position();
        } else if (changes(launch, tree)) {
          writer = -1;
        }
      }
    }
    return new LaunchPaths(
        program.stepSpan(),
        before.stream()
            .map(each -> each.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new));
  }

  private record Read(int position, int tree) {}

  private static Set<Read> partialReads(Lowering lowering, List<OperatorConfig> configurations) {
    Set<Read> partial = new HashSet<>();
    for (int op = 0; op < configurations.size(); op++) {
      OperatorSpace operator = lowering.operators().get(op);
      OperatorConfig config = configurations.get(op);
      for (int d = 0; d < operator.dimensions().size(); d++) {
        if (operator.dimensions().get(d).extent() > 1) {
          ParallelConfig halves = halves(operator.dimensions().size(), d);
          lowering
              .lower(op, new OperatorConfig(halves, config.update()))
              .forEach(launch -> addPartial(launch, partial));
        }
      }
      for (int d = 0; d < operator.updateDimensions().size(); d++) {
        if (operator.updateDimensions().get(d).extent() > 1) {
          ParallelConfig halves = halves(operator.updateDimensions().size(), d);
          lowering
              .lower(op, new OperatorConfig(config.compute(), Optional.of(halves)))
              .forEach(launch -> addPartial(launch, partial));
        }
      }
    }
    return partial;
  }

  private static ParallelConfig halves(int dimensions, int dimension) {
    int[] degrees = new int[dimensions];
    Arrays.fill(degrees, 1);
    degrees[dimension] = 2;
    return new ParallelConfig(ImmutableIntArray.copyOf(degrees), ImmutableIntArray.of(0, 0));
  }

  private static void addPartial(PlacedLaunch launch, Set<Read> partial) {
    if (launch.once() || !(launch.prepared().launch() instanceof IndexLaunch tasks)) {
      return;
    }
    for (RegionRequirement requirement : tasks.requirements()) {
      for (int p = 0; p < tasks.pointCount(); p++) {
        if (requirement.space(tasks.point(p)).volume() == 0) {
          partial.add(new Read(launch.position(), requirement.region().tree()));
        }
      }
    }
  }

  /** Whether a launch writes the whole of a tree, or only reads it. */
  private static boolean uses(PlacedLaunch launch, int tree, boolean writes) {
    if (launch.prepared().launch() instanceof IndexLaunch tasks) {
      for (RegionRequirement requirement : tasks.requirements()) {
        boolean wanted =
            switch (requirement.privilege()) {
              case Privilege.Read _ -> !writes;
              case Privilege.ReadWrite _ -> true;
              case Privilege.WriteDiscard _ -> writes;
              case Privilege.Reduce _ -> false;
            };
        if (wanted
            && requirement.region().tree() == tree
            && (!writes || covers(tasks, requirement))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean covers(IndexLaunch tasks, RegionRequirement requirement) {
    long points = 0;
    for (int p = 0; p < tasks.pointCount(); p++) {
      points += requirement.space(tasks.point(p)).volume();
    }
    return points >= requirement.region().root().indexSpace().volume();
  }

  private static boolean changes(PlacedLaunch launch, int tree) {
    return !(launch.prepared().launch() instanceof IndexLaunch tasks)
        || tasks.requirements().stream()
            .anyMatch(requirement ->
                requirement.region().tree() == tree
                    && !(requirement.privilege() instanceof Privilege.Read));
  }

  /** {@return how long each launch takes at least, to be filled; 0 where nothing is known} */
  long[] blank() {
    return new long[span];
  }

  /** {@return the longest path, given how long each launch takes at least} O(launches + edges). */
  long longest(long[] nanos) {
    long[] ends = new long[span];
    long longest = 0;
    for (int position = 0; position < span; position++) {
      long ready = 0;
      for (int writer : before[position]) {
        ready = Math.max(ready, ends[writer]);
      }
      ends[position] = ready + nanos[position];
      longest = Math.max(longest, ends[position]);
    }
    return longest;
  }

  static void put(LaunchTimes times, long[] nanos) {
    for (int i = 0; i < times.positions().length(); i++) {
      nanos[times.positions().get(i)] = times.shortest().get(i);
    }
  }
}
