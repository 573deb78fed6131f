package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.instances.FieldView;

/** A worker that does not come is helped out, unless the mapper says that nobody may. */
@Timeout(60)
class HelpTest {
  private static final int LENGTH = 4;

  /** Counts up, and tells where. */
  private static final TaskRegistry TASKS =
      TaskRegistry.of(
          TaskDefinition.cpu(
              "count",
              context -> {
                FieldView x = context.region(0).field();
                x.rect().forEachPoint(p -> x.set(p, x.doubleAt(p) + 1));
                context.result(context.processor());
              }));

  /** A program whose worker of processor 1 comes only when it is let. */
  private static final class Late implements AutoCloseable {
    private final CountDownLatch gate = new CountDownLatch(1);
    final Runtime runtime;
    final LogicalRegion line;
    private final IndexLaunch launch;

    Late(Mapper mapper) {
      runtime =
          Runtime.builder(TestMachines.shared(2), TASKS)
              .mapper(mapper)
              .workerHook(processor -> {
                if (processor == 1) {
                  await(gate);
                }
              })
              .build();
      line =
          runtime.createRegion(
              "line",
              IndexSpace.of(Rect.ofExtents(LENGTH)),
              FieldSpace.builder().field("x", FieldType.FLOAT64).build());
      IndexPartition points = Partitions.equal(line.indexSpace(), Rect.ofExtents(LENGTH));
      launch =
          IndexLaunch.of(
              "count",
              points.colours(),
              TaskArguments.NONE,
              RegionRequirement.pieces(
                  line, points, Projection.IDENTITY, FieldSet.of(0), Privilege.readWrite()));
    }

    private static void await(CountDownLatch gate) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    FutureMap count() {
      return runtime.launch(launch);
    }

    void let() {
      gate.countDown();
    }

    @Override
    public void close() {
      let();
      runtime.close();
    }
  }

  @Test
  void whatAWorkerDoesNotComeToIsRunByAnother() {
    try (var late = new Late(new Mapper() {})) {
      late.runtime.fill(late.line, FieldSet.of(0), FillValue.of(0.0));
      assertThat(late.count().values()).isEqualTo(List.of(0, 0, 0, 0));
      for (int run = 0; run < 100; run++) {
        late.runtime.trace(
            "step",
            () -> {
              late.count();
              assertThat(late.count().values()).isEqualTo(List.of(0, 0, 0, 0));
            });
      }
      assertThat(late.runtime.traces().getFirst().replayed()).isGreaterThan(90);
      assertThat(late.runtime.traces().getFirst().emitted()).isEmpty();
      late.let();
      for (int run = 0; run < 1000; run++) {
        late.runtime.trace(
            "step",
            () -> {
              late.count();
              late.count();
            });
      }
      assertThat(late.runtime.read(late.line, 0).doubles()).containsOnly(2201);
    }
  }

  @Test
  void nobodyHelpsIfTheMapperSaysNo() throws InterruptedException {
    Mapper strict =
        new Mapper() {
          @Override
          public boolean areInterchangeable(MapperContext context, int processor, int other) {
            return false;
          }
        };
    try (var late = new Late(strict)) {
      late.runtime.fill(late.line, FieldSet.of(0), FillValue.of(0.0));
      FutureMap results = late.count();
      TimeUnit.MILLISECONDS.sleep(50); // long enough for anybody who would help
      late.let();
      assertThat(results.values()).isEqualTo(List.of(0, 0, 1, 1));
    }
  }
}
