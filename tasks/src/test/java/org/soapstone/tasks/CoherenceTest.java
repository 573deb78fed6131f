package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.Coherence;
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
import org.soapstone.tasks.instances.FieldView;

/** What may overlap under each coherence, and what may not. */
@Timeout(120)
class CoherenceTest {
  private static final Point FIRST = Point.of(0);

  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final CyclicBarrier meeting = new CyclicBarrier(2);

  /** Adds one to every point, leaving time for others to do so in between. */
  private final TaskDefinition increment =
      TaskDefinition.cpu(
          "increment",
          context -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            FieldView view = context.region(0).field();
            context
                .region(0)
                .space()
                .forEachPoint(p -> {
                  long before = view.longAt(p);
                  LockSupport.parkNanos(1000);
                  view.set(p, before + 1);
                });
            inside.decrementAndGet();
          });

  /** Returns when two of them run at once. */
  private final TaskDefinition meet = TaskDefinition.cpu("meet", _ -> await());

  /** Writes its own half, and when two of them have, adds the other half's number to its own. */
  private final TaskDefinition exchange =
      TaskDefinition.cpu(
          "exchange",
          context -> {
            FieldView view = context.region(0).field();
            long own = context.point().coordinate(0);
            view.set(Point.of(own), own + 10);
            await();
            long other = view.longAt(Point.of(1 - own));
            await();
            view.set(Point.of(own), own + 10 + 100 * other);
          });

  private void await() throws InterruptedException, BrokenBarrierException, TimeoutException {
    meeting.await(60, TimeUnit.SECONDS);
  }

  private Runtime runtime(Machine machine) {
    return Runtime.builder(machine, TaskRegistry.of(increment, meet, exchange)).build();
  }

  private static LogicalRegion line(Runtime runtime, long length) {
    return runtime
        .regions()
        .createRegion(
            "line", IndexSpace.of(Rect.ofExtents(length)), FieldSpace.of("count", FieldType.INT64));
  }

  private static RegionRequirement whole(LogicalRegion line, Coherence coherence) {
    return new RegionRequirement(
        line,
        Optional.empty(),
        Projection.IDENTITY,
        FieldSet.of(0),
        Privilege.readWrite(),
        coherence);
  }

  private static RegionRequirement pieces(
      LogicalRegion line, IndexPartition pieces, Coherence coherence) {
    return new RegionRequirement(
        line,
        Optional.of(pieces),
        Projection.IDENTITY,
        FieldSet.of(0),
        Privilege.readWrite(),
        coherence);
  }

  private static IndexLaunch launch(String task, long points, RegionRequirement requirement) {
    return IndexLaunch.of(task, Rect.ofExtents(points), TaskArguments.NONE, requirement);
  }

  @Test
  void atomicTasksRunOneAtATime() {
    for (Machine machine : List.of(TestMachines.shared(4), TestMachines.split(3))) {
      most.set(0);
      try (var runtime = runtime(machine)) {
        LogicalRegion line = line(runtime, 5);
        for (int i = 0; i < 20; i++) {
          runtime.launch(launch("increment", 10, whole(line, Coherence.ATOMIC)));
        }
        assertThat(runtime.read(line, 0).longs()).containsOnly(200);
        assertThat(most.get()).isEqualTo(1);
      }
    }
  }

  @Test
  void atomicTasksOfATraceRunOneAtATime() {
    try (var runtime = runtime(TestMachines.shared(4))) {
      LogicalRegion line = line(runtime, 5);
      for (int run = 0; run < 20; run++) {
        runtime.trace(
            "runs", () -> runtime.launch(launch("increment", 10, whole(line, Coherence.ATOMIC))));
      }
      assertThat(runtime.read(line, 0).longs()).containsOnly(200);
      assertThat(most.get()).isEqualTo(1);
    }
  }

  @Test
  void atomicTasksOverOverlappingPiecesLoseNothing() {
    try (var runtime = runtime(TestMachines.shared(4))) {
      LogicalRegion line = line(runtime, 6);
      IndexPartition windows =
          Partitions.explicit(
              line.indexSpace(),
              Map.of(
                  Point.of(0), IndexSpace.of(Rect.of(0, 3)),
                  Point.of(1), IndexSpace.of(Rect.of(2, 4)),
                  Point.of(2), IndexSpace.of(Rect.of(4, 5))));
      for (int i = 0; i < 100; i++) {
        runtime.launch(launch("increment", 3, pieces(line, windows, Coherence.ATOMIC)));
      }
      assertThat(runtime.read(line, 0).longs()).containsExactly(100, 100, 200, 200, 200, 100);
    }
  }

  @Test
  void atomicTasksOnDisjointPiecesRunTogether() {
    try (var runtime = runtime(TestMachines.shared(2))) {
      LogicalRegion line = line(runtime, 4);
      IndexPartition halves = Partitions.equal(line.indexSpace(), Rect.ofExtents(2));
      runtime.launch(launch("meet", 2, pieces(line, halves, Coherence.ATOMIC)));
      runtime.fence();
    }
  }

  @Test
  void simultaneousTasksRunTogetherAndSeeEachOthersWrites() {
    for (Coherence coherence : List.of(Coherence.SIMULTANEOUS, Coherence.RELAXED)) {
      try (var runtime = runtime(TestMachines.shared(2))) {
        LogicalRegion line = line(runtime, 2);
        runtime.launch(launch("exchange", 2, whole(line, coherence)));
        assertThat(runtime.read(line, 0).longs()).containsExactly(1110, 1011);
      }
    }
  }

  @Test
  void simultaneousLaunchesRunTogether() {
    Mapper byPoint =
        new Mapper() {
          @Override
          public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
            return new int[] {(int) launch.point(0).coordinate(0)};
          }
        };
    try (var runtime =
        Runtime.builder(TestMachines.shared(2), TaskRegistry.of(exchange))
            .mapper(byPoint)
            .build()) {
      LogicalRegion line = line(runtime, 2);
      var first = new Projection.Functor("first", _ -> FIRST);
      IndexPartition all = Partitions.explicit(line.indexSpace(), Map.of(FIRST, line.indexSpace()));
      var requirement =
          new RegionRequirement(
              line,
              Optional.of(all),
              first,
              FieldSet.of(0),
              Privilege.readWrite(),
              Coherence.SIMULTANEOUS);
      for (int point = 0; point < 2; point++) {
        runtime.launch(
            IndexLaunch.of("exchange", Rect.of(point, point), TaskArguments.NONE, requirement));
      }
      runtime.fence();
    }
  }

  @Test
  void exclusiveTasksAreOrderedWithSharingOnes() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    TaskDefinition note =
        TaskDefinition.cpu(
            "note",
            context -> {
              Thread.sleep(5);
              order.add(context.arguments().costKey().toString());
            });
    record Label(String text) implements TaskArguments {
      @Override
      public Object costKey() {
        return text;
      }
    }
    try (var runtime = Runtime.builder(TestMachines.shared(3), TaskRegistry.of(note)).build()) {
      LogicalRegion line = line(runtime, 2);
      for (Coherence coherence :
          List.of(
              Coherence.SIMULTANEOUS,
              Coherence.EXCLUSIVE,
              Coherence.ATOMIC,
              Coherence.SIMULTANEOUS,
              Coherence.EXCLUSIVE)) {
        int points = coherence == Coherence.EXCLUSIVE ? 1 : 3;
        runtime.launch(
            IndexLaunch.of(
                "note",
                Rect.ofExtents(points),
                new Label(coherence.name()),
                whole(line, coherence)));
      }
      runtime.fence();
    }
    String shared = "SIMULTANEOUS";
    assertThat(order)
        .containsExactly(
            shared,
            shared,
            shared,
            "EXCLUSIVE",
            "ATOMIC",
            "ATOMIC",
            "ATOMIC",
            shared,
            shared,
            shared,
            "EXCLUSIVE");
  }

  @Test
  void exclusiveStaysTheDefaultAndRefusesSharing() {
    try (var runtime = runtime(TestMachines.shared(2))) {
      LogicalRegion line = line(runtime, 2);
      assertThatThrownBy(() -> runtime.launch(launch("meet", 2, whole(line, Coherence.EXCLUSIVE))))
          .hasMessageContaining("points (0) and (1) both read-write [0..1], element (0)");
    }
  }
}
