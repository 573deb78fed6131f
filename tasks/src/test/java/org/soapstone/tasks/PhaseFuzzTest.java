package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.PhaseBarrier;
import org.soapstone.mapper.launch.TaskArguments;

/**
 * Random launches that wait for phases and arrive at others, some of which throw, against what must
 * follow: each runs after all that arrive at what it waits for, or fails with the first of them in
 * program order that failed.
 */
@Timeout(120)
class PhaseFuzzTest {
  private static final int MOST_LAUNCHES = 40;

  /** A launch of the random program: arrives at the phase of its level, waits for lower ones. */
  private record Spec(int level, List<Integer> awaited, boolean throwing, boolean inner) {}

  /** What a body is told: its position, and those that must have run before it. */
  private record Place(int position, List<Integer> before, boolean throwing)
      implements TaskArguments {}

  /** By position, 1 once the body has run. */
  private final AtomicIntegerArray ran = new AtomicIntegerArray(MOST_LAUNCHES);

  private final TaskRegistry tasks =
      TaskRegistry.of(
          TaskDefinition.cpu("leaf", this::body), TaskDefinition.inner("inner", this::body));

  private void body(TaskContext context) {
    var place = (Place) context.arguments();
    for (int before : place.before) {
      if (ran.get(before) == 0) {
        throw new AssertionError(place.position + " runs before " + before);
      }
    }
    ran.set(place.position, 1);
    if (place.throwing) {
      throw new IllegalStateException("boom " + place.position);
    }
  }

  private static List<Spec> program(SplittableRandom random) {
    int levels = 1 + random.nextInt(6);
    List<Spec> specs = new ArrayList<>();
    for (int l = 1 + random.nextInt(MOST_LAUNCHES); l > 0; l--) {
      int level = random.nextInt(levels);
      TreeSet<Integer> awaited = new TreeSet<>();
      for (int lower = 0; lower < level; lower++) {
        if (random.nextInt(3) == 0) {
          awaited.add(lower);
        }
      }
      specs.add(
          new Spec(level, List.copyOf(awaited), random.nextInt(12) == 0, random.nextInt(4) == 0));
    }
    Collections.shuffle(specs, new Random(random.nextLong()));
    return specs;
  }

  /** The position of the root cause of each launch's failure, or −1. */
  private static int[] roots(List<Spec> specs) {
    int[] roots = new int[specs.size()];
    for (int level = 0; level < 6; level++) {
      for (int l = 0; l < roots.length; l++) {
        if (specs.get(l).level == level) {
          roots[l] = specs.get(l).throwing ? l : -1;
          int inherited = Integer.MAX_VALUE;
          for (int other = 0; other < roots.length; other++) {
            if (specs.get(l).awaited.contains(specs.get(other).level) && roots[other] >= 0) {
              inherited = Math.min(inherited, roots[other]);
            }
          }
          roots[l] = inherited < Integer.MAX_VALUE ? inherited : roots[l];
        }
      }
    }
    return roots;
  }

  @Test
  void launchesRunInOrderOrFailWithTheRootCause() {
    Cases.forEachSeed(
        Cases.heavy() ? 20_000 : 300,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          List<Spec> specs = program(random);
          int[] roots = roots(specs);
          for (int l = 0; l < MOST_LAUNCHES; l++) {
            ran.set(l, 0);
          }
          var runtime =
              Runtime.builder(TestMachines.split(1 + random.nextInt(4)), tasks)
                  .mapper(new RandomMapper(seed))
                  .build();
          List<FutureMap> results = launch(runtime, specs);
          for (int l = 0; l < specs.size(); l++) {
            Throwable thrown = catchThrowable(results.get(l)::await);
            if (roots[l] < 0) {
              assertThat(thrown).as("launch %d of %s", l, specs).isNull();
            } else {
              assertThat(thrown)
                  .as("launch %d of %s", l, specs)
                  .isInstanceOf(TaskFailedException.class)
                  .hasMessageEndingWith("boom " + roots[l]);
            }
          }
          runtime.close();
        });
  }

  private List<FutureMap> launch(Runtime runtime, List<Spec> specs) {
    List<Phase> phases = new ArrayList<>();
    for (int level = 0; level < 6; level++) {
      int of = level;
      long arrivals = specs.stream().filter(spec -> spec.level == of).count();
      PhaseBarrier barrier = runtime.phaseBarrier("level " + level, (int) Math.max(1, arrivals));
      phases.add(barrier.first());
      if (arrivals == 0) {
        runtime.arrive(barrier.first());
      }
    }
    List<FutureMap> results = new ArrayList<>();
    for (Spec spec : specs) {
      List<Integer> before = new ArrayList<>();
      for (int l = 0; l < specs.size(); l++) {
        if (spec.awaited.contains(specs.get(l).level)) {
          before.add(l);
        }
      }
      results.add(
          runtime.launch(
              IndexLaunch.single(
                      spec.inner ? "inner" : "leaf",
                      new Place(results.size(), before, spec.throwing))
                  .arrivesAt(phases.get(spec.level))
                  .waitsFor(spec.awaited.stream().map(phases::get).toArray(Phase[]::new))));
    }
    return results;
  }
}
