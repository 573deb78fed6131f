package org.soapstone.tasks.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.Cases;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskFailedException;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.TestMachines;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.instances.FieldView;

/** Drives the executor with nodes and edges made by hand, as the analysis would. */
@Timeout(60)
class ExecutorTest {
  private static final FieldSet FIELD = FieldSet.of(0);

  private static Executor executor(
      Machine machine, int window, Optional<ExecutionRecorder> recorder, TaskDefinition... tasks) {
    return new Executor(machine, TaskRegistry.of(tasks), Map.of(), window, List.of(), recorder);
  }

  private static MappedLaunch mapped(IndexLaunch launch, long position, int... processors) {
    return new MappedLaunch(launch, position, ImmutableIntArray.copyOf(processors), 0);
  }

  /**
   * Tasks count how often they ran and that all they wait for ran before; edges come from far back
   * too.
   */
  @Test
  void runsEachNodeOnceAfterAllItWaitsFor() {
    int cases = Cases.heavy() ? 200 : 20;
    Cases.forEach(cases, random -> runRandomStream(random, 1 + random.nextInt(4)));
  }

  private static void runRandomStream(SplittableRandom random, int processors) {
    int launches = 600;
    AtomicIntegerArray ran = new AtomicIntegerArray(launches);
    List<List<Integer>> predecessors = new ArrayList<>();
    List<String> faults = Collections.synchronizedList(new ArrayList<>());
    TaskDefinition task =
        TaskDefinition.cpu(
            "check",
            context -> {
              int me = (int) context.iteration();
              for (int before : predecessors.get(me)) {
                if (ran.get(before) != 1) {
                  faults.add(before + " had not run before " + me);
                }
              }
              ran.incrementAndGet(me);
            });
    for (int i = 0; i < launches; i++) {
      predecessors.add(new ArrayList<>());
    }
    try (var executor =
        executor(TestMachines.shared(processors), 1 + random.nextInt(64), Optional.empty(), task)) {
      long[] handles = new long[launches];
      for (int i = 0; i < launches; i++) {
        IndexLaunch launch = IndexLaunch.single("check", TaskArguments.NONE).at(i);
        executor.begin(launch, i);
        int processor = random.nextInt(processors);
        handles[i] = executor.task(StructuralKey.task(i, 0), mapped(launch, i, processor), 0);
        for (int e = random.nextInt(5); e > 0 && i > 0; e--) {
          int back = 1 + random.nextInt(random.nextBoolean() ? Math.min(i, 8) : i);
          if (!predecessors.get(i).contains(i - back)) {
            predecessors.get(i).add(i - back);
            executor.edge(handles[i - back], handles[i]);
          }
        }
        executor.seal(handles[i]);
      }
      executor.drain();
    }
    assertThat(faults).isEmpty();
    for (int i = 0; i < launches; i++) {
      assertThat(ran.get(i)).as("runs of task %d", i).isEqualTo(1);
    }
  }

  /** A chain that jumps from processor to processor parks and wakes workers at every step. */
  @Test
  void handsOverBetweenWorkers() {
    int steps = Cases.heavy() ? 200_000 : 20_000;
    int[] counter = new int[1];
    TaskDefinition task = TaskDefinition.cpu("count", _ -> counter[0]++);
    try (var executor = executor(TestMachines.shared(2), 128, Optional.empty(), task)) {
      long last = -1;
      for (int i = 0; i < steps; i++) {
        IndexLaunch launch = IndexLaunch.single("count", TaskArguments.NONE);
        executor.begin(launch, i);
        long node = executor.task(StructuralKey.task(i, 0), mapped(launch, i, i % 2), 0);
        if (last >= 0) {
          executor.edge(last, node);
        }
        executor.seal(node);
        last = node;
      }
      executor.drain();
    }
    assertThat(counter[0]).isEqualTo(steps);
  }

