package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.MapperException;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.PhaseBarrier;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.MachineBuilder;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** Several launches all of whose points run at the same time. */
@Timeout(60)
class MustEpochTest {
  private static final int ROUNDS = 10;
  private static final FieldSet X = FieldSet.of(0);

  private record Line(PhaseBarrier turn) implements TaskArguments {}

  private final AtomicInteger inside = new AtomicInteger();

  private final TaskRegistry tasks =
      TaskRegistry.of(
          TaskDefinition.cpu("meets", this::meet),
          TaskDefinition.inner("innerMeets", this::meet),
          TaskDefinition.cpu("plain", _ -> {}),
          TaskDefinition.cpu("produces", MustEpochTest::produce),
          TaskDefinition.cpu("consumes", MustEpochTest::consume),
          TaskDefinition.inner(
              "nests",
              c ->
                  c.launcher()
                      .mustEpoch(List.of(meets("meets", 1), meets("meets", 1)))
                      .forEach(FutureMap::await)),
          TaskDefinition.cpu(
              "fails",
              c -> {
                c.barrier().await();
                throw new IllegalStateException("boom");
              }));

  private void meet(TaskContext context) {
    inside.incrementAndGet();
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(context.barrier().await()).isEqualTo(round);
    }
    context.result(true);
  }

  /** Puts a number into the shared region; the consumer takes it before the next. */
  private static void produce(TaskContext context) {
    PhaseBarrier turn = ((Line) context.arguments()).turn;
    FieldView x = context.region(0).field();
    for (int round = 0; round < ROUNDS; round++) {
      x.set(x.rect().lo(), round + 1);
      context.arrive(turn.phase(2L * round));
      context.await(turn.phase(2L * round + 1));
    }
  }

  private static void consume(TaskContext context) {
    PhaseBarrier turn = ((Line) context.arguments()).turn;
    FieldView x = context.region(0).field();
    int sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      context.await(turn.phase(2L * round));
      sum += x.intAt(x.rect().lo());
      context.arrive(turn.phase(2L * round + 1));
    }
    context.result(sum);
  }

  private static IndexLaunch meets(String task, int points) {
    return IndexLaunch.of(task, Rect.ofExtents(points), TaskArguments.NONE);
  }

  private static LogicalRegion region(Launcher launcher) {
    return launcher.createRegion(
        "box", IndexSpace.of(Rect.ofExtents(4)), FieldSpace.of("x", FieldType.INT32));
  }

  private static IndexLaunch on(
      LogicalRegion region,
      String task,
      Privilege privilege,
      Coherence coherence,
      TaskArguments arguments) {
    RegionRequirement whole = RegionRequirement.whole(region, X, privilege);
    return IndexLaunch.single(
        task,
        arguments,
        new RegionRequirement(
            region, whole.partition(), whole.projection(), X, privilege, coherence));
  }

  private Runtime runtime(Machine machine) {
    return Runtime.builder(machine, tasks).build();
  }

  @Test
  void pointsOfAllLaunchesMeetWhateverTheMapper() {
    Cases.forEachSeed(
        Cases.heavy() ? 1_000 : 30,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int processors = 1 + random.nextInt(4);
          inside.set(0);
          int expected = 0;
          try (var runtime =
              Runtime.builder(TestMachines.split(processors), tasks)
                  .mapper(new RandomMapper(seed))
                  .window(1 + random.nextInt(4))
                  .build()) {
            List<FutureMap> met = new ArrayList<>();
            for (int epoch = 0; epoch < 10; epoch++) {
              runtime.launch(meets("plain", 3));
              List<IndexLaunch> launches = new ArrayList<>();
              String task = random.nextBoolean() ? "meets" : "innerMeets";
              for (int left = processors; left > 0; ) {
                int points = 1 + random.nextInt(left);
                launches.add(meets(task, points));
                left -= points;
              }
              met.addAll(runtime.mustEpoch(launches));
              expected += processors;
              if (processors > 1 && random.nextInt(3) == 0) {
                runtime.launch(IndexLaunch.single("nests", TaskArguments.NONE));
                expected += 2;
              }
            }
            runtime.fence();
            met.forEach(map -> assertThat(map.values()).containsOnly(true));
          }
          assertThat(inside).hasValue(expected);
        });
  }

  @Test
  void aProducerAndAConsumerShareARegionInTurns() {
    try (var runtime = runtime(TestMachines.shared(2))) {
      LogicalRegion box = region(runtime);
      runtime.fill(box, X, FillValue.of(7));
      PhaseBarrier turn = runtime.phaseBarrier("turn", 1);
      for (int again = 0; again < 3; again++) {
        PhaseBarrier ours = again == 0 ? turn : runtime.phaseBarrier("turn " + again, 1);
        List<FutureMap> done =
            runtime.mustEpoch(
                List.of(
                    on(
                            box,
                            "produces",
                            Privilege.readWrite(),
                            Coherence.SIMULTANEOUS,
                            new Line(ours))
                        .joins(ours),
                    on(box, "consumes", Privilege.read(), Coherence.SIMULTANEOUS, new Line(ours))
                        .joins(ours)));
        assertThat(done.get(1).values()).containsExactly(55);
      }
      assertThat(runtime.read(box, 0).ints()[0]).isEqualTo(10);
    }
  }

  @Test
  void aPointThatFailsFreesTheOthers() {
    var runtime = runtime(TestMachines.shared(3));
    List<FutureMap> failed = runtime.mustEpoch(List.of(meets("meets", 2), meets("fails", 1)));
    for (FutureMap map : failed) {
      assertThatThrownBy(map::await)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("task 'fails'")
          .hasMessageEndingWith("boom");
    }
    runtime.close();
  }

  @Test
  void launchesThatCannotRunAtTheSameTimeAreRefused() {
    try (var runtime = runtime(TestMachines.shared(2))) {
      LogicalRegion box = region(runtime);
      PhaseBarrier barrier = runtime.phaseBarrier("b", 1);
      long before = runtime.position();
      refused(runtime, "a must-epoch has no launches; give it at least one");
      refused(
          runtime,
          "the must-epoch of 'meets', 'meets': its 3 points run at the same time, but machine"
              + " 'shared' has 2 processors; launch no more points than that",
          meets("meets", 2),
          meets("meets", 1));
      refused(
          runtime,
          "launch 'plain' of task 'plain', requirement 0 on region 'box': point (0) has read,"
              + " EXCLUSIVE, on points on which launch 'first' at (0) has read-write, EXCLUSIVE, in"
              + " the same must-epoch; let both share with SIMULTANEOUS coherence, or launch one"
              + " after the other",
          on(box, "plain", Privilege.readWrite(), Coherence.EXCLUSIVE, TaskArguments.NONE)
              .tagged(LaunchTag.NONE, "first"),
          on(box, "plain", Privilege.read(), Coherence.EXCLUSIVE, TaskArguments.NONE));
      refused(
          runtime,
          "launch 'plain' waits for phase 0 of barrier 'b', and launch 'plain' of the same"
              + " must-epoch arrives at phase 0 of barrier 'b' only when it has run; wait in the"
              + " body, with TaskContext.await",
          meets("plain", 1).waitsFor(barrier.first()),
          meets("plain", 1).arrivesAt(barrier.first()));
      refused(
          runtime,
          "launch 'plain' waits for a result of launch 0, which is of the same must-epoch or"
              + " later; take results of earlier launches",
          meets("plain", 1),
          meets("plain", 1).after(new FutureId(before)));
      assertThat(runtime.position()).isEqualTo(before);
      // What was refused has changed nothing.
      runtime.mustEpoch(List.of(meets("meets", 1), meets("meets", 1)));
      runtime.launch(meets("plain", 1).arrivesAt(barrier.first()));
    }
    Mapper crowding =
        new Mapper() {
          @Override
          public int[][] selectEpochProcessors(MapperContext context, List<IndexLaunch> launches) {
            return new int[][] {{0}, {0}};
          }
        };
    try (var runtime = Runtime.builder(TestMachines.shared(2), tasks).mapper(crowding).build()) {
      assertThatThrownBy(() -> runtime.mustEpoch(List.of(meets("meets", 1), meets("meets", 1))))
          .isInstanceOf(MapperException.class)
          .hasMessageContaining(
              "point (0) of launch 'meets' and point (0) of launch 'meets' of a must-epoch are both"
                  + " given processor 0; choose one for each");
    }
  }

  private static void refused(Runtime runtime, String message, IndexLaunch... launches) {
    assertThatThrownBy(() -> runtime.mustEpoch(Arrays.asList(launches)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void pointsThatShareDataAndSeeNoMemoryInCommonAreRefused() {
    try (var runtime = runtime(TestMachines.split(2))) {
      LogicalRegion box = region(runtime);
      IndexLaunch shared =
          on(box, "plain", Privilege.readWrite(), Coherence.SIMULTANEOUS, TaskArguments.NONE);
      assertThatThrownBy(() -> runtime.mustEpoch(List.of(shared, shared)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "point (0) on processor 0 and point (0) of launch 'plain' on processor 1 run at the"
                  + " same time and share data, but see no memory in common");
      IndexLaunch both =
          new IndexLaunch(
                  "plain",
                  Rect.ofExtents(2),
                  shared.requirements(),
                  TaskArguments.NONE,
                  List.of(),
                  LaunchTag.NONE,
                  0,
                  "both")
              .concurrent();
      assertThatThrownBy(() -> runtime.launch(both))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("see no memory in common");
      runtime.launch(meets("plain", 2));
    }
  }

  /** Processor 0 prefers a memory of its own to the one that both see. */
  @Test
  void pointsThatWouldWaitForEachOthersDataFailInsteadOfHanging() {
    MachineBuilder machine = Machine.builder("odd", CopyEngine.PROCESSOR);
    machine.memory("own", MemoryKind.HOST, 0, 1 << 20, 1e9);
    machine.memory("common", MemoryKind.HOST, 0, 1 << 20, 1e9);
    machine.processor("cpu0", ProcessorKind.CPU, 0, "own", 1e9, "common");
    machine.processor("cpu1", ProcessorKind.CPU, 0, "common", 1e9);
    machine.duplexLink("link", "own", "common", 1e9, 100);
    var runtime = runtime(machine.build());
    LogicalRegion box = region(runtime);
    IndexLaunch shared =
        on(box, "meets", Privilege.readWrite(), Coherence.SIMULTANEOUS, TaskArguments.NONE);
    List<FutureMap> failed = runtime.mustEpoch(List.of(shared, shared));
    for (FutureMap map : failed) {
      assertThatThrownBy(map::await)
          .isInstanceOf(TaskFailedException.class)
          .rootCause()
          .hasMessageContaining(
              "point (0) runs at the same time as others, but would wait for the copy");
    }
    assertThat(inside).hasValue(0);
    runtime.close();
  }
}
