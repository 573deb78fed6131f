package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchPredicate;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.PhaseBarrier;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.tracing.MissReason;

/** Launches, bodies and programs that wait for phases of a barrier. */
@Timeout(60)
class PhaseBarrierTest {
  private static final int PHASES = 12;

  private static final LaunchPredicate NEVER = new LaunchPredicate.Constant(false);

  private record Part(PhaseBarrier barrier, int number) implements TaskArguments {}

  private final ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
  private final AtomicIntegerArray arrived = new AtomicIntegerArray(PHASES);
  private final CountDownLatch gate = new CountDownLatch(1);

  private final TaskRegistry tasks =
      TaskRegistry.of(
          TaskDefinition.cpu("note", this::note),
          TaskDefinition.inner("innerNote", this::note),
          TaskDefinition.cpu("gated", _ -> gate.await()),
          TaskDefinition.cpu("arrives", c -> c.arrive(part(c).barrier.first())),
          TaskDefinition.cpu("waits", c -> c.await(part(c).barrier.first())),
          TaskDefinition.cpu("meets", this::meet),
          TaskDefinition.inner("innerMeets", this::meet),
          TaskDefinition.inner("launches", this::launchPhases),
          TaskDefinition.cpu(
              "fails",
              _ -> {
                throw new IllegalStateException("boom");
              }));

  private static Part part(TaskContext context) {
    return (Part) context.arguments();
  }

  private void note(TaskContext context) {
    ran.add(context.arguments() instanceof Part part ? "" + part.number : "?");
  }

  /** Arrives and waits in the body; number is the point that fails half-way, or −1. */
  private void meet(TaskContext context) {
    Phase phase = part(context).barrier.first();
    for (int i = 0; i < PHASES; i++, phase = phase.next()) {
      if (part(context).number == context.point().coordinate(0) && i == PHASES / 2) {
        throw new IllegalStateException("boom");
      }
      arrived.incrementAndGet(i);
      context.arrive(phase);
      context.await(phase);
      assertThat(arrived.get(i)).isEqualTo(phase.barrier().arrivals());
    }
  }

  /** As {@link #meet}, but by launches that wait and arrive. */
  private void launchPhases(TaskContext context) {
    Phase phase = part(context).barrier.first();
    Launcher launcher = context.launcher();
    for (int i = 0; i < PHASES; i++, phase = phase.next()) {
      IndexLaunch launch = single("note", new Part(phase.barrier(), i)).arrivesAt(phase);
      launcher.launch(i == 0 ? launch : launch.waitsFor(phase.barrier().phase(i - 1)));
    }
  }

  private static IndexLaunch single(String task, TaskArguments arguments) {
    return IndexLaunch.single(task, arguments);
  }

  private static IndexLaunch noted(PhaseBarrier barrier, int number) {
    return single("note", new Part(barrier, number));
  }

  private Runtime runtime(int processors) {
    return Runtime.builder(TestMachines.split(processors), tasks).build();
  }

  @Test
  void aLaunchWaitsForThoseThatArriveBeforeOrAfterItInTheProgram() {
    try (var runtime = runtime(2)) {
      PhaseBarrier barrier = runtime.phaseBarrier("order", 2);
      runtime.launch(noted(barrier, 3).waitsFor(barrier.phase(1)));
      runtime.launch(noted(barrier, 1).arrivesAt(barrier.phase(0)));
      runtime.launch(
          IndexLaunch.of("note", Rect.ofExtents(2), new Part(barrier, 2))
              .waitsFor(barrier.phase(0))
              .arrivesAt(barrier.phase(1)));
      assertThat(ran).doesNotContain("2", "3");
      runtime.arrive(barrier.phase(0));
      runtime.await(barrier.phase(1));
      runtime.fence();
      runtime.launch(noted(barrier, 4).waitsFor(barrier.phase(0), barrier.phase(1)));
      runtime.fence();
    }
    assertThat(ran).containsExactly("1", "2", "2", "3", "4");
  }