  private static final class Scene {
    final LogicalRegion root =
        new RegionForest()
            .createRegion(
                "grid",
                IndexSpace.of(Rect.ofExtents(4, 4)),
                FieldSpace.of("value", FieldType.FLOAT32));
    final Rect rect = root.indexSpace().bounds();

    InstanceSpec values(int memory) {
      return new InstanceSpec(root, memory, rect, FIELD, Optional.empty(), 0);
    }

    InstanceSpec buffer(int slot) {
      return new InstanceSpec(root, 0, rect, FIELD, Optional.of(BuiltInReduction.SUM_F32), slot);
    }

    RegionRequirement whole(Privilege privilege) {
      return RegionRequirement.whole(root, FIELD, privilege);
    }
  }

  /**
   * Fill, copy to another memory, two reductions folded by a tree, fold onto the copy, read: all by
   * hand.
   */
  @Test
  void movesDataAndRecordsWhatReallyRan() {
    var scene = new Scene();
    AtomicReference<Float> read = new AtomicReference<>();
    TaskDefinition add =
        TaskDefinition.cpu(
            "add",
            context -> {
              FieldView view = context.region(0).field();
              float value = 1 + context.point().coordinate(0);
              view.rect().forEachPoint(p -> view.fold(p, value));
            });
    TaskDefinition check =
        TaskDefinition.cpu(
            "check",
            context -> {
              FieldView view = context.region(0).field();
              read.set(view.floatAt(Point.of(3, 3)));
              assertThat(view.segment().isReadOnly()).isTrue();
            });
    var recorder = new ExecutionRecorder();
    recorder.launches(0, 10);
    try (var executor = executor(TestMachines.split(2), 16, Optional.of(recorder), add, check)) {
      IndexSpace points = scene.root.indexSpace();
      IndexLaunch adds =
          IndexLaunch.of(
              "add",
              Rect.ofExtents(2),
              TaskArguments.NONE,
              scene.whole(Privilege.reduce(BuiltInReduction.SUM_F32)));
      executor.begin(adds, 0);
      MappedLaunch mappedAdds = mapped(adds, 0, 0, 0);
      long[] tasks = new long[2];
      for (int p = 0; p < 2; p++) {
        tasks[p] = executor.task(StructuralKey.task(0, p), mappedAdds, p);
      }
      for (int p = 0; p < 2; p++) {
        executor.bind(tasks[p], 0, scene.buffer(p));
        executor.seal(tasks[p]);
      }
      IndexLaunch checks =
          IndexLaunch.single("check", TaskArguments.NONE, scene.whole(Privilege.read()));
      executor.begin(checks, 1);
      long task = executor.task(StructuralKey.task(1, 0), mapped(checks, 1, 1), 0);
      long fill =
          executor.fill(
              StructuralKey.service(1, 0, 0, 0),
              1,
              scene.values(0),
              points,
              FIELD,
              FillValue.of(10f),
              0);
      executor.seal(fill);
      long copy =
          executor.copy(
              StructuralKey.service(1, 0, 0, 1),
              1,
              scene.values(0),
              scene.values(1),
              points,
              FIELD,
              0);
      executor.edge(fill, copy);
      executor.seal(copy);
      long tree =
          executor.fold(
              StructuralKey.service(1, 0, 0, 2),
              1,
              scene.buffer(1),
              scene.buffer(0),
              points,
              FIELD,
              BuiltInReduction.SUM_F32,
              0);
      executor.edge(tasks[0], tree);
      executor.edge(tasks[1], tree);
      executor.seal(tree);
      long fold =
          executor.fold(
              StructuralKey.service(1, 0, 0, 3),
              1,
              scene.buffer(0),
              scene.values(1),
              points,
              FIELD,
              BuiltInReduction.SUM_F32,
              0);
      executor.edge(tree, fold);
      executor.edge(copy, fold);
      executor.seal(fold);
      long join = executor.join(StructuralKey.service(1, 0, 0, 4), 0);
      executor.edge(fold, join);
      executor.seal(join);
      executor.bind(task, 0, scene.values(1));
      executor.edge(join, task);
      executor.seal(task);
      executor.drain();
      executor.throwFailures();
    }
    assertThat(read.get()).isEqualTo(13f);
    ExecutionRecord record = recorder.record();
    record.checkOrder();
    assertThat(record.nodes()).hasSize(8);
    assertThat(record.edgeSources().length()).isEqualTo(7);
    assertThat(record.nodes().stream().mapToLong(ExecutionRecord.Node::bytes).sum())
        .isEqualTo(4 * 64);
    assertThat(record.nodes().get(4).sourceMemory()).isEqualTo(0);
    assertThat(record.nodes().get(4).targetMemory()).isEqualTo(1);
    assertThat(record.spanNanos()).isPositive();
    assertThat(record.graph(TestMachines.split(2)).instances())
        .containsExactlyInAnyOrder(
            scene.buffer(0), scene.buffer(1), scene.values(0), scene.values(1));
  }

