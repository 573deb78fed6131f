package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.Field;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.instances.FieldData;

/** The promise: whatever the mapper and the machine, a program ends with the interpreter's data, bit for bit. */
@Timeout(600)
class RegionProgramFuzzTest {

  @Test
  void programsEndWithTheInterpretersData() {
    Cases.forEachSeed(Cases.heavy() ? 20_000 : 500, RegionProgramFuzzTest::duel);
  }

  private static void duel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    var program = new RandomProgram(random, 1 + random.nextInt(30), 0);
    Machine machine = TestMachines.random(random);
    var interpreter = new SequentialInterpreter(RandomBodies.registry(), Map.of());
    var recorder = new ExecutionRecorder();
    recorder.start(0);
    try (var runtime =
        Runtime.builder(machine, RandomBodies.registry())
            .mapper(new RandomMapper(seed))
            .regions(program.forest())
            .window(1 + random.nextInt(200))
            .recorder(recorder)
            .build()) {
      for (Launch launch : program.launches()) {
        List<Object> expected = interpreter.launch(launch);
        FutureMap results = launch(runtime, launch);
        if (results != null && random.nextInt(20) == 0) {
          assertThat(results.values())
              .as("results of %s", launch.provenance())
              .isEqualTo(expected.stream().filter(java.util.Objects::nonNull).toList());
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
    recorder.record().checkOrder();
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

  private static String difference(
      LogicalRegion root, Field field, FieldData expected, FieldData actual) {
    StringBuilder text = new StringBuilder("field " + field + " of " + root + " differs at");
    root.indexSpace()
        .forEachPoint(
            p -> {
              if (expected.doubleAt(p) != actual.doubleAt(p)) {
                text.append(
                    " %s (%s, not %s)".formatted(p, actual.doubleAt(p), expected.doubleAt(p)));
              }
            });
    return text.toString();
  }
}
