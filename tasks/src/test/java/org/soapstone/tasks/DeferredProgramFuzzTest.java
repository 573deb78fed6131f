package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.Field;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.RandomProgram.Step;
import org.soapstone.tasks.execution.ExecutionRecord;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.partitioning.DeferredPartition;

/**
 * Programs whose partitions are made of what their tasks write: they end with the interpreter's
 * data, values or failures, and their task graph does not depend on when a partition is known.
 */
@Timeout(600)
class DeferredProgramFuzzTest {
  /** Workers that start so late let the program run ahead, so that launches are queued. */
  private static final long LATE_NANOS = 2_000_000;

  @Test
  void programsEndWithTheInterpretersData() {
    Cases.forEachSeed(Cases.heavy() ? 10_000 : 300, seed -> duel(seed, 0));
  }

  @Test
  void failuresTravelThroughPartitions() {
    Cases.forEachSeed(Cases.heavy() ? 5_000 : 150, seed -> duel(seed, 0.1));
  }

  /** One program, with what the interpreter made of it. */
  private record Case(
      long seed,
      Machine machine,
      RandomProgram program,
      SequentialInterpreter interpreter,
      List<Expected> expected) {}

  /** What a field of a tree ends with. */
  private record Expected(LogicalRegion root, Field field, Object outcome) {}

  private static void duel(long seed, double failureRate) {
    SplittableRandom random = new SplittableRandom(seed);
    Machine machine = TestMachines.random(random);
    var interpreter = new SequentialInterpreter(RandomBodies.registry(), Map.of());
    var program =
        new RandomProgram(
            seed, 1 + random.nextInt(20), failureRate, interpreter, machine.processorCount());
    List<Expected> expected = new ArrayList<>();
    for (LogicalRegion root : program.roots()) {
      for (Field field : root.fieldSpace().fields()) {
        Object outcome = interpreter.launch(BuiltInTasks.readLaunch(root, field.id())).getFirst();
        expected.add(new Expected(root, field, outcome));
      }
    }
    Case made = new Case(seed, machine, program, interpreter, expected);
    ExecutionRecord queued = run(made, random, false);
    ExecutionRecord direct = run(made, random, true);
    RegionProgramFuzzTest.assertSameGraph(queued.graph(machine), direct.graph(machine));
  }

  /** Runs the program; waits for each partition at once, or for none. */
  private static ExecutionRecord run(Case program, SplittableRandom random, boolean waits) {
    var recorder = new ExecutionRecorder();
    recorder.start(0);
    var runtime =
        Runtime.builder(program.machine, RandomBodies.registry())
            .mapper(new RandomMapper(program.seed))
            .regions(program.program.forest())
            .window(1 + random.nextInt(200))
            .queue(1 + random.nextInt(20))
            .recorder(recorder)
            .workerHook(_ -> LockSupport.parkNanos(waits ? 0 : LATE_NANOS))
            .build();
    try {
      Map<IndexPartition, IndexPartition> partitions = new LinkedHashMap<>();
      for (Step step : program.program.steps()) {
        switch (step) {
          case Step.Operated operated -> {
            DeferredPartition partition =
                operated.operator().make(runtime.partitions(), p -> partitions.getOrDefault(p, p));
            partitions.put(operated.made(), partition);
            if (waits) {
              partition.awaitFailure();
            }
          }
          case Step.Fence _ -> throw new AssertionError("none in programs with operators");
          case Step.Launched launched -> {
            switch (launched.launch()) {
              case FillLaunch fill -> runtime.launch(fill);
              case IndexLaunch launch -> runtime.launch(over(partitions, launch));
            }
          }
        }
      }
      program.expected.forEach(expected -> compare(expected, runtime));
      partitions.forEach(
          (expected, actual) -> compare((DeferredPartition) expected, (DeferredPartition) actual));
    } finally {
      closeQuietly(runtime);
    }
    recorder.record().checkOrder();
    return recorder.record();
  }

  /** The same launch over a runtime's partitions instead of the interpreter's. */
  private static IndexLaunch over(
      Map<IndexPartition, IndexPartition> partitions, IndexLaunch launch) {
    List<RegionRequirement> requirements = new ArrayList<>();
    for (RegionRequirement r : launch.requirements()) {
      requirements.add(
          new RegionRequirement(
              r.region(),
              r.partition().map(p -> partitions.getOrDefault(p, p)),
              r.projection(),
              r.fields(),
              r.privilege(),
              r.coherence()));
    }
    return new IndexLaunch(
        launch.task(),
        launch.domain(),
        requirements,
        launch.arguments(),
        launch.futures(),
        launch.tag(),
        launch.iteration(),
        launch.provenance(),
        launch.control());
  }

  private static void compare(Expected expected, Runtime runtime) {
    LogicalRegion root = expected.root;
    Field field = expected.field;
    if (expected.outcome instanceof TaskFailure failure) {
      var thrown =
          catchThrowableOfType(TaskFailedException.class, () -> runtime.read(root, field.id()));
      assertThat(thrown).as("%s of %s is spoiled by %s", field, root, failure).isNotNull();
      assertThat(thrown.failure())
          .as("root cause of %s", root)
          .usingComparator(TaskFailure.PROGRAM_ORDER)
          .isEqualTo(failure);
      assertThat(thrown).cause().hasMessage(failure.cause().getMessage());
    } else {
      FieldData data = (FieldData) expected.outcome;
      FieldData actual = runtime.read(root, field.id());
      assertThat(actual.equals(data))
          .as(() -> RegionProgramFuzzTest.difference(root, field, data, actual))
          .isTrue();
    }
  }

  private static void compare(DeferredPartition expected, DeferredPartition actual) {
    Optional<TaskFailure> failure = expected.awaitFailure();
    if (failure.isPresent()) {
      assertThat(actual.awaitFailure().map(TaskFailure::key)).contains(failure.get().key());
    } else {
      assertThat(actual.value()).isEqualTo(expected.value());
      assertThat(actual.parentSpace()).isEqualTo(expected.parentSpace());
    }
  }

  /** The failures that nobody asked about come out here, and are not what the test is about. */
  private static void closeQuietly(Runtime runtime) {
    try {
      runtime.close();
    } catch (TaskFailedException e) {
      assertThat(e.failure().cause()).isNotInstanceOf(AssertionError.class);
    }
  }
}