  @Test
  void theCheckOfARecordSeesAnEdgeThatWasNotKept() {
    var early = node(0, 10, 20);
    var late = node(1, 30, 40);
    List<ExecutionRecord.Node> nodes = List.of(early, late);
    new ExecutionRecord(nodes, ImmutableIntArray.of(0), ImmutableIntArray.of(1), 0).checkOrder();
    var broken = new ExecutionRecord(nodes, ImmutableIntArray.of(1), ImmutableIntArray.of(0), 0);
    assertThatThrownBy(broken::checkOrder)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("30 ns before");
  }

  private static ExecutionRecord.Node node(int key, long start, long end) {
    return new ExecutionRecord.Node(
        key, NodeKind.JOIN, 0, 0, Optional.empty(), -1, -1, 0, start, end, List.of());
  }

  @Test
  void aMemoryWithoutRoomFailsTheTasksThatNeedIt() {
    var scene = new Scene();
    TaskDefinition touch = TaskDefinition.cpu("touch", _ -> {});
    try (var executor = executor(TestMachines.split(1, 64), 16, Optional.empty(), touch)) {
      IndexLaunch launch =
          IndexLaunch.single("touch", TaskArguments.NONE, scene.whole(Privilege.writeDiscard()))
              .tagged(LaunchTag.NONE, "first touch");
      InstanceSpec large =
          new InstanceSpec(scene.root, 0, Rect.ofExtents(4, 40), FIELD, Optional.empty(), 0);
      LaunchResults results = executor.begin(launch, 0);
      long task = executor.task(StructuralKey.task(0, 0), mapped(launch, 0, 0), 0);
      executor.bind(task, 0, large);
      executor.seal(task);
      assertThatThrownBy(() -> results.await(0))
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("touch")
          .hasMessageContaining("first touch")
          .hasMessageContaining("memory0")
          .hasMessageContaining("'grid'")
          .hasMessageContaining("640");
    }
  }

  @Test
  void memoryOfADestroyedTreeIsUsedAgainOnceItsNodesAreDone() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    TaskDefinition touch =
        TaskDefinition.cpu(
            "touch",
            context -> {
              held.await();
              FieldView view = context.region(0).field();
              view.rect().forEachPoint(p -> view.set(p, 1f));
            });
    RegionForest forest = new RegionForest();
    Thread release =
        new Thread(() -> {
          try {
            Thread.sleep(30);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          held.countDown();
        });
    try (var executor = executor(TestMachines.split(1, 128), 16, Optional.empty(), touch)) {
      release.start();
      for (int i = 0; i < 20; i++) {
        LogicalRegion root =
            forest.createRegion(
                "tree" + i,
                IndexSpace.of(Rect.ofExtents(32)),
                FieldSpace.of("value", FieldType.FLOAT32));
        var whole = RegionRequirement.whole(root, FIELD, Privilege.writeDiscard());
        IndexLaunch launch = IndexLaunch.single("touch", TaskArguments.NONE, whole);
        executor.begin(launch, i);
        long task = executor.task(StructuralKey.task(i, 0), mapped(launch, i, 0), 0);
        executor.bind(
            task,
            0,
            new InstanceSpec(root, 0, root.indexSpace().bounds(), FIELD, Optional.empty(), 0));
        executor.seal(task);
        executor.destroy(root);
      }
      executor.drain();
      executor.throwFailures();
    }
    release.join();
  }

