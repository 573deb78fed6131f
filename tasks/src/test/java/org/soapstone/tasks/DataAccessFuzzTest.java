package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchControl;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.access.Attachment;
import org.soapstone.tasks.access.MappedRegion;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.instances.Mover;

/**
 * Random programs that map regions, and attach and detach memory, between their launches end with
 * the interpreter's data.
 */
@Timeout(600)
class DataAccessFuzzTest {
  @Test
  void programsEndWithTheInterpretersData() {
    Cases.forEachSeed(Cases.heavy() ? 10_000 : 300, DataAccessFuzzTest::duel);
  }

  private static void duel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    var program = new RandomProgram(seed, 1 + random.nextInt(30), 0);
    var interpreter =
        new SequentialInterpreter(RandomBodies.registry(), Map.of()).in(program.forest());
    try (Arena arena = Arena.ofShared();
        var runtime =
            Runtime.builder(TestMachines.random(random), RandomBodies.registry())
                .mapper(new RandomMapper(seed))
                .regions(program.forest())
                .build()) {
      new Duel(random, runtime, interpreter, arena).run(program);
    }
  }

  /** One program with its runtime. */
  private static final class Duel {
    private record Memory(Attachment attachment, MemorySegment segment, Field field) {}

    private final SplittableRandom random;
    private final Runtime runtime;
    private final SequentialInterpreter interpreter;
    private final Arena arena;
    private final Map<LogicalRegion, Memory> attached = new LinkedHashMap<>();

    private Duel(
        SplittableRandom random, Runtime runtime, SequentialInterpreter interpreter, Arena arena) {
      this.random = random;
      this.runtime = runtime;
      this.interpreter = interpreter;
      this.arena = arena;
    }

    private void run(RandomProgram program) {
      for (Launch launch : program.launches()) {
        LogicalRegion root = program.roots().get(random.nextInt(program.roots().size()));
        Field field = root.fieldSpace().field(random.nextInt(root.fieldSpace().size()));
        switch (random.nextInt(6)) {
          case 0 -> map(root, field);
          case 1 -> {
            if (attached.containsKey(root)) {
              detach(root);
            } else {
              attach(root, field);
            }
          }
          default -> {}
        }
        switch (launch) {
          case FillLaunch fill -> {
            interpreter.launch(fill);
            runtime.launch(fill);
          }
          case IndexLaunch tasks -> {
            // Positions are others here, and results are not what this is about.
            if (tasks.futures().isEmpty() && tasks.control().equals(LaunchControl.NONE)) {
              interpreter.launch(tasks);
              runtime.launch(tasks);
            }
          }
        }
      }
      attached.keySet().stream().filter(_ -> random.nextBoolean()).toList().forEach(this::detach);
      for (LogicalRegion root : program.roots()) {
        for (Field field : root.fieldSpace().fields()) {
          FieldData expected = interpreter.read(root, field.id());
          FieldData actual = runtime.read(root, field.id());
          assertThat(actual.equals(expected))
              .as(() -> RegionProgramFuzzTest.difference(root, field, expected, actual))
              .isTrue();
        }
      }
    }

    private void map(LogicalRegion root, Field field) {
      boolean reads = random.nextBoolean();
      Privilege privilege = reads ? Privilege.read() : Privilege.readWrite();
      try (MappedRegion mapped = runtime.access().map(root, FieldSet.of(field), privilege)) {
        FieldData actual = new Mover().read(mapped.field(), mapped.space());
        FieldData expected = interpreter.read(root, field.id());
        assertThat(actual.equals(expected))
            .as(() -> RegionProgramFuzzTest.difference(root, field, expected, actual))
            .isTrue();
        if (!reads) {
          FieldData values = values(root, field);
          new Mover().write(values, mapped.field(), mapped.space());
          interpreter.write(root, field.id(), values);
        }
      }
    }

    private FieldData values(LogicalRegion root, Field field) {
      Rect rect = root.indexSpace().bounds();
      int[] values = random.ints(rect.volume(), -50, 50).toArray();
      float[] floats = new float[values.length];
      double[] doubles = new double[values.length];
      long[] longs = new long[values.length];
      for (int i = 0; i < values.length; i++) {
        floats[i] = values[i] / 4f;
        doubles[i] = values[i] / 4.0;
        longs[i] = values[i];
      }
      return switch (field.type()) {
        case FLOAT32 -> FieldData.of(rect, floats);
        case FLOAT64 -> FieldData.of(rect, doubles);
        case INT32 -> FieldData.of(rect, values);
        case INT64 -> FieldData.of(rect, longs);
        case UINT8 -> throw new AssertionError(field);
      };
    }

    private void attach(LogicalRegion root, Field field) {
      FieldData values = values(root, field);
      MemorySegment memory = arena.allocate(values.segment().byteSize(), 8);
      memory.copyFrom(values.segment());
      attached.put(
          root,
          new Memory(runtime.access().attach(root, FieldSet.of(field), memory), memory, field));
      interpreter.write(root, field.id(), values);
    }

    private void detach(LogicalRegion root) {
      Memory memory = attached.remove(root);
      memory.attachment.close();
      FieldData expected = interpreter.read(root, memory.field.id());
      long width = memory.field.type().bytes();
      Rect rect = expected.rect();
      root.indexSpace()
          .forEachPoint(point -> {
            long at = rect.linearize(point) * width;
            assertThat(
                    memory
                        .segment
                        .asSlice(at, width)
                        .mismatch(expected.segment().asSlice(at, width)))
                .as("field %s of %s at %s", memory.field, root, point)
                .isEqualTo(-1);
          });
      interpreter.launch(
          new FillLaunch(
              root,
              FieldSet.of(memory.field),
              new FillValue(memory.field.type(), 0),
              LaunchTag.NONE,
              "zeros"));
    }
  }
}
