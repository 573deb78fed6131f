package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.Field;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.RandomProgram.Step;
import org.soapstone.tasks.analysis.ProgramAnalysis;
import org.soapstone.tasks.execution.ExecutionRecord;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.graph.FrozenGraphSink;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.graph.TaskGraph;
import org.soapstone.tasks.instances.FieldData;

/**
 * The promise: whatever the mapper and the machine, a program ends with the interpreter's data, bit
 * for bit.
 */
@Timeout(3600)
class RegionProgramFuzzTest {

  @Test
  void programsEndWithTheInterpretersData() {
    Cases.forEachSeed(
        Cases.programs(500, 20_000),
        seed -> Shrinking.run(1 + (int) Math.floorMod(seed, 30L), kept -> duel(seed, kept)));
  }

  /** Runs the launches of a program that are kept. */
  private static void duel(long seed, BitSet kept) {
    SplittableRandom random = new SplittableRandom(seed);
    Machine machine = TestMachines.random(random);
    var program = new RandomProgram(seed, kept.length(), 0, machine.processorCount(), kept::get);
    var expectedReads = new Witness();
    var reads = new Witness();
    var interpreter =
        new SequentialInterpreter(RandomBodies.registry(expectedReads), Map.of())
            .in(program.forest());
    var recorder = new ExecutionRecorder();
    recorder.start(0);
    try (var runtime =
        Runtime.builder(machine, RandomBodies.registry(reads))
            .mapper(new RandomMapper(seed))
            .regions(program.forest())
            .window(1 + random.nextInt(200))
            .recorder(recorder)
            .executionHook(new Chaos(seed))
            .build()) {
      for (Step step : program.steps()) {
        if (!(step instanceof Step.Launched(Launch launch))) {
          interpreter.fence();
          runtime.executionFence();
          continue;
        }
        List<Object> expected = interpreter.launch(launch);
        FutureMap results = launch(runtime, launch);
        if (results != null && random.nextInt(20) == 0) {
          assertThat(results.values())
              .as("results of %s", launch.provenance())
              .isEqualTo(expected.stream().filter(Objects::nonNull).toList());
        }
      }
      for (LogicalRegion root : program.roots()) {
        for (Field field : root.fieldSpace().fields()) {
          FieldData expected = interpreter.read(root, field.id());
          FieldData actual = runtime.read(root, field.id());
          assertThat(actual.equals(expected))
              .as(() -> difference(root, field, expected, actual))
              .isTrue();
        }
      }
      runtime.fence();
    }
    assertThat(reads.seen()).isEqualTo(expectedReads.seen());
    ExecutionRecord record = recorder.record();
    record.checkOrder();
    assertSameGraph(record.graph(machine), planned(program, machine, seed));
  }

  /**
   * The same launches, the reads at the end among them, through the analysis into a frozen graph.
   */
  private static TaskGraph planned(RandomProgram program, Machine machine, long seed) {
    var analysis =
        new ProgramAnalysis(new RandomMapper(seed), RandomBodies.registry().mapperContext(machine));
    var sink = new FrozenGraphSink(machine);
    List<Step> steps = new ArrayList<>(program.steps());
    for (LogicalRegion root : program.roots()) {
      for (Field field : root.fieldSpace().fields()) {
        steps.add(new Step.Launched(BuiltInTasks.readLaunch(root, field.id())));
      }
    }
    for (int i = 0; i < steps.size(); i++) {
      switch (steps.get(i)) {
        case Step.Launched(IndexLaunch tasks) -> analysis.launch(tasks, i, sink);
        case Step.Launched(FillLaunch fill) -> analysis.launch(fill, i, sink);
        case Step.Fence _ -> analysis.fence(i, sink);
        case Step.Operated _ -> throw new AssertionError("none without an interpreter");
      }
    }
    return sink.graph();
  }

  static void assertSameGraph(TaskGraph ran, TaskGraph planned) {
    assertThat(describe(ran)).isEqualTo(describe(planned));
    assertThat(ran.instances()).containsExactlyInAnyOrderElementsOf(planned.instances());
  }

  private static List<String> describe(TaskGraph graph) {
    List<String> nodes = new ArrayList<>();
    for (int n = 0; n < graph.nodeCount(); n++) {
      List<String> from = new ArrayList<>();
      for (int i = 0; i < graph.predecessorCount(n); i++) {
        from.add(StructuralKey.describe(graph.key(graph.predecessor(n, i))));
      }
      from.sort(null);
      nodes.add(
          "%s %s on %d, memory %d to %d, %d bytes, priority %d, after %s"
              .formatted(
                  StructuralKey.describe(graph.key(n)),
                  graph.kind(n),
                  graph.processor(n),
                  graph.sourceMemory(n),
                  graph.targetMemory(n),
                  graph.bytes(n),
                  graph.priority(n),
                  from));
    }
    return nodes;
  }

  private static FutureMap launch(Runtime runtime, Launch launch) {
    return switch (launch) {
      case IndexLaunch tasks -> runtime.launch(tasks);
      case FillLaunch fill -> {
        runtime.launch(fill);
        yield null;
      }
    };
  }

  static String difference(LogicalRegion root, Field field, FieldData expected, FieldData actual) {
    StringBuilder text = new StringBuilder("field " + field + " of " + root + " differs at");
    root.indexSpace()
        .forEachPoint(p -> {
          if (expected.doubleAt(p) != actual.doubleAt(p)) {
            text.append(" %s (%s, not %s)".formatted(p, actual.doubleAt(p), expected.doubleAt(p)));
          }
        });
    return text.toString();
  }
}