  @Test
  void chainsOfRandomLaunchesKeepTheirOrder() {
    Cases.forEachSeed(
        Cases.heavy() ? 2_000 : 40,
        seed -> {
          ran.clear();
          SplittableRandom random = new SplittableRandom(seed);
          int processors = 1 + random.nextInt(4);
          int links = 1 + random.nextInt(20);
          try (var runtime =
              Runtime.builder(TestMachines.split(processors), tasks)
                  .mapper(new RandomMapper(seed))
                  .build()) {
            PhaseBarrier barrier = runtime.phaseBarrier("chain", 2);
            List<IndexLaunch> launches = new ArrayList<>();
            for (int link = 0; link < links; link++) {
              for (int half = 0; half < 2; half++) {
                String task = random.nextBoolean() ? "note" : "innerNote";
                IndexLaunch launch =
                    single(task, new Part(barrier, link)).arrivesAt(barrier.phase(link));
                launches.add(link == 0 ? launch : launch.waitsFor(barrier.phase(link - 1)));
              }
            }
            while (!launches.isEmpty()) {
              runtime.launch(launches.remove(random.nextInt(launches.size())));
            }
            runtime.fence();
          }
          assertThat(ran.stream().map(Integer::valueOf).toList()).hasSize(2 * links).isSorted();
        });
  }

  @Test
  void bodiesOfAConcurrentLaunchMeetInPhases() {
    for (String task : List.of("meets", "innerMeets")) {
      for (int i = 0; i < PHASES; i++) {
        arrived.set(i, 0);
      }
      try (var runtime = runtime(3)) {
        PhaseBarrier barrier = runtime.phaseBarrier("bodies", 3);
        runtime.launch(
            IndexLaunch.of(task, Rect.ofExtents(3), new Part(barrier, -1))
                .concurrent()
                .joins(barrier));
        runtime.fence();
      }
      assertThat(arrived.get(PHASES - 1)).isEqualTo(3);
    }
  }

  @Test
  void launchesOfInnerTasksMeetInPhases() {
    try (var runtime = runtime(2)) {
      PhaseBarrier barrier = runtime.phaseBarrier("children", 3);
      runtime.launch(
          IndexLaunch.of("launches", Rect.ofExtents(3), new Part(barrier, 0)).joins(barrier));
      runtime.fence();
    }
    assertThat(ran.stream().map(Integer::valueOf).toList()).hasSize(3 * PHASES).isSorted();
  }

  @Test
  void whoWaitsFailsWithTheOneThatShouldHaveArrived() {
    try (var runtime = runtime(2)) {
      PhaseBarrier barrier = runtime.phaseBarrier("broken", 2);
      runtime.launch(noted(barrier, 0).arrivesAt(barrier.phase(0), barrier.phase(1)));
      runtime.launch(single("fails", TaskArguments.NONE).arrivesAt(barrier.phase(0)));
      FutureMap failed = runtime.launch(noted(barrier, 1).waitsFor(barrier.phase(0)));
      assertThatThrownBy(failed::await)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("task 'fails'")
          .hasMessageEndingWith("boom");
      // The next phase has nothing to do with it.
      runtime.launch(noted(barrier, 2).arrivesAt(barrier.phase(1)));
      runtime.launch(noted(barrier, 3).waitsFor(barrier.phase(1))).await();
      assertThatThrownBy(() -> runtime.await(barrier.first()))
          .isInstanceOf(TaskFailedException.class)
          .hasMessageEndingWith("boom");
    }
    assertThat(ran).containsExactlyInAnyOrder("0", "2", "3");
  }

