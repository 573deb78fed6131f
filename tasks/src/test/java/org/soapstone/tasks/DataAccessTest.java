package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.access.Attachment;
import org.soapstone.tasks.access.MappedRegion;
import org.soapstone.tasks.instances.FieldView;

/** Inline mappings, and memory and files that regions use in place. */
class DataAccessTest {
  private static final FieldSet VALUES = FieldSet.of(0);
  private static final FieldSpace FIELDS =
      FieldSpace.builder().field("value", FieldType.INT64).field("small", FieldType.INT32).build();

  /** The addresses at which tasks found their data. */
  private final ConcurrentSkipListSet<Long> addresses = new ConcurrentSkipListSet<>();

  private final TaskDefinition increment =
      TaskDefinition.cpu(
          "increment",
          context -> {
            FieldView view = context.region(0).field();
            addresses.add(view.segment().address());
            context.region(0).space().forEachPoint(p -> view.set(p, view.longAt(p) + 1));
          });

  private final TaskDefinition fail =
      TaskDefinition.cpu(
          "fail",
          _ -> {
            throw new IllegalStateException("on purpose");
          });

  private final TaskDefinition add =
      TaskDefinition.cpu("add", context -> context.region(0).field().fold(Point.of(0), 5L));

  private Runtime runtime(Machine machine) {
    return Runtime.builder(machine, TaskRegistry.of(increment, fail, add)).build();
  }

  private static LogicalRegion line(Runtime runtime) {
    return runtime.regions().createRegion("line", IndexSpace.of(Rect.ofExtents(6)), FIELDS);
  }

  private static IndexLaunch launch(String task, LogicalRegion line, Privilege privilege) {
    IndexPartition halves = Partitions.equal(line.indexSpace(), Rect.ofExtents(2));
    return IndexLaunch.of(
        task,
        Rect.ofExtents(2),
        TaskArguments.NONE,
        RegionRequirement.pieces(line, halves, Projection.IDENTITY, VALUES, privilege));
  }

  @Test
  void mappingsAreOrderedWithLaunches() {
    for (Machine machine : List.of(TestMachines.shared(2), TestMachines.split(3))) {
      try (var runtime = runtime(machine)) {
        LogicalRegion line = line(runtime);
        runtime.launch(launch("increment", line, Privilege.readWrite()));
        try (MappedRegion mapped = runtime.access().map(line, VALUES, Privilege.readWrite())) {
          assertThat(mapped.space()).isEqualTo(line.indexSpace());
          mapped.space().forEachPoint(p -> assertThat(mapped.field().longAt(p)).isEqualTo(1));
          mapped.field().set(Point.of(3), 40L);
        }
        runtime.launch(launch("increment", line, Privilege.readWrite()));
        assertThat(runtime.read(line, 0).longs()).containsExactly(2, 2, 2, 41, 2, 2);
        try (MappedRegion mapped = runtime.access().map(line, VALUES, Privilege.read())) {
          assertThat(mapped.field().longAt(Point.of(3))).isEqualTo(41);
          assertThatThrownBy(() -> mapped.field().set(Point.of(0), 1L))
              .hasMessageContaining("the requirement only reads");
          // Readers may go on beside it.
          assertThat(runtime.read(line, 0).longs()).hasSize(6);
        }
      }
    }
  }