  @Test
  void refusesMachinesThatCannotBeRunOn() {
    Machine dma =
        Machine.builder("dma", CopyEngine.DMA)
            .memory("m", MemoryKind.HOST, 0, 1 << 20, 1e9)
            .processor("p", ProcessorKind.CPU, 0, "m", 1e9)
            .build();
    assertThatThrownBy(() -> executor(dma, 1, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'dma'")
        .hasMessageContaining("DMA");
    Machine gpu =
        Machine.builder("gpus", CopyEngine.PROCESSOR)
            .memory("m", MemoryKind.DEVICE, 0, 1 << 20, 1e9)
            .processor("p", ProcessorKind.GPU, 0, "m", 1e9)
            .build();
    assertThatThrownBy(() -> executor(gpu, 1, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GPU");
  }

  @Test
  void callsHooksOnEveryWorkerAndFailsTheTasksOfOneWhoseHookThrows() {
    AtomicIntegerArray started = new AtomicIntegerArray(2);
    TaskDefinition task = TaskDefinition.cpu("empty", _ -> {});
    WorkerHook hook =
        processor -> {
          started.incrementAndGet(processor);
          if (processor == 1) {
            throw new IllegalStateException("no kernels here");
          }
        };
    try (var executor =
        new Executor(
            TestMachines.shared(2),
            TaskRegistry.of(task),
            Map.of(),
            8,
            List.of(hook),
            Optional.empty())) {
      IndexLaunch launch = IndexLaunch.of("empty", Rect.ofExtents(2), TaskArguments.NONE);
      LaunchResults results = executor.begin(launch, 0);
      MappedLaunch mapped = mapped(launch, 0, 0, 1);
      for (int p = 0; p < 2; p++) {
        executor.seal(executor.task(StructuralKey.task(0, p), mapped, p));
      }
      results.await(0);
      assertThatThrownBy(() -> results.await(1))
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("no kernels here");
    }
    assertThat(started.get(0)).isEqualTo(1);
    assertThat(started.get(1)).isEqualTo(1);
  }

  @Test
  void aLaunchThatIsCutShortIsCancelledAndNothingHangs() {
    AtomicReference<String> ran = new AtomicReference<>("");
    TaskDefinition task = TaskDefinition.cpu("task", _ -> ran.set("ran"));
    var scene = new Scene();
    try (var executor = executor(TestMachines.split(2), 8, Optional.empty(), task)) {
      IndexLaunch launch = IndexLaunch.single("task", TaskArguments.NONE);
      assertThat(executor.abandon(new IllegalStateException("nothing yet")))
          .isEqualTo(Executor.Remains.NOTHING);
      LaunchResults results = executor.begin(launch, 0);
      long node = executor.task(StructuralKey.task(0, 0), mapped(launch, 0, 0), 0);
      long fill =
          executor.fill(
              StructuralKey.service(0, 0, 0, 0),
              0,
              scene.values(0),
              scene.root.indexSpace(),
              FIELD,
              FillValue.of(1f),
              0);
      executor.edge(fill, node);
      assertThat(executor.abandon(new IllegalStateException("cut short")))
          .isEqualTo(Executor.Remains.A_PART);
      assertThatThrownBy(() -> results.await(0))
          .isInstanceOf(TaskFailedException.class)
          .hasRootCauseMessage("cut short");
    }
    assertThat(ran.get()).isEmpty();
  }
}