  @Test
  void aTaskThatJoinedAndFailsBreaksWhatIsNotOver() {
    for (String task : List.of("meets", "innerMeets")) {
      for (int point = 0; point < 3; point++) {
        var runtime = runtime(3);
        PhaseBarrier barrier = runtime.phaseBarrier("bodies", 3);
        for (int i = 0; i < PHASES; i++) {
          arrived.set(i, 0);
        }
        FutureMap failed =
            runtime.launch(
                IndexLaunch.of(task, Rect.ofExtents(3), new Part(barrier, point))
                    .concurrent()
                    .joins(barrier));
        FutureMap behind = runtime.launch(noted(barrier, 0).waitsFor(barrier.phase(PHASES - 1)));
        for (FutureMap map : List.of(failed, behind)) {
          assertThatThrownBy(map::await)
              .isInstanceOf(TaskFailedException.class)
              .hasMessageContaining("failed at point (" + point + ")")
              .hasMessageEndingWith("boom");
        }
        runtime.close();
      }
    }
    assertThat(ran).isEmpty();
  }

  @Test
  void aFenceGivesUpPhasesThatNobodyWillArriveAt() {
    var runtime = runtime(2);
    PhaseBarrier barrier = runtime.phaseBarrier("short", 2);
    runtime.launch(noted(barrier, 0).arrivesAt(barrier.first()));
    runtime.launch(noted(barrier, 1).waitsFor(barrier.first()));
    assertThatThrownBy(runtime::fence)
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("launch 1")
        .rootCause()
        .hasMessageContaining("phase 0 of barrier 'short' is never over:")
        .hasMessageContaining("nobody who could arrive is left");
    // It may still come to its arrivals.
    runtime.launch(noted(barrier, 2).arrivesAt(barrier.first()));
    runtime.launch(noted(barrier, 3).waitsFor(barrier.first()));
    runtime.launch(noted(barrier, 4).waitsFor(barrier.phase(9)));
    assertThatThrownBy(runtime::close).rootCause().hasMessageContaining("phase 9 of");
    assertThat(ran).containsExactlyInAnyOrder("0", "2", "3");
  }

  @Test
  void aPhaseThatATaskMayStillArriveAtIsNotGivenUp() {
    try (var runtime = runtime(2)) {
      PhaseBarrier barrier = runtime.phaseBarrier("late", 1);
      runtime.launch(noted(barrier, 1).waitsFor(barrier.first()));
      PhaseBarrier other = runtime.phaseBarrier("other", 1);
      runtime.launch(
          single("arrives", new Part(barrier, 0)).joins(barrier).waitsFor(other.first()));
      runtime.launch(noted(other, 0).arrivesAt(other.first()));
      runtime.fence();
    }
    assertThat(ran).containsExactly("0", "1");
  }

  @Test
  void predicatesReplaysAndFencesKnowPhases() {
    try (var runtime = runtime(2)) {
      PhaseBarrier barrier = runtime.phaseBarrier("steps", 1);
      for (int step = 0; step < 6; step++) {
        Phase phase = barrier.phase(step);
        int number = step;
        runtime.trace(
            "step",
            () -> {
              runtime.launch(noted(barrier, -1).when(NEVER).arrivesAt(phase));
              runtime.launch(noted(barrier, number).waitsFor(phase));
            });
        if (step > 3) {
          runtime.executionFence();
        }
      }
      runtime.fence();
      assertThat(runtime.traces().getFirst().replayed()).isZero();
      assertThat(runtime.traces().getFirst().misses()).containsKey(MissReason.PHASES);
    }
    assertThat(ran).containsExactly("0", "1", "2", "3", "4", "5");
  }

