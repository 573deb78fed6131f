package org.soapstone.simulator.search;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.List;
import org.soapstone.simulator.cost.PlanCosts;
import org.soapstone.tasks.graph.CostKey;

/**
 * What the tasks of some operators take under some configuration, as far as lower bounds need it.
 *
 * @param positions the positions of their launches in a step, ascending
 * @param shortest for each of these launches, how long its shortest task lasts
 * @param works for each of these launches, how long all its tasks last
 * @param loads for each processor, how long its tasks last
 */
record LaunchTimes(
    ImmutableIntArray positions,
    ImmutableLongArray shortest,
    ImmutableLongArray works,
    ImmutableLongArray loads) {

  static LaunchTimes of(List<PlacedLaunch> launches, PlanCosts costs, int processors) {
    List<PlacedLaunch> timed =
        launches.stream()
            .filter(launch -> !launch.once() && launch.costed().isPresent())
            .sorted(java.util.Comparator.comparingInt(PlacedLaunch::position))
            .toList();
    TaskLoads loads = new TaskLoads(costs, processors);
    long[] shortest = new long[timed.size()];
    long[] works = new long[timed.size()];
    for (int i = 0; i < shortest.length; i++) {
      var costed = timed.get(i).costed().orElseThrow();
      costs.learn(costed);
      works[i] = loads.add(costed, 1);
      shortest[i] = Long.MAX_VALUE;
      for (CostKey key : costed.costKeys()) {
        shortest[i] = Math.min(shortest[i], costs.taskNanos(key));
      }
    }
    return new LaunchTimes(
        ImmutableIntArray.copyOf(timed.stream().mapToInt(PlacedLaunch::position).toArray()),
        ImmutableLongArray.copyOf(shortest),
        ImmutableLongArray.copyOf(works),
        ImmutableLongArray.copyOf(loads.nanos()));
  }

  /** {@return what no configuration of several beats: the least of each figure} */
  static LaunchTimes least(List<LaunchTimes> all) {
    LaunchTimes first = all.getFirst();
    long[] shortest = first.shortest().toArray();
    long[] works = first.works().toArray();
    for (LaunchTimes times : all) {
      for (int i = 0; i < shortest.length; i++) {
        shortest[i] = Math.min(shortest[i], times.shortest().get(i));
        works[i] = Math.min(works[i], times.works().get(i));
      }
    }
    long[] nothing = new long[first.loads().length()];
    Arrays.fill(nothing, 0);
    return new LaunchTimes(
        first.positions(),
        ImmutableLongArray.copyOf(shortest),
        ImmutableLongArray.copyOf(works),
        ImmutableLongArray.copyOf(nothing));
  }

  /** {@return how long all tasks last in all} */
  long work() {
    return works.stream().sum();
  }
}