  @Test
  void whatInterferesWithAMappingIsRefused() {
    try (var runtime = runtime(TestMachines.shared(2))) {
      LogicalRegion line = line(runtime);
      MappedRegion mapped = runtime.access().map(line, VALUES, Privilege.read());
      assertThatThrownBy(() -> runtime.launch(launch("increment", line, Privilege.readWrite())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "launch 'increment' interferes with region 'line', fields {0}, which the program has"
                  + " mapped with read; unmap it first");
      assertThatThrownBy(() -> runtime.fill(line, VALUES, FillValue.of(1L)))
          .hasMessageContaining("unmap it first");
      assertThatThrownBy(() -> runtime.access().map(line, VALUES, Privilege.readWrite()))
          .hasMessageContaining("unmap it first");
      assertThatThrownBy(() -> runtime.destroy(line))
          .hasMessageContaining(
              "region 'line' is destroyed while 'line' is mapped; unmap it first");
      runtime.fill(line, FieldSet.of(1), FillValue.of(1));
      mapped.close();
      mapped.close();
      runtime.launch(launch("increment", line, Privilege.readWrite()));
      assertThatThrownBy(
              () -> runtime.access().map(line, VALUES, Privilege.reduce(BuiltInReduction.SUM_I64)))
          .hasMessageContaining("map it with read or read-write");
    }
  }

  @Test
  void anUnmappedRegionIsDead() {
    try (var runtime = runtime(TestMachines.shared(1))) {
      LogicalRegion line = line(runtime);
      MappedRegion mapped = runtime.access().map(line, VALUES, Privilege.readWrite());
      FieldView field = mapped.field();
      field.set(Point.of(0), 1L);
      mapped.close();
      assertThatThrownBy(mapped::field)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("region 'line' is used after it was unmapped; map it again");
      assertThatThrownBy(() -> field.longAt(Point.of(0))).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> field.segment().get(ValueLayout.JAVA_LONG, 0))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void mappingSpoiledDataTellsTheCause() {
    try (var runtime = runtime(TestMachines.shared(1))) {
      LogicalRegion line = line(runtime);
      runtime.launch(
          IndexLaunch.single(
              "fail",
              TaskArguments.NONE,
              RegionRequirement.whole(line, VALUES, Privilege.readWrite())));
      assertThatThrownBy(() -> runtime.access().map(line, VALUES, Privilege.read()))
          .isInstanceOf(TaskFailedException.class)
          .rootCause()
          .hasMessage("on purpose");
    }
  }

  @Test
  void attachedMemoryIsUsedInPlace() {
    try (Arena arena = Arena.ofShared();
        var runtime = runtime(TestMachines.shared(2))) {
      LogicalRegion line = line(runtime);
      MemorySegment memory =
          arena.allocateFrom(ValueLayout.JAVA_LONG, LongStream.range(0, 6).toArray());
      Attachment attachment = runtime.access().attach(line, VALUES, memory);
      assertThat(runtime.read(line, 0).longs()).containsExactly(0, 1, 2, 3, 4, 5);
      addresses.clear();
      runtime.launch(launch("increment", line, Privilege.readWrite()));
      runtime.launch(
          IndexLaunch.single(
              "add",
              TaskArguments.NONE,
              RegionRequirement.whole(line, VALUES, Privilege.reduce(BuiltInReduction.SUM_I64))));
      attachment.close();
      attachment.close();
      assertThat(addresses).containsExactly(memory.address(), memory.address() + 3 * Long.BYTES);
      assertThat(memory.toArray(ValueLayout.JAVA_LONG)).containsExactly(6, 2, 3, 4, 5, 6);
      assertThat(runtime.read(line, 0).longs()).containsOnly(0);
      runtime.launch(launch("increment", line, Privilege.readWrite()));
      assertThat(runtime.read(line, 0).longs()).containsOnly(1);
      assertThat(memory.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(6);
    }
  }

  @Test
  void whatWasWrittenElsewhereIsWrittenBack() {
    try (Arena arena = Arena.ofShared();
        var runtime = runtime(TestMachines.split(3))) {
      LogicalRegion line = line(runtime);
      MemorySegment memory = arena.allocate(6 * Long.BYTES, Long.BYTES);
      try (Attachment _ = runtime.access().attach(line, VALUES, memory)) {
        for (int i = 0; i < 3; i++) {
          runtime.launch(launch("increment", line, Privilege.readWrite()));
        }
      }
      assertThat(memory.toArray(ValueLayout.JAVA_LONG)).containsOnly(3);
    }
  }

  @Test
  void filesHoldTheResult(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("cells");
    ByteBuffer bytes = ByteBuffer.allocate(8 + 6 * 8 + 6 * 4).order(ByteOrder.nativeOrder());
    bytes.position(8);
    LongStream.range(10, 16).forEach(bytes::putLong);
    Files.write(file, bytes.array());
    try (var runtime = runtime(TestMachines.shared(2))) {
      LogicalRegion line = line(runtime);
      try (Attachment _ = runtime.access().attachFile(line, FieldSet.of(0, 1), file, 8)) {
        runtime.launch(launch("increment", line, Privilege.readWrite()));
        runtime.fill(line, FieldSet.of(1), FillValue.of(7));
      }
      ByteBuffer after = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
      assertThat(after.getLong(8)).isEqualTo(11);
      assertThat(after.getLong(48)).isEqualTo(16);
      assertThat(after.getInt(56)).isEqualTo(7);
      assertThat(after.getInt(76)).isEqualTo(7);
      assertThatThrownBy(() -> runtime.access().attachFile(line, VALUES, file, 40))
          .hasMessageContaining(
              "has 80 bytes, but fields {0} of region 'line' need 48 from byte 40");
    }
  }

  @Test
  void wrongAttachmentsAreRefused() {
    try (Arena arena = Arena.ofShared();
        Arena confined = Arena.ofConfined();
        var runtime = runtime(TestMachines.shared(1))) {
      LogicalRegion line = line(runtime);
      refuses(runtime, line, arena.allocate(47, 8), "memory of 47 bytes", "which have 48");
      refuses(runtime, line, MemorySegment.ofArray(new long[6]), "on the heap");
      refuses(runtime, line, arena.allocate(48, 8).asReadOnly(), "read-only; attach it writable");
      refuses(runtime, line, confined.allocate(48, 8), "confined to one thread");
      refuses(runtime, line, arena.allocate(52, 8).asSlice(4), "no multiple of 8 bytes");
      try (Attachment _ = runtime.access().attach(line, VALUES, arena.allocate(48, 8))) {
        refuses(runtime, line, arena.allocate(48, 8), "detach those first");
        assertThatThrownBy(() -> runtime.destroy(line)).hasMessageContaining("detach it first");
        MappedRegion mapped = runtime.access().map(line, VALUES, Privilege.read());
        mapped.close();
      }
    }
  }

  private static void refuses(
      Runtime runtime, LogicalRegion line, MemorySegment memory, String... words) {
    assertThatThrownBy(() -> runtime.access().attach(line, VALUES, memory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }
}