  @Test
  void cancellingEndsAllWaits() throws InterruptedException {
    Thread waiting;
    List<Throwable> thrown = new ArrayList<>();
    try (var runtime = runtime(2)) {
      PhaseBarrier barrier = runtime.phaseBarrier("never", 5);
      runtime.launch(noted(barrier, 0).waitsFor(barrier.first()));
      runtime.launch(
          IndexLaunch.of("waits", Rect.ofExtents(2), new Part(barrier, 0))
              .concurrent()
              .joins(barrier));
      waiting =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  runtime.await(barrier.phase(3));
                } catch (CancellationException e) {
                  thrown.add(e);
                }
              });
      Thread.sleep(50);
      runtime.cancel();
    }
    waiting.join();
    assertThat(thrown).hasSize(1);
    assertThat(ran).isEmpty();
  }

  @Test
  void aStallNamesThePhaseAndWhoIsMissing() throws InterruptedException {
    List<String> reports = Collections.synchronizedList(new ArrayList<>());
    try (var runtime =
        Runtime.builder(TestMachines.shared(2), tasks)
            .onStall(
                Duration.ofMillis(150),
                text -> {
                  reports.add(text);
                  gate.countDown();
                })
            .build()) {
      PhaseBarrier barrier = runtime.phaseBarrier("halo", 3);
      runtime.launch(noted(barrier, 0).arrivesAt(barrier.first()));
      runtime.fence();
      runtime.launch(
          single("gated", TaskArguments.NONE)
              .arrivesAt(barrier.first())
              .tagged(LaunchTag.NONE, "the late one"));
      runtime.launch(
          noted(barrier, 1).waitsFor(barrier.first()).tagged(LaunchTag.NONE, "the eager one"));
      gate.await();
      assertThatThrownBy(runtime::fence).rootCause().hasMessageContaining("is never over");
    }
    assertThat(reports).isNotEmpty();
    assertThat(reports.getFirst().lines())
        .contains(
            "  phase 0 of barrier 'halo': 1 of 3 arrivals; 2.0 waits for it; 1.0 (the late one)"
                + " arrives at it; 1 arrival is missing that no launch promises");
  }

  @Test
  void whatCannotBeIsRefused() {
    try (var runtime = runtime(2);
        var other = runtime(1)) {
      PhaseBarrier barrier = runtime.phaseBarrier("two", 2);
      assertThatThrownBy(() -> runtime.phaseBarrier("none", 0))
          .hasMessage("phase barrier 'none': 0 arrivals end no phase; give it at least 1");
      assertThatThrownBy(() -> barrier.phase(-1)).hasMessageContaining("numbered from 0");
      assertThatThrownBy(() -> other.arrive(barrier.first()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("phase barrier 'two' is not one of this runtime");
      assertThatThrownBy(() ->
              runtime.launch(
                  IndexLaunch.of("note", Rect.ofExtents(3), TaskArguments.NONE)
                      .arrivesAt(barrier.first())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "its 3 points arrive at phase 0 of barrier 'two', which has 0 of its 2 arrivals");
      assertThatThrownBy(() ->
              runtime.launch(
                  noted(barrier, 0).waitsFor(barrier.phase(2)).arrivesAt(barrier.phase(1))))
          .hasMessageContaining("so that neither is ever over");
      assertThatThrownBy(() -> runtime.launch(noted(barrier, 0).when(NEVER).joins(barrier)))
          .hasMessageContaining("and may not run, and would be waited for");
      runtime.arrive(barrier.first());
      runtime.arrive(barrier.first());
      assertThatThrownBy(() -> runtime.arrive(barrier.first()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("phase 0 of barrier 'two' has all its 2 arrivals");
      for (IndexLaunch launch :
          List.of(single("arrives", new Part(barrier, 0)), single("waits", new Part(barrier, 0)))) {
        assertThatThrownBy(runtime.launch(launch)::await)
            .rootCause()
            .hasMessageContaining("its launch has not joined phase barrier 'two'");
      }
      assertThatThrownBy(
              runtime.launch(single("waits", new Part(barrier, 0)).joins(barrier))::await)
          .rootCause()
          .hasMessageContaining("on a processor that others may need");
      FutureMap children = runtime.launch(single("launches", new Part(barrier, 0)));
      assertThatThrownBy(children::await)
          .rootCause()
          .hasMessageContaining("phase barrier 'two' was not joined by task 'launches'");
    }
  }
}
